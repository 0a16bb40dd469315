/**
 * Who is let in when there is too much to do: a fixed bound of requests in flight for each class, and an eye on the
 * event loop.
 */
import type { TrafficClass } from '../module.ts'

export type Bounds = Record<TrafficClass, number>
export type Admission = {
  /** True when a request of this class would be let in now. Asked before anything of it is read. */
  open(traffic: TrafficClass): boolean
  /** Takes a place, once the body has arrived, so that a slow sender holds none. False when there is none left. */
  enter(traffic: TrafficClass): boolean
  leave(traffic: TrafficClass): void
  inFlight: Bounds
  /** Requests turned away since the start. */
  shed: Bounds
  /** How late the event loop is, in ms. */
  lagMs(): number
  stop(): void
}

/** By Little's law 256 places serve 2,500 requests a second of 100 ms; more in flight only wait for the database. */
export const defaultBounds: Bounds = { checkout: 512, browse: 256, back: 64 }
/** When the event loop lags, the back office waits first, then readers; buyers only by their bound. */
const lagMaxMs: Bounds = { checkout: Infinity, browse: 1_000, back: 500 }

/** Opens the gate of a process. `lag` stands in for the measure of the event loop in tests. */
export function admissionOf(
  bounds: Bounds = defaultBounds,
  lag: { lagMs(): number; stop(): void } = watchLoop(),
): Admission {
  const inFlight: Bounds = { checkout: 0, browse: 0, back: 0 }
  const shed: Bounds = { checkout: 0, browse: 0, back: 0 }
  const open = (traffic: TrafficClass): boolean => {
    const isOpen = inFlight[traffic] < bounds[traffic] && lag.lagMs() <= lagMaxMs[traffic]
    if (!isOpen) shed[traffic]++
    return isOpen
  }
  return {
    open,
    inFlight,
    shed,
    lagMs: lag.lagMs,
    stop: lag.stop,
    enter(traffic) {
      if (!open(traffic)) return false
      inFlight[traffic]++
      return true
    },
    leave(traffic) {
      inFlight[traffic]--
    },
  }
}

const tickMs = 100
/**
 * A tick every 100 ms; how late it comes, or is by now, is the lag. Requests that arrive in one long turn see it grow.
 */
function watchLoop(): { lagMs(): number; stop(): void } {
  let due = performance.now() + tickMs
  let lastMs = 0
  const timer = setInterval(() => {
    const now = performance.now()
    lastMs = Math.max(0, now - due)
    due = now + tickMs
  }, tickMs)
  timer.unref()
  return { lagMs: () => Math.max(lastMs, performance.now() - due, 0), stop: () => clearInterval(timer) }
}
