import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { refusalOf } from '#kernel/errors.ts'
import { holdRows } from '../../../test/world/row-lock.ts'
import { newWorld } from '../../../test/world/world.ts'
import { inventory } from './contract.ts'

const expiresAt = '2099-01-01T00:00:00.000Z'

/** Mugs in Hamburg and Leipzig; a test decides which statement waits for which. */
async function shopWith(t: TestContext, mugs: { hamburg: number; leipzig: number }) {
  const world = await newWorld(t, { modules: ['inventory'] })
  await world.sql`insert into inventory.locations (handle, name, position) values ('hamburg', 'Hamburg', 1), ('leipzig', 'Leipzig', 0)`
  const id = () => world.process.options.ids.next()
  const adjust = (location: string, delta: number) =>
    world.client(inventory).adjust({ batchId: id(), adjustments: [{ sku: 'mug', location, delta, reason: 'count' }] })
  await adjust('hamburg', mugs.hamburg)
  await adjust('leipzig', mugs.leipzig)
  const hold = (orderId: string, quantity: number) =>
    world.client(inventory).hold({ orderId, expiresAt, lines: [{ sku: 'mug', quantity }] })
  const levels = async () =>
    (await world.sql`select location, on_hand, held from inventory.stock order by location`).map((each) => [
      each.on_hand,
      each.held,
    ])
  const drift = async () => (await world.job('inventory', 'reconcile-stock'), world.logs.map(({ fields }) => fields))
  const lastTold = async () => (await world.events(inventory.events.StockChanged)).at(-1)!.available
  return { world, id, adjust, hold, levels, drift, lastTold }
}
const rows = (where: string) =>
  `select sku from inventory.stock where ${where} order by sku, position, location for update`
/** A hold of two mugs that has written everything and has not committed yet. */
const halfHeld = (t: TestContext, world: Parameters<typeof holdRows>[1], orderId: string) =>
  holdRows(
    t,
    world,
    `with taken as (update inventory.stock set held = held + 2 where location = 'leipzig')
      insert into inventory.holds (order_id, state, skus, locations, quantities, expires_at)
      values ('${orderId}', 'held', '{mug}', '{leipzig}', '{2}', '${expiresAt}')`,
  )

test('a hold that waits while goods come in takes them', async (t) => {
  const { world, id, hold, levels } = await shopWith(t, { hamburg: 3, leipzig: 3 })
  const arrival = await holdRows(
    t,
    world,
    `update inventory.stock set on_hand = on_hand + 5 where location = 'leipzig'`,
  )

  const held = hold(id(), 7)
  await arrival.waiting(1)
  await arrival.release()

  assert.deepEqual(await held, { held: 7 })
  assert.deepEqual(await levels(), [
    [3, 0],
    [8, 7],
  ])
})

test('a hold that meets its twin of another process half way is told what that one got', async (t) => {
  const { world, id, hold, levels } = await shopWith(t, { hamburg: 2, leipzig: 2 })
  const orderId = id()
  const twin = await holdRows(
    t,
    world,
    `with taken as (update inventory.stock set held = held + 2)
      insert into inventory.holds (order_id, state, skus, locations, quantities, expires_at)
      values ('${orderId}', 'held', '{mug,mug}', '{hamburg,leipzig}', '{2,2}', '${expiresAt}')`,
  )

  const held = hold(orderId, 4)
  await twin.waiting(1)
  await twin.release()

  assert.deepEqual(await held, { held: 4 })
  assert.deepEqual(await levels(), [
    [2, 2],
    [2, 2],
  ])
})

test('a hold sent twice at once gets the last units once, and both are told so', async (t) => {
  const { id, hold, levels } = await shopWith(t, { hamburg: 2, leipzig: 2 })
  const orderId = id()

  const twins = await Promise.all([hold(orderId, 4), hold(orderId, 4)])

  assert.deepEqual(twins, [{ held: 4 }, { held: 4 }])
  assert.deepEqual(await levels(), [
    [2, 2],
    [2, 2],
  ])
})

test('a release that meets its hold half way gives back all of it', async (t) => {
  const { world, id, hold, levels, drift } = await shopWith(t, { hamburg: 2, leipzig: 2 })
  const orderId = id()
  const half = await halfHeld(t, world, orderId)

  const released = world.client(inventory).release({ orderId })
  await half.waiting(1)
  await half.release()

  assert.deepEqual(await released, { released: 2 })
  assert.deepEqual(await levels(), [
    [2, 0],
    [2, 0],
  ])
  assert.deepEqual(await drift(), [])
  assert.equal((await refusalOf(hold(orderId, 1)))?.code, 'order_closed')
})

test('two releases that meet the hold half way answer the same, and give back once', async (t) => {
  const { world, id, levels } = await shopWith(t, { hamburg: 2, leipzig: 2 })
  const orderId = id()
  const half = await halfHeld(t, world, orderId)
  const release = () => world.client(inventory).release({ orderId })

  const both = [release(), release()]
  await half.waiting(2)
  await half.release()

  assert.deepEqual(await Promise.all(both), [{ released: 2 }, { released: 2 }])
  assert.deepEqual(await levels(), [
    [2, 0],
    [2, 0],
  ])
})

test('what is told of a SKU counts every location, also those that others change at the same time', async (t) => {
  const { world, id, hold, adjust, lastTold } = await shopWith(t, { hamburg: 0, leipzig: 3 })
  const orderId = id()
  await hold(orderId, 3)
  const gate = await holdRows(t, world, rows(`location = 'leipzig'`))

  const released = world.client(inventory).release({ orderId })
  await gate.waiting(1)
  const counted = adjust('hamburg', 4)
  await Promise.race([counted, gate.waiting(2).catch(() => {})])
  await gate.release()
  await Promise.all([released, counted])

  assert.equal(await lastTold(), 'in', 'three in Leipzig and four in Hamburg are more than five')
})

test('a count that is sent twice with another content at once answers what was booked', async (t) => {
  const { world, id } = await shopWith(t, { hamburg: 2, leipzig: 2 })
  const batchId = id()
  const mugs = (count: number) =>
    Array.from({ length: count }, () => ({ sku: 'mug', location: 'hamburg', delta: 1, reason: 'count' }))
  const gate = await holdRows(t, world, rows('true'))

  const first = world.client(inventory).adjust({ batchId, adjustments: mugs(2) })
  await gate.waiting(1)
  const second = world.client(inventory).adjust({ batchId, adjustments: mugs(3) })
  await gate.waiting(2)
  await gate.release()

  assert.deepEqual(await Promise.all([first, second]), [{ booked: 2 }, { booked: 2 }])
})
