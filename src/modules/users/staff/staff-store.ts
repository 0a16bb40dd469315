import type { Db } from '#kernel/database/sql.ts'
import type { Role } from '#kernel/module.ts'
import { users } from '../contract.ts'
import type { User } from '../user/user.ts'

export type StaffRole = Exclude<Role, 'customer'>
/** `invited`: no password was chosen yet. */
export type StaffMember = User & { invited: boolean }

/** Staff and administrators in the order in which they came, after one. */
export async function readStaff(
  db: Db,
  { afterId, limit }: { afterId: string | null; limit: number },
): Promise<StaffMember[]> {
  return db.sql`
    select id, email, email_verified as "emailVerified", first_name as "firstName", last_name as "lastName", locale,
      role,
      created_at as "createdAt", password_hash is null as invited
    from users.users where role <> 'customer' and ended_at is null
      and (${afterId}::uuid is null or id > ${afterId}::uuid)
    order by id limit ${limit}`
}

/** One of staff; null when there is none with this id, or only a customer. */
export async function readMember(db: Db, id: string): Promise<StaffMember | null> {
  const [member] = await db.sql<StaffMember>`
    select id, email, email_verified as "emailVerified", first_name as "firstName", last_name as "lastName", locale,
      role,
      created_at as "createdAt", password_hash is null as invited
    from users.users where id = ${id} and role <> 'customer' and ended_at is null`
  return member ?? null
}

type Invitation = { id: string; email: string; firstName: string; lastName: string; locale: string; role: StaffRole }

/**
 * Adds an account without a password, with the token by which its owner chooses one, and tells it. False when the
 * address has an account.
 */
export async function addMember(
  db: Db,
  invitation: Invitation,
  { token, hash }: { token: string; hash: Buffer },
): Promise<boolean> {
  const { id, email, firstName, lastName, locale, role } = invitation
  const fact = { userId: id, email, firstName, locale, role, inviteToken: token }
  const added = await db.sql`
    with made as (
      insert into users.users (id, email, first_name, last_name, locale, role)
      values (${id}, ${email}, ${firstName}, ${lastName}, ${locale}, ${role}) on conflict (email) do nothing
        returning id, email
    ), kept as (
      insert into users.one_time_tokens (hash, user_id, purpose, email, expires_at)
      select ${hash}::bytea, id, 'invite', email, banyan.now() + interval '24 hours' from made
    ), told as (
      insert into users.outbox (aggregateid, type, payload) select id, ${users.events.StaffInvited.type}::text,
        ${fact}::json from made
    )
    select id from made`
  return added.length === 1
}

/**
 * Sends the invitation of somebody who has not chosen a password once more; the links before it stay good. False when
 * there is nothing to choose.
 */
export async function inviteAgain(
  db: Db,
  id: string,
  { token, hash }: { token: string; hash: Buffer },
): Promise<boolean> {
  const asked = await db.sql`
    with asked as (
      update users.users set version = version + 1 where id = ${id} and role <> 'customer' and password_hash is null
        and ended_at is null
      returning id, email, first_name, locale, role
    ), kept as (
      insert into users.one_time_tokens (hash, user_id, purpose, email, expires_at)
      select ${hash}::bytea, id, 'invite', email, banyan.now() + interval '24 hours' from asked
    ), told as (
      insert into users.outbox (aggregateid, type, payload) select id, ${users.events.StaffInvited.type}::text,
        json_build_object(
        'userId', id, 'email', email, 'firstName', first_name, 'locale', locale, 'role', role, 'inviteToken',
          ${token}::text) from asked
    )
    select id from asked`
  return asked.length === 1
}

/**
 * Gives a user a role and ends their sessions, in one statement. It does nothing when it would take the last
 * administrator who can log in: all of them are locked first, in order, so that two who remove each other at once do
 * not both succeed.
 */
export async function changeRole(db: Db, id: string, role: Role): Promise<boolean> {
  const changed = await db.sql`
    with administrators as materialized (
      select id from users.users where role = 'administrator' and password_hash is not null
        and ended_at is null order by id for update
    )
    update users.users set role = ${role}, version = version + 1, epoch = epoch + 1
    where id = ${id} and role <> ${role} and ended_at is null
      and (${role} = 'administrator' or exists (select from administrators where administrators.id <> ${id}))
        returning id`
  return changed.length === 1
}

/** An account by e-mail or id, for what administrators do to it. */
export async function findAccount(
  db: Db,
  { email = null, id = null }: { email?: string | null; id?: string | null },
): Promise<User | null> {
  const [user] = await db.sql<User>`
    select id, email, email_verified as "emailVerified", first_name as "firstName", last_name as "lastName", locale,
      role,
      created_at as "createdAt" from users.users where (id = ${id}::uuid or email = ${email}::text)
        and ended_at is null`
  return user ?? null
}
