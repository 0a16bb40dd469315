/** I5 and I11: the ledger, and the sums of an order. */
import type { LedgerRow, OrderRow, Trade, Trades } from './trade.ts'
import { ofTrades } from './trade.ts'
import type { Promised } from './walk.ts'

const sumOf = (rows: LedgerRow[], of: (row: LedgerRow) => number): number => rows.reduce((sum, row) => sum + of(row), 0)
const balanceOf = (rows: LedgerRow[], account: string): number =>
  sumOf(
    rows.filter((row) => row.account === account),
    ({ debit, credit }) => debit - credit,
  )
/** One booking: what one fact wrote. A second capture is another booking under the same word. */
const bookingsOf = ({ ledger }: Trade): LedgerRow[][] => [
  ...Map.groupBy(ledger, ({ entry, at }) => `${entry} ${at}`).values(),
]
const booked = ({ ledger }: Trade) => ({
  ledger: ledger.map(
    ({ entry, account, debit, credit, currency }) => `${entry} ${account} ${debit} ${credit} ${currency}`,
  ),
})
const ordered = ({ order }: Trade) => ({
  status: order!.status,
  paymentStatus: order!.paymentStatus,
  total: order!.total,
  captured: order!.captured,
  refunded: order!.refunded,
})

export const moneyPromises: Promised<Trades>[] = [
  {
    id: 'I5',
    promise: 'the debits of every booking equal its credits, in the currency of its order',
    find: ofTrades(
      (trade) =>
        bookingsOf(trade).some((rows) => sumOf(rows, ({ debit }) => debit) !== sumOf(rows, ({ credit }) => credit)) ||
        trade.ledger.some(({ currency }) => trade.order !== null && currency !== trade.order.currency),
      booked,
    ),
  },
  {
    id: 'I5',
    promise: 'the rows of a booking were written together, and never since',
    find: ofTrades(
      (trade) => bookingsOf(trade).some((rows) => new Set(rows.map((row) => row.writtenBy)).size > 1),
      booked,
    ),
  },
  {
    id: 'I5',
    promise: 'the ledger has what an order sold, took and gave back, once',
    find: ofTrades(
      ({ order, ledger, timeline }) => order !== null && !isBooked(order, ledger, timeline),
      (trade) => ({ ...ordered(trade), ...booked(trade) }),
    ),
  },
  {
    id: 'I5',
    promise: 'no entry is without its order',
    find: ofTrades(({ order, ledger }) => order === null && ledger.length > 0, booked),
  },
  {
    id: 'I11',
    promise: 'amounts are whole minor units, and an order’s lines, taxes, shipping and discount add up to its total',
    find: ofTrades(
      ({ order }) => order !== null && wrongSums(order).length > 0,
      ({ order }) => ({ wrong: wrongSums(order!), totals: order!.snapshot.totals, total: order!.total }),
    ),
  },
  {
    id: 'I11',
    promise: 'no more is given back than was captured, and orders and payments agree on both',
    find: ofTrades(
      ({ order, payments, isBusy }) =>
        order !== null &&
        (order.refunded > order.captured ||
          payments.some(({ captured, refunded }) => refunded > captured) ||
          // Of two charges it is another promise that tells.
          (!isBusy &&
            payments.filter(({ captured }) => captured > 0).length <= 1 &&
            (order.captured !== payments.reduce((sum, { captured }) => sum + captured, 0) ||
              order.refunded !== payments.reduce((sum, { refunded }) => sum + refunded, 0)))),
      (trade) => ({
        ...ordered(trade),
        payments: trade.payments.map(({ id, captured, refunded }) => ({ id, captured, refunded })),
      }),
    ),
  },
]

/**
 * A sale is booked when the order gets paid, and booked back when its authorisation is let go; what was never paid is not there.
 * Money that comes in for an order without a sale is the buyer's, and goes back over the same account.
 */
function isBooked({ total, captured, refunded }: OrderRow, ledger: LedgerRow[], timeline: string[]): boolean {
  const wasPaid = timeline.includes('paid') || timeline.includes('authorised')
  const stands = wasPaid && !ledger.some(({ entry }) => entry === 'void')
  const sold = ledger.filter(({ entry, account, debit }) => entry === 'sale' && account === 'receivable' && debit > 0)
  return (
    balanceOf(sold, 'receivable') === (wasPaid ? total : 0) &&
    balanceOf(ledger, 'provider') === captured - refunded &&
    balanceOf(ledger, 'receivable') === (stands ? total - captured : refunded - captured)
  )
}

const add = (amounts: number[]): number => amounts.reduce((sum, amount) => sum + amount, 0)

/** Which sums of the snapshot do not add up, in words. */
function wrongSums({ snapshot, total, captured, refunded, currency }: OrderRow): string[] {
  const { lines, totals, taxLines, taxIncluded, shippingOption } = snapshot
  const amounts = [
    ...Object.values(totals),
    ...lines.flatMap(({ unitPrice, total: whole, net, tax }) => [unitPrice, whole, net, tax]),
    ...taxLines.flatMap(({ base, tax }) => [base, tax]),
    ...(shippingOption === undefined ? [] : [shippingOption.price]),
    captured,
    refunded,
  ]
  const sums: [string, boolean][] = [
    ['an amount is no whole number', amounts.every(Number.isSafeInteger)],
    ['an amount is negative', amounts.every((amount) => amount >= 0)],
    ['the order has another total', totals.total === total && snapshot.currency === currency],
    [
      'subtotal − discount + shipping + tax',
      totals.total === totals.subtotal - totals.discount + totals.shipping + (taxIncluded ? 0 : totals.tax),
    ],
    ['the lines are not the subtotal', add(lines.map((line) => line.unitPrice * line.quantity)) === totals.subtotal],
    ['the tax lines are not the tax', add(taxLines.map(({ tax }) => tax)) === totals.tax],
  ]
  return sums.filter(([, holds]) => !holds).map(([words]) => words)
}
