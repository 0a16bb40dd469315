import type { Db, Once } from '#kernel/database/sql.ts'
import { users } from '../contract.ts'
import type { User } from './user.ts'

const { UserRegistered, UserChanged, EmailVerified, EmailVerificationAsked } = users.events

type NewUser = { id: string; email: string; firstName: string; lastName: string; locale: string; passwordHash: string }
type Token = { token: string; hash: Buffer }

/**
 * Adds a user with the token that proves the address, and tells it. Null when the address has an account, or a twin
 * was faster.
 */
export async function addUser(db: Db, { passwordHash, ...user }: NewUser, verify: Token): Promise<User | null> {
  const { id, email, firstName, lastName, locale } = user
  const fact = { userId: id, email, firstName, lastName, locale, verifyToken: verify.token }
  const [added] = await db.sql<User>`
    with made as (
      insert into users.users (id, email, password_hash, first_name, last_name, locale)
      values (${id}, ${email}, ${passwordHash}, ${firstName}, ${lastName}, ${locale})
      on conflict (email) do nothing
      returning id, email, email_verified, first_name, last_name, locale, role, created_at
    ), token as (
      insert into users.one_time_tokens (hash, user_id, purpose, email, expires_at)
      select ${verify.hash}::bytea, id, 'verify', email, banyan.now() + interval '24 hours' from made
    ), told as (
      insert into users.outbox (aggregateid, type, payload) select id, ${UserRegistered.type}::text, ${fact}::json
        from made
    )
    select id, email, email_verified as "emailVerified", first_name as "firstName", last_name as "lastName", locale,
      role, created_at as "createdAt" from made`
  return added ?? null
}

/** A user whose account has not ended. */
export async function readUser(db: Db, id: string): Promise<User | null> {
  const [user] = await db.sql<User>`
    select id, email, email_verified as "emailVerified", first_name as "firstName", last_name as "lastName", locale,
      role, created_at as "createdAt" from users.users where id = ${id} and ended_at is null`
  return user ?? null
}

type Change = { firstName?: string | undefined; lastName?: string | undefined; locale?: string | undefined }
/** Changes what is given, and tells it. Null when there is no such account. */
export async function changeUser(db: Db, id: string, { firstName, lastName, locale }: Change): Promise<User | null> {
  const [user] = await db.sql<User>`
    with changed as (
      update users.users set version = version + 1, first_name = coalesce(${firstName}::text, first_name),
        last_name = coalesce(${lastName}::text, last_name), locale = coalesce(${locale}::text, locale)
      where id = ${id} and ended_at is null
      returning id, email, email_verified, first_name, last_name, locale, role, created_at
    ), told as (
      insert into users.outbox (aggregateid, type, payload) select id, ${UserChanged.type}::text,
        json_build_object('userId', id, 'firstName', first_name, 'lastName', last_name, 'locale', locale) from changed
    )
    select id, email, email_verified as "emailVerified", first_name as "firstName", last_name as "lastName", locale,
      role, created_at as "createdAt" from changed`
  return user ?? null
}

/**
 * Uses up a token of a letter: the address it was sent to is proven, if it is still the user's. False when it was
 * used, or too old, or never given.
 */
export async function verifyEmail(db: Db, hash: Buffer): Promise<boolean> {
  const used = await db.sql`
    with used as (
      update users.one_time_tokens set used_at = banyan.now()
      where hash = ${hash} and purpose = 'verify' and used_at is null and expires_at > banyan.now()
      returning user_id, email
    ), verified as (
      update users.users u set email_verified = true, version = u.version + 1 from used
      where u.id = used.user_id and u.email = used.email and not u.email_verified and u.ended_at is null
      returning u.id, u.email
    ), told as (
      insert into users.outbox (aggregateid, type, payload)
      select id, ${EmailVerified.type}::text, json_build_object('userId', id, 'email', email) from verified
    )
    select user_id from used`
  return used.length === 1
}

/**
 * Keeps a new token for a user whose address is not proven yet, and asks for the letter; at most five an hour.
 * False: nothing to send.
 */
export async function askVerification(db: Db, userId: string, { token, hash }: Token): Promise<boolean> {
  const asked = await db.sql`
    with asked as (
      update users.users u set version = u.version + 1,
        letters = case when u.letters_from < banyan.now() - interval '1 hour' then 1 else u.letters + 1 end,
        letters_from = case when u.letters_from < banyan.now() - interval '1 hour' then banyan.now()
          else u.letters_from end
      where u.id = ${userId} and not u.email_verified and u.ended_at is null
        and (u.letters < 5 or u.letters_from < banyan.now() - interval '1 hour')
      returning u.id, u.email, u.first_name, u.locale
    ), token as (
      insert into users.one_time_tokens (hash, user_id, purpose, email, expires_at)
      select ${hash}::bytea, id, 'verify', email, banyan.now() + interval '24 hours' from asked
    ), told as (
      insert into users.outbox (aggregateid, type, payload) select id, ${EmailVerificationAsked.type}::text,
        json_build_object('userId', id, 'email', email, 'firstName', first_name, 'locale', locale, 'verifyToken',
          ${token}::text) from asked
    )
    select id from asked`
  return asked.length === 1
}

/**
 * Ends the account of a customer whose data is to go: nothing that names a person stays, no session lives on, and the
 * address is free again. The accounts of staff are left alone: they end under /api/admin/staff.
 */
export async function endAccount(once: Once, userId: string): Promise<void> {
  await once.sql`
    with ended as (
      update users.users set email = id || '@erased.invalid', email_verified = false, password_hash = null,
        first_name = '', last_name = '', epoch = epoch + 1, version = version + 1, ended_at = banyan.now()
      where id = ${userId} and role = 'customer' and ended_at is null returning id
    ), networks as (
      update users.sessions s set network = '' from ended where s.user_id = ended.id
    )
    delete from users.one_time_tokens t using ended where t.user_id = ended.id`
}

/** Deletes tokens of letters that nobody can use any more. */
export async function sweepTokens(db: Db): Promise<void> {
  await db.sql`delete from users.one_time_tokens where expires_at < banyan.now() - interval '2 days'`
}
