/** What the other modules, and the provider, have of some orders. */
import type { CartRow, HoldRow, OrderRow, PaymentRow } from './trade.ts'
import { isUuid } from './read-orders.ts'
import type { BookPayment, Read, ShopToCheck } from './shop-to-check.ts'

export type NeighboursRead = {
  payments: Map<string, PaymentRow[]>
  holds: Map<string, HoldRow>
  carts: Map<string, CartRow>
  books: Map<string, BookPayment[]>
  /** Orders of which a neighbour still has something to do, or to be told. */
  busy: Set<string>
}

/** Reads what payments, inventory, carts and the provider have of these orders. */
export async function readNeighbours(
  { books }: ShopToCheck,
  read: Read,
  given: string[],
  orders: OrderRow[],
): Promise<NeighboursRead> {
  const ids = given.filter(isUuid)
  const carts = await readCarts(read, orders)
  const holds = await read<HoldRow & { orderId: string }>(
    'inventory',
    `select order_id as "orderId", state, skus, locations, quantities from inventory.holds where order_id = any($1::uuid[])`,
    [ids],
  )
  const payments = await read<PaymentRow>(
    'payments',
    `select id, order_id as "orderId", attempt, provider, provider_id as "providerId", status, amount::float8 as amount, currency,
      captured::float8 as captured, capturing::float8 as capturing, refunded::float8 as refunded, refunding::float8 as refunding
    from payments.payments where order_id = any($1::uuid[]) order by order_id, attempt`,
    [ids],
  )
  const inBooks = await books.ofOrders(read, given)
  const orderOf = ({ key }: BookPayment) => key.split(':')[0]!
  return {
    payments: Map.groupBy(payments, ({ orderId }) => orderId),
    holds: new Map(holds.map(({ orderId, ...hold }) => [orderId, hold])),
    carts,
    books: Map.groupBy(inBooks, orderOf),
    busy: new Set([
      ...(await waitingFor(read, ids)),
      ...(await busyPayments(read, ids, payments, inBooks)),
      ...inBooks.filter(({ isNews }) => isNews).map(orderOf),
    ]),
  }
}

/** Carts by their id. One that was ordered again, after its first order was cancelled, may be closed with either order. */
async function readCarts(read: Read, orders: OrderRow[]): Promise<Map<string, CartRow>> {
  const carts = await read<Omit<CartRow, 'isPaid'> & { id: string }>(
    'carts',
    `select id, user_id as "userId", order_id as "orderId", closed_at is not null as closed from carts.carts where id = any($1::uuid[])`,
    [orders.map(({ cartId }) => cartId)],
  )
  const paid = await read<{ id: string; cartId: string }>(
    'orders',
    `select id, cart_id as "cartId" from orders.orders where id = any($1::uuid[])
      and exists (select from orders.timeline t where t.order_id = orders.id and t.kind in ('paid', 'authorised'))`,
    [carts.flatMap(({ orderId }) => orderId ?? [])],
  )
  const cartOf = new Map(paid.map(({ id, cartId }) => [id, cartId]))
  return new Map(
    carts.map(({ id, ...cart }) => [id, { ...cart, isPaid: cart.orderId !== null && cartOf.get(cart.orderId) === id }]),
  )
}

/** Orders of which a fact waits for its reaction to be tried again, in the modules that hear orders. */
async function waitingFor(read: Read, ids: string[]): Promise<string[]> {
  const waiting: string[] = []
  for (const schema of ['inventory', 'carts']) {
    const rows = await read<{ id: string }>(
      schema,
      `select distinct aggregateid as id from ${schema}.waiting where aggregateid = any($1::text[])`,
      [ids],
    )
    waiting.push(...rows.map(({ id }) => id))
  }
  return waiting
}

/** Orders with money on its way: asked of the provider, told by it and not applied, or not told on to orders. */
async function busyPayments(
  read: Read,
  ids: string[],
  payments: PaymentRow[],
  inBooks: BookPayment[],
): Promise<string[]> {
  const orderOf = new Map<string, string>([
    ...ids.map((id): [string, string] => [id, id]),
    ...payments.map(({ id, orderId }): [string, string] => [id, orderId]),
    ...payments.map(({ providerId, orderId }): [string, string] => [providerId ?? '', orderId]),
    ...inBooks.map(({ id, key }): [string, string] => [id, key.split(':')[0]!]),
  ])
  const told = await read<{ id: string }>(
    'payments',
    `select aggregateid as id from payments.outbox where sent_at is null and aggregateid = any($1::text[])
    union select provider_id from payments.webhook_events where applied_at is null and provider_id = any($1::text[])
    union select id from payments.jobs where name = 'look-again' and id = any($1::text[])`,
    [[...orderOf.keys()]],
  )
  const heard = await read<{ id: string }>(
    'orders',
    `select distinct aggregateid as id from orders.waiting where aggregateid = any($1::text[])`,
    [payments.map(({ id }) => id)],
  )
  const moving = payments.filter(({ capturing, refunding }) => capturing > 0 || refunding > 0)
  return [...moving.map(({ orderId }) => orderId), ...[...told, ...heard].map(({ id }) => orderOf.get(id)!)]
}
