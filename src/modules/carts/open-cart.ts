/** A complete cart in one go, for an order that is placed without one. */
import type { InputOf } from '#kernel/contract.ts'
import { Refusal, refusal } from '#kernel/errors.ts'
import { type Cart, type ForOrder, emptySums, forOrder, localeFor } from './cart.ts'
import { insertCart, readCart } from './cart-store.ts'
import { addressChecked } from './check-address.ts'
import type { CartsContext } from './context.ts'
import { carts } from './contract.ts'
import { blankCart } from './create-cart.ts'
import { draftOf } from './intent.ts'
import { marketFor, priceCart } from './price-cart.ts'

const { open } = carts.commands
type Open = InputOf<typeof open>

/**
 * Answers the cart as an order needs it. Asked again with the same `cartId` it changes nothing and answers the same, also when
 * prices or stock moved since. Refuses what the contract declares. An option that is not allowed is left out, so that it is `missing`.
 */
export async function openCart(context: CartsContext, wish: Open): Promise<ForOrder> {
  try {
    const made = await insertCart(context.db, await pricedCart(context, wish))
    return await ready(context, made ?? (await readCart(context.db, wish.cartId))!)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // What would be refused today may have been opened yesterday: the key's own row decides.
    const before = await readCart(context.db, wish.cartId)
    if (before === undefined) throw error
    return ready(context, before)
  }
}

const ready = async (context: CartsContext, cart: Cart): Promise<ForOrder> =>
  forOrder(cart, await marketFor(context, cart.market))

async function pricedCart(context: CartsContext, wish: Open): Promise<Cart> {
  const {
    cartId,
    userId,
    market: handle,
    locale,
    email,
    lines,
    shippingAddress,
    billingAddress,
    shippingOptionId,
  } = wish
  addressChecked(shippingAddress, '/shippingAddress')
  addressChecked(billingAddress, '/billingAddress')
  const market = await marketFor(context, handle ?? null)
  const cart: Cart = {
    ...blankCart,
    id: cartId,
    userId: userId ?? null,
    kind: 'direct',
    market: market.handle,
    locale: localeFor([locale], market),
    email: email ?? null,
    shippingAddress: shippingAddress ?? null,
    billingAddress: billingAddress ?? null,
    sums: emptySums(market),
  }
  const draft = draftFor(context, cart, lines)
  const asks = { country: shippingAddress !== undefined, option: false }
  const { anew: _, ...priced } = await priceCart(context, { ...draft, optionId: shippingOptionId ?? null, asks })
  return { ...cart, ...priced }
}

function draftFor({ ids }: CartsContext, cart: Cart, lines: Open['lines']) {
  try {
    return draftOf(cart, { kind: 'add', lines: lines.map((line) => ({ ...line, id: ids.next() })) })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw refusal(open, 'amount_too_large', { ...error.details })
  }
}
