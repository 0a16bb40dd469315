import type { Once } from '#kernel/database/sql.ts'
import { orders } from './contract.ts'

type Refunded = { orderId: string; refundId: string; amount: number; refunded: number; captured: number; at: string }

/**
 * Money went back: sums, ledger, timeline and `OrderRefunded` in one statement. The parts of the sale (revenue, shipping, tax) are
 * reversed in proportion: floor for the first two, the rest is tax, so that debits equal the credit. Money that nobody had told of
 * before, because it came in for an order that had ended, is booked as received first; without a sale that stands it was the buyer's
 * all the time, so going back it settles the receivable. Fails while the order is pending (`orders.after_sale`), so it comes again.
 */
export async function bookRefund(
  once: Once,
  { orderId, refundId, amount, refunded, captured, at }: Refunded,
): Promise<void> {
  await once.sql`
    with before as materialized (
      select id, greatest(${captured}::bigint - captured, 0) as late from orders.orders
      where id = ${orderId} and orders.after_sale(status) for update
    ), moved as (
      update orders.orders set captured = greatest(captured, ${captured}::bigint), refunded = ${refunded}::bigint, version = version + 1,
        payment_status = case when ${refunded}::bigint >= ${captured}::bigint then 'refunded' else 'partially_refunded' end
      from before where orders.id = before.id
      returning orders.id, number, cart_id, user_id, email, snapshot, currency, placed_at, before.late
    ), sale as (
      select coalesce(sum(credit) filter (where account = 'revenue'), 0) as revenue, coalesce(sum(credit) filter (where account = 'shipping'), 0) as shipping,
        sum(credit) as total
      from orders.ledger where order_id = ${orderId} and entry = 'sale' and account in ('revenue', 'shipping', 'tax')
        and not exists (select from orders.ledger void where void.order_id = ${orderId} and void.entry = 'void')
    ), parts as (
      select total is not null as is_sold, floor(${amount}::numeric * revenue / coalesce(total, 1))::bigint as revenue,
        floor(${amount}::numeric * shipping / coalesce(total, 1))::bigint as shipping from sale
    ), booked as (
      insert into orders.ledger (order_id, entry, at, account, debit, credit, currency)
      select moved.id, entry.name, ${at}::timestamptz, entry.account, entry.debit, entry.credit, moved.currency
      from moved, parts, lateral (values
        ('capture', 'provider', moved.late, 0::bigint), ('capture', 'receivable', 0::bigint, moved.late),
        (${`refund:${refundId}`}, 'refunds', parts.revenue, 0::bigint), (${`refund:${refundId}`}, 'shipping', parts.shipping, 0::bigint),
        (${`refund:${refundId}`}, case when is_sold then 'tax' else 'receivable' end, ${amount}::bigint - parts.revenue - parts.shipping, 0::bigint),
        (${`refund:${refundId}`}, 'provider', 0::bigint, ${amount}::bigint)
      ) as entry (name, account, debit, credit)
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

/**
 * An authorised payment was captured, whole or another part of it: what came since the last news settles as much of the receivable.
 * `captured` is the sum so far. Fails while the order is pending (`orders.after_sale`), so it comes again.
 */
export async function bookCapture(once: Once, orderId: string, captured: number, at: string): Promise<void> {
  await once.sql`
    with before as materialized (
      select id, ${captured}::bigint - captured as came from orders.orders
      where id = ${orderId} and captured < ${captured}::bigint and orders.after_sale(status) for update
    ), moved as (
      update orders.orders set captured = ${captured}::bigint, version = version + 1, payment_status = case
        when refunded = 0 then 'paid' when refunded >= ${captured}::bigint then 'refunded' else 'partially_refunded' end
      from before where orders.id = before.id returning orders.id, currency, came
    ), noted as (
      insert into orders.timeline (order_id, at, kind, actor) select id, ${at}::timestamptz, 'captured', 'system' from moved
    )
    insert into orders.ledger (order_id, entry, at, account, debit, credit, currency)
    select moved.id, 'capture', ${at}::timestamptz, entry.account, entry.debit, entry.credit, moved.currency
    from moved, lateral (values ('provider', came, 0::bigint), ('receivable', 0::bigint, came)) as entry (account, debit, credit)`
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
