import type { Db, Once } from '#kernel/database/sql.ts'
import { orders } from './contract.ts'

export type Lease = { orderId: string; fence: number; attempts: number; expired: boolean }

/**
 * Claims what is due, at most `most`, for 30 s; `isExpired`: only of orders that have expired. The fence grows with each claim,
 * so who held it before can no longer write. Two sweepers never get the same order: rows that another is claiming are skipped.
 */
export async function claimDue(
  db: Db,
  { most, isExpired = false }: { most: number; isExpired?: boolean },
): Promise<Lease[]> {
  if (most === 0) return []
  return db.sql<Lease>`
    with due as (
      select order_id from orders.sagas where wake_at <= banyan.now() and (not ${isExpired}::boolean or exists (
        select from orders.orders where orders.id = sagas.order_id and orders.expires_at < banyan.now()))
      order by wake_at limit ${most} for update skip locked
    )
    update orders.sagas set fence = fence + 1, attempts = attempts + 1, wake_at = banyan.now() + interval '30 s'
    from due, orders.orders where sagas.order_id = due.order_id and orders.id = due.order_id
    returning sagas.order_id as "orderId", sagas.fence, sagas.attempts, orders.expires_at < banyan.now() as expired`
}

/** Puts a saga to sleep; nothing happens when the fence was lost. */
export async function sleepSaga(db: Db, orderId: string, fence: number, ms: number): Promise<void> {
  await db.sql`
    update orders.sagas set wake_at = banyan.now() + ${ms}::bigint * interval '1 ms' where order_id = ${orderId} and fence = ${fence}`
}

/** Nothing is left to do for the order. */
export async function endSaga(db: Db, orderId: string, fence: number): Promise<void> {
  await db.sql`delete from orders.sagas where order_id = ${orderId} and fence = ${fence}`
}

export type Ending = { orderId: string; reason: string; at: string; actor: string; from: string[]; fact: object }

/**
 * Ends an order before it was fulfilled: guarded by its state, with its fact. The saga row is made or kept, due at once, until the
 * money is back and the hold released; one that is made anew has a fence above all that the order ever had. False when the order had
 * moved on.
 */
export async function endOrder(db: Db, { orderId, reason, at, actor, from, fact }: Ending): Promise<boolean> {
  const ended = await db.sql`
    with before as materialized (
      select status from orders.orders where id = ${orderId} for update
    ), moved as (
      update orders.orders set status = 'CANCELLED', reason = ${reason}, open_cart_id = null, next_action = null, version = version + 1
      where id = ${orderId} and status = any(${from}::text[]) and fulfilment_status = 'none' and exists (select from before) returning id
    ), saga as (
      insert into orders.sagas (order_id, wake_at, fence) select id, banyan.now(), nextval('orders.fences') from moved
      on conflict (order_id) do update set fence = sagas.fence + 1, wake_at = banyan.now(), attempts = 0
    ), noted as (
      insert into orders.timeline (order_id, at, kind, actor, data)
      select id, ${at}::timestamptz, 'cancelled', ${actor}, json_build_object('reason', ${reason}::text) from moved
    ), told as (
      insert into orders.outbox (aggregateid, type, payload)
      select moved.id, ${orders.events.OrderCancelled.type},
        (${fact}::jsonb || jsonb_build_object('reason', ${reason}::text, 'wasPaid', before.status = 'PAID'))::json from moved, before
    )
    select id from moved`
  return ended.length === 1
}

/** News of a payment wakes the saga of an order that waits for it, or makes one for a closed order that money came in for. */
export async function wakeSaga(once: Once, orderId: string, moneyCame: boolean): Promise<void> {
  await once.sql`
    insert into orders.sagas (order_id, wake_at, fence)
    select id, banyan.now(), nextval('orders.fences') from orders.orders where id = ${orderId}
      and (status = 'PENDING' or (${moneyCame} and status in ('CANCELLED', 'PAYMENT_FAILED')))
    on conflict (order_id) do update set wake_at = least(sagas.wake_at, banyan.now() + interval '1 s')`
}
