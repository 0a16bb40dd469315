/** What the database gives up because of others at the same time is undone as a whole, so it is done again as a whole. */
import { Unavailable } from '../errors.ts'

const codes = new Set(['40001', '40P01', '55P03'])
const attemptsMax = 3

/**
 * True when the database undid the work because of others, and it may go well the next time: 40001 serialization failure, 40P01
 * deadlock, 55P03 a lock that was not had within `lock_timeout` (PostgreSQL, appendix A).
 */
export const asksForRepeat = (error: unknown): boolean => codes.has((error as { code?: string } | null)?.code ?? '')

/**
 * Runs one whole transaction, three times at most while the database asks for it; then throws `Unavailable`, since nothing of it
 * was executed. Every other failure is thrown on at once. `work` must bear a repeat.
 */
export async function repeated<T>(work: () => Promise<T>): Promise<T> {
  for (let left = attemptsMax; ; left--) {
    try {
      return await work()
    } catch (error) {
      if (!asksForRepeat(error)) throw error
      if (left === 1) throw new Unavailable('others were in the way in the database each time', { cause: error })
    }
  }
}
