import { type RetryBudget, retryBudget } from '#kernel/calls/retry-budget.ts'
import type { OrdersContext } from './context.ts'

/**
 * How often this process may ask again for orders that nobody answered for: what is ordered meanwhile goes first, and a neighbour who
 * fails is not asked threefold.
 */
export const repeatsOf = ({ memory, clock }: Pick<OrdersContext, 'memory' | 'clock'>): RetryBudget =>
  (memory.repeats ??= retryBudget({ clock }))
