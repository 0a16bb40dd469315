import type { Db } from '#kernel/database/sql.ts'

/** What a key was used for. `status` and `answer` once final; `leased` while somebody works on the order right now. */
export type Claim = {
  bodyHash: string
  orderId: string | null
  status: number | null
  answer: string | null
  leased: boolean
}

/** Reads a claimed key, or null when it was never used. */
export async function readClaim(db: Db, principal: string, key: string): Promise<Claim | null> {
  const [claim] = await db.sql<Claim>`
    select body_hash as "bodyHash", claims.order_id as "orderId", coalesce(answers.status, claims.status) as status,
      coalesce(answers.answer, claims.answer) as answer,
      coalesce(orders.payment_status = 'pending' and orders.status = 'PENDING' and sagas.wake_at > banyan.now(), false) as leased
    from orders.claims left join orders.answers on answers.order_id = claims.order_id
      left join orders.sagas on sagas.order_id = claims.order_id left join orders.orders on orders.id = claims.order_id
    where principal = ${principal} and key = ${key}`
  return claim ?? null
}

/** Keeps a refusal that came before any order was written, so that the same key gets the same answer. False when the key was taken meanwhile. */
export async function keepRefusal(
  db: Db,
  principal: string,
  key: string,
  bodyHash: string,
  status: number,
  answer: string,
): Promise<boolean> {
  const rows = await db.sql`
    insert into orders.claims (principal, key, body_hash, status, answer) values (${principal}, ${key}, ${bodyHash}, ${status}, ${answer})
    on conflict (principal, key) do nothing returning key`
  return rows.length === 1
}

/**
 * Keeps the last word on an order that was closed by somebody else than the request of its key. Answers what is kept by now, which
 * may be what a twin or the conclusion itself kept first.
 */
export async function keepAnswer(
  db: Db,
  orderId: string,
  { status, text }: { status: number; text: string },
): Promise<{ status: number; text: string }> {
  const [kept] = await db.sql<{ status: number; text: string }>`
    insert into orders.answers (order_id, status, answer) values (${orderId}, ${status}, ${text})
    on conflict (order_id) do update set status = answers.status returning status, answer as text`
  return kept!
}

/** Keys live 24 hours; a few thousand at a time, so that no sweep holds locks for long. */
export async function sweepClaims(db: Db): Promise<void> {
  await db.sql`
    with gone as (
      delete from orders.claims where (principal, key) in (
        select principal, key from orders.claims where created_at < banyan.now() - interval '24 hours'
          and not exists (select from orders.sagas where sagas.order_id = claims.order_id) limit 5000)
      returning order_id
    )
    delete from orders.answers where order_id = any(array(select order_id from gone))`
}
