import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Bakery,
  type CounterContext,
  bakeryOf,
  counter,
  counterModule,
  ovensModule,
  processOf,
} from './bakery.fixture.ts'
import { describe } from './compose.ts'
import type { Client } from './contract.ts'
import { Refusal, Unavailable } from './errors.ts'
import { type Principal, guest } from './module.ts'

const origin = (principal: Principal = guest, leftMs = 10_000) => ({
  principal,
  deadline: Date.now() + leftMs,
  trace: { requestId: 'r-7', traceparent: null },
})
/** The context of an act of the counter, which may call ovens. */
const contextOf = (bakery: Bakery) =>
  bakery.process().contextFor(counterModule(), origin()) as unknown as CounterContext

test('a call to a neighbour while a transaction is open is a thrown bug, and the transaction is undone', async (t) => {
  const bakery = await bakeryOf(t)
  const { db, ovens } = contextOf(bakery)

  const wrong = db.transaction(async (tx) => {
    await tx.sql`update counter.shelf set loaves = 5 where id = 1`
    await ovens.bake({ batchId: 'a', loaves: 1 })
  })

  await assert.rejects(wrong, /^Error: ovens\.bake was called while a transaction is open$/)
  assert.deepEqual(
    [await bakery.shelf(), await bakery.sql`select id from ovens.batches`],
    [{ loaves: 0, batches: [] }, []],
  )
})

test('before and after a transaction a neighbour may be called, also after one that failed', async (t) => {
  const bakery = await bakeryOf(t)
  const { db, ovens } = contextOf(bakery)

  await ovens.look({ batchId: 'a' })
  await db.transaction((tx) => tx.sql`select 1`)
  await assert.rejects(
    db.transaction(() => Promise.reject(new Error('no'))),
    /no/,
  )

  assert.deepEqual(await ovens.look({ batchId: 'b' }), { seen: 'b' })
})

test('a call inside a call is made for the same person, and has no more time than the first', async (t) => {
  const seen: unknown[] = []
  const ada: Principal = { kind: 'user', id: 'ada', roles: ['customer'] }
  const ovens = ovensModule({
    look: async ({ principal, deadline, trace }) => (
      seen.push([principal.id, trace.requestId, deadline]),
      { seen: '' }
    ),
  })
  const counting = counterModule(null, {
    answers: {
      sellable: async ({ ovens: neighbour }: CounterContext) => (await neighbour.look({ batchId: 'a' }), { loaves: 1 }),
    },
  })
  const from = origin(ada, 300)

  await processOf(t, { modules: [ovens, counting] })
    .clientFor<Client<typeof counter>>(counter, from)
    .sellable({})

  assert.deepEqual(seen, [['ada', 'r-7', from.deadline]])
})

test("the refusal of a neighbour that an act does not declare itself is the act's bug", async (t) => {
  const ovens = ovensModule({ look: () => Promise.reject(new Refusal('too_dark', 409)) })
  const counting = counterModule(null, {
    answers: { sellable: ({ ovens: neighbour }: CounterContext) => neighbour.look({ batchId: 'a' }) },
  })
  const client = processOf(t, { modules: [ovens, counting] }).clientFor<Client<typeof counter>>(counter)

  await assert.rejects(client.sellable({}), (error) => !(error instanceof Refusal || error instanceof Unavailable))
})

test('what a module keeps in the process is made once, and each module has its own', (t) => {
  let made = 0
  const modules = [ovensModule({}, { memory: () => ({ made: ++made }) }), counterModule()]
  const process = processOf(t, { modules })

  const [one, two] = [0, 1].map(() => process.contextFor(modules[0]!, origin()).memory)

  assert.deepEqual([one, made], [{ made: 1 }, 1])
  assert.equal(one, two)
  assert.notEqual(process.contextFor(modules[1]!, origin()).memory, one)
})

test('a line that an act logs says which module and which request', (t) => {
  const lines: { level: string; fields: any; message: string }[] = []
  const { log } = processOf(t, { lines }).contextFor(ovensModule(), origin())

  log.warn({ tray: 3 }, 'hot')

  const fields = { module: 'ovens', requestId: 'r-7', tray: 3 }
  assert.deepEqual(lines, [{ level: 'warn', fields, message: 'hot' }])
})

test('a process serves and works for the modules that the topology gives it', (t) => {
  const groups = { web: { serves: ['*'] }, worker: { works: ['*'] } }
  const names = (group: string) => {
    const { serves, works } = processOf(t, { groups, group, bus: 'database' })
    return [serves, works].map((list) => list.map(({ contract }) => contract.name))
  }

  assert.deepEqual(names('web'), [['ovens', 'counter'], []])
  assert.deepEqual(names('worker'), [[], ['ovens', 'counter']])
})

test('old rows are swept, but never a fact that was not sent', async (t) => {
  const bakery = await bakeryOf(t)
  const process = bakery.process()
  await bakery.bake('a')
  await process.settle()
  await bakery.bake('b')
  const count = async () =>
    (
      await bakery.sql`
        select (select count(*) from ovens.outbox) as facts, (select count(*) from counter.inbox) as seen`
    )[0]
  const sweep = async () => {
    for (const module of ['ovens', 'counter']) await process.jobs.run(module, 'sweep-kernel-tables')
    return count()
  }

  const now = await sweep()
  await bakery.moveTime(15 * 86_400_000)
  const later = await sweep()
  await bakery.moveTime(16 * 86_400_000)
  const last = await sweep()

  assert.deepEqual(
    [now, later, last],
    [
      { facts: 2, seen: 1 },
      { facts: 1, seen: 1 },
      { facts: 1, seen: 0 },
    ],
  )
})

test('a failure is described with its causes, whatever was thrown', () => {
  const text = describe(new Error('outer', { cause: new Error('inner', { cause: 'a word' }) }))

  assert.match(text, /^Error: outer[\s\S]*caused by Error: inner[\s\S]*caused by a word$/)
  assert.equal(describe('only a word'), 'only a word')
})
