import { arrayLiteral, gathered } from '#kernel/database/gather.ts'
import { type Db, columns } from '#kernel/database/sql.ts'
import type { FactHeaders } from '#kernel/module.ts'
import { orders } from './contract.ts'
import type { Entry } from './ledger.ts'
import type { CancelReason, NextAction, Order, PaymentStatus, Status } from './order.ts'

type Draft =
  | (
      | 'id'
      | 'number'
      | 'cartId'
      | 'userId'
      | 'email'
      | 'snapshot'
      | 'total'
      | 'provider'
      | 'method'
      | 'attempt'
      | 'capture'
    )
  | ('claimPrincipal' | 'claimKey' | 'placedAt')
export type NewOrder = Pick<Order, Draft> & {
  bodyHash: string
  lifeMs: number
  fact: object
  headers: FactHeaders | null
  currency: string
}
type Accepted = { id: string; expiresAt: string }

/**
 * One statement and one commit, for all orders that arrive at once: the claimed key, the order, its saga row (whose lease the
 * caller holds for 30 s with fence 1), and `OrderCreated`. Gives a row for each order whose key was not claimed before.
 */
const accept = gathered<NewOrder, Accepted>(
  {
    id: 'uuid',
    number: 'text',
    cartId: 'uuid',
    userId: 'uuid',
    email: 'text',
    snapshot: 'json',
    currency: 'text',
    total: 'bigint',
    provider: 'text',
    method: 'text',
    attempt: 'int',
    capture: 'text',
    claimPrincipal: 'text',
    claimKey: 'text',
    bodyHash: 'text',
    lifeMs: 'int',
    placedAt: 'timestamptz',
    fact: 'json',
    headers: 'json',
  },
  'id',
  (given) => `
    with claimed as (
      insert into orders.claims (principal, key, body_hash, order_id)
      select claim_principal, claim_key, body_hash, id from ${given('id', 'claimPrincipal', 'claimKey', 'bodyHash')}
      order by claim_principal, claim_key
      on conflict (principal, key) do nothing returning order_id
    ), made as (
      insert into orders.orders (id, number, cart_id, open_cart_id, user_id, email, status, payment_status, snapshot, currency, total,
        provider, method, attempt, capture, claim_principal, claim_key, expires_at, placed_at)
      select id, number, cart_id, cart_id, user_id, email, 'PENDING', 'pending', snapshot, currency, total,
        provider, method, attempt, capture, claim_principal, claim_key, banyan.now() + life_ms * interval '1 ms', placed_at
      from ${given()} where id = any(array(select order_id from claimed)) returning id, expires_at
    ), saga as (
      insert into orders.sagas (order_id, wake_at, fence) select id, banyan.now() + interval '30 s', 1 from made
    ), noted as (
      insert into orders.timeline (order_id, at, kind, actor)
      select id, placed_at, 'placed', claim_principal from ${given('id', 'placedAt', 'claimPrincipal')}
      where id = any(array(select id from made))
    ), told as (
      insert into orders.outbox (aggregateid, type, payload, headers)
      select id, '${orders.events.OrderCreated.type}', fact, headers from ${given('id', 'fact', 'headers')}
      where id = any(array(select id from made))
    )
    select id, expires_at as "expiresAt" from made`,
  // The hold that follows is durable.
  { isEarly: true },
)

/**
 * Accepts an order. Answers when it expires, or null when its key was claimed before. Fails on `orders_open_cart_id_key` when the
 * cart has an open order, and on `orders_number_key` when the number is taken.
 */
export async function acceptOrder(db: Db, order: NewOrder): Promise<string | null> {
  return (await db.gather(accept, order))?.expiresAt ?? null
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
type Concluding = {
  id: string
  fence: number
  status: Status
  reason: string | null
  paymentStatus: string
  captured: number
  answerStatus: number
  answer: string
  at: string
  currency: string
  accounts: string
  debits: string
  credits: string
  kind: string
  data: object | null
  type: string
  payload: object
  headers: FactHeaders | null
}

/** One statement for all orders that end at once; each only while its fence holds and it is pending. Gives a row for each that moved. */
const conclude = gathered<Concluding, { id: string }>(
  {
    id: 'uuid',
    fence: 'bigint',
    status: 'text',
    reason: 'text',
    paymentStatus: 'text',
    captured: 'bigint',
    answerStatus: 'int',
    answer: 'text',
    at: 'timestamptz',
    currency: 'text',
    accounts: 'text',
    debits: 'text',
    credits: 'text',
    kind: 'text',
    data: 'json',
    type: 'text',
    payload: 'json',
    headers: 'json',
  },
  'id',
  (given) => `
    with mine as (
      delete from orders.sagas using ${given('id', 'fence')}
      where sagas.order_id = given.id and sagas.fence = given.fence returning sagas.order_id
    ), moved as (
      update orders.orders set status = given.status, reason = given.reason, payment_status = given.payment_status,
        captured = given.captured, next_action = null, version = version + 1,
        open_cart_id = case when given.status = 'PAID' then open_cart_id end
      from ${given('id', 'status', 'reason', 'paymentStatus', 'captured')}
      where orders.id = given.id and orders.status = 'PENDING' and given.id = any(array(select order_id from mine))
      returning orders.id
    ), kept as (
      insert into orders.answers (order_id, status, answer)
      select id, answer_status, answer from ${given('id', 'answerStatus', 'answer')}
      where id = any(array(select id from moved))
    ), booked as (
      insert into orders.ledger (order_id, entry, at, account, debit, credit, currency)
      select given.id, 'sale', given.at, entry.account, entry.debit, entry.credit, given.currency
      from ${given('id', 'at', 'currency', 'accounts', 'debits', 'credits')},
        unnest(given.accounts::text[], given.debits::bigint[], given.credits::bigint[]) as entry (account, debit, credit)
      where given.id = any(array(select id from moved))
    ), noted as (
      insert into orders.timeline (order_id, at, kind, actor, data)
      select id, at, kind, 'system', data from ${given('id', 'at', 'kind', 'data')}
      where id = any(array(select id from moved))
    ), told as (
      insert into orders.outbox (aggregateid, type, payload, headers)
      select id, type, payload, headers from ${given('id', 'type', 'payload', 'headers')}
      where id = any(array(select id from moved))
    )
    select id from moved`,
)

/**
 * Confirm: moves a pending order once, with its ledger entries, its kept answer and its fact, and ends its saga. Only who holds the
 * saga's fence can: false when another took over or the order was closed meanwhile.
 */
export async function concludeOrder(
  db: Db,
  order: Order,
  fence: number,
  to: Conclusion & { headers: FactHeaders | null },
): Promise<boolean> {
  const { status, reason, paymentStatus, captured, answer, at, entries, fact, headers, note } = to
  const { id, snapshot } = order
  const moved = await db.gather(conclude, {
    id,
    fence,
    status,
    reason,
    paymentStatus,
    captured,
    at,
    currency: snapshot.currency,
    answerStatus: answer.status,
    answer: answer.text,
    accounts: arrayLiteral(entries.map(({ account }) => account)),
    debits: arrayLiteral(entries.map(({ debit }) => debit)),
    credits: arrayLiteral(entries.map(({ credit }) => credit)),
    ...note,
    ...fact,
    headers,
  })
  return moved !== undefined
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

/** An order as the module knows it, whole. */
export const orderColumns = columns`
  id, number, version, cart_id as "cartId", user_id as "userId", email, status, reason, payment_status as "paymentStatus",
  fulfilment_status as "fulfilmentStatus", snapshot, total, captured, refunded, provider, method, attempt, capture,
  next_action as "nextAction", claim_principal as "claimPrincipal", claim_key as "claimKey", expires_at as "expiresAt",
  placed_at as "placedAt"`

/** Reads one order by its id, or by the cart whose open order it is; null when there is none. */
export async function readOrder(db: Db, by: { id: string } | { openCartId: string }): Promise<Order | null> {
  const id = 'id' in by ? by.id : null
  const cart = 'openCartId' in by ? by.openCartId : null
  const [order] = await db.sql<Order>`
    select ${orderColumns}
    from orders.orders where id = ${id}::uuid or open_cart_id = ${cart}::uuid`
  return order ?? null
}
