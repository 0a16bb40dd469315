import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { refusalOf } from '#kernel/errors.ts'
import { orders } from '#modules/orders/contract.ts'
import { newWorld, type World } from '../../../test/world/world.ts'
import { inventory } from './contract.ts'
import { runs } from '../../../test/properties/runs.ts'

const expiresAt = '2099-01-01T00:00:00.000Z'

async function shop(
  t: Parameters<typeof newWorld>[0],
  stock: Record<string, Record<string, number>>,
  link: 'local' | 'loop' = 'loop',
) {
  const world = await newWorld(t, { modules: ['inventory'], link })
  await world.sql`insert into inventory.locations (handle, name, position) values ('hamburg', 'Hamburg', 0), ('leipzig', 'Leipzig', 1)`
  const adjustments = Object.entries(stock).flatMap(([sku, places]) =>
    Object.entries(places).map(([location, setTo]) => ({ sku, location, setTo, reason: 'opening' })),
  )
  await world.client(inventory).adjust({ batchId: world.process.options.ids.next(), adjustments })
  const id = () => world.process.options.ids.next()
  const hold = (orderId: string, lines: { sku: string; quantity: number }[]) =>
    world.client(inventory).hold({ orderId, expiresAt, lines })
  return { world, hold, id }
}
const free = async (world: World, sku: string) =>
  (await world.client(inventory).available({ skus: [sku] }))[0]!.available
const levels = (world: World) =>
  world.sql`select sku, location, on_hand, held from inventory.stock order by sku, location`
const paid = (orderId: string) => ({ orderId }) as any

test('a hold takes from the nearest location first and spills over to the next', async (t) => {
  const { world, hold, id } = await shop(t, { mug: { hamburg: 3, leipzig: 5 } })

  await hold(id(), [{ sku: 'mug', quantity: 4 }])

  assert.deepEqual(await levels(world), [
    { sku: 'mug', location: 'hamburg', on_hand: 3, held: 3 },
    { sku: 'mug', location: 'leipzig', on_hand: 5, held: 1 },
  ])
})

test('B49 B55 all lines are held or none, and the refusal says what is short', async (t) => {
  const { world, hold, id } = await shop(t, { mug: { hamburg: 3 }, pot: { hamburg: 1 } })

  const refusal = await refusalOf(
    hold(id(), [
      { sku: 'mug', quantity: 1 },
      { sku: 'pot', quantity: 1 },
      { sku: 'pot', quantity: 1 },
    ]),
  )

  assert.equal(refusal?.code, 'out_of_stock')
  assert.deepEqual(refusal?.details['lines'], [{ sku: 'pot', wanted: 2, available: 1 }])
  assert.equal(await free(world, 'mug'), 3)
})

test('F57 sixty orders at once for five units get exactly five holds', async (t) => {
  const { world, hold, id } = await shop(t, { mug: { hamburg: 2, leipzig: 3 } }, 'local')

  const answers = await Promise.all(
    Array.from({ length: 60 }, () => refusalOf(hold(id(), [{ sku: 'mug', quantity: 1 }]))),
  )

  assert.equal(answers.filter((each) => each === null).length, 5)
  assert.equal(answers.filter((each) => each?.code === 'out_of_stock').length, 55)
  assert.equal(await free(world, 'mug'), 0)
})

test('F58 carts with the same goods in any order do not deadlock and do not oversell', async (t) => {
  const stock = Object.fromEntries(['a', 'b', 'c', 'd'].map((sku) => [sku, { hamburg: 10, leipzig: 10 }]))
  const { world, hold, id } = await shop(t, stock, 'local')
  const shuffled = (at: number) =>
    ['a', 'b', 'c', 'd'].sort((x, y) => ((x.charCodeAt(0) * (at + 3)) % 7) - ((y.charCodeAt(0) * (at + 3)) % 7))

  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, at) =>
      refusalOf(
        hold(
          id(),
          shuffled(at).map((sku) => ({ sku, quantity: 1 })),
        ),
      ),
    ),
  )

  assert.equal(answers.filter((each) => each === null).length, 20)
  assert.deepEqual(await Promise.all(['a', 'b', 'c', 'd'].map((sku) => free(world, sku))), [0, 0, 0, 0])
  const [{ deadlocks }] =
    await world.sql`select deadlocks::int from pg_stat_database where datname = current_database()`
  assert.equal(deadlocks, 0)
})

test('B55 a twin of a hold takes nothing more', async (t) => {
  const { world, hold, id } = await shop(t, { mug: { hamburg: 5 } }, 'local')
  const orderId = id()

  const answers = await Promise.all(Array.from({ length: 8 }, () => hold(orderId, [{ sku: 'mug', quantity: 2 }])))

  assert.deepEqual(answers, Array(8).fill({ held: 2 }))
  assert.equal(await free(world, 'mug'), 3)
})

test('what is paid leaves the shelf once, however often the event comes', async (t) => {
  const { world, hold, id } = await shop(t, { mug: { hamburg: 3, leipzig: 5 } })
  const orderId = id()
  await hold(orderId, [{ sku: 'mug', quantity: 4 }])

  const event = await world.tell(orders.events.PaymentProcessed, paid(orderId))
  await world.tell(orders.events.PaymentProcessed, paid(orderId), event)

  assert.deepEqual(
    (await levels(world)).map(({ on_hand, held }) => [on_hand, held]),
    [
      [0, 0],
      [4, 0],
    ],
  )
  const movements = await world.sql`select delta from inventory.movements where kind = 'sold' order by delta`
  assert.deepEqual(
    movements.map(({ delta }) => delta),
    [-3, -1],
  )
})

test('B49 a release gives the units back, and a hold that comes after it is refused', async (t) => {
  const { world, hold, id } = await shop(t, { mug: { hamburg: 5 } })
  const [orderId, late] = [id(), id()]
  await hold(orderId, [{ sku: 'mug', quantity: 4 }])

  await world.tell(orders.events.OrderCancelled, paid(orderId))
  await world.client(inventory).release({ orderId: late })
  const refused = await refusalOf(hold(late, [{ sku: 'mug', quantity: 1 }]))

  assert.equal(refused?.code, 'order_closed')
  assert.equal(await free(world, 'mug'), 5)
})

test('a cancelled sale goes back on the shelf with a movement', async (t) => {
  const { world, hold, id } = await shop(t, { mug: { hamburg: 5 } })
  const orderId = id()
  await hold(orderId, [{ sku: 'mug', quantity: 4 }])
  await world.tell(orders.events.PaymentProcessed, paid(orderId))

  await world.tell(orders.events.OrderCancelled, paid(orderId))

  assert.equal(await free(world, 'mug'), 5)
  assert.deepEqual(await world.sql`select state from inventory.holds`, [{ state: 'returned' }])
  await world.job('inventory', 'reconcile-stock')
  assert.deepEqual(
    world.logs.filter(({ level }) => level === 'error'),
    [],
  )
})

test('crossing a threshold is told, a hold inside it is not', async (t) => {
  const { world, hold, id } = await shop(t, { mug: { hamburg: 8 } })
  const orderId = id()

  for (const quantity of [1, 2, 1]) await hold(id(), [{ sku: 'mug', quantity }])
  await hold(orderId, [{ sku: 'mug', quantity: 4 }])
  await world.client(inventory).release({ orderId })

  const told = (await world.events(inventory.events.StockChanged)).map(({ available }) => available)
  assert.deepEqual(told, ['in', 'low', 'out', 'low'])
})

test('F60 B50 stock cannot be counted below what orders hold', async (t) => {
  const { world, hold, id } = await shop(t, { mug: { hamburg: 5 } })
  await hold(id(), [{ sku: 'mug', quantity: 3 }])

  const adjust = (setTo: number) =>
    refusalOf(
      world
        .client(inventory)
        .adjust({ batchId: id(), adjustments: [{ sku: 'mug', location: 'hamburg', setTo, reason: 'count' }] }),
    )

  assert.equal((await adjust(2))?.code, 'below_held')
  assert.equal(await adjust(3), null)
})

test('reconciling finds a level that somebody changed by hand', async (t) => {
  const { world } = await shop(t, { mug: { hamburg: 5 } })
  await world.sql`update inventory.stock set on_hand = 6`

  await world.job('inventory', 'reconcile-stock')

  assert.equal(world.logs.filter(({ level }) => level === 'error').length, 1)
})

test('orders that hold in one turn get every line or none, from the nearest location that has some', async (t) => {
  const { world, hold, id } = await shop(
    t,
    { mug: { hamburg: 3, leipzig: 5 }, lamp: { hamburg: 0, leipzig: 2 } },
    'local',
  )
  const wanted = [
    [{ sku: 'mug', quantity: 2 }],
    [
      { sku: 'lamp', quantity: 2 },
      { sku: 'mug', quantity: 1 },
    ],
    [{ sku: 'mug', quantity: 4 }],
  ]
  world.statements.length = 0

  const held = await Promise.all(wanted.map((lines) => hold(id(), lines)))

  assert.deepEqual(held, [{ held: 2 }, { held: 3 }, { held: 4 }])
  assert.equal(world.statements.length, 1)
  assert.deepEqual(await levels(world), [
    { sku: 'lamp', location: 'hamburg', on_hand: 0, held: 0 },
    { sku: 'lamp', location: 'leipzig', on_hand: 2, held: 2 },
    { sku: 'mug', location: 'hamburg', on_hand: 3, held: 3 },
    { sku: 'mug', location: 'leipzig', on_hand: 5, held: 4 },
  ])
  assert.deepEqual(await world.sql`select order_id from inventory.holds where state <> 'held'`, [])
})

test('whatever orders want at once, no unit is held twice and nobody is refused what was there for him alone', async (t) => {
  const { world, hold, id } = await shop(t, { a: { hamburg: 1 } }, 'local')
  const skus = ['a', 'b', 'c']
  const line = fc.record({ sku: fc.constantFrom(...skus), quantity: fc.integer({ min: 1, max: 4 }) })
  const order = fc.uniqueArray(line, { selector: ({ sku }) => sku, minLength: 1, maxLength: 3 })
  const stock = fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { minLength: 3, maxLength: 3 })

  await fc.assert(
    fc.asyncProperty(stock, fc.array(order, { minLength: 1, maxLength: 12 }), async (levelsOf, orders) => {
      await world.sql`delete from inventory.holds`
      await world.sql`delete from inventory.stock`
      await world.sql`delete from inventory.movements`
      for (const [at, [near, far]] of levelsOf.entries()) {
        await world.sql`insert into inventory.stock (sku, location, position, on_hand)
          values (${skus[at]}, 'hamburg', 0, ${near}), (${skus[at]}, 'leipzig', 1, ${far})`
        await world.sql`insert into inventory.movements (sku, location, kind, delta)
          select sku, location, 'adjusted', on_hand from inventory.stock where sku = ${skus[at]}`
      }

      const outcomes = await Promise.all(orders.map((lines) => hold(id(), lines).then(() => true, refusalOf)))

      const left = new Map(levelsOf.map(([near, far], at) => [skus[at]!, near + far]))
      for (const [at, lines] of orders.entries())
        if (outcomes[at] === true) for (const { sku, quantity } of lines) left.set(sku, left.get(sku)! - quantity)
      const levelled =
        await world.sql`select sku, sum(on_hand - held)::int as free from inventory.stock group by sku order by sku`
      assert.deepEqual(
        levelled.map(({ sku, free }: any) => [sku, free]),
        [...left],
      )
      for (const [at, lines] of orders.entries()) {
        const mayHave = lines.every(({ sku, quantity }) => left.get(sku)! >= quantity)
        assert.ok(outcomes[at] === true || !mayHave, 'what is left would have been enough')
      }
      const sums =
        await world.sql`select coalesce(sum(q), 0)::int as held from inventory.holds, unnest(quantities) as q`
      const taken = levelsOf.flat().reduce((sum, each) => sum + each, 0) - [...left.values()].reduce((a, b) => a + b)
      assert.equal(sums[0].held, taken)
    }),
    runs(60),
  )
})
