import { Overloaded } from '#kernel/errors.ts'

/** Lets few hashes run at once, because each takes 19 MiB and a thread that files and DNS need too. */
export type HashGate = { run<T>(work: () => Promise<T>): Promise<T> }

/**
 * Takes how many may run at once and how many may wait; who comes then is told `Overloaded`: a flood of log-ins may
 * not fill the memory.
 */
export function hashGateOf({ atOnce, queueMax }: { atOnce: number; queueMax: number }): HashGate {
  const queue: (() => void)[] = []
  let running = 0
  return {
    async run(work) {
      if (running < atOnce) running++
      else if (queue.length >= queueMax) throw new Overloaded('too many passwords are being checked', 2_000)
      // Who ends hands over its place, so the number of those who run stays as it is.
      else await new Promise<void>((go) => queue.push(go))
      try {
        return await work()
      } finally {
        const next = queue.shift()
        if (next === undefined) running--
        else next()
      }
    },
  }
}
