/** What a letter keeps of an order, and how that reads. Sums are shown as they came, never added up again. */
import { formatAddress } from '#commerce/address.ts'
import type { BodyOf } from '#kernel/contract.ts'
import { formatMoney } from '#commerce/money.ts'
import type { Address, TaxLine, Totals } from '#commerce/scalars.ts'
import type { orders } from '#modules/orders/contract.ts'

export type OrderSummary = {
  orderId: string
  number: string
  currency: string
  taxIncluded: boolean
  /** The sum is taken when the goods are sent. */
  isTakenLater: boolean
  lines: { title: string; quantity: number; unitPrice: number; total: number }[]
  totals: Totals
  taxLines: TaxLine[]
  shipping?: string
  deliverTo?: Address
  /** Only where it is another address than `deliverTo`. */
  billTo?: Address
}

type Fact = BodyOf<typeof orders.events.PaymentProcessed>

/** What the letter needs of a fact about an order, and no more: it lies 30 days in a table. */
export function summaryOf({ orderId, number, snapshot }: Fact): OrderSummary {
  const { currency, taxIncluded, totals, taxLines, shippingOption, shippingAddress, billingAddress, capture } = snapshot
  const isOther = JSON.stringify(billingAddress) !== JSON.stringify(shippingAddress)
  return {
    orderId,
    number,
    currency,
    taxIncluded,
    isTakenLater: capture === 'later',
    lines: snapshot.lines.map(({ title, quantity, unitPrice, total }) => ({ title, quantity, unitPrice, total })),
    totals,
    taxLines,
    ...(shippingOption === undefined ? {} : { shipping: shippingOption.name }),
    ...(shippingAddress === undefined ? {} : { deliverTo: shippingAddress }),
    ...(billingAddress === undefined || !isOther ? {} : { billTo: billingAddress }),
  }
}

/** The order as templates take it: money, rates and addresses in the words of `locale` (BCP 47). */
export function orderView(order: OrderSummary, locale: string) {
  const { currency, totals, taxLines } = order
  const money = (amount: number): string => formatMoney(amount, currency, locale)
  return {
    number: order.number,
    isFree: totals.total === 0,
    isPaid: totals.total > 0 && !order.isTakenLater,
    isTakenLater: totals.total > 0 && order.isTakenLater,
    isTaxIncluded: order.taxIncluded,
    lines: order.lines.map(({ title, quantity, unitPrice, total }) => ({
      title,
      quantity,
      isMany: quantity > 1,
      unitPrice: money(unitPrice),
      total: money(total),
    })),
    subtotal: money(totals.subtotal),
    discount: totals.discount === 0 ? null : money(-totals.discount),
    shipping: { name: order.shipping ?? null, price: money(totals.shipping) },
    taxes: taxLines.map(({ name, ppm, tax }) => ({ name, rate: percent(ppm, locale), tax: money(tax) })),
    total: money(totals.total),
    deliverTo: addressLines(order.deliverTo, locale),
    billTo: addressLines(order.billTo, locale),
  }
}

const addressLines = (address: Address | undefined, locale: string): { lines: string[] } | null =>
  address === undefined ? null : { lines: formatAddress(address, locale) }

/** Parts per million as people read it: 190,000 is "19 %" in German. */
const percent = (ppm: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 4 }).format(ppm / 1_000_000)
