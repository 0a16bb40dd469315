/** Changes of one cart take turns inside a process, so that ten tabs at once do not spend their attempts on each other. */
import { refusal } from '#kernel/errors.ts'
import { carts } from './contract.ts'

type Turn = { waiting: number; last: Promise<unknown> }
export type Turns = Map<string, Turn>

const waitingMax = 32

/**
 * Runs `work` after what came earlier for the same cart in this process. Answers its answer; throws what it throws, and
 * `cart_busy` (409) when 32 wait already. It guards nothing: other processes are kept apart by the version of the row.
 */
export async function inTurn<T>(turns: Turns, cartId: string, work: () => Promise<T>): Promise<T> {
  const turn = turns.get(cartId) ?? { waiting: 0, last: Promise.resolve() }
  if (turn.waiting >= waitingMax) throw refusal(carts.queries.cartForOrder, 'cart_busy', busy)
  turns.set(cartId, turn)
  turn.waiting++
  const mine = turn.last.then(work)
  // Who comes next waits for the end, not for the outcome: that is told to the one who asked.
  turn.last = mine.catch(() => {})
  try {
    return await mine
  } finally {
    if (--turn.waiting === 0) turns.delete(cartId)
  }
}

export const busy = {
  retryAfterMs: 1_000,
  detail: 'The cart is being changed by others at the same time, and nothing was done. Ask again in a moment.',
}
