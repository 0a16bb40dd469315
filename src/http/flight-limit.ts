/**
 * How many requests may be inside at once, learned from how long they take: few enough that nobody waits much longer than
 * he should, enough that the machine is never idle.
 */
import type { TrafficClass } from '#kernel/module.ts'

export type FlightLimit = {
  /** Requests of all classes that may be inside now; whole, between `floor` and `ceiling`. */
  max(): number
  /** One request ended after `ms`; `inside`: how many were there with it. `now` in ms, by any clock. */
  ended(sample: { now: number; traffic: TrafficClass; ms: number; inside: number }): void
}
export type FlightLimitOptions = {
  /** How long requests of the class should be inside on average, in ms. */
  targetMs: Record<TrafficClass, number>
  /** Enough to keep every connection and the CPU at work: fewer inside would not be faster, only less. */
  floor: number
  /** Where it starts, and where it returns to when less is needed. */
  home: number
  ceiling: number
}

/** Longer, and a flood has filled the house before anybody looked; shorter, and one slow request decides. */
const windowMs = 200
const samplesMin = 10

/**
 * Gradient2 of Netflix's concurrency-limits ("Performance Under Load", Netflix Technology Blog, 2018) with one change: the time
 * inside is compared with what it should be, because a long average drifts upwards in a long overload, and the limit with it.
 *
 * By Little's law requests inside = rate × time inside. So in an overload the limit settles where the rate that the machine
 * is able to do meets the target. It shrinks only while enough are inside to keep the machine at work: requests that are slow with a
 * near empty house are slow for another reason, and refusing others would not help them.
 */
export function flightLimitOf({ targetMs, floor, home, ceiling }: FlightLimitOptions): FlightLimit {
  let limit = home
  let window = newWindow(0)

  const learn = (): void => {
    const load = loadOf(window, targetMs)
    const wasNeeded = window.peak * 2 >= limit
    if (load > 1 && window.peak >= floor) limit = (limit + limit * Math.max(0.5, 1 / load) + Math.sqrt(limit)) / 2
    else if (wasNeeded) limit *= Math.min(1.5, Math.max(1, 1 / load))
    else limit += (home - limit) / 100
    limit = Math.min(ceiling, Math.max(floor, limit))
  }
  return {
    max: () => Math.floor(limit),
    ended({ now, traffic, ms, inside }) {
      const mine = window.classes[traffic]
      mine.samples++
      mine.sumMs += ms
      window.samples++
      if (inside > window.peak) window.peak = inside
      if (window.samples < samplesMin || now - window.since < windowMs) return
      learn()
      window = newWindow(now)
    },
  }
}

type Window = ReturnType<typeof newWindow>
const newWindow = (since: number) => ({
  since,
  samples: 0,
  peak: 0,
  classes: { checkout: noSamples(), browse: noSamples(), back: noSamples() },
})
const noSamples = () => ({ samples: 0, sumMs: 0 })

/** 1: the class that is worst off takes just what it should. A class with a sample or two decides nothing. */
function loadOf({ classes }: Window, targetMs: Record<TrafficClass, number>): number {
  let worst = 0
  for (const traffic of ['checkout', 'browse', 'back'] as const) {
    const { samples, sumMs } = classes[traffic]
    if (samples >= 3) worst = Math.max(worst, sumMs / samples / targetMs[traffic])
  }
  return worst
}
