/** Sends what was made, a few at a time, and keeps what is wrong with the answers. */
import { writeFileSync } from 'node:fs'
import type { TestContext } from 'node:test'
import type { Answer } from '../world/inject.ts'
import type { World } from '../world/world.ts'
import type { Operation } from './operations.ts'
import { type Attempt, type Tally, faultsOf } from './verdict.ts'

/** Sends one attempt; `operation` null: its address is not that of an operation, so no document speaks of it. */
export async function send(world: World, tally: Tally, attempt: Attempt, operation: Operation | null): Promise<Answer> {
  const { method, path, kind, expect: _, note: __, ...options } = attempt
  // A key of its own for each: with one for all, the second would be told that the key is taken, and nothing else.
  const key = operation?.needsKey ? { 'idempotency-key': world.process.options.ids.next() } : {}
  const answer = await world.http(method, path, { ...options, headers: { ...key, ...attempt.headers } })
  const name = operation?.name ?? `${method} (no operation)`
  tally.count(name, kind, answer.status)
  const faults = faultsOf(attempt, answer, operation)
  if (faults.length > 0) tally.fault(attempt, name, answer, faults)
  return answer
}

/** All of them, four at a time: enough that requests meet, few enough that none waits for a connection. */
export async function sendAll(world: World, tally: Tally, attempts: [Attempt, Operation | null][]): Promise<void> {
  const left = attempts.values()
  const worker = async () => {
    for (const [attempt, operation] of left) await send(world, tally, attempt, operation)
  }
  await Promise.all(Array.from({ length: 4 }, worker))
}

/** The table goes to a file when BANYAN_ABUSE_TABLE names one, its size to the test's output. */
export function report(t: TestContext, tally: Tally): void {
  t.diagnostic(`${tally.requests()} requests, ${tally.faults().length} faults`)
  const file = process.env['BANYAN_ABUSE_TABLE']
  if (file !== undefined) writeFileSync(file, `${tally.table().join('\n')}\n`, { flag: 'a' })
}
