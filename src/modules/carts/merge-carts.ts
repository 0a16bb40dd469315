/** At log-in the guest's cart goes to the account. */
import type { InputOf, OutputOf } from '#kernel/contract.ts'
import { Overloaded } from '#kernel/errors.ts'
import type { Cart } from './cart.ts'
import { isTokenOf, notFound } from './cart-token.ts'
import { adoptCart, mergeCarts, readForMerge } from './cart-store.ts'
import type { CartsContext } from './context.ts'
import type { carts } from './contract.ts'
import { linesMax, mergedLines } from './line.ts'
import { inTurn } from './turn.ts'

type Merge = InputOf<typeof carts.commands.merge>
type Merged = OutputOf<typeof carts.commands.merge>

const attemptsMax = 5

/**
 * Brings a guest's lines into the user's open cart and closes the guest's; a user without one takes the guest's over as it is.
 * Repeated, it changes nothing and answers the same. When both have more lines than one cart holds, the guest's becomes a
 * second cart of the user (`merged` false): no line is ever lost.
 * Refuses `cart_not_found` (404): a wrong token, and a cart of somebody else. Throws `Overloaded` when both carts keep moving.
 */
export async function mergeAtLogin(context: CartsContext, { guestCartId, token, userId }: Merge): Promise<Merged> {
  if (!isTokenOf(context.secrets, guestCartId, token)) throw notFound()
  return inTurn(context.memory.turns, `user ${userId}`, async () => {
    for (let left = attemptsMax; left > 0; left--) {
      const merged = await attempt(context, guestCartId.toLowerCase(), userId)
      if (merged !== null) return merged
    }
    throw new Overloaded('both carts keep changing')
  })
}

/** Null when a cart moved since it was read. */
async function attempt({ db }: CartsContext, guestCartId: string, userId: string): Promise<Merged | null> {
  const rows = await readForMerge(db, guestCartId, userId)
  const guest = rows.find(({ id }) => id === guestCartId)
  const basket = rows.find(({ id }) => id !== guestCartId)
  if (guest === undefined || (guest.userId !== null && guest.userId !== userId)) throw notFound()
  const mine = basket === undefined ? {} : { cartId: basket.id }
  if (guest.userId === userId) return doneBefore(guest, mine)
  if (guest.closed) return { ...mine, merged: false }
  if (basket === undefined)
    return (await adoptCart(db, guest, userId, 'basket')) ? { cartId: guest.id, merged: true } : null
  const lines = mergedLines(basket.lines, guest.lines, basket.market === guest.market)
  if (lines.length > linesMax) return (await adoptCart(db, guest, userId, 'extra')) ? { ...mine, merged: false } : null
  return (await mergeCarts(db, guest, { ...basket, lines }, userId)) ? { ...mine, merged: true } : null
}

/** The answer that this key had: its row says what became of it. */
function doneBefore({ id, kind, mergedInto }: Cart, mine: { cartId?: string }): Merged {
  if (mergedInto !== null) return { cartId: mergedInto, merged: true }
  return kind === 'extra' ? { ...mine, merged: false } : { cartId: id, merged: true }
}
