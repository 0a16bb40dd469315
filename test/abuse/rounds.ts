/** Sends what was made, a few at a time, keeps what is wrong with the answers, and writes the table of what was asked. */
import { globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Answer } from '../world/inject.ts'
import type { World } from '../world/world.ts'
import type { Operation } from './operations.ts'
import { type Counts, tableOf } from './table.ts'
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

const folder = join(import.meta.dirname, '..', '..', '.cache', 'abuse')
const own = join(folder, `${basename(process.argv[1] ?? 'abuse', '.test.ts')}.json`)
const counted: Counts[] = []

/** Says how much a test sent, and keeps its counts for the table, which this process writes when it ends. */
export function report(t: TestContext, tally: Tally): void {
  const addresses = new Set(tally.counts().map(({ operation }) => operation))
  t.diagnostic(`${tally.requests()} requests at ${addresses.size} addresses, ${tally.faults().length} faults`)
  if (counted.length === 0) process.once('exit', writeTable)
  counted.push(...tally.counts())
}

/** Test files run side by side, and the last to end writes the whole: who sees that another ended meanwhile writes again. */
function writeTable(): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(own, JSON.stringify(counted))
  const parts = () => globSync('*.json', { cwd: folder }).map((name) => join(folder, name))
  const state = () => JSON.stringify(parts().map((path) => statSync(path).mtimeMs))
  for (let before = ''; before !== state();) {
    before = state()
    const all = parts().flatMap((path) => JSON.parse(readFileSync(path, 'utf8')) as Counts[])
    writeFileSync(join(folder, 'table.md'), tableOf(all))
  }
}
