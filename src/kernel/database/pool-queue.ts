/** Who waits for one of a pool's connections: so many and no more, buyers first, and never past a deadline. */
import { Overloaded, Unavailable } from '../errors.ts'
import type { TrafficClass } from '../module.ts'

export type PoolQueue = {
  /**
   * Takes a place; null when one was free, else a promise that waits for one. Throws or rejects with `Overloaded` when
   * the line is full of what is as urgent, with `Unavailable` when no time is left (`deadline` in epoch ms).
   */
  take(deadline: number, traffic: TrafficClass | undefined): Promise<void> | null
  /** Gives a place back; the next in line has it at once. */
  give(): void
  waiting(): number
}
type Waiter = { rank: number; deadline: number; turn: number; go: () => void; refuse: (error: Error) => void }

const ranks: Record<TrafficClass | 'own', number> = { checkout: 0, own: 1, browse: 2, back: 3 }
/** Every fourth place goes to who has waited longest, whatever the class: jobs and relays must move under any load. */
const fairTurn = 4
/** Node turns a longer timer into none at all. */
const timerMaxMs = 2 ** 31 - 1

/**
 * A line before `places` places, at most `waitMax` long. The class decides, then the time left: a request that has begun
 * goes before one that came later. When the line is full, the last of it makes way for a better class. Work without a
 * class is the shop's own (jobs, relays, probes): little, and others wait for it, so it goes after buyers and before readers.
 */
export function poolQueueOf(places: number, waitMax: number, clock: { now(): number }): PoolQueue {
  const line = new Set<Waiter>()
  let free = places
  let turn = 0
  let served = 0

  const makeWay = (rank: number): void => {
    const last = line.size === 0 ? null : [...line].reduce((a, b) => (isBefore(a, b) ? b : a))
    if (last === null || last.rank <= rank) throw new Overloaded('too many wait for the database')
    last.refuse(new Overloaded('made way for somebody who buys'))
  }
  const next = (): Waiter | undefined => {
    const first = line.values().next().value
    if (first === undefined || ++served % fairTurn === 0) return first
    return [...line].reduce((a, b) => (isBefore(b, a) ? b : a))
  }

  return {
    waiting: () => line.size,
    take(deadline, traffic) {
      const leftMs = deadline - clock.now()
      if (leftMs <= 0) throw new Unavailable('no time left')
      if (free > 0) {
        free--
        return null
      }
      const rank = ranks[traffic ?? 'own']
      if (line.size >= waitMax) makeWay(rank)
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const leave = () => {
        clearTimeout(timer)
        line.delete(waiter)
      }
      const waiter: Waiter = {
        rank,
        deadline,
        turn: turn++,
        go: () => (leave(), resolve()),
        refuse: (error) => (leave(), reject(error)),
      }
      const timer = setTimeout(
        () => waiter.refuse(new Unavailable('no connection came free in time')),
        Math.min(leftMs, timerMaxMs),
      )
      line.add(waiter)
      return promise
    },
    give() {
      const waiter = next()
      if (waiter === undefined) free++
      else waiter.go()
    },
  }
}

const isBefore = (a: Waiter, b: Waiter): boolean => (a.rank - b.rank || a.deadline - b.deadline || a.turn - b.turn) < 0
