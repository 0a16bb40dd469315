/** What the back office reads of letters, and the one thing it changes. */
import type { Db } from '#kernel/database/sql.ts'
import type { LetterName, LetterState, Payload } from './letter.ts'

export type LetterRow = {
  id: string
  template: LetterName
  recipient: string
  locale: string
  payload: Payload
  /** Whether its link still works; the token itself never leaves the store this way. */
  hasToken: boolean
  state: LetterState
  attempts: number
  error: string | null
  createdAt: string
  sentAt: string | null
  nextTryAt: string | null
}

export type Filter = {
  recipient: string | null
  state: LetterState | null
  template: LetterName | null
  beforeId: string | null
  limit: number
}

/** Letters, the latest first, before an id; `recipient` is a whole address, in any case. */
export async function readLetters(
  db: Db,
  { recipient, state, template, beforeId, limit }: Filter,
): Promise<LetterRow[]> {
  return db.sql<LetterRow>`
    select id, template, recipient, locale, payload, token is not null as "hasToken", state, attempts, error,
      created_at as "createdAt", sent_at as "sentAt", case when state = 'waiting' then wake_at end as "nextTryAt"
    from notifications.letters
    where (${beforeId}::uuid is null or id < ${beforeId}) and (${recipient}::text is null or lower(recipient) = lower(${recipient}))
      and (${state}::text is null or state = ${state}) and (${template}::text is null or template = ${template})
    order by id desc limit ${limit}`
}

/** One letter, or null. */
export async function readLetter(db: Db, id: string): Promise<LetterRow | null> {
  const [letter] = await db.sql<LetterRow>`
    select id, template, recipient, locale, payload, token is not null as "hasToken", state, attempts, error,
      created_at as "createdAt", sent_at as "sentAt", case when state = 'waiting' then wake_at end as "nextTryAt"
    from notifications.letters where id = ${id}`
  return letter ?? null
}

/**
 * Lets a letter that was sent, kept or given up go out once more, as a new edition, so that its Message-ID is new and no mailbox
 * hides it as a repeat. False when there is none, it waits already, or its link is dead.
 */
export async function sendAgain(db: Db, id: string): Promise<boolean> {
  const again = await db.sql`
    update notifications.letters set state = 'waiting', attempts = 0, doubts = 0, fence = fence + 1, edition = edition + 1,
      wake_at = banyan.now(), error = null
    where id = ${id} and state <> 'waiting' and (expires_at is null or expires_at > banyan.now()) returning id`
  return again.length === 1
}
