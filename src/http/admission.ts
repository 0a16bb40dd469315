/**
 * Who is let in when there is too much to do. A limit that adapts for all together, of which each class may use its share;
 * fixed bounds as hard caps; an eye on the event loop and the heap.
 */
import { outside } from '#kernel/calls/wire.ts'
import { type TrafficClass, trafficClasses } from '#kernel/module.ts'
import { type FlightLimit, flightLimitOf } from './flight-limit.ts'
import { type Strain, watchProcess } from './strain.ts'

export type Bounds = Record<TrafficClass, number>
/** `limit`: more than the machine can do in good time. `bound`: the hard cap of the class. `loop`, `heap`: the process suffers. */
export type Why = (typeof reasons)[number]
export const reasons = ['limit', 'bound', 'loop', 'heap'] as const
export type Admission = {
  /**
   * True when a request of this class would be let in now. Asked before anything of it is read. `holds`: its sender has a
   * cart or an order already; who has begun goes before who has not.
   */
  open(traffic: TrafficClass, holds: boolean): boolean
  /** Takes a place, once the body has arrived, so that a slow sender holds none. False when there is none left. */
  enter(traffic: TrafficClass, holds: boolean): boolean
  /** True when even the least would be let in now, so that nobody need be asked for his class. */
  isOpenToAll(): boolean
  /** Gives the place back, after `tookMs` inside. */
  leave(traffic: TrafficClass, tookMs: number): void
  inFlight: Bounds
  /** Requests that may be inside now, of all classes. */
  limit(): number
  /** Requests turned away since the start. */
  shed: Record<TrafficClass, Record<Why, number>>
  strain: Strain
}

/** By Little's law 256 places serve 2,500 requests a second of 100 ms; more in flight only wait for the database. */
export const defaultBounds: Bounds = { checkout: 512, browse: 256, back: 64 }
/** Of the limit: while buyers fill it, nobody else comes in; and the back office is the first to feel a crowd. */
const shares: Bounds & { holds: number } = { checkout: 1, holds: 0.9, browse: 0.75, back: 0.5 }
/** After a buyer had to be turned away, everybody else has half of his share for so long. */
const modestMs = 1_000
/** When the event loop lags, the back office waits first, then readers; buyers only by the limit. */
const lagMaxMs: Bounds = { checkout: Infinity, browse: 1_000, back: 500 }
/** Beyond it V8 spends its time collecting garbage, and then ends the process; what is inside must be able to end well. */
const heapShareMax: Bounds = { checkout: 0.95, browse: 0.9, back: 0.85 }
/** What a request should take on average. Time at the payment provider is in it. */
const targetMs: Bounds = { checkout: 500, browse: 200, back: 1_000 }

export type AdmissionOptions = {
  bounds?: Bounds | undefined
  limit?: FlightLimit
  strain?: Strain | undefined
  now?: () => number
}

/** Opens the gate of a process. The options stand in for what is measured, in tests. */
export function admissionOf({
  bounds = defaultBounds,
  strain = watchProcess(),
  now = () => performance.now(),
  limit = flightLimitOf({ targetMs, floor: 32, home: 256, ceiling: sum(bounds) }),
}: AdmissionOptions = {}): Admission {
  const inFlight: Bounds = { checkout: 0, browse: 0, back: 0 }
  const shed = { checkout: noneOf(), browse: noneOf(), back: noneOf() }
  // Who waits for a machine of somebody else uses nothing of ours: a slow payment provider must not close the shop.
  const inside = () => Math.max(0, sum(inFlight) - outside.waiting)
  const arriving = arrivals()
  let buyerTurnedAwayAt = -Infinity

  const whyNot = (traffic: TrafficClass, holds: boolean, more: number): Why | null => {
    const usual = holds && traffic === 'browse' ? shares.holds : shares[traffic]
    const share = traffic !== 'checkout' && now() - buyerTurnedAwayAt < modestMs ? usual / 2 : usual
    if (inFlight[traffic] >= bounds[traffic]) return 'bound'
    if (inside() + more >= limit.max() * share) return 'limit'
    if (strain.lagMs() > lagMaxMs[traffic]) return 'loop'
    return strain.heapShare() > heapShareMax[traffic] ? 'heap' : null
  }
  const isLetIn = (traffic: TrafficClass, holds: boolean, more: number): boolean => {
    const why = whyNot(traffic, holds, more)
    if (why !== null) shed[traffic][why]++
    if (why === 'limit' && traffic === 'checkout') buyerTurnedAwayAt = now()
    return why === null
  }
  return {
    inFlight,
    shed,
    strain,
    limit: limit.max,
    isOpenToAll: () => whyNot('back', false, arriving.count()) === null,
    open(traffic, holds) {
      if (!isLetIn(traffic, holds, arriving.count())) return false
      arriving.add()
      return true
    },
    enter(traffic, holds) {
      if (!isLetIn(traffic, holds, 0)) return false
      inFlight[traffic]++
      return true
    },
    leave(traffic, tookMs) {
      // Before it was read it waited for a turn of the event loop, which nobody measured for it alone.
      const ms = tookMs + strain.lagMs()
      limit.ended({ now: now(), traffic, ms, inside: inside() })
      inFlight[traffic]--
    },
  }
}

const sum = ({ checkout, browse, back }: Bounds): number => checkout + browse + back
const noneOf = (): Record<Why, number> => ({ limit: 0, bound: 0, loop: 0, heap: 0 })

/**
 * Counts who passed the gate in this turn of the event loop. Without it a hundred that arrive in one turn would all pass for
 * the one place that is left, and be turned away later, when it costs ten times as much.
 */
function arrivals(): { count(): number; add(): void } {
  let count = 0
  const forget = () => void (count = 0)
  return {
    count: () => count,
    add() {
      if (count++ === 0) setImmediate(forget)
    },
  }
}

/** All that was turned away since the start, by class. */
export const shedOf = ({ shed }: Pick<Admission, 'shed'>, traffic: TrafficClass): number =>
  reasons.reduce((all, why) => all + shed[traffic][why], 0)
/** All that was turned away since the start. */
export const shedInAll = (admission: Pick<Admission, 'shed'>): number =>
  trafficClasses.reduce((all, traffic) => all + shedOf(admission, traffic), 0)
