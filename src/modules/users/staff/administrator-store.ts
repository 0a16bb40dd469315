import type { Db } from '#kernel/database/sql.ts'

/** True when somebody can log in as administrator. */
export async function hasAdministrator(db: Db): Promise<boolean> {
  const found = await db.sql`
    select 1 as one where exists (
      select from users.users where role = 'administrator' and password_hash is not null and ended_at is null)`
  return found.length === 1
}

/** Whether this address is an administrator's who can log in; then there is nothing to make. */
export async function isAdministrator(db: Db, email: string): Promise<boolean> {
  const found = await db.sql`
    select id from users.users where email = ${email} and role = 'administrator' and password_hash is not null
      and ended_at is null`
  return found.length === 1
}

type Administrator = { id: string; email: string; passwordHash: string }

/**
 * Makes an administrator, or makes one of the account with this address: it gets the password, and whoever was logged
 * in on it is not any more. An account that is an administrator already is left as it is: its password may have been
 * changed since.
 */
export async function makeAdministrator(db: Db, { id, email, passwordHash }: Administrator): Promise<void> {
  await db.sql`
    insert into users.users as u (id, email, email_verified, password_hash, first_name, last_name, locale, role)
    values (${id}, ${email}, true, ${passwordHash}, '', '', 'en', 'administrator')
    on conflict (email) do update set role = 'administrator', password_hash = excluded.password_hash,
      email_verified = true,
      epoch = u.epoch + 1, version = u.version + 1
    where u.role <> 'administrator' or u.password_hash is null`
}

/** Keeps the token of a link that makes the first administrator. */
export async function keepFirstLogin(db: Db, hash: Buffer): Promise<void> {
  await db.sql`
    insert into users.one_time_tokens (hash, purpose, expires_at) values (${hash}, 'first_login',
      banyan.now() + interval '24 hours')`
}

/** True while the link can be used: not used, not too old, and nobody is administrator yet. */
export async function isFirstLogin(db: Db, hash: Buffer): Promise<boolean> {
  const found = await db.sql`
    select t.hash from users.one_time_tokens t
    where t.hash = ${hash} and t.purpose = 'first_login' and t.used_at is null and t.expires_at > banyan.now()
      and not exists (
      select from users.users where role = 'administrator' and password_hash is not null and ended_at is null)`
  return found.length === 1
}

/**
 * Uses up every link of this kind and makes the administrator, in one statement: of two who use two links at once,
 * one waits for the other's row and finds it used. False when it was.
 */
export async function useFirstLogin(
  db: Db,
  hash: Buffer,
  { id, email, passwordHash }: Administrator,
): Promise<boolean> {
  const made = await db.sql`
    with links as materialized (
      select hash from users.one_time_tokens where purpose = 'first_login' and used_at is null
        and expires_at > banyan.now()
      order by hash for update
    ), used as (
      update users.one_time_tokens t set used_at = banyan.now() from links
      where t.hash = links.hash and exists (select from links where links.hash = ${hash}) and not exists (
        select from users.users where role = 'administrator' and password_hash is not null and ended_at is null)
      returning t.hash
    )
    insert into users.users as u (id, email, email_verified, password_hash, first_name, last_name, locale, role)
    select ${id}::uuid, ${email}::text, true, ${passwordHash}::text, '', '', 'en', 'administrator' from used
      where used.hash = ${hash}
    on conflict (email) do update set role = 'administrator', password_hash = excluded.password_hash,
      email_verified = true,
      epoch = u.epoch + 1, version = u.version + 1
    returning u.id`
  return made.length === 1
}
