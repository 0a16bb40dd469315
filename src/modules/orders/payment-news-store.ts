import type { Once } from '#kernel/database/sql.ts'
import { orders } from './contract.ts'
import type { Entry } from './ledger.ts'

type Refunded = { orderId: string; refundId: string; amount: number; refunded: number; captured: number; at: string }

/**
 * Money went back: sums, ledger, timeline and `OrderRefunded` in one statement. The parts of the sale (revenue, shipping, tax) are
 * reversed in proportion: floor for the first two, the rest is tax, so that debits equal the credit.
 */
export async function bookRefund(
  once: Once,
  { orderId, refundId, amount, refunded, captured, at }: Refunded,
): Promise<void> {
  await once.sql`
    with moved as (
      update orders.orders set captured = greatest(captured, ${captured}::bigint), refunded = ${refunded}::bigint, version = version + 1,
        payment_status = case when ${refunded}::bigint >= ${captured}::bigint then 'refunded' else 'partially_refunded' end
      where id = ${orderId} returning id, number, cart_id, user_id, email, snapshot, currency, placed_at
    ), sale as (
      select coalesce(sum(credit) filter (where account = 'revenue'), 0) as revenue, coalesce(sum(credit) filter (where account = 'shipping'), 0) as shipping,
        greatest(coalesce(sum(credit), 0), 1) as total
      from orders.ledger where order_id = ${orderId} and entry = 'sale' and account in ('revenue', 'shipping', 'tax')
    ), parts as (
      select floor(${amount}::numeric * revenue / total)::bigint as revenue, floor(${amount}::numeric * shipping / total)::bigint as shipping from sale
    ), booked as (
      insert into orders.ledger (order_id, entry, at, account, debit, credit, currency)
      select moved.id, ${`refund:${refundId}`}, ${at}::timestamptz, entry.account, entry.debit, entry.credit, moved.currency
      from moved, parts, lateral (values
        ('refunds', parts.revenue, 0::bigint), ('shipping', parts.shipping, 0::bigint),
        ('tax', ${amount}::bigint - parts.revenue - parts.shipping, 0::bigint), ('provider', 0::bigint, ${amount}::bigint)
      ) as entry (account, debit, credit)
      where entry.debit + entry.credit > 0
    ), noted as (
      insert into orders.timeline (order_id, at, kind, actor, data)
      select id, ${at}::timestamptz, 'refunded', 'system', json_build_object('amount', ${amount}::bigint, 'refundId', ${refundId}::text) from moved
    )
    insert into orders.outbox (aggregateid, type, payload)
    select id, ${orders.events.OrderRefunded.type}, jsonb_strip_nulls(jsonb_build_object(
      'orderId', id, 'number', number, 'cartId', cart_id, 'userId', user_id, 'email', email, 'locale', snapshot ->> 'locale',
      'placedAt', banyan.iso(placed_at), 'snapshot', snapshot::jsonb, 'refundId', ${refundId}::text, 'amount', ${amount}::bigint, 'refunded', ${refunded}::bigint))::json
    from moved`
}

/** An authorised payment was captured: the receivable is settled. */
export async function bookCapture(
  once: Once,
  orderId: string,
  captured: number,
  at: string,
  entries: Entry[],
): Promise<void> {
  await once.sql`
    with moved as (
      update orders.orders set captured = ${captured}::bigint, payment_status = 'paid', version = version + 1
      where id = ${orderId} and captured < ${captured}::bigint returning id, currency
    ), noted as (
      insert into orders.timeline (order_id, at, kind, actor) select id, ${at}::timestamptz, 'captured', 'system' from moved
    )
    insert into orders.ledger (order_id, entry, at, account, debit, credit, currency)
    select moved.id, 'capture', ${at}::timestamptz, account, debit, credit, moved.currency
    from moved, unnest(${entries.map(({ account }) => account)}::text[], ${entries.map(({ debit }) => debit)}::bigint[],
      ${entries.map(({ credit }) => credit)}::bigint[]) as entry (account, debit, credit)`
}

/** Nothing of the payment is left to take: what was booked as sold is booked back. */
export async function noteVoid(once: Once, orderId: string, at: string): Promise<void> {
  await once.sql`
    with moved as (
      update orders.orders set payment_status = 'voided', version = version + 1
      where id = ${orderId} and payment_status <> 'voided' returning id, captured
    )
    insert into orders.ledger (order_id, entry, at, account, debit, credit, currency)
    select sale.order_id, 'void', ${at}::timestamptz, sale.account, sale.credit, sale.debit, sale.currency
    from moved join orders.ledger sale on sale.order_id = moved.id and sale.entry = 'sale' where moved.captured = 0`
}
