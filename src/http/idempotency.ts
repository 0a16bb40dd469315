/**
 * `Idempotency-Key` on POST: the first request takes the key, its final answer is kept for a day, and repeats get those
 * bytes.
 */
import { hash } from 'node:crypto'
import type { Pool } from '#kernel/database/pool.ts'
import { runOn } from '#kernel/database/pool.ts'
import type { Principal } from '#kernel/module.ts'
import type { Secrets } from '#kernel/secrets.ts'
import { type Sent, kernelRefusal } from './problem.ts'

/** A yes, and a no that a rule decided. The rest may come out differently next time, so it is not kept. */
export const finalStatuses = new Set([200, 201, 204, 402, 409, 410, 422])
/** A crashed twin holds its key this much longer than its deadline. */
const graceMs = 5_000

export type Keyed = {
  pool: Pool
  schema: string
  /** Kept answers may hold tokens, so they are sealed at rest. */
  secrets: Secrets
  /** Whose key it is; the same key of another principal is another key. */
  scope: string
  key: string
  /** Of method, path and body together. */
  bodyHash: string
  /** Time left for the act, in ms, and until when statements may run. */
  leftMs: number
  deadline: number
  /** Told when the answer of an act that ran could not be kept; the caller gets that answer all the same. */
  report(error: unknown): void
}
type Kept = {
  status: number | null
  headers: Record<string, string> | null
  body: string | null
  bodyHash: string
  waitMs: number
}

/**
 * Refuses `idempotency_key_invalid` (400) what is no key: 1 to 255 visible ASCII characters. Answers it, or null
 * without one.
 */
export function keyOf(header: string | undefined): string | null {
  if (header === undefined) return null
  if (!/^[\x21-\x7e]{1,255}$/.test(header)) throw kernelRefusal('idempotency_key_invalid')
  return header
}

const label = 'kept answers'
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/**
 * Whose key it is: the user's or machine's, the cart's of a guest who shows its token on a path with an id, else
 * everyone's; then the key must be a UUID, which nobody meets by chance, or it is refused `idempotency_key_invalid`
 * (400).
 */
export function scopeOf(principal: Principal, cartToken: string | undefined, hasId: boolean, key: string): string {
  if (principal.id !== null) return `${principal.kind}:${principal.id}`
  if (cartToken !== undefined && cartToken !== '' && hasId) return `cart:${hash('sha256', cartToken, 'hex')}`
  if (!uuid.test(key))
    throw kernelRefusal('idempotency_key_invalid', {
      detail: 'Without a log-in an Idempotency-Key must be a UUID. Make a new one for each new request.',
    })
  return 'guest'
}

/**
 * Runs `act`, which answers also its failures, under its key; or answers what was kept. Refuses `idempotency_in_flight`
 * (409) while a twin runs, and `idempotency_key_reused` (422) for another method, path or body. A key whose holder died
 * is taken over when its lock ends.
 */
export async function once(keyed: Keyed, act: () => Promise<Sent>): Promise<Sent> {
  for (let left = 3; left > 0; left--) {
    const lock = await take(keyed)
    if (lock !== null) return await underLock(keyed, lock, act)
    const kept = await read(keyed)
    if (kept !== null) return answerOf(kept, keyed)
    // The twin ended between the two statements with an answer that is not kept: the key is free again.
  }
  throw kernelRefusal('idempotency_in_flight', { retryAfterMs: 1_000 })
}

function answerOf({ status, headers, body, bodyHash, waitMs }: Kept, keyed: Keyed): Sent {
  if (bodyHash !== keyed.bodyHash) throw kernelRefusal('idempotency_key_reused')
  if (status === null)
    throw kernelRefusal('idempotency_in_flight', { retryAfterMs: Math.min(Math.max(waitMs, 1_000), 10_000) })
  return {
    status,
    headers: { ...headers, 'idempotent-replayed': 'true' },
    body: body === null ? '' : keyed.secrets.open(label, body),
  }
}

async function underLock(keyed: Keyed, lock: string, act: () => Promise<Sent>): Promise<Sent> {
  const sent = await act()
  // Who is told when to come again was not told a final answer (`cart_busy`).
  const isFinal = finalStatuses.has(sent.status) && !('retry-after' in sent.headers)
  await (isFinal ? keep(keyed, lock, sent) : free(keyed, lock)).catch(keyed.report)
  return sent
}

/** Takes the key. Answers the lock, which is also the fence: who was overtaken can no longer keep an answer. */
async function take({ pool, schema, scope, key, bodyHash, leftMs, deadline }: Keyed): Promise<string | null> {
  const text = `
    insert into ${schema}.requests as r (principal, key, body_hash, locked_until)
    values ($1, $2, $3, banyan.now() + $4::int * interval '1 ms')
    on conflict (principal, key) do update set locked_until = excluded.locked_until
    where r.status is null and r.locked_until < banyan.now() and r.body_hash = excluded.body_hash
    returning locked_until::text as lock`
  const [row] = (await runOn(pool, deadline, text, [scope, key, bodyHash, leftMs + graceMs])) as { lock: string }[]
  return row?.lock ?? null
}

async function read({ pool, schema, scope, key, deadline }: Keyed): Promise<Kept | null> {
  const text = `
    select status, headers, body, body_hash as "bodyHash",
      greatest(0, extract(epoch from locked_until - banyan.now()) * 1000)::int as "waitMs"
    from ${schema}.requests where principal = $1 and key = $2`
  const [row] = (await runOn(pool, deadline, text, [scope, key])) as Kept[]
  return row ?? null
}

async function keep(
  { pool, schema, secrets, scope, key, deadline }: Keyed,
  lock: string,
  { status, headers, body }: Sent,
): Promise<void> {
  const text = `
    update ${schema}.requests set status = $4, headers = $5, body = $6
    where principal = $1 and key = $2 and status is null and locked_until = $3::timestamptz`
  await runOn(pool, deadline + graceMs, text, [scope, key, lock, status, headers, secrets.seal(label, body.toString())])
}

async function free({ pool, schema, scope, key, deadline }: Keyed, lock: string): Promise<void> {
  const text = `delete from ${schema}.requests where principal = $1 and key = $2 and status is null and locked_until = $3::timestamptz`
  await runOn(pool, deadline + graceMs, text, [scope, key, lock])
}
