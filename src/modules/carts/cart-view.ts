/** A cart as the HTTP face shows it. */
import { type Static, Type } from 'typebox'
import { ShippingOptionView, TaxLineView, TotalsView, moneyIn, present, sumsView } from '#commerce/priced-view.ts'
import { Address, Currency, Id, Locale, Money, Quantity, Sku, Time } from '#commerce/scalars.ts'
import { type Cart, missingOf } from './cart.ts'
import { noticesOf } from './cart-notice.ts'
import { type CartLine, wantedBySku } from './line.ts'

const strict = { additionalProperties: false }
const LineView = Type.Object(
  {
    id: Id,
    variantId: Id,
    productId: Id,
    sku: Sku,
    title: Type.String(),
    image: Type.Optional(Type.String()),
    quantity: Quantity,
    metadata: Type.Optional(Type.Record(Type.String(), Type.String())),
    unitPrice: Money,
    compareAtPrice: Type.Optional(Money),
    total: Money,
    available: Type.Boolean({ description: 'True when as many as the cart holds can be had.' }),
    inStock: Type.Optional(
      Type.Integer({ description: 'Units that can be had, when those are fewer than the cart holds.' }),
    ),
  },
  strict,
)
const NoticeView = Type.Object(
  {
    code: Type.Enum([
      'price_changed',
      'out_of_stock',
      'not_for_sale',
      'shipping_option_cleared',
      'country_not_in_market',
    ]),
    lineId: Type.Optional(Id),
    detail: Type.String(),
    old: Type.Optional(Money),
    new: Type.Optional(Money),
    available: Type.Optional(Type.Integer()),
  },
  strict,
)
export const CartView = Type.Object(
  {
    id: Id,
    token: Type.Optional(
      Type.String({ description: 'Opens the cart in the header Cart-Token. Told once, when the cart is made.' }),
    ),
    version: Type.Integer(),
    market: Type.String(),
    currency: Currency,
    locale: Locale,
    taxIncluded: Type.Boolean({ description: 'Whether prices, and line totals, contain the tax.' }),
    email: Type.Optional(Type.String()),
    note: Type.Optional(Type.String()),
    lines: Type.Array(LineView),
    shippingAddress: Type.Optional(Address),
    billingAddress: Type.Optional(Address),
    shippingOption: Type.Optional(ShippingOptionView),
    totals: TotalsView,
    taxLines: Type.Array(TaxLineView),
    missing: Type.Array(Type.Enum(['email', 'shippingAddress', 'shippingOption'])),
    notices: Type.Array(NoticeView),
    pricedAt: Time,
    closed: Type.Optional(
      Type.Boolean({
        description: 'True when it no longer changes: it became `order`, or was merged into another cart at log-in.',
      }),
    ),
    order: Type.Optional(Type.Object({ id: Id, number: Type.String() }, strict)),
  },
  { ...strict, title: 'Cart' },
)
export type CartView = Static<typeof CartView>

/** Renders a cart; with `token` when it was just made. Rates are fractions of 1, amounts money of the cart's currency. */
export function viewOf(cart: Cart, token?: string): CartView {
  const {
    id,
    version,
    market,
    locale,
    email,
    note,
    lines,
    shippingAddress,
    billingAddress,
    shippingOption,
    sums,
    pricedAt,
    closed,
  } = cart
  const { currency, taxIncluded, totals, taxLines } = sums
  const money = moneyIn(currency)
  const wanted = wantedBySku(lines)
  return {
    id,
    ...(token === undefined ? {} : { token }),
    version,
    market,
    currency,
    locale,
    taxIncluded,
    ...present({ email, note }),
    lines: lines.map((line) => lineView(line, wanted.get(line.sku)!, money)),
    ...present({ shippingAddress, billingAddress }),
    ...sumsView({ currency, totals, taxLines, shippingOption }),
    missing: missingOf(cart) as CartView['missing'],
    notices: noticesOf(cart) as CartView['notices'],
    pricedAt,
    ...(closed ? { closed } : {}),
    ...(cart.orderId === null ? {} : { order: { id: cart.orderId, number: cart.orderNumber! } }),
  }
}

function lineView(line: CartLine, wanted: number, money: ReturnType<typeof moneyIn>): Static<typeof LineView> {
  const {
    id,
    variantId,
    productId,
    sku,
    title,
    image,
    quantity,
    metadata,
    unitPrice,
    compareAt,
    total,
    forSale,
    inStock,
  } = line
  return {
    id,
    variantId,
    productId,
    sku,
    title,
    ...(image === undefined ? {} : { image }),
    quantity,
    ...(metadata === undefined ? {} : { metadata }),
    unitPrice: money(unitPrice),
    ...(compareAt === undefined ? {} : { compareAtPrice: money(compareAt) }),
    total: money(total),
    available: forSale && inStock >= wanted,
    ...(inStock < wanted ? { inStock } : {}),
  }
}
