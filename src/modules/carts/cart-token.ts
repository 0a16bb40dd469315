/** Who may open a cart: whoever shows its token, and the user whose it is. Nothing is stored for it. */
import type { Refusal } from '#kernel/errors.ts'
import { refusal } from '#kernel/errors.ts'
import type { Secrets } from '#kernel/secrets.ts'
import { carts } from './contract.ts'

/** How a cart is asked for: its id, and what the caller shows. */
export type Opening = { cartId: string; token?: string | undefined; userId?: string | undefined }

const label = 'cart token'

/**
 * The cart's token: `<cart id>.<HMAC-SHA-256, base64url>`, the same at every call, so that a replayed answer can contain it.
 * It names its cart, so that a log-in that brings only the token knows which cart to merge.
 */
export const tokenOf = (secrets: Secrets, cartId: string): string => `${cartId}.${secrets.sign(label, cartId)}`

/** True when the token is this cart's, also under the previous secret. Constant time. */
export function isTokenOf(secrets: Secrets, cartId: string, token: string): boolean {
  const at = token.indexOf('.')
  const id = cartId.toLowerCase()
  return token.length <= 200 && token.slice(0, Math.max(at, 0)) === id && secrets.verify(label, id, token.slice(at + 1))
}

/** One answer for what is not there and what is not yours, so that nobody learns which ids exist. */
export const notFound = (): Refusal =>
  refusal(carts.queries.cartForOrder, 'cart_not_found', {
    detail: 'There is no such cart, or its Cart-Token is not the right one. Make a new cart.',
  })
