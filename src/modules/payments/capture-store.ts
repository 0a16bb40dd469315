import type { Db } from '#kernel/database/sql.ts'
import { payments } from './contract.ts'
import type { Payment, Status } from './payment.ts'

const { PaymentChanged } = payments.events
/** A capture with its payment as it is now. `pending`: asked of the provider, not yet answered. */
export type Capture = {
  id: string
  paymentId: string
  orderId: string
  captureAmount: number
  captureStatus: 'pending' | 'succeeded' | 'failed'
  captureCode: string | null
  tries: number
  provider: string
  providerId: string
  status: Status
} & Pick<Payment, 'amount' | 'captured' | 'refunded' | 'currency'>

/**
 * Sets aside what is to be captured of the order's authorised payment: captured + on its way + amount ≤ amount, checked by the
 * update itself. `amount` null: all that is left. Null when there is none, or the capture's id is known. Use `twice`.
 */
export async function reserveCapture(
  db: Db,
  { captureId, orderId, amount }: { captureId: string; orderId: string; amount: number | null },
): Promise<Capture | null> {
  const [made] = await db.sql<Capture>`
    with target as (
      select id, coalesce(${amount}::bigint, payments.amount - captured - capturing) as wanted from payments.payments
      where order_id = ${orderId} and capture = 'later' and status = any(array['authorised', 'succeeded'])
        and not exists (select from payments.captures where id = ${captureId})
      order by attempt limit 1
    ), reserved as (
      update payments.payments payment set capturing = capturing + wanted, version = version + 1, changed_at = banyan.now() from target
      where payment.id = target.id and wanted > 0 and captured + capturing + wanted <= payment.amount
      returning payment.id, wanted, provider, provider_id, payment.status, payment.amount, captured, refunded, currency
    ), made as (
      insert into payments.captures (id, payment_id, order_id, amount, ask_at)
      select ${captureId}, id, ${orderId}, wanted, banyan.now() + interval '10 s' from reserved
      returning id, payment_id, order_id, amount, status, code, tries
    )
    select made.id, payment_id as "paymentId", order_id as "orderId", made.amount as "captureAmount",
      made.status as "captureStatus", code as "captureCode", tries, provider, provider_id as "providerId",
      reserved.status, reserved.amount, captured, refunded, currency
    from made, reserved`
  return made ?? null
}

/** One capture with its payment, or null. */
export async function readCapture(db: Db, captureId: string): Promise<Capture | null> {
  const [found] = await db.sql<Capture>`
    select capture.id, payment_id as "paymentId", capture.order_id as "orderId", capture.amount as "captureAmount",
      capture.status as "captureStatus", capture.code as "captureCode", tries, provider, provider_id as "providerId",
      payment.status, payment.amount, captured, refunded, currency
    from payments.captures capture join payments.payments payment on payment.id = capture.payment_id where capture.id = ${captureId}`
  return found ?? null
}

/** Ends a pending capture and tells what was taken. Null when it had ended before. */
export async function settleCapture(
  db: Db,
  captureId: string,
  status: 'succeeded' | 'failed',
  code: string | null,
): Promise<Capture | null> {
  const [settled] = await db.sql<Capture>`
    with ended as (
      update payments.captures set status = ${status}, code = ${code}, settled_at = banyan.now(), ask_at = null
      where id = ${captureId} and status = 'pending' returning id, payment_id, order_id, amount, status, code, tries
    ), moved as (
      update payments.payments payment set capturing = capturing - ended.amount, version = version + 1, changed_at = banyan.now(),
        captured = captured + case when ended.status = 'succeeded' then ended.amount else 0 end,
        status = case when ended.status = 'succeeded' then 'succeeded' else payment.status end
      from ended where payment.id = ended.payment_id
      returning payment.id, provider, provider_id, payment.status, payment.amount, captured, refunded, currency,
        payments.fact_of(payment) as fact
    ), told as (
      insert into payments.outbox (aggregateid, type, payload)
      select moved.id::text, ${PaymentChanged.type}, (fact || jsonb_build_object('change', 'captured'))::json
      from moved, ended where ended.status = 'succeeded'
    )
    select ended.id, payment_id as "paymentId", order_id as "orderId", ended.amount as "captureAmount",
      ended.status as "captureStatus", code as "captureCode", tries, provider, provider_id as "providerId",
      moved.status, moved.amount, captured, refunded, currency
    from ended, moved`
  return settled ?? null
}

/** Claims pending captures whose time has come, and puts off the next try: 10 s doubled up to 43 minutes. */
export async function claimCaptures(db: Db): Promise<Capture[]> {
  return db.sql<Capture>`
    update payments.captures capture set tries = tries + 1, ask_at = banyan.now() + interval '10 s' * power(2, least(tries, 8))
    from payments.payments payment
    where payment.id = capture.payment_id and capture.id = any(array(
      select id from payments.captures where status = 'pending' and ask_at <= banyan.now() order by ask_at limit 20 for update skip locked))
    returning capture.id, payment_id as "paymentId", capture.order_id as "orderId", capture.amount as "captureAmount",
      capture.status as "captureStatus", capture.code as "captureCode", tries, provider, provider_id as "providerId",
      payment.status, payment.amount, captured, refunded, currency`
}

/** Pending captures of one payment. */
export async function pendingCaptures(db: Db, paymentId: string): Promise<Capture[]> {
  return db.sql<Capture>`
    select capture.id, payment_id as "paymentId", capture.order_id as "orderId", capture.amount as "captureAmount",
      capture.status as "captureStatus", capture.code as "captureCode", tries, provider, provider_id as "providerId",
      payment.status, payment.amount, captured, refunded, currency
    from payments.captures capture join payments.payments payment on payment.id = capture.payment_id
    where payment_id = ${paymentId} and capture.status = 'pending' order by capture.created_at`
}
