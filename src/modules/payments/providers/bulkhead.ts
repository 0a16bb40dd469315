/** Bounds how many calls are in flight to one neighbour outside, so that a slow one does not eat the whole process. */

/** Runs `work` when a place is free; null when too many wait already. */
export type Bulkhead = <T>(work: () => Promise<T>) => Promise<T | null>

/**
 * At most `max` at once; `waitingMax` more wait in the order they came. Nobody waits for ever as long as every work ends by
 * a time-out of its own; a work that starts late has to look at its deadline itself.
 */
export function bulkheadOf({ max, waitingMax }: { max: number; waitingMax: number }): Bulkhead {
  const waiting: (() => void)[] = []
  let inFlight = 0
  return async (work) => {
    if (inFlight >= max) {
      if (waiting.length >= waitingMax) return null
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else {
      inFlight++
    }
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) inFlight--
      else next()
    }
  }
}
