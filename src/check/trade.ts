/** A trade: an order with everything that any module, and the provider, has of it. What most promises are about. */
import type { Snapshot } from '#commerce/scalars.ts'
import type { BookPayment, Read, ShopToCheck } from './shop-to-check.ts'
import { readNeighbours } from './read-neighbours.ts'
import { leastIdAt } from '../modules/payments/payment.ts'
import { isUuid, readOrders } from './read-orders.ts'
import type { Walk } from './walk.ts'

/** Amounts in minor units; ages in seconds of the database's time. */
export type OrderRow = {
  id: string
  number: string
  status: string
  reason: string | null
  paymentStatus: string
  fulfilmentStatus: string
  total: number
  captured: number
  refunded: number
  capture: string
  currency: string
  userId: string | null
  cartId: string
  claimPrincipal: string
  claimKey: string
  snapshot: Snapshot
  ageS: number
  /** Null without a saga; negative while it sleeps. */
  overdueS: number | null
}
export type ClaimRow = { orderId: string | null; status: number | null; answer: string | null }
export type LedgerRow = {
  entry: string
  at: string
  account: string
  debit: number
  credit: number
  currency: string
  writtenBy: string
}
export type PaymentRow = {
  id: string
  orderId: string
  attempt: number
  provider: string
  providerId: string | null
  status: BookPayment['status']
  amount: number
  currency: string
  captured: number
  capturing: number
  refunded: number
  refunding: number
}
export type HoldRow = { state: string; skus: string[]; locations: string[]; quantities: number[] }
/** `isPaid`: the order that it names is one of this cart, and was paid. */
export type CartRow = { userId: string | null; orderId: string | null; closed: boolean; isPaid: boolean }
export type Trade = {
  id: string
  order: OrderRow | null
  claim: ClaimRow | null
  ledger: LedgerRow[]
  /** Kinds of what happened, oldest first. */
  timeline: string[]
  fulfilments: number
  payments: PaymentRow[]
  hold: HoldRow | null
  cart: CartRow | null
  books: BookPayment[]
  /** Something that was begun is still on its way: a saga, a fact that is not told, a reaction that waits, news of the provider. */
  isBusy: boolean
}
/** Trades, and what opens the answers that were kept of them. */
export type Trades = { trades: Trade[]; open: ((answer: string) => string | null) | null }

/** Reads what there is of these orders; an id that orders does not know makes a trade without an order. */
export async function readTrades(shop: ShopToCheck, read: Read, ids: string[]): Promise<Trades> {
  const ours = await readOrders(read, ids)
  const theirs = await readNeighbours(shop, read, ids, [...ours.orders.values()])
  const trades = ids.map((id): Trade => {
    const order = ours.orders.get(id) ?? null
    return {
      id,
      order,
      claim: ours.claims.get(id) ?? null,
      ledger: ours.ledger.get(id) ?? [],
      timeline: ours.timeline.get(id) ?? [],
      fulfilments: ours.fulfilments.get(id) ?? 0,
      payments: theirs.payments.get(id) ?? [],
      hold: theirs.holds.get(id) ?? null,
      cart: order === null ? null : (theirs.carts.get(order.cartId) ?? null),
      books: theirs.books.get(id) ?? [],
      isBusy:
        order?.status === 'PENDING' || (order?.overdueS ?? null) !== null || ours.untold.has(id) || theirs.busy.has(id),
    }
  })
  return { trades, open: openerOf(shop) }
}

const label = 'kept answers of orders'
function openerOf({ secrets }: ShopToCheck): Trades['open'] {
  if (secrets === null) return null
  return (answer) => {
    try {
      return secrets.open(label, answer)
    } catch {
      return null
    }
  }
}

/** Findings of the trades that `isWrong`, each with what `show` tells of it beside the order's id. */
export const ofTrades =
  (isWrong: (trade: Trade) => boolean, show: (trade: Trade) => object) =>
  ({ trades }: Trades) =>
    trades.filter(isWrong).map((trade) => ({ keys: [trade.id], row: { orderId: trade.id, ...show(trade) } }))

type Source = Pick<Walk<Trades>, 'over' | 'from' | 'page'>
const first = '00000000-0000-0000-0000-000000000000'

/** Ids from an indexed column, in order; only the last page is not full. */
const idsIn =
  (schema: string, table: string, column: string): Walk<Trades>['page'] =>
  async (read, after, limit) => {
    const rows = await read<{ id: string }>(
      schema,
      `select distinct ${column} as id from ${schema}.${table} where ${column} > $1 order by ${column} limit $2`,
      [after ?? first, limit],
    )
    return { keys: rows.map(({ id }) => id), next: rows.length < limit ? null : rows.at(-1)!.id }
  }

/** Only what speaks of an order that is not there; the others are looked at as orders. */
const unknownOnly =
  (page: Walk<Trades>['page']): Walk<Trades>['page'] =>
  async (read, after, limit) => {
    const { keys, next } = await page(read, after, limit)
    const ids = keys.filter(isUuid)
    const known =
      ids.length === 0
        ? []
        : await read<{ id: string }>('orders', 'select id from orders.orders where id = any($1::uuid[])', [ids])
    const there = new Set(known.map(({ id }) => id))
    return { keys: keys.filter((key) => !there.has(key)), next }
  }

/**
 * Where orders are spoken of. All sources together find every order, and everything that lost its order; with `since` those
 * that were placed from then on, which their ids tell.
 */
export function sourcesOf({ books }: ShopToCheck, since: Date | null): Source[] {
  const from = since === null ? null : leastIdAt(since.getTime())
  const inBooks: Walk<Trades>['page'] = async (read, after, limit) => {
    const rows = await books.keys(read, after, limit)
    const keys = [...new Set(rows.map(({ key }) => key.split(':')[0]!))]
    return { keys, next: rows.length < limit ? null : rows.at(-1)!.cursor }
  }
  const orphans = (over: string, page: Walk<Trades>['page']) => ({ over, from, page: unknownOnly(page) })
  return [
    { over: 'orders', from, page: idsIn('orders', 'orders', 'id') },
    orphans('entries of the ledger without an order', idsIn('orders', 'ledger', 'order_id')),
    orphans('payments without an order', idsIn('payments', 'payments', 'order_id')),
    orphans('holds without an order', idsIn('inventory', 'holds', 'order_id')),
    {
      ...orphans('charges of the provider without an order', inBooks),
      from: since === null ? null : (books.cursorAt?.(since) ?? null),
    },
  ]
}
