/** How a priced snapshot is shown: the one shape of lines, totals and taxes that carts and orders share on the public face. */
import { type Static, Type } from 'typebox'
import {
  Address,
  Currency,
  Id,
  Money,
  Quantity,
  type ShippingChoice,
  Sku,
  type Snapshot,
  type TaxLine,
  type Totals,
} from './scalars.ts'

const Line = Type.Object(
  {
    id: Id,
    variantId: Id,
    productId: Id,
    sku: Sku,
    title: Type.String(),
    image: Type.Optional(Type.String()),
    quantity: Quantity,
    unitPrice: Money,
    compareAtPrice: Type.Optional(Money),
    total: Money,
    metadata: Type.Optional(Type.Record(Type.String(), Type.String())),
  },
  { title: 'PricedLine' },
)
/** `rate` is a fraction: 0.19 is nineteen per cent. */
export const TaxLineView = Type.Object(
  { name: Type.String(), rate: Type.Number(), base: Money, tax: Money },
  { title: 'TaxLine' },
)
export const TotalsView = Type.Object(
  { subtotal: Money, discount: Money, shipping: Money, tax: Money, total: Money },
  { title: 'Totals' },
)
export const ShippingOptionView = Type.Object(
  { id: Id, name: Type.String(), price: Money },
  { title: 'ChosenShippingOption' },
)

/** Members that carts and orders have alike; spread into their own schemas. `taxIncluded` says how unit prices are meant. */
export const pricedProperties = {
  market: Type.String(),
  currency: Currency,
  taxIncluded: Type.Boolean(),
  email: Type.Optional(Type.String()),
  lines: Type.Array(Line),
  shippingAddress: Type.Optional(Address),
  billingAddress: Type.Optional(Address),
  shippingOption: Type.Optional(ShippingOptionView),
  totals: TotalsView,
  taxLines: Type.Array(TaxLineView),
  note: Type.Optional(Type.String()),
}
const PricedView = Type.Object(pricedProperties)
export type PricedView = Static<typeof PricedView>

/** Amounts of one currency as money. */
export const moneyIn =
  (currency: string) =>
  (amount: number): Money => ({ amount, currency })

/** Totals, taxes and the chosen delivery as a cart and an order show them alike. */
export function sumsView(sums: {
  currency: string
  totals: Totals
  taxLines: TaxLine[]
  shippingOption?: ShippingChoice | null | undefined
}) {
  const money = moneyIn(sums.currency)
  const {
    totals: { subtotal, discount, shipping, tax, total },
    shippingOption,
  } = sums
  return {
    ...(shippingOption
      ? { shippingOption: { id: shippingOption.id, name: shippingOption.name, price: money(shippingOption.price) } }
      : {}),
    totals: {
      subtotal: money(subtotal),
      discount: money(discount),
      shipping: money(shipping),
      tax: money(tax),
      total: money(total),
    },
    taxLines: sums.taxLines.map((each) => ({
      name: each.name,
      rate: each.ppm / 1_000_000,
      base: money(each.base),
      tax: money(each.tax),
    })),
  }
}

/** Turns amounts into money; leaves out what is absent. Takes a snapshot as carts keep and orders copy it. */
export function pricedView(snapshot: Snapshot): PricedView {
  const { market, currency, taxIncluded, email, shippingAddress, billingAddress, note } = snapshot
  const money = moneyIn(currency)
  return {
    market,
    currency,
    taxIncluded,
    ...present({ email, shippingAddress, billingAddress, note }),
    lines: snapshot.lines.map(({ taxClass: _class, net: _net, tax: _tax, unitPrice, compareAt, total, ...line }) => ({
      ...line,
      unitPrice: money(unitPrice),
      ...(compareAt === undefined ? {} : { compareAtPrice: money(compareAt) }),
      total: money(total),
    })),
    ...sumsView(snapshot),
  }
}

/** The members that are there: absent is absent on the public face, never null. */
export function present<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], null | undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined)) as any
}
