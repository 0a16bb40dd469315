/** What orders has of some orders. */
import type { ClaimRow, LedgerRow, OrderRow } from './trade.ts'
import type { Read } from './shop-to-check.ts'

export type OrdersRead = {
  orders: Map<string, OrderRow>
  claims: Map<string, ClaimRow>
  ledger: Map<string, LedgerRow[]>
  timeline: Map<string, string[]>
  fulfilments: Map<string, number>
  /** Orders with a fact that the relay has not told. */
  untold: Set<string>
}

/** Reads the orders of these ids, and what stands beside them in the same schema. */
export async function readOrders(read: Read, given: string[]): Promise<OrdersRead> {
  const ids = given.filter(isUuid)
  const orders = await read<OrderRow>(
    'orders',
    `select o.id, number, status, reason, payment_status as "paymentStatus", fulfilment_status as "fulfilmentStatus",
      total::float8 as total, captured::float8 as captured, refunded::float8 as refunded, capture, currency,
      user_id as "userId", cart_id as "cartId", claim_principal as "claimPrincipal", claim_key as "claimKey", snapshot,
      extract(epoch from banyan.now() - placed_at)::float8 as "ageS",
      extract(epoch from banyan.now() - s.wake_at)::float8 as "overdueS"
    from orders.orders o left join orders.sagas s on s.order_id = o.id where o.id = any($1::uuid[])`,
    [ids],
  )
  const ledger = await read<LedgerRow & { orderId: string }>(
    'orders',
    `select order_id as "orderId", entry, at::text as at, account, debit::float8 as debit, credit::float8 as credit, currency,
      xmin::text as "writtenBy"
    from orders.ledger where order_id = any($1::uuid[]) order by id`,
    [ids],
  )
  const timeline = await read<{ orderId: string; kind: string }>(
    'orders',
    `select order_id as "orderId", kind from orders.timeline where order_id = any($1::uuid[]) order by id`,
    [ids],
  )
  const fulfilments = await read<{ orderId: string; n: number }>(
    'orders',
    `select order_id as "orderId", count(*)::int as n from orders.fulfilments where order_id = any($1::uuid[]) group by order_id`,
    [ids],
  )
  const untold = await read<{ id: string }>(
    'orders',
    `select distinct aggregateid as id from orders.outbox where sent_at is null and aggregateid = any($1::text[])`,
    [ids],
  )
  return {
    orders: new Map(orders.map((each) => [each.id, each])),
    claims: await readClaims(read, orders),
    ledger: Map.groupBy(ledger, ({ orderId }) => orderId),
    timeline: new Map(
      [...Map.groupBy(timeline, ({ orderId }) => orderId)].map(([id, rows]) => [id, rows.map(({ kind }) => kind)]),
    ),
    fulfilments: new Map(fulfilments.map(({ orderId, n }) => [orderId, n])),
    untold: new Set(untold.map(({ id }) => id)),
  }
}

/** The claim that each order was placed under, by the order. */
async function readClaims(read: Read, orders: OrderRow[]): Promise<Map<string, ClaimRow>> {
  const rows = await read<ClaimRow & { id: string }>(
    'orders',
    `select asked.id, c.order_id as "orderId", coalesce(a.status, c.status) as status, coalesce(a.answer, c.answer) as answer
    from unnest($1::uuid[], $2::text[], $3::text[]) as asked (id, principal, key)
    join orders.claims c on c.principal = asked.principal and c.key = asked.key
    left join orders.answers a on a.order_id = c.order_id`,
    [
      orders.map(({ id }) => id),
      orders.map(({ claimPrincipal }) => claimPrincipal),
      orders.map(({ claimKey }) => claimKey),
    ],
  )
  return new Map(rows.map(({ id, ...claim }) => [id, claim]))
}

/** Keys at the provider may be anything; ours name an order. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
