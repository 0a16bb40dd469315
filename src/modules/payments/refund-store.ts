import type { Db } from '#kernel/database/sql.ts'
import { payments } from './contract.ts'
import type { Payment } from './payment.ts'

const { PaymentChanged } = payments.events
/** A refund with the sums of its payment as they are now. `pending`: asked of the provider, not yet answered. */
export type Refund = {
  id: string
  paymentId: string
  orderId: string
  refundAmount: number
  status: 'pending' | 'succeeded' | 'failed'
  code: string | null
  tries: number
  provider: string
  providerId: string
} & Pick<Payment, 'amount' | 'captured' | 'refunded' | 'currency'>

/**
 * Sets aside the amount of a refund on the order's first payment that can bear it: refunded + on its way + amount ≤ captured,
 * checked by the update itself. Null when none can, or when the refund's id is known. A twin may end in 23505: use `twice`.
 */
export async function reserveRefund(
  db: Db,
  { refundId, orderId, amount, reason }: { refundId: string; orderId: string; amount: number; reason: string | null },
): Promise<Refund | null> {
  const [made] = await db.sql<Refund>`
    with target as (
      select id from payments.payments
      where order_id = ${orderId} and captured - refunded - refunding >= ${amount}
        and not exists (select from payments.refunds where id = ${refundId})
      order by attempt limit 1
    ), reserved as (
      update payments.payments payment set refunding = refunding + ${amount}, version = version + 1, changed_at = banyan.now() from target
      where payment.id = target.id and refunded + refunding + ${amount} <= captured
      returning payment.id, payment.provider, payment.provider_id, payment.amount, payment.captured, payment.refunded,
        payment.currency
    ), made as (
      insert into payments.refunds (id, payment_id, order_id, amount, reason, ask_at)
      select ${refundId}, id, ${orderId}, ${amount}, ${reason}, banyan.now() + interval '10 s' from reserved
      returning id, payment_id, order_id, amount, status, code, tries
    )
    select made.id, payment_id as "paymentId", order_id as "orderId", made.amount as "refundAmount", status, code,
      tries, provider, provider_id as "providerId", reserved.amount, captured, refunded, currency
    from made, reserved`
  return made ?? null
}

/** One refund with the sums of its payment, or null. */
export async function readRefund(db: Db, refundId: string): Promise<Refund | null> {
  const [found] = await db.sql<Refund>`
    select refund.id, payment_id as "paymentId", refund.order_id as "orderId", refund.amount as "refundAmount",
      refund.status, refund.code, tries, provider, provider_id as "providerId", payment.amount, captured, refunded,
      currency
    from payments.refunds refund join payments.payments payment on payment.id = refund.payment_id where refund.id = ${refundId}`
  return found ?? null
}

/** Ends a pending refund and tells it: the money is back (`succeeded`), or counts no more (`failed`). Null when it had ended before. */
export async function settleRefund(
  db: Db,
  refundId: string,
  status: 'succeeded' | 'failed',
  code: string | null,
): Promise<Refund | null> {
  const [settled] = await db.sql<Refund>`
    with ended as (
      update payments.refunds set status = ${status}, code = ${code}, settled_at = banyan.now(), ask_at = null
      where id = ${refundId} and status = 'pending' returning id, payment_id, order_id, amount, status, code, tries
    ), moved as (
      update payments.payments payment set refunding = refunding - ended.amount,
        refunded = refunded + case when ended.status = 'succeeded' then ended.amount else 0 end,
          version = version + 1, changed_at = banyan.now()
      from ended where payment.id = ended.payment_id
      returning payment.id, provider, provider_id, payment.amount, captured, refunded, currency,
        payments.fact_of(payment) as fact
    ), told as (
      insert into payments.outbox (aggregateid, type, payload)
      select moved.id::text, ${PaymentChanged.type}, (fact || jsonb_build_object('change', 'refunded', 'refundId',
        ended.id, 'refundAmount', ended.amount))::json
      from moved, ended where ended.status = 'succeeded'
    )
    select ended.id, payment_id as "paymentId", order_id as "orderId", ended.amount as "refundAmount", status, code,
      tries, provider, provider_id as "providerId", moved.amount, captured, refunded, currency
    from ended, moved`
  return settled ?? null
}

/** Claims pending refunds whose time has come, and puts off the next try: 10 s doubled up to 43 minutes. */
export async function claimRefunds(db: Db): Promise<Refund[]> {
  return db.sql<Refund>`
    update payments.refunds refund set tries = tries + 1,
      ask_at = banyan.now() + interval '10 s' * power(2, least(tries, 8))
    from payments.payments payment
    where payment.id = refund.payment_id and refund.id = any(array(
      select id from payments.refunds where status = 'pending' and ask_at <= banyan.now() order by ask_at limit 20 for update skip locked))
    returning refund.id, payment_id as "paymentId", refund.order_id as "orderId", refund.amount as "refundAmount",
      refund.status, refund.code, tries, provider, provider_id as "providerId", payment.amount, captured, refunded,
      currency`
}

/** Pending refunds of one payment. */
export async function pendingRefunds(db: Db, paymentId: string): Promise<Refund[]> {
  return db.sql<Refund>`
    select refund.id, payment_id as "paymentId", refund.order_id as "orderId", refund.amount as "refundAmount",
      refund.status, refund.code, tries, provider, provider_id as "providerId", payment.amount, captured, refunded,
      currency
    from payments.refunds refund join payments.payments payment on payment.id = refund.payment_id
    where payment_id = ${paymentId} and refund.status = 'pending' order by refund.created_at`
}

/**
 * Writes a refund that was made on the provider's own pages, on a payment that is still at `version`, and tells it. False when
 * the payment moved meanwhile.
 */
export async function insertForeignRefund(
  db: Db,
  { id, version, orderId }: Pick<Payment, 'id' | 'version' | 'orderId'>,
  { refundId, amount }: { refundId: string; amount: number },
): Promise<boolean> {
  const made = await db.sql`
    with moved as (
      update payments.payments payment set refunded = refunded + ${amount}, version = version + 1, changed_at = banyan.now()
      where id = ${id} and version = ${version} and refunding = 0 returning id, payments.fact_of(payment) as fact
    ), made as (
      insert into payments.refunds (id, payment_id, order_id, amount, status, ours, settled_at)
      select ${refundId}, id, ${orderId}, ${amount}, 'succeeded', false, banyan.now() from moved returning id, amount
    ), told as (
      insert into payments.outbox (aggregateid, type, payload)
      select moved.id::text, ${PaymentChanged.type}, (fact || jsonb_build_object('change', 'refunded', 'refundId',
        made.id, 'refundAmount', made.amount))::json
      from moved, made
    )
    select id from made`
  return made.length === 1
}
