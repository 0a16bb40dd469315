/** Runs many seeds on all cores. */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Found } from './worker.ts'

export type Hunt = {
  seeds: Iterable<number>
  /** Told of each seed that ran; true ends the hunt. */
  ran: (found: Found) => boolean | void
  workers?: number
  /** Module that a worker begins with; default: the worker itself. A planted bug loads its patch first. */
  entry?: URL
  data?: unknown
}

/** Runs the seeds in order, as many at once as there are cores. Each worker has a database of its own. */
export async function hunt({ seeds, ran, workers = availableParallelism(), entry, data }: Hunt): Promise<void> {
  const queue = seeds[Symbol.iterator]()
  let isOver = false
  const next = (): number | null => {
    const { done, value } = isOver ? { done: true, value: 0 } : queue.next()
    return done === true ? null : value
  }
  const work = () =>
    new Promise<void>((ended, failed) => {
      const worker = new Worker(entry ?? new URL('worker.ts', import.meta.url), { workerData: data })
      worker.once('error', failed)
      worker.once('exit', () => ended())
      worker.on('message', (found: Found | null) => {
        if (found !== null && ran(found) === true) isOver = true
        worker.postMessage(next())
      })
    })
  await Promise.all(Array.from({ length: workers }, work))
}
