import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { eventually } from '../../world/juniper.ts'
import { httpOf } from '../../world/processes.ts'
import type { Running } from '../../world/running.ts'
import { askedOf } from '../asked-of.ts'
import { type Trial, openTrial } from '../trial.ts'

/** Of one process: ten for any statement, two for each of three kinds that are gathered, two to cancel; and the test's own. */
const connectionsMax = 18

/** Who is asked, as by a load balancer: those that said they are ready. */
type Balanced = { ready: Running[]; told: Map<string, number[]> }

/** Buyers and readers who go round those that are ready, until it is over. */
async function load(trial: Trial, { ready, told }: Balanced, isOver: () => boolean): Promise<void> {
  let turn = 0
  const walk = async (ask: (at: Running) => Promise<number>) => {
    while (!isOver()) {
      const at = ready[turn++ % ready.length]!
      const status = await ask(at)
      told.set(at.name, [...(told.get(at.name) ?? []), status])
    }
  }
  const buy = async (at: Running) => (await trial.persist({ lines: { mug: 1 } }, randomUUID(), { at })).status
  const read = async (at: Running) => (await httpOf(() => at.url)('GET', '/api/products/pot')).status
  await Promise.all([...Array.from({ length: 6 }, () => walk(buy)), ...Array.from({ length: 24 }, () => walk(read))])
}

test('F75 four processes start at once beside one under load: none is asked before it is ready, and the database bears it', async (t) => {
  const trial = await openTrial(t, { topology: 'one', copies: 5, stock: { mug: 100_000 } })
  const [first, ...others] = trial.running
  for (const each of others) await each.kill()
  const asked = askedOf(trial.lines.database, 'pot')
  const balanced: Balanced = { ready: [first!], told: new Map() }
  let isOver = false
  const loaded = load(trial, balanced, () => isOver)
  loaded.catch(() => {})
  t.after(async () => void (isOver = true))
  const ordersOf = (name: string) => balanced.told.get(name)?.filter((status) => status === 201).length ?? 0
  await eventually(async () => (ordersOf(first!.name) >= 10 ? true : null), 'the first is under load')
  let connections = 0
  const watch = (async () => {
    while (!isOver) {
      const [row] = await trial.sql`select count(*)::int as n from pg_stat_activity where datname = current_database()`
      connections = Math.max(connections, row.n)
    }
  })()
  asked()

  const unready = others.map(async (each) => {
    const restarted = each.restart()
    const early = await httpOf(() => each.url)('GET', '/api/products/pot')
    await restarted
    balanced.ready.push(each)
    return early.status
  })
  const early = await Promise.all(unready)
  await eventually(async () => (others.every(({ name }) => ordersOf(name) >= 5) ? true : null), 'all sell')
  isOver = true
  await loaded
  await watch

  const pages = asked()
  assert.deepEqual(early, [0, 0, 0, 0], 'who is not ready does not listen')
  for (const [name, statuses] of balanced.told) {
    const bad = statuses.filter((status) => ![200, 201, 503].includes(status))
    assert.deepEqual(bad, [], name)
    assert.ok(statuses.filter((status) => status !== 503).length > statuses.length / 2, `${name} turned most away`)
  }
  assert.ok(connections <= 5 * connectionsMax + 5, `${connections} connections`)
  // At its first look a process forgets what it had read before: two questions each at most, and each names it twice.
  assert.ok(pages <= 2 * 2 * 5, `${pages} questions for one page`)
})
