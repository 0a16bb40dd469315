/** Many buyers at once, each persistent: who gets no final answer asks again by his key. */
import { randomUUID } from 'node:crypto'
import type { Answer } from '../world/juniper.ts'
import type { Ending } from '../world/processes.ts'
import type { How, Trial } from './trial.ts'

export type CrowdOptions = {
  /** So many at once. */
  buyers: number
  /** So many orders in all; default: until `stop` is called. */
  orders?: number
  /** What the n-th order is of. */
  lines?: (at: number) => Record<string, number>
  how?: How
}
export type Crowd = {
  /** Final answers so far. */
  answers: Answer[]
  /** Takes no more orders, and waits for those under way; throws when one got no final answer in a minute. */
  stop(): Promise<Answer[]>
  done: Promise<Answer[]>
}

/** Sends them in and answers at once. Nobody buys when the test is over. */
export function sendCrowd(
  t: Ending,
  trial: Trial,
  { buyers, orders = Infinity, lines = () => ({ mug: 1 }), how }: CrowdOptions,
): Crowd {
  const answers: Answer[] = []
  let next = 0
  let stopped = false
  const buyer = async () => {
    while (!stopped && next < orders) answers.push(await trial.persist({ lines: lines(next++) }, randomUUID(), how))
  }
  const done = Promise.all(Array.from({ length: buyers }, buyer)).then(() => answers)
  // Looked at when it is waited for; until then a failure must not end the test's process.
  done.catch(() => {})
  t.after(async () => void (stopped = true))
  return {
    answers,
    done,
    stop() {
      stopped = true
      return done
    },
  }
}
