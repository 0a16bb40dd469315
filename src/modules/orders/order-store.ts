import type { Db } from '#kernel/database/sql.ts'
import { orders } from './contract.ts'
import type { Entry } from './ledger.ts'
import type { CancelReason, NextAction, Order, PaymentStatus, Status } from './order.ts'

type NewOrder = Omit<Order, 'expiresAt'> & { bodyHash: string; lifeMs: number; fact: object }

/**
 * One statement and one commit: the claimed key, the order, its saga row (whose lease the caller holds for 30 s with fence 1), and
 * `OrderCreated`. Answers when the order expires, or null when the key was claimed before. Fails on `orders_open_cart_id_key`
 * when the cart has an open order, and on `orders_number_key` when the number is taken.
 */
export async function acceptOrder(db: Db, order: NewOrder): Promise<string | null> {
  const { id, snapshot, placedAt, claimPrincipal, claimKey } = order
  const [made] = await db.sql<{ expiresAt: string }>`
    with claimed as (
      insert into orders.claims (principal, key, body_hash, order_id) values (${claimPrincipal}, ${claimKey}, ${order.bodyHash}, ${id})
      on conflict (principal, key) do nothing returning order_id
    ), made as (
      insert into orders.orders (id, number, cart_id, open_cart_id, user_id, email, status, payment_status, snapshot, currency, total,
        provider, method, attempt, capture, claim_principal, claim_key, expires_at, placed_at)
      select order_id, ${order.number}, ${order.cartId}::uuid, ${order.cartId}::uuid, ${order.userId}::uuid, ${order.email}, 'PENDING', 'pending',
        ${snapshot}::json, ${snapshot.currency}, ${order.total}::bigint, ${order.provider}, ${order.method}, ${order.attempt}::int, ${order.capture},
        ${claimPrincipal}, ${claimKey}, banyan.now() + ${order.lifeMs}::int * interval '1 ms', ${placedAt}::timestamptz
      from claimed returning id, expires_at
    ), saga as (
      insert into orders.sagas (order_id, wake_at, fence) select id, banyan.now() + interval '30 s', 1 from made
    ), noted as (
      insert into orders.timeline (order_id, at, kind, actor) select id, ${placedAt}::timestamptz, 'placed', ${claimPrincipal} from made
    ), told as (
      insert into orders.outbox (aggregateid, type, payload) select id, ${orders.events.OrderCreated.type}, ${order.fact}::json from made
    )
    select expires_at as "expiresAt" from made`
  return made?.expiresAt ?? null
}

export type Conclusion = {
  status: Status
  reason: CancelReason | null
  paymentStatus: PaymentStatus
  captured: number
  at: string
  /** The answer that the key gets from now on. */
  answer: { status: 201 | 202 | 402 | 409 | 422; text: string }
  entries: Entry[]
  fact: { type: string; payload: object }
  note: { kind: string; data: object | null }
}

/**
 * Confirm: moves a pending order once, with its ledger entries, its kept answer and its fact, and ends its saga. Only who holds the
 * saga's fence can: false when another took over or the order was closed meanwhile.
 */
export async function concludeOrder(db: Db, order: Order, fence: number, to: Conclusion): Promise<boolean> {
  const { entries } = to
  const moved = await db.sql`
    with mine as (
      delete from orders.sagas where order_id = ${order.id} and fence = ${fence} returning order_id
    ), moved as (
      update orders.orders set status = ${to.status}, reason = ${to.reason}, payment_status = ${to.paymentStatus}, captured = ${to.captured},
        next_action = null, version = version + 1, open_cart_id = case when ${to.status} = 'PAID' then open_cart_id end
      from mine where orders.id = mine.order_id and orders.status = 'PENDING' returning orders.id
    ), kept as (
      update orders.claims set status = ${to.answer.status}, answer = ${to.answer.text} from moved
      where principal = ${order.claimPrincipal} and key = ${order.claimKey}
    ), booked as (
      insert into orders.ledger (order_id, entry, at, account, debit, credit, currency)
      select moved.id, 'sale', ${to.at}::timestamptz, account, debit, credit, ${order.snapshot.currency}
      from moved, unnest(${entries.map(({ account }) => account)}::text[], ${entries.map(({ debit }) => debit)}::bigint[],
        ${entries.map(({ credit }) => credit)}::bigint[]) as entry (account, debit, credit)
    ), noted as (
      insert into orders.timeline (order_id, at, kind, actor, data)
      select id, ${to.at}::timestamptz, ${to.note.kind}, 'system', ${to.note.data}::json from moved
    ), told as (
      insert into orders.outbox (aggregateid, type, payload) select id, ${to.fact.type}, ${to.fact.payload}::json from moved
    )
    select id from moved`
  return moved.length === 1
}

export type Waiting = {
  paymentStatus: PaymentStatus
  nextAction: NextAction | null
  /** RFC 3339: until when the order, and its hold with it, waits for the payment. */
  expiresAt: string
  wakeMs: number
  at: string
  fact: { type: string; payload: object } | null
}

/** The payment takes its time: notes what the shopper has to do, moves the expiry, and puts the saga to sleep. False when the fence was lost. */
export async function awaitPayment(db: Db, orderId: string, fence: number, to: Waiting): Promise<boolean> {
  const moved = await db.sql`
    with mine as (
      update orders.sagas set wake_at = banyan.now() + ${to.wakeMs}::bigint * interval '1 ms'
      where order_id = ${orderId} and fence = ${fence} returning order_id
    ), moved as (
      update orders.orders set payment_status = ${to.paymentStatus}, next_action = ${to.nextAction}::json, expires_at = ${to.expiresAt}::timestamptz,
        version = version + 1
      from mine where orders.id = mine.order_id and orders.status = 'PENDING' returning orders.id
    ), told as (
      insert into orders.outbox (aggregateid, type, payload)
      select id, ${to.fact?.type ?? null}, ${to.fact?.payload ?? null}::json from moved where ${to.fact !== null}
    )
    select id from moved`
  return moved.length === 1
}

/** Reads one order by its id, or by the cart whose open order it is; null when there is none. */
export async function readOrder(db: Db, by: { id: string } | { openCartId: string }): Promise<Order | null> {
  const id = 'id' in by ? by.id : null
  const cart = 'openCartId' in by ? by.openCartId : null
  const [order] = await db.sql<Order>`
    select id, number, version, cart_id as "cartId", user_id as "userId", email, status, reason, payment_status as "paymentStatus",
      fulfilment_status as "fulfilmentStatus", snapshot, total, captured, refunded, provider, method, attempt, capture,
      next_action as "nextAction", claim_principal as "claimPrincipal", claim_key as "claimKey",
      expires_at as "expiresAt", placed_at as "placedAt"
    from orders.orders where id = ${id}::uuid or open_cart_id = ${cart}::uuid`
  return order ?? null
}
