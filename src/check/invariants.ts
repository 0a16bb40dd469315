/** The invariants of a shop, each as one statement that finds what breaks it. A shop that keeps its promises answers nothing. */

export type Invariant = { id: string; promise: string; sql: string }

/**
 * Checked after every test that runs the system, and by `banyan check`. `$1` is the grace in seconds: work that is younger may
 * still be under way. Every statement answers at most 20 rows.
 */
export const invariants: Invariant[] = [
  {
    id: 'I1',
    promise: 'an order that was accepted reaches a final state, or a saga is at work on it',
    sql: `select o.id, o.status, o.placed_at from orders.orders o
      where o.status = 'PENDING' and not exists (select from orders.sagas s where s.order_id = o.id) limit 20`,
  },
  {
    id: 'I1',
    promise: 'no saga is overdue',
    sql: `select order_id, wake_at, attempts from orders.sagas where wake_at < banyan.now() - $1::int * interval '1 s' limit 20`,
  },
  {
    id: 'I2',
    promise: 'an order is charged at most once, for its total',
    sql: `select order_id, count(*), sum(captured) from payments.payments where captured > 0 group by order_id having count(*) > 1
      union all select p.order_id, 1, p.captured from payments.payments p join orders.orders o on o.id = p.order_id where p.captured > o.total limit 20`,
  },
  {
    id: 'I2',
    promise: 'what the provider keeps is paid for: no charge without an order that is paid',
    sql: `select p.order_id, p.status, p.captured - p.refunded as kept, o.status as order_status from payments.payments p
      left join orders.orders o on o.id = p.order_id
      where p.captured > p.refunded and (o.id is null or o.status in ('PAYMENT_FAILED', 'CANCELLED'))
        and not exists (select from orders.sagas s where s.order_id = p.order_id) limit 20`,
  },
  {
    id: 'I2',
    promise: 'a paid order has its payment',
    sql: `select o.id, o.total from orders.orders o where o.status in ('PAID', 'PARTIALLY_FULFILLED', 'FULFILLED') and o.total > 0
      and not exists (select from payments.payments p where p.order_id = o.id and p.status in ('succeeded', 'authorised') ) limit 20`,
  },
  {
    id: 'I3',
    promise: 'no level is negative, none is held beyond what is there',
    sql: `select sku, location, on_hand, held from inventory.stock where on_hand < 0 or held < 0 or held > on_hand limit 20`,
  },
  {
    id: 'I3',
    promise: 'what is on hand is the sum of its movements',
    sql: `select s.sku, s.location, s.on_hand, coalesce(m.total, 0) as moved from inventory.stock s
      left join (select sku, location, sum(delta)::int as total from inventory.movements group by 1, 2) m using (sku, location)
      where s.on_hand <> coalesce(m.total, 0) limit 20`,
  },
  {
    id: 'I4',
    promise: 'what is held is the sum of open holds',
    sql: `select s.sku, s.location, s.held, coalesce(h.total, 0) as holds from inventory.stock s
      left join (select sku, location, sum(quantity)::int as total from inventory.holds, unnest(skus, locations, quantities) as l (sku, location, quantity)
        where state = 'held' group by 1, 2) h using (sku, location)
      where s.held <> coalesce(h.total, 0) limit 20`,
  },
  {
    id: 'I4',
    promise: 'nothing is held for an order that ended',
    sql: `select h.order_id, h.state, o.status from inventory.holds h left join orders.orders o on o.id = h.order_id
      where h.state = 'held' and (o.id is null or o.status <> 'PENDING')
        and h.created_at < banyan.now() - $1::int * interval '1 s'
        and not exists (select from orders.outbox e where e.aggregateid = h.order_id::text and e.sent_at is null) limit 20`,
  },
  {
    id: 'I4',
    promise: 'a paid order sold its goods, a cancelled one kept none',
    sql: `select o.id, o.status, h.state from orders.orders o join inventory.holds h on h.order_id = o.id
      where ((o.status in ('PAID', 'FULFILLED') and h.state not in ('held', 'sold')) or (o.status in ('CANCELLED', 'PAYMENT_FAILED') and h.state = 'sold'))
        and not exists (select from orders.outbox e where e.aggregateid = o.id::text and e.sent_at is null)
        and not exists (select from inventory.waiting w where w.aggregateid = o.id::text) limit 20`,
  },
  {
    id: 'I5',
    promise: 'every entry of the ledger balances',
    sql: `select order_id, entry, currency, sum(debit) as debit, sum(credit) as credit from orders.ledger
      group by order_id, entry, currency having sum(debit) <> sum(credit) limit 20`,
  },
  {
    id: 'I5',
    promise: 'the ledger says of each order what was captured and refunded',
    sql: `select o.id, o.captured, o.refunded, l.kept from orders.orders o
      join (select order_id, sum(debit - credit) as kept from orders.ledger where account = 'provider' group by order_id) l on l.order_id = o.id
      where l.kept <> o.captured - o.refunded limit 20`,
  },
  {
    id: 'I6',
    promise: 'facts are told soon',
    sql:
      ['users', 'customers', 'catalog', 'pricing', 'inventory', 'orders', 'payments']
        .map(
          (name) =>
            `select '${name}' as module, id, type, created_at from ${name}.outbox where sent_at is null and created_at < banyan.now() - $1::int * interval '1 s'`,
        )
        .join(' union all ') + ' limit 20',
  },
  {
    id: 'I6',
    promise: 'every paid order was sold and its cart closed, once',
    sql: `select e.aggregateid, e.type from orders.outbox e
      where e.type = 'banyan.orders.PaymentProcessed.v1' and e.sent_at is not null and e.sent_at > banyan.now() - interval '10 days'
        and not (exists (select from inventory.inbox i where i.event_id = e.id and i.subscriber = 'sell-held-stock')
          or exists (select from inventory.waiting w where w.event_id = e.id)) limit 20`,
  },
  {
    id: 'I8',
    promise: 'an order belongs to one key, and the key to it',
    sql: `select o.id, o.claim_key from orders.orders o left join orders.claims c on c.principal = o.claim_principal and c.key = o.claim_key
      where c.order_id is distinct from o.id and o.placed_at > banyan.now() - interval '20 hours' and c.created_at is not null limit 20`,
  },
  {
    id: 'I11',
    promise: 'totals add up, refunds stay below what was captured',
    sql: `select id, total, captured, refunded from orders.orders
      where refunded > captured or (snapshot #>> '{totals,total}')::bigint <> total
        or (snapshot #>> '{totals,total}')::bigint <> (snapshot #>> '{totals,subtotal}')::bigint - (snapshot #>> '{totals,discount}')::bigint
          + (snapshot #>> '{totals,shipping}')::bigint + case when (snapshot ->> 'taxIncluded')::boolean then 0 else (snapshot #>> '{totals,tax}')::bigint end
      limit 20`,
  },
  {
    id: 'I15',
    promise: 'an order is in a state that its facts led to',
    sql: `select o.id, o.status from orders.orders o
      where (o.status in ('PAID', 'FULFILLED') and not exists (select from orders.timeline t where t.order_id = o.id and t.kind in ('paid', 'authorised')))
        or (o.status = 'FULFILLED' and not exists (select from orders.fulfilments f where f.order_id = o.id)) limit 20`,
  },
]

export type Breach = { id: string; promise: string; rows: object[] }
type Query = (text: string, values: unknown[]) => Promise<{ rows: object[] }>

/** Runs every check. Takes a way to query the shop's database and the grace in seconds; answers the breaches with the rows that show them. */
export async function checkInvariants(query: Query, graceSeconds = 60): Promise<Breach[]> {
  const breaches: Breach[] = []
  for (const { id, promise, sql } of invariants) {
    const { rows } = await query(sql, sql.includes('$1') ? [graceSeconds] : [])
    if (rows.length > 0) breaches.push({ id, promise, rows })
  }
  return breaches
}
