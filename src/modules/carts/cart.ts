/** A cart: who wants what, where it goes, and what that costs as it was last priced. Pure rules, no I/O. */
import type { OutputOf } from '#kernel/contract.ts'
import type { Address, PricedLine, ShippingChoice, Snapshot, TaxLine, Totals } from '#commerce/scalars.ts'
import type { pricing } from '#modules/pricing/contract.ts'
import type { carts } from './contract.ts'
import type { CartLine } from './line.ts'

export type Market = OutputOf<typeof pricing.queries.markets>[number]
export type ForOrder = OutputOf<typeof carts.queries.cartForOrder>
export type Kind = 'basket' | 'extra' | 'direct'

/** What pricing added up. */
export type Sums = { currency: string; taxIncluded: boolean; totals: Totals; taxLines: TaxLine[] }
/** What was taken from the cart without its owner asking: the name of a way of delivery, a country that left the market. */
export type Lost = { option?: string; country?: string }

export type Cart = {
  id: string
  userId: string | null
  kind: Kind
  version: number
  market: string
  locale: string
  email: string | null
  note: string | null
  shippingAddress: Address | null
  billingAddress: Address | null
  shippingOption: ShippingChoice | null
  lines: CartLine[]
  sums: Sums
  lost: Lost
  /** RFC 3339, by the database's clock. */
  pricedAt: string
  /** Prices are not older than 60 s; false also right after a merge. */
  fresh: boolean
  closed: boolean
  orderId: string | null
  orderNumber: string | null
  mergedInto: string | null
}

/**
 * What an order still needs, beside lines: `email`, `shippingAddress`, `shippingOption`. A billing address may be absent; it is
 * the shipping one then.
 */
export function missingOf({ email, shippingAddress, shippingOption }: Cart): string[] {
  const parts = { email, shippingAddress, shippingOption }
  return Object.entries(parts)
    .filter(([, value]) => value === null)
    .map(([name]) => name)
}

/** The cart as an order copies it: shapes and units of the kernel's `Snapshot`. */
export function snapshotOf(cart: Cart): Snapshot {
  const { market, locale, email, note, shippingAddress, billingAddress, shippingOption, lines, sums, pricedAt } = cart
  return {
    market,
    locale,
    ...sums,
    pricedAt,
    ...(email === null ? {} : { email }),
    lines: lines.map(pricedLineOf),
    ...(shippingAddress === null ? {} : { shippingAddress }),
    ...(billingAddress === null ? {} : { billingAddress }),
    ...(shippingOption === null ? {} : { shippingOption }),
    ...(note === null ? {} : { note }),
  }
}

function pricedLineOf({ seenPrice: _seen, inStock: _stock, forSale: _sale, ...line }: CartLine): PricedLine {
  return line
}

/** What `cartForOrder` and `open` answer; `lines` is missing from an empty cart. `capture` is the market's as it is now. */
export function forOrder(cart: Cart, { capture }: Pick<Market, 'capture'>): ForOrder {
  const { id, version, userId, lines, closed } = cart
  return {
    cartId: id,
    version,
    snapshot: { ...snapshotOf(cart), capture },
    closed,
    missing: [...(lines.length === 0 ? ['lines'] : []), ...missingOf(cart)],
    ...(userId === null ? {} : { userId }),
  }
}

/** The sums of a cart without lines: nothing to ask pricing for. */
export function emptySums({ currency, taxIncluded }: Market): Sums {
  return { currency, taxIncluded, totals: { subtotal: 0, discount: 0, shipping: 0, tax: 0, total: 0 }, taxLines: [] }
}

/** The market's locale for what was asked (BCP 47, best first): the same, else the same language, else the market's first. */
export function localeFor(asked: readonly string[], { locales }: Market): string {
  const languageOf = (tag: string) => tag.split('-')[0]!.toLowerCase()
  for (const tag of asked) {
    const exact = locales.find((each) => each.toLowerCase() === tag.toLowerCase())
    const found = exact ?? locales.find((each) => languageOf(each) === languageOf(tag))
    if (found !== undefined) return found
  }
  return locales[0]!
}
