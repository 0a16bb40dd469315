/** I2: what is charged, in our books and in the provider's. */
import type { BookPayment } from './shop-to-check.ts'
import { type PaymentRow, type Trade, type Trades, ofTrades } from './trade.ts'
import type { Promised } from './walk.ts'

const paidStates = ['PAID', 'PARTIALLY_FULFILLED', 'FULFILLED', 'RETURNED']
const isOpen = ({ status }: { status: string }): boolean => ['authorised', 'action', 'processing'].includes(status)
const kept = ({ captured, refunded }: { captured: number; refunded: number }): number => captured - refunded
const money = ({ id, key, status, amount, captured, refunded }: BookPayment) => ({
  id,
  key,
  status,
  amount,
  captured,
  refunded,
})
const ours = ({ id, providerId, status, amount, captured, refunded }: PaymentRow) => ({
  id,
  providerId,
  status,
  amount,
  captured,
  refunded,
})
const charged = <P extends { captured: number }>(all: P[]): P[] => all.filter(({ captured }) => captured > 0)
const both = ({ order, payments, books }: Trade) => ({
  ...(order === null ? { order: null } : { status: order.status, total: order.total }),
  payments: payments.map(ours),
  books: books.map(money),
})

export const chargePromises: Promised<Trades>[] = [
  {
    id: 'I2',
    promise: 'an order is charged at most once, by our books and by the provider’s',
    find: ofTrades(({ payments, books }) => charged(payments).length > 1 || charged(books).length > 1, both),
  },
  {
    id: 'I2',
    promise: 'a charge is what its order costs, in its currency',
    find: ofTrades(
      ({ order, payments, books }) =>
        order !== null &&
        [...payments, ...books].some(
          ({ amount, currency, captured }) =>
            amount !== order.total || currency !== order.currency || captured > order.total,
        ),
      both,
    ),
  },
  {
    id: 'I2',
    promise: 'no charge is without its order',
    find: ofTrades(({ order, payments, books }) => order === null && charged([...payments, ...books]).length > 0, both),
  },
  {
    id: 'I2',
    promise: 'an order that ended keeps no money and no authorisation',
    find: ofTrades(
      (trade) =>
        !trade.isBusy &&
        (trade.order === null || ['CANCELLED', 'PAYMENT_FAILED'].includes(trade.order.status)) &&
        (trade.payments.some((each) => isOpen(each) || (trade.order !== null && kept(each) > 0)) ||
          trade.books.some((each) => (isOpen(each) && !each.released) || (trade.order !== null && kept(each) > 0))),
      both,
    ),
  },
  {
    id: 'I2',
    promise: 'a paid order has its payment',
    find: ofTrades(
      ({ order, payments, isBusy }) =>
        !isBusy &&
        order !== null &&
        paidStates.includes(order.status) &&
        order.total > 0 &&
        !payments.some(
          ({ status }) =>
            status === (order.paymentStatus === 'voided' ? 'voided' : 'succeeded') ||
            (status === 'authorised' && order.capture === 'later'),
        ),
      both,
    ),
  },
  {
    id: 'I2',
    promise: 'the provider’s books say the same as ours',
    find: ({ trades }) =>
      trades
        .filter(({ isBusy }) => !isBusy)
        .flatMap((trade) =>
          differences(trade).map((row) => ({ keys: [trade.id], row: { orderId: trade.id, ...row } })),
        ),
  },
]

/** What one side has and the other has not, or has otherwise. A decline or a void of which we have no row moved no money. */
function differences({ order, payments, books }: Trade): object[] {
  if (order === null) return []
  const missing = books.filter(
    (theirs) =>
      !['declined', 'voided'].includes(theirs.status) && !payments.some(({ providerId }) => providerId === theirs.id),
  )
  const wrong = payments
    .filter(({ provider, providerId }) => provider === 'test' && providerId !== null)
    .map((each) => ({ each, theirs: books.find(({ id }) => id === each.providerId) }))
    .filter(({ each, theirs }) => theirs === undefined || !isSame(each, theirs))
  return [
    ...missing.map((theirs) => ({ ours: null, theirs: money(theirs) })),
    ...wrong.map(({ each, theirs }) => ({ ours: ours(each), theirs: theirs === undefined ? null : money(theirs) })),
  ]
}

const isSame = (our: PaymentRow, their: BookPayment): boolean =>
  our.status === their.status &&
  our.amount === their.amount &&
  our.currency === their.currency &&
  our.captured === their.captured &&
  our.refunded === their.refunded
