/**
 * Virtual time. Everything that a process waits for is planned here, and one thing happens at a time: then the process
 * is let run until it waits again, and the next thing in time happens. So the order of everything is the scheduler's.
 */

/** Takes back what was planned. */
export type Undo = () => void
export type Scheduler = {
  /** Epoch milliseconds of the world; each machine's clock may differ from it. */
  now(): number
  plan(delayMs: number, work: () => unknown): Undo
  /** Moves time on at once; what was due meanwhile happens late. */
  leap(ms: number): void
  /** Lets things happen until `isOver` says so or nothing is planned; answers whether it is over. */
  run(isOver: () => boolean): Promise<boolean>
  /** How much has happened. */
  steps(): number
  /** What is still planned. */
  planned(): number
}

type Item = { at: number; order: number; work: () => unknown }

/** A scheduler that begins at `startMs`. More than `stepsMax` steps are a livelock, and throw. */
export function schedulerAt(startMs: number, stepsMax = 20_000): Scheduler {
  let now = startMs
  let order = 0
  let steps = 0
  /** Latest first, so that the next one is popped. */
  const items: Item[] = []
  const isBefore = (one: Item, other: Item) => one.at < other.at || (one.at === other.at && one.order < other.order)

  return {
    now: () => now,
    steps: () => steps,
    planned: () => items.length,
    leap: (ms) => void (now += ms),
    plan(delayMs, work) {
      const item = { at: now + Math.max(0, delayMs), order: order++, work }
      let [low, high] = [0, items.length]
      while (low < high) {
        const middle = (low + high) >> 1
        if (isBefore(item, items[middle]!)) low = middle + 1
        else high = middle
      }
      items.splice(low, 0, item)
      return () => {
        const at = items.indexOf(item)
        if (at >= 0) items.splice(at, 1)
      }
    },
    async run(isOver) {
      await atRest()
      while (!isOver()) {
        const item = items.pop()
        if (item === undefined) return false
        if (++steps > stepsMax) throw new Error(`nothing came to rest in ${stepsMax} steps`)
        now = Math.max(now, item.at)
        await item.work()
        await atRest()
      }
      return true
    },
  }
}

const realImmediate = globalThis.setImmediate
/** Immediates that the code under simulation asked for and that have not run yet. */
let immediates = 0

/** Waits until no microtask and no immediate is left: everybody waits for something that is planned. */
export async function atRest(): Promise<void> {
  do await new Promise((rested) => realImmediate(rested))
  while (immediates > 0)
}

/**
 * Takes the timers that code reaches past its context into virtual time, and counts its immediates. `onTimer` plans
 * them. Answers what puts Node's own back.
 */
export function ownTimers(onTimer: (ms: number, work: () => void) => Undo): Undo {
  const before = { setTimeout, setInterval, clearTimeout, clearInterval, setImmediate }
  const handleOf = (undo: Undo) => {
    const handle = { undo, ref: () => handle, unref: () => handle, hasRef: () => false }
    return handle
  }
  const clear = (real: (handle: any) => void) => (handle: any) =>
    typeof handle?.undo === 'function' ? handle.undo() : real(handle)
  Object.assign(globalThis, {
    setTimeout: (work: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) =>
      handleOf(onTimer(ms, () => work(...given))),
    setInterval(work: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) {
      const handle = handleOf(() => {})
      const next = () => {
        handle.undo = onTimer(ms, () => {
          next()
          work(...given)
        })
      }
      next()
      return handle
    },
    clearTimeout: clear(before.clearTimeout),
    clearInterval: clear(before.clearInterval),
    setImmediate(work: (...given: unknown[]) => void, ...given: unknown[]) {
      immediates++
      return before.setImmediate(() => {
        immediates--
        work(...given)
      })
    },
  })
  return () => void Object.assign(globalThis, before)
}
