import assert from 'node:assert/strict'
import test from 'node:test'
import { type Answer, order, readyCart, shelf } from '../world/juniper.ts'
import { holdRows } from '../world/row-lock.ts'
import { fillSmallShop } from '../world/small-shop.ts'
import { type World, newWorld } from '../world/world.ts'

/** Every session of the shop's database that begins from now on has this setting. */
async function setting(world: World, name: string, value: string): Promise<void> {
  await world.sql([
    `do $do$ begin execute format('alter database %I set ${name} = ''${value}''', current_database()); end $do$`,
  ] as never)
}
const settled = async (shop: Parameters<typeof order>[0], cart: Parameters<typeof order>[1], key: string) => {
  for (let left = 40; ; left--) {
    const answer = await order(shop, cart, key)
    const isOpen = answer.status === 503 || answer.body.code === 'idempotency_in_flight'
    if (!isOpen || left === 0) return answer
  }
}

test('F26 a count of stock that cannot have its lock is tried three times, then 503, and nothing of it was done', async (t) => {
  const world = await newWorld(t)
  await setting(world, 'lock_timeout', '100ms')
  await fillSmallShop(world)
  const held = await holdRows(t, world, `select sku from inventory.stock where sku = 'pot' for update`)
  const before = await world.sql`select sku, on_hand from inventory.stock order by sku`
  const adjust = () =>
    world.http('POST', '/api/admin/stock/adjustments', {
      as: world.administrator,
      body: { sku: 'pot', location: 'hamburg', delta: 5, reason: 'delivery' },
    })
  world.statements.length = 0

  const refused = await adjust()

  assert.deepEqual([refused.status, refused.body.code], [503, 'unavailable'], refused.text)
  assert.ok(Number(refused.headers['retry-after']) >= 1)
  assert.equal(world.statements.filter((text) => text === 'begin').length, 3)
  assert.deepEqual(await world.sql`select sku, on_hand from inventory.stock order by sku`, before)
  assert.deepEqual(await world.sql`select id from inventory.changes where booked = 1`, [], 'the key is free again')
  await held.release()
  assert.equal((await adjust()).status, 201)
})

test('F26 a database that tells buyers to try again sells what there is, exactly, and every failure says so', async (t) => {
  const world = await newWorld(t)
  await setting(world, 'default_transaction_isolation', 'serializable')
  const shop = await fillSmallShop(world, { lamp: 4 })
  const carts: Awaited<ReturnType<typeof readyCart>>[] = []
  for (let at = 0; at < 16; at++) carts.push(await readyCart(shop, { lamp: 1 }))

  const answers: Answer[] = await Promise.all(carts.map((cart, at) => settled(shop, cart, `key-${at}`)))
  await world.settle()

  const of = (status: number) => answers.filter((each) => each.status === status).length
  assert.deepEqual([of(201), of(409)], [4, 12], JSON.stringify(answers.map(({ status, body }) => [status, body.code])))
  assert.deepEqual(await shelf(shop, 'lamp'), { onHand: 0, held: 0 })
})
