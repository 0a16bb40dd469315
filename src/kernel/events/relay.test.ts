import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import {
  type Bakery,
  bakeryOf,
  counterModule,
  movableClock,
  ovens,
  ovensModule,
  portOf,
  shelve,
} from '../bakery.fixture.ts'
import type { Process } from '../compose.ts'
import type { Client } from '../contract.ts'
import type { Delivery } from './inbox.ts'
import { type Bus, type Relay, type RelayOptions, deliveriesOf, relayOf } from './relay.ts'

/** A relay of the ovens' outbox whose deliveries go where the test says. */
function relayTo(bakery: Bakery, bus: Bus, more: Partial<RelayOptions> = {}): Relay & { failures: unknown[] } {
  const failures: unknown[] = []
  const relay = relayOf({
    pool: bakery.poolOf(),
    schemas: ['ovens'],
    all: [ovensModule(), counterModule()],
    bus,
    holder: `relay ${Math.random()}`,
    clock: bakery.clock,
    report: (error) => void failures.push(error),
    ...more,
  })
  return Object.assign(relay, { failures })
}
/** A bus that brings one delivery after the other. */
const each =
  (bring: (delivery: Delivery, deadline: number) => Promise<unknown>): Bus =>
  async (deliveries, deadline) => {
    for (const delivery of deliveries) await bring(delivery, deadline)
  }
const batchOf = ({ payload }: Delivery) => (payload as { batchId: string }).batchId

test('what a call told takes effect at its subscriber, once, in the order in which it became true', async (t) => {
  const bakery = await bakeryOf(t)
  const process = bakery.process({ link: 'loop' })
  const client = process.clientFor<Client<typeof ovens>>(ovens)
  for (const batchId of ['a', 'b', 'c']) await client.bake({ batchId, loaves: 2 })

  await process.settle()
  await process.settle()

  const { loaves, batches } = await bakery.shelf()
  assert.deepEqual([loaves, batches.sort(), await bakery.unsent()], [6, ['a', 'b', 'c'], 0])
})

test('a running process tells what it committed without being asked', async (t) => {
  // The poll never comes, so that only the commit itself can have woken the relay.
  t.mock.timers.enable({ apis: ['setInterval'] })
  const bakery = await bakeryOf(t)
  const process = bakery.process()
  process.start()
  await process.settle()

  await process.clientFor<Client<typeof ovens>>(ovens).bake({ batchId: 'a', loaves: 2 })

  for (let loaves = 0; loaves === 0;) loaves = (await bakery.shelf()).loaves
  await process.stop()
  assert.equal((await bakery.shelf()).loaves, 2)
})

test('a fact that commits late, with a lower position, is not lost', async (t) => {
  const bakery = await bakeryOf(t)
  const process = bakery.process()
  const late = new pg.Client({ connectionString: bakery.url })
  await late.connect()
  bakery.after(() => late.end())
  await late.query('begin')
  await late.query('insert into ovens.outbox (aggregateid, type, payload) values ($1, $2, $3)', [
    'late',
    ovens.events.BreadBaked.type,
    { batchId: 'late', loaves: 1 },
  ])
  await bakery.bake('early')
  await process.settle()
  const before = await bakery.shelf()

  await late.query('commit')
  await process.settle()

  assert.deepEqual(before.batches, ['early'])
  assert.deepEqual((await bakery.shelf()).batches, ['early', 'late'])
})

test('F11 of two relays on one outbox one works; the other takes over when the lease has run out', async (t) => {
  const bakery = await bakeryOf(t)
  const [began, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const delivered: string[] = []
  const stalled = relayTo(bakery, () => (began.resolve(), gate.promise))
  const other = relayTo(
    bakery,
    each(async (delivery) => delivered.push(batchOf(delivery))),
  )
  await bakery.bake('a', 'b')
  const stalls = stalled.settle()
  await began.promise

  await other.settle()
  const meanwhile = [...delivered]
  await bakery.moveTime(10_100)
  await other.settle()
  gate.resolve()
  await stalls

  assert.deepEqual(meanwhile, [], 'held by the first')
  assert.deepEqual(delivered.sort(), ['a', 'b'])
  assert.equal(await bakery.unsent(), 0)
})

test('a relay that is done gives the outbox to whoever comes next, without a wait', async (t) => {
  const bakery = await bakeryOf(t)
  const delivered: string[] = []
  const [first, second] = ['first', 'second'].map((name) =>
    relayTo(
      bakery,
      each(async (delivery) => delivered.push(`${name} ${batchOf(delivery)}`)),
    ),
  )

  await bakery.bake('a')
  await first!.settle()
  await bakery.bake('b')
  await second!.settle()

  assert.deepEqual(delivered, ['first a', 'second b'])
})

test('T03 a relay that does not reach a subscriber leaves the outbox to one that does, without a wait', async (t) => {
  const bakery = await bakeryOf(t)
  const delivered: string[] = []
  const lost = relayTo(bakery, () => Promise.reject(new Error('the subscriber has moved')))
  const knowing = relayTo(
    bakery,
    each(async (delivery) => delivered.push(batchOf(delivery))),
  )
  await bakery.bake('a')

  await lost.settle()
  await knowing.settle()

  assert.equal(lost.failures.length, 1)
  assert.deepEqual(delivered, ['a'])
  assert.equal(await bakery.unsent(), 0)
})

test('F07 a crash between delivery and mark repeats the delivery, and its effect comes once', async (t) => {
  const bakery = await bakeryOf(t)
  const process = bakery.process()
  const outcomes: unknown[] = []
  const deliver = each(async (delivery, deadline) => outcomes.push(await process.receive(delivery, deadline)))
  const crashing = relayTo(bakery, (deliveries, deadline) =>
    deliver(deliveries, deadline).then(() => Promise.reject(new Error('crash'))),
  )
  await bakery.bake('a')

  await crashing.settle()
  const unsent = await bakery.unsent()
  await bakery.moveTime(10_100)
  await relayTo(bakery, deliver).settle()

  assert.deepEqual([unsent, await bakery.unsent()], [1, 0])
  assert.deepEqual(outcomes, ['done', 'repeated'])
  assert.deepEqual(await bakery.shelf(), { loaves: 1, batches: ['a'] })
})

test('when one fact cannot be brought, later ones of its aggregate stay behind it and the others go', async (t) => {
  const bakery = await bakeryOf(t)
  const delivered: string[] = []
  let away = true
  const relay = relayTo(bakery, async (deliveries) => {
    if (away && deliveries.some((one) => batchOf(one) === 'a/2')) throw new Error('away')
    delivered.push(...deliveries.map(batchOf))
  })
  await bakery.bake('a/1', 'a/2', 'a/3', 'b/1')

  await relay.settle()
  const first = delivered.splice(0).sort()
  away = false
  await relay.settle()

  assert.deepEqual(first, ['a/1', 'b/1'])
  assert.deepEqual(delivered, ['a/2', 'a/3'])
  assert.match(String(relay.failures[0]), /away/)
})

test('more facts than one round holds are sent in several, in order', async (t) => {
  const bakery = await bakeryOf(t)
  const delivered: number[] = []
  const relay = relayTo(
    bakery,
    each(async ({ payload }) => delivered.push((payload as { loaves: number }).loaves)),
  )
  await bakery.sql`insert into ovens.outbox (aggregateid, type, payload)
    select 'a', ${ovens.events.BreadBaked.type}::text, json_build_object('loaves', n) from generate_series(1, 450) n`

  await relay.settle()

  assert.deepEqual(
    delivered,
    Array.from({ length: 450 }, (_, at) => at + 1),
  )
})

test('a fact that nobody hears is sent at once; one of a type that no module knows stays for a version that does', async (t) => {
  const bakery = await bakeryOf(t)
  const process = bakery.process()
  for (const type of [ovens.events.OvenCooled.type, 'banyan.ovens.BreadBaked.v9'])
    await bakery.sql`insert into ovens.outbox (aggregateid, type, payload) values ('a', ${type}, ${{ batchId: 'a' }})`

  await process.settle()

  const left = await bakery.sql`select type from ovens.outbox where sent_at is null`
  assert.deepEqual(left, [{ type: 'banyan.ovens.BreadBaked.v9' }])
  assert.deepEqual(await bakery.shelf(), { loaves: 0, batches: [] })
})

test('every subscriber of a fact gets it, each under its own name', () => {
  const twice = counterModule()
  twice.reactions = [twice.reactions[0]!, { ...twice.reactions[0]!, subscriber: 'count-bread' }]
  const fact = { pos: 1, id: 'i', aggregateid: 'a', type: ovens.events.BreadBaked.type, payload: {}, at: '' }

  const to = deliveriesOf([ovensModule(), twice], fact).map(({ module, subscriber }) => `${module}/${subscriber}`)

  assert.deepEqual(to, ['counter/shelve-bread', 'counter/count-bread'])
})

/** Ovens in one process, the counter in another, between them the http bus. */
async function apart(bakery: Bakery) {
  const port = await portOf({ after: (end) => bakery.after(end as () => unknown) })
  const groups = { far: { url: port.url, modules: ['counter'] }, near: { modules: ['*'] } }
  const clock = movableClock()
  const far = (react: Parameters<typeof counterModule>[0]) =>
    bakery.process({ groups, group: 'far', clock, modules: [ovensModule(), counterModule(react)] })
  const answerWith = (process: Process) => (port.server.removeAllListeners('request'), port.answerWith(process))
  return { near: bakery.process({ groups, group: 'near' }), far, ...port, answer: answerWith }
}

test('http bus: a fact stays unsent while the listener is down, and arrives when it is back', async (t) => {
  const bakery = await bakeryOf(t)
  const { near, far, answer, close, listen } = await apart(bakery)
  answer(far(shelve))
  await close()
  await bakery.bake('a/1', 'a/2')

  await near.settle()
  const down = [await bakery.unsent(), (await bakery.shelf()).loaves]
  await listen()
  await near.settle()

  assert.deepEqual(down, [2, 0])
  assert.ok(bakery.lines.some(({ message }) => message === 'a relay round failed and will be repeated'))
  assert.deepEqual([await bakery.unsent(), await bakery.shelf()], [0, { loaves: 2, batches: ['a/1', 'a/2'] }])
})

test('http bus: a fact for a subscriber that an older process does not have stays unsent until one has it', async (t) => {
  const bakery = await bakeryOf(t)
  const { near, far, answer } = await apart(bakery)
  answer(far(null))
  await bakery.bake('a')

  await near.settle()
  const before = await bakery.unsent()
  answer(far(shelve))
  await near.settle()

  assert.equal(before, 1)
  assert.deepEqual([await bakery.unsent(), (await bakery.shelf()).loaves], [0, 1])
})

test('http bus: what the far process holds back waits there, and is sent for the near one', async (t) => {
  const bakery = await bakeryOf(t)
  const { near, far, answer } = await apart(bakery)
  answer(far(() => Promise.reject(new Error('no tray'))))
  await bakery.bake('a')

  await near.settle()

  assert.equal(await bakery.unsent(), 0)
  assert.deepEqual(await bakery.waiting(), [{ batch: 'a', attempts: 1, parked: false, error: 'no tray' }])
})
