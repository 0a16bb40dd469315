import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Bakery, bakeryOf, ovensModule } from './bakery.fixture.ts'
import { type Jobs, jobsOf } from './jobs.ts'
import { type Context, type Delayed, type Job, every, guest, later } from './module.ts'

type Run = Job<Context>['run']
type Failure = { error: unknown; fields: any }

/** Opens a shop whose processes do one job, or one delayed one; their intervals pass when the test says so. */
async function open(t: TestContext) {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const bakery = await bakeryOf(t)
  const failures: Failure[] = []
  const trace = { requestId: 'r-1', traceparent: null }
  const origin = () => ({ principal: guest, deadline: Date.now() + bakery.clock.shiftMs + 30_000, trace })
  const composed = bakery.process()
  let holders = 0
  const processOf = (jobs: Job<any>[], delayed: Delayed<any>[] = []): Jobs =>
    jobsOf({
      modules: [ovensModule({}, { jobs, delayed })],
      poolOf: () => bakery.pool,
      contextFor: (module) => composed.contextFor(module, origin()),
      holder: `holder ${++holders}`,
      clock: bakery.clock,
      report: (error, fields) => void failures.push({ error, fields }),
    })
  /** Lets one interval pass in each process, and waits for what runs. */
  const pass = async (...processes: Jobs[]) => {
    begin(...processes)
    await Promise.all(processes.map((each) => each.stop()))
  }
  const begin = (...processes: Jobs[]) => {
    for (const each of processes) each.start()
    t.mock.timers.tick(1_000)
  }
  const { db } = composed.contextFor(ovensModule(), origin())
  return { bakery, failures, processOf, pass, begin, db }
}
const oven = (run: Run, on: 'one' | 'each' = 'one') => every(1_000, 'heat-oven', run, { on })
const rowsOf = (bakery: Bakery) => bakery.sql`
  select id, attempts, error, wake_at = 'infinity' as parked from ovens.jobs order by id`

test('a job for one runs in one of two processes, when it is due, and each run has a greater fence', async (t) => {
  const { bakery, processOf, pass } = await open(t)
  const fences: number[] = []
  const both = [1, 2].map(() => processOf([oven(async (_context, fence) => fences.push(fence))]))

  await pass(...both)
  await pass(...both)
  const early = [...fences]
  await bakery.moveTime(1_000)
  await pass(...both)
  await bakery.moveTime(1_000)
  await pass(both[1]!)

  assert.deepEqual(early, [1])
  assert.deepEqual(fences, [1, 2, 3])
})

test('F10 who stalls for a minute loses the lease; when he wakes, he cannot give away that of his successor', async (t) => {
  const { bakery, processOf, pass, begin } = await open(t)
  const ran: string[] = []
  const gated = (name: string) => {
    const [began, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const run: Run = async (_context, fence) => {
      ran.push(`${name} ${fence}`)
      began.resolve()
      await gate.promise
    }
    return { process: processOf([oven(run)]), began: began.promise, open: gate.resolve }
  }
  const [first, second, third] = [gated('first'), gated('second'), gated('third')]
  third.open()
  begin(first.process)
  await first.began

  await bakery.moveTime(30_000)
  await pass(third.process)
  await bakery.moveTime(31_000)
  begin(second.process)
  await second.began
  first.open()
  await first.process.stop()
  await bakery.moveTime(2_000)
  await pass(third.process)
  const held = [...ran]
  second.open()
  await second.process.stop()
  await pass(third.process)

  assert.deepEqual(held, ['first 1', 'second 2'])
  assert.deepEqual(ran, ['first 1', 'second 2', 'third 3'])
})

test('a job for each runs in every process, without a lease', async (t) => {
  const { bakery, processOf, pass } = await open(t)
  const fences: number[] = []
  const both = [1, 2].map(() => processOf([oven(async (_context, fence) => fences.push(fence), 'each')]))

  await pass(...both)

  assert.deepEqual(fences, [0, 0])
  assert.deepEqual(await bakery.sql`select name from ovens.leases`, [])
})

test('a job that throws is reported and gives its lease back, so that the next turn may be of another process', async (t) => {
  const { bakery, failures, processOf, pass } = await open(t)
  const ran: number[] = []
  const failing = processOf([oven(() => Promise.reject(new Error('no gas')))])
  const sound = processOf([oven(async (_context, fence) => ran.push(fence))])

  await pass(failing)
  await bakery.moveTime(1_000)
  await pass(sound)

  assert.deepEqual(ran, [2])
  assert.deepEqual(
    failures.map(({ error, fields }) => [String(error), fields]),
    [['Error: no gas', { module: 'ovens', job: 'heat-oven' }]],
  )
})

test('a job is not begun again in a process where it still runs, and a stop waits for its end', async (t) => {
  const { processOf, begin } = await open(t)
  const gate = Promise.withResolvers<void>()
  let runs = 0
  let ended = false
  const run: Run = async () => {
    runs++
    await gate.promise
    ended = true
  }
  const process = processOf([oven(run, 'each')])
  begin(process)
  t.mock.timers.tick(5_000)

  const stopped = process.stop()
  t.mock.timers.tick(5_000)
  gate.resolve()
  await stopped

  assert.deepEqual([runs, ended], [1, true])
})

test('a job is run by its name for the command line, and an unknown one is told', async (t) => {
  const { processOf } = await open(t)
  const process = processOf([oven(() => Promise.reject(new Error('no gas')))])

  await assert.rejects(process.run('ovens', 'heat-oven'), /no gas/)
  await assert.rejects(process.run('ovens', 'cool-oven'), /has no job ovens\/cool-oven/)
})

test('what was put off runs once, at its time, with its payload; asked twice with one id, it is one', async (t) => {
  const { bakery, processOf, db } = await open(t)
  const ran: unknown[] = []
  const process = processOf([], [later('ring', async (_context, payload, id) => ran.push([id, payload]))])
  await db.later('ring', 'a', { times: 3 }, 5_000)
  await db.later('ring', 'a', { times: 4 }, 0)

  const counts = [await process.runDue()]
  await bakery.moveTime(5_001)
  counts.push(await process.runDue(), await process.runDue())
  await bakery.moveTime(3_600_000)
  counts.push(await process.runDue())

  assert.deepEqual(counts, [0, 1, 0, 0])
  assert.deepEqual(ran, [['a', { times: 3 }]])
  assert.deepEqual(await rowsOf(bakery), [])
})

test('what throws is tried again with back-off, eight times in all, then parked with its error', async (t) => {
  const { bakery, failures, processOf, db } = await open(t)
  const process = processOf([], [later('ring', () => Promise.reject(new Error('no bell')))])
  await db.later('ring', 'a', {}, 0)

  for (let attempt = 1; attempt <= 8; attempt++) {
    assert.equal(await process.runDue(), 1)
    const longest = Math.min(1_000 * 2 ** (attempt - 1), 300_000)
    await bakery.moveTime(longest * 0.7)
    assert.equal(await process.runDue(), 0, `too early after attempt ${attempt}`)
    await bakery.moveTime(longest * 0.31)
  }
  await bakery.moveTime(24 * 3_600_000)

  assert.equal(await process.runDue(), 0)
  assert.deepEqual(await rowsOf(bakery), [{ id: 'a', attempts: 8, error: 'no bell', parked: true }])
  assert.equal(failures.length, 8)
})

test('one that throws does not hold up the others', async (t) => {
  const { bakery, processOf, db } = await open(t)
  const ran: string[] = []
  const ring = later('ring', async (_context, _payload, id) => {
    if (id === 'b') throw new Error('no bell')
    ran.push(id)
  })
  for (const id of ['a', 'b', 'c']) await db.later('ring', id, {}, 0)
  await db.later('gone', 'd', {}, 0)

  await processOf([], [ring]).runDue()

  assert.deepEqual(ran.sort(), ['a', 'c'])
  assert.deepEqual(
    (await rowsOf(bakery)).map(({ id, error }) => `${id}: ${error}`),
    ['b: no bell', 'd: ovens has no delayed job "gone"'],
  )
})

test('two processes claim different ones, and none twice', async (t) => {
  const { bakery, processOf, db } = await open(t)
  const ran: string[] = []
  const both = ['first', 'second'].map((name) =>
    processOf([], [later('ring', async (_context, _payload, id) => ran.push(`${name} ${id}`))]),
  )
  for (let n = 0; n < 50; n++) await db.later('ring', String(n), {}, 0)

  for (let left = 1; left > 0;)
    left = (await Promise.all(both.map((each) => each.runDue()))).reduce((sum, each) => sum + each)

  assert.equal(ran.length, 50)
  assert.equal(new Set(ran.map((each) => each.split(' ')[1])).size, 50)
  assert.equal(new Set(ran.map((each) => each.split(' ')[0])).size, 2, 'both took part')
  assert.deepEqual(await rowsOf(bakery), [])
})

test("a claim that stalled for a minute is another process's; the late end of the first changes nothing", async (t) => {
  const { bakery, processOf, db } = await open(t)
  const [began, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const stalled = processOf([], [later('ring', () => (began.resolve(), gate.promise))])
  const second = processOf([], [later('ring', () => Promise.reject(new Error('no bell')))])
  await db.later('ring', 'a', {}, 0)
  const stalls = stalled.runDue()
  await began.promise

  const early = await second.runDue()
  await bakery.moveTime(61_000)
  const taken = await second.runDue()
  gate.resolve()
  await stalls

  assert.deepEqual([early, taken], [0, 1])
  assert.deepEqual(await rowsOf(bakery), [{ id: 'a', attempts: 2, error: 'no bell', parked: false }])
})
