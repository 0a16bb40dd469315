import type { Db } from '#kernel/database/sql.ts'
import type { Role } from '#kernel/module.ts'
import type { Session } from './session.ts'

type NewSession = {
  sessionId: string
  userId: string
  epoch: number
  network: string
  refreshHash: Buffer
  account: string
  passwordHash: string | null
}

/**
 * Opens a session in the epoch in which the password was seen to be right: when the password changed meanwhile, the
 * session is born dead. Forgets the account's failed tries, and renews a dated password hash (`passwordHash`; null:
 * it is not).
 */
export async function openSession(
  db: Db,
  { sessionId, userId, epoch, network, refreshHash, account, passwordHash }: NewSession,
): Promise<void> {
  await db.sql`
    with forgotten as (
      delete from users.account_attempts where account = ${account} and network = any(array['', ${network}::text])
    ), renewed as (
      update users.users set password_hash = ${passwordHash} where id = ${userId} and epoch = ${epoch}
        and ${passwordHash}::text is not null
    ), opened as (
      insert into users.sessions (id, user_id, epoch, network, expires_at)
      values (${sessionId}, ${userId}, ${epoch}, ${network}, banyan.now() + interval '30 days') returning id
    )
    insert into users.refresh_tokens (hash, session_id) select ${refreshHash}::bytea, id from opened`
}

/**
 * Gives the next refresh token of a family for an unused one, or for one used less than 10 s ago: two tabs that
 * refresh at once are honest, and both go on. Answers nothing when the token is unknown, the family ended, or the
 * token was used before that. A session ends 30 days after its last refresh, 60 days after the log-in.
 */
export async function rotateToken(db: Db, hash: Buffer, nextHash: Buffer): Promise<Session | null> {
  const [session] = await db.sql<Session>`
    with used as (
      update users.refresh_tokens t set used_at = coalesce(t.used_at, banyan.now())
      from users.sessions s join users.users u on u.id = s.user_id
      where t.hash = ${hash} and s.id = t.session_id and s.ended_at is null and s.expires_at > banyan.now()
        and s.epoch = u.epoch and u.ended_at is null
          and (t.used_at is null or t.used_at > banyan.now() - interval '10 seconds')
      returning s.id as session_id, u.id as user_id, u.role
    ), made as (
      insert into users.refresh_tokens (hash, session_id) select ${nextHash}::bytea, session_id from used
    ), prolonged as (
      update users.sessions s set expires_at = least(banyan.now() + interval '30 days',
        s.created_at + interval '60 days')
      from used where s.id = used.session_id
    )
    select session_id as "sessionId", user_id as "userId", role from used`
  return session ?? null
}

/**
 * Ends the family of a token that was used before the grace began: one of two who hold it is a thief. Answers whose
 * it was, or null.
 */
export async function endFamilyOfReused(db: Db, hash: Buffer): Promise<{ sessionId: string; userId: string } | null> {
  const [ended] = await db.sql<{ sessionId: string; userId: string }>`
    update users.sessions s set ended_at = banyan.now(), ended_because = 'reuse' from users.refresh_tokens t
    where t.hash = ${hash} and s.id = t.session_id and s.ended_at is null
      and t.used_at <= banyan.now() - interval '10 seconds'
    returning s.id as "sessionId", s.user_id as "userId"`
  return ended ?? null
}

/** Ends the family of a refresh token, used or not. Nothing happens when it is unknown or has ended. */
export async function endFamily(db: Db, hash: Buffer): Promise<void> {
  await db.sql`
    update users.sessions s set ended_at = banyan.now(), ended_because = 'logout' from users.refresh_tokens t
    where t.hash = ${hash} and s.id = t.session_id and s.ended_at is null`
}

/** Ends all sessions of a user, those too that are being opened at this moment. */
export async function endSessions(db: Db, userId: string): Promise<void> {
  await db.sql`update users.users set epoch = epoch + 1 where id = ${userId}`
}

/** Whose session it is, with the role as it is now; null when it has ended. */
export async function readSession(db: Db, sessionId: string): Promise<{ userId: string; role: Role } | null> {
  const [session] = await db.sql<{ userId: string; role: Role }>`
    select u.id as "userId", u.role from users.sessions s join users.users u on u.id = s.user_id
    where s.id = ${sessionId} and s.ended_at is null and s.expires_at > banyan.now() and s.epoch = u.epoch
      and u.ended_at is null`
  return session ?? null
}

/**
 * Deletes sessions that are over, with their tokens; a day late, so that a late reuse is still told from an unknown
 * token. At most 2,000.
 */
export async function sweepSessions(db: Db): Promise<void> {
  await db.sql`
    delete from users.sessions where id = any(array(
      select s.id from users.sessions s join users.users u on u.id = s.user_id
      where s.expires_at < banyan.now() - interval '1 day' or s.ended_at < banyan.now() - interval '1 day'
        or s.epoch <> u.epoch
      limit 2000))`
}
