import type { Db } from '#kernel/database/sql.ts'
import { users } from '../contract.ts'

const { EmailVerified, PasswordResetAsked } = users.events

/**
 * Keeps a token for a new password and asks for the letter, if the address has an account. `cause` is the job that
 * does so: repeated, it sends no second letter. At most five letters an hour are asked for by one account.
 */
export async function askReset(
  db: Db,
  email: string,
  cause: string,
  { token, hash }: { token: string; hash: Buffer },
): Promise<void> {
  await db.sql`
    with asked as (
      update users.users u set version = u.version + 1,
        letters = case when u.letters_from < banyan.now() - interval '1 hour' then 1 else u.letters + 1 end,
        letters_from = case when u.letters_from < banyan.now() - interval '1 hour' then banyan.now()
          else u.letters_from end
      where u.email = ${email} and u.ended_at is null
        and (u.letters < 5 or u.letters_from < banyan.now() - interval '1 hour')
      returning u.id, u.email, u.first_name, u.locale
    ), kept as (
      insert into users.one_time_tokens (hash, user_id, purpose, email, cause, expires_at)
      select ${hash}::bytea, id, 'reset', email, ${cause}::text, banyan.now() + interval '1 hour' from asked
      on conflict (cause) do nothing returning user_id
    )
    insert into users.outbox (aggregateid, type, payload) select id, ${PasswordResetAsked.type}::text,
      json_build_object('userId', id, 'email', email, 'firstName', first_name, 'locale', locale, 'resetToken',
        ${token}::text)
    from asked join kept on kept.user_id = asked.id`
}

/** Whose token for a new password this is, while it can be used; asked before a hash is spent on it. */
export async function readReset(db: Db, hash: Buffer): Promise<{ email: string } | null> {
  const [found] = await db.sql<{ email: string }>`
    select u.email from users.one_time_tokens t join users.users u on u.id = t.user_id
    where t.hash = ${hash} and t.purpose = any(array['reset', 'invite']) and t.used_at is null
      and t.expires_at > banyan.now() and u.ended_at is null`
  return found ?? null
}

/**
 * Uses up the token, sets the password, ends all sessions and voids the account's other tokens of the kind. The
 * letter reached its reader, so the address is proven, too. False when a twin used the token first.
 */
export async function resetPassword(db: Db, hash: Buffer, passwordHash: string): Promise<boolean> {
  const changed = await db.sql`
    with used as (
      update users.one_time_tokens set used_at = banyan.now()
      where hash = ${hash} and purpose = any(array['reset', 'invite']) and used_at is null
        and expires_at > banyan.now() returning user_id
    ), before as (
      select u.id, u.email_verified from users.users u join used on u.id = used.user_id
    ), changed as (
      update users.users u set password_hash = ${passwordHash}, email_verified = true, epoch = u.epoch + 1,
        version = u.version + 1
      from before where u.id = before.id and u.ended_at is null returning u.id, u.email,
        before.email_verified as was_verified
    ), voided as (
      update users.one_time_tokens t set used_at = banyan.now() from changed
      where t.user_id = changed.id and t.purpose = any(array['reset', 'invite']) and t.used_at is null
        and t.hash <> ${hash}
    ), told as (
      insert into users.outbox (aggregateid, type, payload) select id, ${EmailVerified.type}::text,
        json_build_object('userId', id, 'email', email) from changed where not was_verified
    )
    select id from changed`
  return changed.length === 1
}

export type Credentials = { email: string; passwordHash: string | null; epoch: number }
/** What decides over a change of password; null when the account has ended. */
export async function readCredentials(db: Db, userId: string): Promise<Credentials | null> {
  const [found] = await db.sql<Credentials>`
    select email, password_hash as "passwordHash", epoch from users.users where id = ${userId} and ended_at is null`
  return found ?? null
}

/**
 * Sets a password and ends all sessions, if none of it changed since `epoch` was read. Answers the new epoch, or
 * null.
 */
export async function changePassword(
  db: Db,
  userId: string,
  epoch: number,
  passwordHash: string,
): Promise<number | null> {
  const [changed] = await db.sql<{ epoch: number }>`
    update users.users set password_hash = ${passwordHash}, epoch = epoch + 1, version = version + 1
    where id = ${userId} and epoch = ${epoch} and ended_at is null returning epoch`
  return changed?.epoch ?? null
}
