import { gathered } from '#kernel/database/gather.ts'
import { type Db, columns } from '#kernel/database/sql.ts'
import { payments } from './contract.ts'
import type { NewPayment, Payment, Status } from './payment.ts'

const { PaymentChanged } = payments.events

type Made = Pick<Payment, 'id' | 'nextAction' | 'expiresAt'> & { ended: boolean }
const insert = gathered<NewPayment, Made>(
  {
    id: 'uuid',
    orderId: 'uuid',
    attempt: 'int',
    provider: 'text',
    providerId: 'text',
    status: 'text',
    code: 'text',
    amount: 'bigint',
    currency: 'text',
    capture: 'text',
    captured: 'bigint',
    refunded: 'bigint',
    nextAction: 'json',
    expiresAt: 'timestamptz',
  },
  'id',
  (given) => `
    with made as (
      insert into payments.payments (id, order_id, attempt, provider, provider_id, status, code, amount, currency, capture, captured,
        refunded, next_action, expires_at)
      select id, order_id, attempt, provider, provider_id, status, code, amount, currency, capture, captured, refunded, next_action,
        expires_at
      from ${given()} order by order_id, attempt
      on conflict (order_id, attempt) do nothing returning id, order_id, next_action, expires_at
    )
    select id, next_action as "nextAction", expires_at as "expiresAt",
      exists (select from payments.ended_orders where order_id = made.order_id) as ended
    from made`,
  // The order's own conclusion follows, and is durable; until then the provider's books have the payment under its key.
  { isEarly: true },
)

/**
 * Writes a payment as the provider answered it; null when its attempt has a row already. `ended`: the order had ended before,
 * so that the payment must not stay. One statement, one commit, for all payments that come in at once: this is the whole plain case.
 */
export async function insertPayment(db: Db, given: NewPayment): Promise<(Payment & { ended: boolean }) | null> {
  const made = await db.gather(insert, given)
  return made === undefined ? null : { ...given, ...made, capturing: 0, refunding: 0, version: 1 }
}

/**
 * As `insertPayment`, for a payment that was found other than as the answer to `pay`: the fact is told. False when there is a
 * row already.
 */
export async function insertFound(db: Db, given: NewPayment): Promise<boolean> {
  const {
    id,
    orderId,
    attempt,
    provider,
    providerId,
    status,
    code,
    amount,
    currency,
    capture,
    captured,
    refunded,
    nextAction,
    expiresAt,
  } = given
  const fact = {
    paymentId: id,
    orderId,
    attempt,
    provider,
    change: 'status',
    status,
    amount,
    captured,
    refunded,
    currency,
  }
  const made = await db.sql`
    with made as (
      insert into payments.payments (id, order_id, attempt, provider, provider_id, status, code, amount, currency,
        capture, captured, refunded, next_action, expires_at)
      values (${id}, ${orderId}, ${attempt}, ${provider}, ${providerId}, ${status}, ${code}, ${amount}, ${currency},
        ${capture}, ${captured}, ${refunded}, ${nextAction}, ${expiresAt})
      on conflict (order_id, attempt) do nothing returning id
    ), told as (
      insert into payments.outbox (aggregateid, type, payload) select id::text, ${PaymentChanged.type},
        ${fact}::json from made
    )
    select id from made`
  return made.length === 1
}

/** A payment as the module knows it, whole. */
export const paymentColumns = columns`
  id, order_id as "orderId", attempt, provider, provider_id as "providerId", status, code, amount, currency, capture, captured,
  capturing, refunded, refunding, next_action as "nextAction", expires_at as "expiresAt", version`

/** The attempts of an order, oldest first. */
export async function readAttempts(db: Db, orderId: string): Promise<Payment[]> {
  return db.sql<Payment>`
    select ${paymentColumns}
    from payments.payments where order_id = ${orderId} order by attempt`
}

/** Notes that an order ended, and answers its attempts. Who pays it from now on is told by `insertPayment`. */
export async function endOrder(db: Db, orderId: string): Promise<Payment[]> {
  return db.sql<Payment>`
    with ended as (insert into payments.ended_orders (order_id) values (${orderId}) on conflict (order_id) do nothing)
    select ${paymentColumns}
    from payments.payments where order_id = ${orderId} order by attempt`
}

/** True when the order ended: nothing may stay charged for it. */
export async function isEnded(db: Db, orderId: string): Promise<boolean> {
  return (await db.sql`select order_id from payments.ended_orders where order_id = ${orderId}`).length === 1
}

export type Move = {
  status: Status
  code: string | null
  captured: number
  nextAction: Payment['nextAction']
  expiresAt: string | null
  /** Null: the caller of `pay` gets it as the answer, so it is no news. */
  change: 'status' | 'captured' | 'voided' | null
}

/** Moves a payment that is still at `version`, and tells it; false when it moved meanwhile or something is on its way. */
export async function movePayment(
  db: Db,
  { id, version }: Pick<Payment, 'id' | 'version'>,
  move: Move,
): Promise<boolean> {
  const { status, code, captured, nextAction, expiresAt, change } = move
  const moved = await db.sql`
    with moved as (
      update payments.payments as payment set status = ${status}, code = ${code}, captured = ${captured}, next_action = ${nextAction},
        expires_at = ${expiresAt}, version = version + 1, changed_at = banyan.now()
      where id = ${id} and version = ${version} and capturing = 0 and refunding = 0
      returning id, payments.fact_of(payment) as fact
    ), told as (
      insert into payments.outbox (aggregateid, type, payload)
      select id::text, ${PaymentChanged.type}, (fact || jsonb_build_object('change', ${change}::text))::json
      from moved where ${change}::text is not null
    )
    select id from moved`
  return moved.length === 1
}
