import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import test, { type TestContext } from 'node:test'
import fc from 'fast-check'
import type { Process } from '#kernel/compose.ts'
import type { Client } from '#kernel/contract.ts'
import { Refusal } from '#kernel/errors.ts'
import { orders } from '#modules/orders/contract.ts'
import { runs } from '../../../test/properties/runs.ts'
import { anotherProcess } from '../../../test/world/another-process.ts'
import { newWorld } from '../../../test/world/world.ts'
import { inventory } from './contract.ts'
import { type Act, type Answer, type Stock, act, copyOf, freeOf, locations, nothing } from './stock-model.fixture.ts'
import { availabilityOf } from './stock.ts'

const skus = ['bowl', 'cup']
const line = fc.record({ sku: fc.constantFrom(...skus), quantity: fc.integer({ min: 1, max: 5 }) })
const order = fc.integer({ min: 0, max: 5 })
const adjustment = fc
  .tuple(fc.constantFrom(...skus), fc.constantFrom(...locations), fc.integer({ min: -4, max: 9 }), fc.boolean())
  .map(([sku, location, units, counted]) =>
    counted ? { sku, location, setTo: Math.abs(units) } : { sku, location, delta: units },
  )
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ act: fc.constant('hold'), order, lines: fc.array(line, { minLength: 1, maxLength: 3 }) }),
  },
  { weight: 3, arbitrary: fc.record({ act: fc.constantFrom('sell', 'release'), order }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('adjust'),
      batch: fc.integer({ min: 0, max: 9 }),
      adjustments: fc.array(adjustment, { minLength: 1, maxLength: 3 }),
    }),
  },
) as fc.Arbitrary<Act>

const sale = {
  module: 'inventory',
  subscriber: 'sell-held-stock',
  type: orders.events.PaymentProcessed.type,
  pos: 1,
  at: '2026-01-01T00:00:00.000Z',
}

type Real = Awaited<ReturnType<typeof shelves>>
/** Shelves of their own for a run: its SKUs, orders and batches have names that no other run has. */
async function shelves(world: Awaited<ReturnType<typeof shopWith>>, run: number) {
  const ids = new Map<string, string>()
  const idOf = (name: string) => ids.get(name) ?? (ids.set(name, world.process.options.ids.next()), ids.get(name)!)
  const own = (sku: string) => `${run}-${sku}`
  const bare = (sku: string) => sku.slice(sku.indexOf('-') + 1)
  const perform = async (each: Act, process: Process): Promise<unknown> => {
    const client = process.clientFor<Client<typeof inventory>>(inventory)
    if (each.act === 'hold') {
      const lines = each.lines.map(({ sku, quantity }) => ({ sku: own(sku), quantity }))
      return client.hold({ orderId: idOf(`order ${each.order}`), expiresAt: '2099-01-01T00:00:00.000Z', lines })
    }
    if (each.act === 'adjust') {
      const adjustments = each.adjustments.map((one) => ({ ...one, sku: own(one.sku), reason: 'test' }))
      return client.adjust({ batchId: idOf(`batch ${each.batch}`), adjustments })
    }
    const orderId = idOf(`order ${each.order}`)
    if (each.act === 'release') return client.release({ orderId })
    await process.receive(
      { ...sale, id: world.process.options.ids.next(), aggregateid: orderId, payload: { orderId } },
      world.clock.now() + 5_000,
    )
    return null
  }
  return {
    /** Does an act in the process of this number. */
    async answer(each: Act, at = 0): Promise<Answer> {
      try {
        return (await perform(each, world.processes[at % 2]!)) as Answer
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        const {
          code,
          details: { lines, sku, location, held },
        } = error
        const short = (lines as any[] | undefined)?.map((one) => ({ ...one, sku: bare(one.sku) }))
        return { refused: code, with: code === 'below_held' ? { sku: bare(sku as string), location, held } : short }
      }
    },
    /** Levels, movements, open holds and facts as they are in the tables. */
    async state() {
      const names = skus.map(own)
      const levels = await world.sql`
        select sku, location, on_hand, held, (select coalesce(sum(delta), 0)::int from inventory.movements m
          where m.sku = s.sku and m.location = s.location) as moved from inventory.stock s where sku = any(${names})`
      const facts = await world.sql`
        select aggregateid as sku, payload ->> 'available' as available from inventory.outbox where aggregateid = any(${names}) order by pos`
      const orderIds = [...ids].filter(([name]) => name.startsWith('order')).map(([, id]) => id)
      const holds = await world.sql`
        select order_id, state, skus, locations, quantities from inventory.holds where order_id = any(${orderIds}::uuid[])`
      const nameOf = (id: string) => [...ids].find(([, each]) => each === id)![0].slice('order '.length)
      return {
        levels: Object.fromEntries(
          levels.map(({ sku, location, on_hand, held, moved }) => [
            `${bare(sku)} ${location}`,
            { onHand: on_hand, held, moved },
          ]),
        ),
        holds: Object.fromEntries(
          holds.map((each) => [
            nameOf(each.order_id),
            {
              state: each.state,
              picks: each.skus
                .map((sku: string, at: number) => `${bare(sku)} ${each.locations[at]} ${each.quantities[at]}`)
                .sort(),
            },
          ]),
        ),
        told: Object.groupBy(
          facts.map(({ sku, available }) => [bare(sku), available] as const),
          ([sku]) => sku,
        ),
      }
    },
  }
}

const shopWith = async (t: TestContext) => {
  const world = await newWorld(t, { modules: ['inventory'] })
  for (const [position, location] of locations.entries())
    await world.sql`insert into inventory.locations (handle, name, position) values (${location}, ${location}, ${position})`
  return Object.assign(world, { processes: [world.process, anotherProcess(t, world)] })
}

/** The model's state in the form of `state()`. */
const shownOf = ({ levels, holds, told }: Stock) => ({
  levels: Object.fromEntries(levels),
  holds: Object.fromEntries(
    [...holds].map(([order, { state, picks }]) => [
      order,
      { state, picks: picks.map(({ place, quantity }) => `${place} ${quantity}`).sort() },
    ]),
  ),
  told: Object.groupBy(
    [...told].flatMap(([sku, states]) => states.map((state) => [sku, state] as const)),
    ([sku]) => sku,
  ),
})

/** Acts sent at once to two processes in turn. What came of them must be what some order of them, one after another, makes of the model. */
class AtOnce implements fc.AsyncCommand<Stock, Real> {
  readonly acts: Act[]
  constructor(acts: Act[]) {
    this.acts = acts
  }
  check = () => true
  async run(model: Stock, real: Real): Promise<void> {
    const answers = await Promise.all(this.acts.map((each, at) => real.answer(each, at)))
    const state = await real.state()
    const tries = permutations([...this.acts.keys()]).map((order) => {
      const stock = copyOf(model)
      const said: Answer[] = []
      for (const at of order) said[at] = act(stock, this.acts[at]!)
      return { stock, said, shown: shownOf(stock) }
    })
    const found = tries.find(
      ({ said, shown }) =>
        isDeepStrictEqual(said, answers) &&
        isDeepStrictEqual(sorted({ ...shown, told: {} }), sorted({ ...state, told: {} })) &&
        (this.acts.length === 1
          ? isDeepStrictEqual(sorted(shown.told), sorted(state.told))
          : skus.every((sku) => isGist(state.told[sku] ?? [], shown.told[sku] ?? []))),
    )
    if (found === undefined) assert.deepEqual({ answers, state }, { answers: tries[0]!.said, state: tries[0]!.shown })
    Object.assign(model, found!.stock)
    model.told = new Map(skus.map((sku) => [sku, (state.told[sku] ?? []).map(([, available]) => available)]))
  }
  toString = () => JSON.stringify(this.acts)
}
/** Of several crossings in one statement only where they led is told: the same end, and nothing that was not so. */
function isGist(told: (readonly [string, string])[], all: (readonly [string, string])[]): boolean {
  let at = 0
  for (const [, available] of all) if (told[at]?.[1] === available) at++
  return at === told.length && told.at(-1)?.[1] === all.at(-1)?.[1]
}
const sorted = (value: object) =>
  JSON.parse(
    JSON.stringify(value, (_, each) =>
      each !== null && typeof each === 'object' && !Array.isArray(each)
        ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
        : each,
    ),
  )
const permutations = (all: number[]): number[][] =>
  all.length <= 1
    ? [all]
    : all.flatMap((first) => permutations(all.filter((each) => each !== first)).map((rest) => [first, ...rest]))

const opening: Act = {
  act: 'adjust',
  batch: 99,
  adjustments: skus.flatMap((sku) => locations.map((location) => ({ sku, location, setTo: 3 }))),
}

for (const [name, size] of [
  ['one after another', 1],
  ['three at once at two processes', 3],
] as const) {
  test(`whatever is held, sold, released, returned and counted, ${name}, stock is what the model says`, async (t) => {
    const world = await shopWith(t)
    let run = 0
    const step = fc.array(anyAct, { minLength: 1, maxLength: size }).map((acts) => new AtOnce(acts))
    await fc.assert(
      fc.asyncProperty(fc.commands([step], { maxCommands: 12 }), async (commands) => {
        const real = await shelves(world, ++run)
        const model = nothing()
        assert.deepEqual(await real.answer(opening), act(model, opening))
        await fc.asyncModelRun(() => ({ model, real }), commands)
        for (const sku of skus)
          assert.equal(model.told.get(sku)!.at(-1), availabilityOf(freeOf(model, sku)), 'the last fact is true')
      }),
      runs(60),
    )
    const [{ deadlocks }] =
      await world.sql`select deadlocks::int from pg_stat_database where datname = current_database()`
    assert.equal(deadlocks, 0)
  })
}
