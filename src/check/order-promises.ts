/** I1, I4, I8, I13 and I15, as far as they are about one order and what its neighbours have of it. */
import { type Status, transitions } from '../modules/orders/order.ts'
import type { HoldRow, OrderRow, Trade, Trades } from './trade.ts'
import { ofTrades } from './trade.ts'
import type { Promised } from './walk.ts'

const wasPaid = ({ timeline }: Trade): boolean => timeline.includes('paid') || timeline.includes('authorised')
const state = ({ order, hold, timeline }: Trade) => ({
  status: order?.status ?? null,
  paymentStatus: order?.paymentStatus ?? null,
  hold: hold?.state ?? null,
  timeline,
})

/** I1. `graceS`: how long a saga may be overdue. */
export const endPromises = (graceS: number): Promised<Trades>[] => [
  {
    id: 'I1',
    promise: 'an order that is not finished has a saga that finishes it',
    find: ofTrades(({ order }) => order?.status === 'PENDING' && order.overdueS === null, state),
  },
  {
    id: 'I1',
    promise: 'no saga is overdue',
    find: ofTrades(
      ({ order }) => (order?.overdueS ?? 0) > graceS,
      ({ order }) => ({ status: order!.status, overdueSeconds: Math.round(order!.overdueS!) }),
    ),
  },
]

/** I4, as far as it is about one order. */
export const goodsPromises: Promised<Trades>[] = [
  {
    id: 'I4',
    promise: 'nothing is held for an order that ended, or that is not there',
    find: ofTrades(
      ({ order, hold, isBusy }) => !isBusy && hold?.state === 'held' && (order === null || !isSold(order)),
      state,
    ),
  },
  {
    id: 'I4',
    promise: 'a paid order sold what was bought, a cancelled one kept nothing',
    find: ofTrades(
      (trade) => !trade.isBusy && trade.order !== null && !hasItsGoods(trade.order, trade.hold),
      (trade) => ({
        ...state(trade),
        bought: demandOf(trade.order!),
        held: unitsOf(trade.hold),
      }),
    ),
  },
  {
    id: 'I6',
    promise: 'the cart of a paid order is closed with it, or with another paid order of the same cart',
    find: ofTrades(
      (trade) => !trade.isBusy && wasPaid(trade) && trade.cart !== null && (!trade.cart.closed || !trade.cart.isPaid),
      ({ order, cart }) => ({ cartId: order!.cartId, cart }),
    ),
  },
]

const isSold = ({ status }: OrderRow): boolean => ['PAID', 'PARTIALLY_FULFILLED', 'FULFILLED'].includes(status)

function hasItsGoods(order: OrderRow, hold: HoldRow | null): boolean {
  if (isSold(order)) return hold?.state === 'sold' && JSON.stringify(unitsOf(hold)) === JSON.stringify(demandOf(order))
  if (order.status === 'CANCELLED' || order.status === 'PAYMENT_FAILED') return hold?.state !== 'sold'
  return true
}

/** Units by SKU, in the order of SKUs. */
const sumsOf = (units: [sku: string, quantity: number][]): [string, number][] =>
  [...Map.groupBy(units, ([sku]) => sku)]
    .map(([sku, each]): [string, number] => [sku, each.reduce((sum, [, quantity]) => sum + quantity, 0)])
    .sort(([a], [b]) => (a < b ? -1 : 1))
const demandOf = ({ snapshot }: OrderRow) => sumsOf(snapshot.lines.map(({ sku, quantity }) => [sku, quantity]))
const unitsOf = (hold: HoldRow | null) => sumsOf((hold?.skus ?? []).map((sku, at) => [sku, hold!.quantities[at]!]))

const dayS = 20 * 3_600

/** I8: keys and the answers that are kept under them, for 24 hours. */
export const keyPromises: Promised<Trades>[] = [
  {
    id: 'I8',
    promise: 'a key and its order name each other',
    find: ofTrades(
      ({ id, order, claim }) => order !== null && order.ageS < dayS && claim?.orderId !== id,
      ({ order, claim }) => ({
        principal: order!.claimPrincipal,
        key: order!.claimKey,
        claimed: claim?.orderId ?? null,
      }),
    ),
  },
  {
    id: 'I8',
    promise: 'the answer of a finished order is kept, and none before it is finished',
    find: ofTrades(
      ({ id, order, claim }) => order !== null && claim?.orderId === id && !answersOf(order).includes(claim.status),
      ({ order, claim }) => ({ status: order!.status, keptStatus: claim!.status }),
    ),
  },
  {
    id: 'I8',
    promise: 'what is kept under a key is the answer about its order',
    find: ({ trades, open }) =>
      open === null
        ? []
        : trades
            .filter(({ id, order, claim }) => order !== null && claim?.orderId === id && claim.answer !== null)
            .filter((trade) => !isAbout(trade, open(trade.claim!.answer!)))
            .map(({ id, order }) => ({
              keys: [id],
              row: { orderId: id, principal: order!.claimPrincipal, key: order!.claimKey },
            })),
  },
]

/** Statuses of answers that may be kept for an order in this state. What ended before it was confirmed has none: the order is told as it is. */
function answersOf({ status, reason }: OrderRow): (number | null)[] {
  if (status === 'PENDING') return [null]
  if (status === 'PAYMENT_FAILED') return [402]
  if (status === 'CANCELLED') return reason === 'out_of_stock' ? [409] : [null, 201, 409]
  return [201]
}

/** True when an opened answer names this order, or is the refusal of one that was lost before it was shown; also when our secret opens none. */
function isAbout({ id, order, claim }: Trade, answer: string | null): boolean {
  if (answer === null) return true
  const body = JSON.parse(answer)
  if (claim!.status === 201) return body.id === id && body.number === order!.number
  return claim!.status === 402 ? body.order?.id === id : body.order === undefined || body.order.id === id
}

/** I13, as far as the databases tell it: whose order, whose key, whose cart. */
export const ownerPromises: Promised<Trades>[] = [
  {
    id: 'I13',
    promise: 'an order, its key and its cart belong to one person',
    find: ofTrades(
      ({ order, cart }) => order !== null && !isOnePersons(order, cart?.userId ?? null),
      ({ order, cart }) => ({
        userId: order!.userId,
        principal: order!.claimPrincipal,
        cartUserId: cart?.userId ?? null,
      }),
    ),
  },
]

function isOnePersons({ userId, cartId, claimPrincipal }: OrderRow, cartUserId: string | null): boolean {
  const [kind, whose] = claimPrincipal.split(':')
  const keyFits = kind === 'user' ? userId === null || userId === whose : kind === 'cart' ? cartId === whose : true
  return keyFits && (userId === null || cartUserId === null || userId === cartUserId)
}

/** I15: what happened to an order leads, by declared transitions, to the state it is in. */
export const statePromises: Promised<Trades>[] = [
  {
    id: 'I15',
    promise: 'an order went only along declared transitions, to the state it is in',
    find: ofTrades(({ order, timeline }) => order !== null && walked(timeline) !== order.status, state),
  },
  {
    id: 'I15',
    promise: 'how far an order is paid and sent is what was booked and sent',
    find: ofTrades(
      ({ order, fulfilments }) => order !== null && !isAsBooked(order, fulfilments),
      (trade) => ({
        ...state(trade),
        fulfilmentStatus: trade.order!.fulfilmentStatus,
        captured: trade.order!.captured,
        refunded: trade.order!.refunded,
        fulfilments: trade.fulfilments,
      }),
    ),
  },
]

const leadsTo: Record<string, Status> = {
  placed: 'PENDING',
  paid: 'PAID',
  authorised: 'PAID',
  payment_failed: 'PAYMENT_FAILED',
  cancelled: 'CANCELLED',
  fulfilled: 'FULFILLED',
  returned: 'RETURNED',
}

/** The state to which a timeline leads, or what is wrong with it. Notes, captures and refunds change no state. */
function walked(timeline: string[]): string {
  const states = timeline.flatMap((kind) => leadsTo[kind] ?? [])
  if (states[0] !== 'PENDING') return 'begins otherwise'
  const wrong = states.findIndex((to, at) => at > 0 && !transitions[states[at - 1]!].includes(to))
  return wrong < 0 ? states.at(-1)! : `${states[wrong - 1]} → ${states[wrong]}`
}

function isAsBooked(
  { status, total, captured, refunded, paymentStatus, fulfilmentStatus }: OrderRow,
  fulfilments: number,
): boolean {
  const isSent = status === 'FULFILLED' || status === 'PARTIALLY_FULFILLED' || status === 'RETURNED'
  if (isSent !== (fulfilmentStatus !== 'none') || isSent !== fulfilments > 0) return false
  if (paymentStatus === 'paid') return captured > 0 && refunded === 0
  if (paymentStatus === 'refunded') return captured > 0 && refunded === captured
  if (paymentStatus === 'partially_refunded') return refunded > 0 && refunded < captured
  if (paymentStatus === 'none') return captured === 0 && (total === 0 || status === 'CANCELLED')
  return captured === 0 && refunded === 0
}
