/** The cart as an order takes it over. */
import type { InputOf } from '#kernel/contract.ts'
import { Refusal, refusal } from '#kernel/errors.ts'
import { type ForOrder, forOrder } from './cart.ts'
import { currentCart } from './change-cart.ts'
import type { CartsContext } from './context.ts'
import { carts } from './contract.ts'
import { unavailableHere } from './intent.ts'
import { marketFor } from './price-cart.ts'

const { cartForOrder } = carts.queries

/**
 * One statement when the snapshot is younger than 60 s; else the cart is priced again first. A closed cart answers as it was,
 * with `closed`. Refuses `cart_not_found` (404), `cart_busy` (409), `amount_too_large`, and `not_for_sale` (422, with
 * `variantIds`) while a line cannot be sold.
 */
export async function readForOrder(context: CartsContext, opening: InputOf<typeof cartForOrder>): Promise<ForOrder> {
  const cart = await currentCart(context, opening).catch((error: unknown) => {
    const isOver = error instanceof Refusal && error.code === 'market_unknown'
    throw isOver
      ? refusal(cartForOrder, 'not_for_sale', {
          detail: 'This market is no longer open. Make a new cart in another one.',
        })
      : error
  })
  const gone = cart.lines.filter(({ forSale }) => !forSale).map(({ variantId }) => variantId)
  if (gone.length > 0 && !cart.closed) throw unavailableHere(gone)
  return forOrder(cart, cart.closed ? { capture: 'now' } : await marketFor(context, cart.market))
}
