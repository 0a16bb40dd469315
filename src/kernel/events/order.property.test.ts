import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import pg from 'pg'
import { runs } from '../../../test/properties/runs.ts'
import { type Bakery, bakeryOf, counterModule, ovens, ovensModule } from '../bakery.fixture.ts'
import { type Bus, relayOf } from './relay.ts'

const connections = 4
/** What a transaction does next, or the relay; a transaction that ended begins anew when it is asked for more. */
type Step =
  | { step: 'write'; by: number; oven: number }
  | { step: 'end'; by: number; how: 'commit' | 'rollback' }
  | { step: 'relay'; fails: number }

const by = fc.nat(connections - 1)
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ step: fc.constant('write'), by, oven: fc.nat(2) }) },
  {
    weight: 3,
    arbitrary: fc.record({ step: fc.constant('end'), by, how: fc.constantFrom('commit', 'commit', 'rollback') }),
  },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('relay'), fails: fc.nat(3) }) },
) as fc.Arbitrary<Step>

/** Transactions on connections of their own. One waits for the row that another wrote; its further steps wait behind it. */
async function writersOf(bakery: Bakery) {
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new pg.Client({ connectionString: bakery.url })
      await client.connect()
      bakery.after(() => client.end())
      return { client, busy: Promise.resolve() as Promise<unknown>, wrote: -1 }
    }),
  )
  const write = `
    with bumped as (update ovens.batches set loaves = loaves + 1 where id = $1 returning loaves)
    insert into ovens.outbox (aggregateid, type, payload)
    select $1, '${ovens.events.BreadBaked.type}', json_build_object('batchId', $1, 'loaves', loaves) from bumped`
  const end = (at: number, how: string) => {
    const each = clients[at]!
    each.busy = each.busy.then(() => (each.wrote >= 0 ? each.client.query(how) : null)).then(() => (each.wrote = -1))
  }
  return {
    write(at: number, oven: number, name: string): void {
      const each = clients[at]!
      each.busy = each.busy.then(async () => {
        // Rows are taken in one order, as acts take them, so that no two wait for each other.
        if (each.wrote >= oven) return
        if (each.wrote < 0) await each.client.query('begin')
        each.wrote = oven
        await each.client.query(write, [name])
      })
    },
    end,
    async commitAll(): Promise<void> {
      for (const at of clients.keys()) end(at, 'commit')
      await Promise.all(clients.map(({ busy }) => busy))
    },
  }
}

test('whatever commits when, and whatever fails on the way, each fact arrives and those of one thing in their order', async (t) => {
  const bakery = await bakeryOf(t)
  const writers = await writersOf(bakery)
  const told: { oven: string; loaves: number }[] = []
  let failures = 0
  const bus: Bus = async (deliveries) => {
    for (const { payload } of deliveries) {
      if (failures-- > 0) throw new Error('away')
      const { batchId, loaves } = payload as { batchId: string; loaves: number }
      told.push({ oven: batchId, loaves })
    }
  }
  const all = [ovensModule(), counterModule()]
  const relay = relayOf({
    pool: bakery.poolOf(),
    schemas: ['ovens'],
    all,
    bus,
    holder: 'relay',
    clock: bakery.clock,
    report: () => {},
  })
  let run = 0

  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 4, maxLength: 40 }), async (steps) => {
      const names = [0, 1, 2].map((oven) => `${++run}-${oven}`)
      for (const name of names) await bakery.sql`insert into ovens.batches (id, loaves) values (${name}, 0)`
      for (const each of steps) {
        if (each.step === 'write') writers.write(each.by, each.oven, names[each.oven]!)
        else if (each.step === 'end') writers.end(each.by, each.how)
        else {
          failures = each.fails
          await relay.settle()
        }
      }
      await writers.commitAll()
      failures = 0
      await relay.settle()

      for (const name of names) {
        const [{ loaves }] = await bakery.sql`select loaves from ovens.batches where id = ${name}`
        const arrived = told.filter(({ oven }) => oven === name).map((each) => each.loaves)
        const first = arrived.filter((each, at) => arrived.indexOf(each) === at)
        assert.deepEqual(
          first,
          Array.from({ length: loaves }, (_, at) => at + 1),
        )
      }
      assert.equal(await bakery.unsent(), 0)
    }),
    runs(60),
  )
})

test('F38 whatever is delivered again, in whatever order between things, takes effect once and never backwards', async (t) => {
  const bakery = await bakeryOf(t)
  const seen: string[] = []
  const process = bakery.process({
    modules: [
      ovensModule(),
      counterModule((once, { batchId }) => {
        seen.push(batchId)
        return once.sql`update counter.shelf set batches = batches || ${batchId}::text where id = 1`
      }),
    ],
  })
  let run = 0
  let pos = 0

  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
      fc.infiniteStream(fc.nat()),
      async (counts, chance) => {
        const name = ++run
        const draw = (below: number) => chance.next().value! % below
        const facts = counts.map((count, oven) =>
          Array.from({ length: count }, (_, at) => ({
            module: 'counter',
            subscriber: 'shelve-bread',
            pos: ++pos,
            id: bakery.process().options.ids.next(),
            aggregateid: `${name}-${oven}`,
            type: ovens.events.BreadBaked.type,
            payload: { batchId: `${name}-${oven}/${at}`, loaves: 1 },
            at: '2026-11-21T12:00:00.000Z',
          })),
        )
        // Each thing's facts go out in their order, three times over; between things the order is chance's.
        const queues = facts.map((ofOne) => ofOne.flatMap((fact, at) => [fact, ...ofOne.slice(0, at + 1), fact]))
        while (queues.some((queue) => queue.length > 0)) {
          const full = queues.filter((queue) => queue.length > 0)
          await process.receive(full[draw(full.length)]!.shift()!, Date.now() + 20_000)
        }

        const [{ batches }] = await bakery.sql`select batches from counter.shelf where id = 1`
        for (const ofOne of facts) {
          const mine = batches.filter((each: string) => each.startsWith(`${ofOne[0]!.aggregateid}/`))
          assert.deepEqual(
            mine,
            ofOne.map(({ payload }) => payload.batchId),
          )
        }
        await bakery.sql`update counter.shelf set batches = '{}' where id = 1`
      },
    ),
    runs(30),
  )
  assert.ok(seen.length > 0)
})
