/** How often a call may be repeated, so that a neighbour who fails is not asked twice and three times as much by all at once. */

export type RetryBudget = {
  /** Told how each call ended: `isAnswered` also when the answer was a no. */
  ended(isAnswered: boolean, isRepeat?: boolean): void
  /** Repeats that may be made now; Infinity while the neighbour is well. */
  left(): number
  /** Told of repeats that are made. */
  spend(repeats: number): void
}

const healthMax = 6
/** An answer weighs a fifth of a failure; that to a repeat more, since the same call failed a moment ago. */
const healthPerAnswer = { first: 0.2, repeat: 0.5 }
/** Of all calls, while the neighbour is not well. */
const share = 0.02
/** And one in two seconds in which nobody called for one: what waits is asked for all the same, long before it expires. */
const perQuietSecond = 0.5
const quietAfterMs = 1_000
const savedMax = 2

/**
 * Makes the budget for one neighbour. While five calls in six are answered, repeats are free. Below that they are 2 % of the
 * calls, and one in two seconds while nobody calls, until answers show that the neighbour is well again. After gRPC's throttling of retries
 * (proposal A6), and the retry budgets of Finagle.
 */
export function retryBudget({ clock }: { clock: { now(): number } }): RetryBudget {
  let health = healthMax
  let saved = savedMax
  let at = clock.now()
  let calledAt = at
  const pass = () => {
    const quietMs = Math.max(0, clock.now() - Math.max(at, calledAt + quietAfterMs))
    at = clock.now()
    saved = Math.min(savedMax, saved + (quietMs / 1_000) * perQuietSecond)
  }
  const isWell = () => health > healthMax / 2
  return {
    ended(isAnswered, isRepeat = false) {
      pass()
      if (!isRepeat) calledAt = at
      const gained = isRepeat ? healthPerAnswer.repeat : healthPerAnswer.first
      health = isAnswered ? Math.min(healthMax, health + gained) : Math.max(0, health - 1)
      saved = Math.min(savedMax, saved + share)
    },
    left() {
      pass()
      return isWell() ? Infinity : Math.floor(saved)
    },
    spend(repeats) {
      if (!isWell()) saved = Math.max(0, saved - repeats)
    },
  }
}
