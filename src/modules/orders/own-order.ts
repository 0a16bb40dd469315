import { Refusal } from '#kernel/errors.ts'
import type { OrdersContext } from './context.ts'
import type { Order } from './order.ts'
import { readOrder } from './order-store.ts'

const guestMs = 30 * 24 * 3_600_000

/**
 * The order, when it is the asker's: its owner logged in, or whoever holds its token, for 30 days after it was placed. What is not
 * theirs does not exist: `order_not_found` (404) in every other case.
 */
export async function ownOrder(
  { db, principal, secrets, clock }: OrdersContext,
  id: string,
  token: string | undefined,
): Promise<Order> {
  const order = await readOrder(db, { id })
  const isOwner = order !== null && principal.kind === 'user' && order.userId === principal.id
  const isFresh = order !== null && clock.now() - Date.parse(order.placedAt) < guestMs
  const holdsToken = token !== undefined && secrets.verify('order', id, token)
  if (order === null || !(isOwner || (isFresh && holdsToken))) {
    throw new Refusal('order_not_found', 404, {
      detail: 'Log in as its buyer, or send the Order-Token that came with the order.',
    })
  }
  return order
}
