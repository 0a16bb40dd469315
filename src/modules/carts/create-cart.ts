/** A new cart for a guest or a user. */
import { type Cart, emptySums, localeFor } from './cart.ts'
import { insertCart } from './cart-store.ts'
import type { CartsContext } from './context.ts'
import { draftOf } from './intent.ts'
import type { Goods } from './line.ts'
import { marketFor, priceCart } from './price-cart.ts'

export type Wish = {
  /** Handle, or null for the default market. */
  market: string | null
  /** BCP 47, best first. */
  locales: string[]
  email?: string
  lines?: (Goods & { quantity: number })[]
}

/**
 * Opens a cart with what is wished for; an empty one is a single statement. Refuses `market_unknown` (422), and for its lines
 * what `priceCart` refuses; then there is no cart.
 */
export async function createCart(
  context: CartsContext,
  { market: handle, locales, email, lines = [] }: Wish,
): Promise<Cart> {
  const { db, ids, principal } = context
  const market = await marketFor(context, handle)
  const blank: Cart = {
    ...blankCart,
    id: ids.next(),
    userId: principal.kind === 'user' ? principal.id : null,
    market: market.handle,
    locale: localeFor(locales, market),
    email: email ?? null,
    sums: emptySums(market),
  }
  if (lines.length === 0) return (await insertCart(db, blank))!
  const draft = draftOf(blank, { kind: 'add', lines: lines.map((line) => ({ ...line, id: ids.next() })) })
  const { anew: _, ...priced } = await priceCart(context, draft)
  return (await insertCart(db, { ...blank, ...priced }))!
}

/** A cart before anything is known of it. */
export const blankCart = {
  userId: null,
  kind: 'basket',
  version: 1,
  email: null,
  note: null,
  shippingAddress: null,
  billingAddress: null,
  shippingOption: null,
  lines: [],
  lost: {},
  pricedAt: '',
  fresh: true,
  closed: false,
  orderId: null,
  orderNumber: null,
  mergedInto: null,
} satisfies Partial<Cart>
