/** The ways of delivery that a cart can choose from. */
import type { Opening } from './cart-token.ts'
import { openedCart } from './change-cart.ts'
import type { CartsContext } from './context.ts'
import { marketFor } from './price-cart.ts'

/** `price` in minor units of `currency`. */
export type Offer = { id: string; name: string; price: number; currency: string; estimate?: string }

/**
 * Options for the cart's address and subtotal, cheapest first; one statement. Before there is an address, those of `country`,
 * else of the market's default country, as an estimate. Refuses `cart_not_found` (404), `market_unknown` (422).
 */
export async function listShippingOptions(context: CartsContext, opening: Opening, country?: string): Promise<Offer[]> {
  const cart = await openedCart(context, opening)
  const { defaultCountry, currency } = await marketFor(context, cart.market)
  const { region } = cart.shippingAddress ?? {}
  const options = await context.shipping.optionsFor({
    market: cart.market,
    country: cart.shippingAddress?.country ?? country ?? defaultCountry,
    ...(region === undefined ? {} : { region }),
    subtotal: cart.sums.totals.subtotal,
    locale: cart.locale,
  })
  return options.map(({ taxClass: _, ...option }) => ({ ...option, currency }))
}
