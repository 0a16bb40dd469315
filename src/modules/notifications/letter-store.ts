import type { Db, Once } from '#kernel/database/sql.ts'
import type { LetterName, Payload, Written } from './letter.ts'

type New = {
  id: string
  eventId: string
  template: LetterName
  recipient: string
  userId: string | null
  locale: string
  payload: Payload
  token: string | null
  /** Without a mail server a letter is kept from the start: a second row version for each would say nothing new. */
  state: 'waiting' | 'kept'
  /** When the event became true (RFC 3339), and how long after it the link works; null: for ever. */
  at: string
  linkLifeMs: number | null
}

/** Writes letters, each once an event and template; written again, nothing happens. */
export async function putLetters(once: Once, letters: New[]): Promise<void> {
  const column = (name: keyof New) => letters.map((letter) => letter[name])
  await once.sql`
    insert into notifications.letters (id, event_id, template, recipient, user_id, locale, payload, token, state, expires_at)
    select id, event_id, template, recipient, user_id, locale, payload::json, token, state, at + life_ms * interval '1 ms'
    from unnest(${column('id')}::uuid[], ${column('eventId')}::uuid[], ${column('template')}::text[], ${column('recipient')}::text[],
      ${column('userId')}::uuid[], ${column('locale')}::text[], ${letters.map(({ payload }) => JSON.stringify(payload))}::text[],
      ${column('token')}::text[], ${column('state')}::text[], ${column('at')}::timestamptz[], ${column('linkLifeMs')}::bigint[])
      as letter (id, event_id, template, recipient, user_id, locale, payload, token, state, at, life_ms)
    on conflict on constraint letters_event do nothing`
}

/** Everything that was written to a person goes: by address, and by account where there is one. */
export async function eraseLetters(once: Once, email: string, userId: string | null): Promise<void> {
  await once.sql`delete from notifications.letters where lower(recipient) = lower(${email}) or user_id = ${userId}::uuid`
}

export type Claimed = Written & {
  id: string
  edition: number
  fence: number
  attempts: number
  doubts: number
  createdAt: string
  /** The link is dead: the letter is worth nothing any more. */
  isDead: boolean
}

/**
 * Claims up to `most` letters that are due, for `leaseMs`; the try is counted. Another process passes over them, and claims them
 * anew when nobody marked them until then: who crashed after the mail server's yes and before the mark sends once more, under the
 * same Message-ID.
 */
export async function claimLetters(db: Db, most: number, leaseMs: number): Promise<Claimed[]> {
  return db.sql<Claimed>`
    with due as materialized (
      select id from notifications.letters where state = 'waiting' and wake_at <= banyan.now()
      order by wake_at limit ${most} for update skip locked
    )
    update notifications.letters l set fence = l.fence + 1, attempts = l.attempts + 1,
      wake_at = banyan.now() + ${leaseMs}::int * interval '1 ms'
    from due where l.id = due.id
    returning l.id, l.template, l.recipient, l.locale, l.payload, l.token, l.edition, l.fence, l.attempts, l.doubts,
      l.created_at as "createdAt", coalesce(l.expires_at <= banyan.now(), false) as "isDead"`
}

type Lease = { id: string; fence: number }

/** The mail server has it. Nothing happens when the lease was lost or the letter erased meanwhile. */
export async function markSent(db: Db, { id, fence }: Lease): Promise<void> {
  await db.sql`
    update notifications.letters set state = 'sent', sent_at = banyan.now(), error = null
    where id = ${id} and fence = ${fence} and state = 'waiting'`
}

/** It will not be tried again; `error` is for staff. */
export async function markFailed(db: Db, { id, fence }: Lease, error: string): Promise<void> {
  await db.sql`
    update notifications.letters set state = 'failed', error = ${error} where id = ${id} and fence = ${fence} and state = 'waiting'`
}

/** It is tried again in `waitMs`; `error` is for staff. `isDoubt`: the mail server may have it. */
export async function putOff(
  db: Db,
  { id, fence }: Lease,
  waitMs: number,
  error: string,
  isDoubt: boolean,
): Promise<void> {
  await db.sql`
    update notifications.letters set wake_at = banyan.now() + ${waitMs}::int * interval '1 ms', error = ${error},
      doubts = doubts + case when ${isDoubt} then 1 else 0 end
    where id = ${id} and fence = ${fence} and state = 'waiting'`
}

/** What waited for a mail server that was taken away is kept; 1,000 at a time. A server that is set later sends none of them by itself. */
export async function keepLetters(db: Db): Promise<void> {
  await db.sql`
    update notifications.letters set state = 'kept' where id = any(array(
      select id from notifications.letters where state = 'waiting' order by wake_at limit 1000 for update skip locked))`
}

/** Takes dead links out of letters, and letters out that were written 30 days ago; 5,000 each, so that no sweep holds locks for long. */
export async function sweepLetters(db: Db): Promise<void> {
  await db.sql`
    update notifications.letters set token = null where id = any(array(
      select id from notifications.letters where token is not null and expires_at <= banyan.now() order by expires_at limit 5000))`
  await db.sql`
    delete from notifications.letters where id = any(array(
      select id from notifications.letters where created_at < banyan.now() - interval '30 days' order by created_at limit 5000))`
}
