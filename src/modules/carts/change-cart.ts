/** Every edit of a cart: read it, apply the intent, ask the neighbours, write it over the version that was read. */
import { Refusal, refusal } from '#kernel/errors.ts'
import type { Cart } from './cart.ts'
import { type Opening, isTokenOf, notFound } from './cart-token.ts'
import { readCart, saveCart } from './cart-store.ts'
import type { CartsContext } from './context.ts'
import { carts } from './contract.ts'
import { type Intent, draftOf } from './intent.ts'
import { priceCart } from './price-cart.ts'
import { busy, inTurn } from './turn.ts'

const attemptsMax = 3

/**
 * Applies an intent to a cart and answers the cart as it is then. No row is locked while neighbours are asked; when the cart
 * moved meanwhile, the same intent is applied to the fresh cart, three times at most.
 * Refuses `cart_not_found` (404), `cart_closed` (409, with `order` when it became one), `cart_busy` (409), what `draftOf` and
 * `priceCart` refuse; then nothing has changed.
 */
export function changeCart(context: CartsContext, opening: Opening, intent: Intent): Promise<Cart> {
  return inTurn(context.memory.turns, opening.cartId.toLowerCase(), () => attempt(context, opening, intent))
}

/**
 * The cart as it is, priced again when its prices are older than 60 s. One statement when fresh or closed, none when `read`
 * was read just now. Refuses as `changeCart`.
 */
export function currentCart(context: CartsContext, opening: Opening, read?: Cart): Promise<Cart> {
  return attempt(context, opening, { kind: 'refresh' }, read)
}

async function attempt(context: CartsContext, opening: Opening, intent: Intent, read?: Cart): Promise<Cart> {
  for (let left = attemptsMax; left > 0; left--) {
    const cart = left === attemptsMax && read !== undefined ? read : await openedCart(context, opening)
    if (intent.kind === 'refresh' && (cart.closed || cart.fresh || cart.lines.length === 0)) return cart
    if (cart.closed) throw closed(cart)
    const changed = await edited(context, cart, intent)
    if (changed !== undefined) return changed
  }
  throw refusal(carts.queries.cartForOrder, 'cart_busy', busy)
}

/** Reads a cart for whoever may open it. Refuses `cart_not_found` (404), the same for every reason. */
export async function openedCart({ db, secrets }: CartsContext, { cartId, token, userId }: Opening): Promise<Cart> {
  const holdsToken = token !== undefined && isTokenOf(secrets, cartId, token)
  if (!holdsToken && userId === undefined) throw notFound()
  const cart = await readCart(db, cartId)
  if (cart === undefined || !(holdsToken || cart.userId === userId)) throw notFound()
  return cart
}

/** Undefined when the cart moved while its neighbours were asked. */
async function edited(context: CartsContext, cart: Cart, intent: Intent): Promise<Cart | undefined> {
  const draft = draftOf(cart, intent)
  const { market, locale, email, note, shippingAddress, billingAddress, lost } = draft
  const details = { market, locale, email, note, shippingAddress, billingAddress, lost }
  if (draft.pricing === 'none') return saveCart(context.db, cart, { ...cart, ...details }, false)
  const { anew, ...priced } = await priceCart(context, draft)
  return saveCart(context.db, cart, { ...details, ...priced }, anew)
}

function closed({ orderId, orderNumber, mergedInto }: Cart): Refusal {
  const order = orderId === null ? {} : { order: { id: orderId, number: orderNumber } }
  const into = mergedInto === null ? {} : { cartId: mergedInto }
  const detail =
    orderId === null
      ? 'This cart was merged into that of the account at log-in. Go on with that one.'
      : 'This cart became an order and no longer changes. Make a new cart.'
  return new Refusal('cart_closed', 409, { detail, ...order, ...into })
}
