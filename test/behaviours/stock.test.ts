import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { order, readyCart, shelf } from '../world/juniper.ts'
import { fillSmallShop } from '../world/small-shop.ts'
import { newWorld } from '../world/world.ts'

async function shopWith(t: TestContext, stock: Record<string, number>, capture: 'now' | 'later' = 'now') {
  const world = await newWorld(t)
  const shop = await fillSmallShop(world, stock)
  await world.http('PATCH', '/api/admin/markets/eu', { as: world.administrator, body: { capture } })
  const place = async (lines: Record<string, number>, key: string, method?: string) =>
    (await order(shop, await readyCart(shop, lines), key, method)).body
  const cancel = async (id: string) => {
    const answer = await world.http('POST', `/api/admin/orders/${id}/cancel`, { as: world.administrator, body: {} })
    await world.job('orders', 'finish-orders')
    await world.settle()
    return answer.status
  }
  const movements = async (sku: string) =>
    (await world.sql`select kind, delta from inventory.movements where sku = ${sku} order by id`).map(
      ({ kind, delta }) => `${kind} ${delta}`,
    )
  return { world, shop, place, cancel, movements, lookAt: (sku: string) => shelf(shop, sku) }
}

test('B50 what is on hand cannot fall below nothing, whoever asks', async (t) => {
  const { world, lookAt } = await shopWith(t, { mug: 20 })
  const adjust = (body: object) =>
    world.http('POST', '/api/admin/stock/adjustments', {
      as: world.administrator,
      body: { sku: 'mug', location: 'hamburg', reason: 'loss', ...body },
    })

  const [loss, count] = [await adjust({ delta: -21 }), await adjust({ setTo: -1 })]
  const byHand = world.sql`update inventory.stock set on_hand = -1 where sku = 'mug'`

  assert.deepEqual([loss.status, loss.body.code, count.status], [409, 'below_held', 400])
  await assert.rejects(byHand, (error: any) => error.constraint === 'stock_covers_holds')
  assert.deepEqual(await lookAt('mug'), { onHand: 20, held: 0 })
})

test('B52 an order holds, its payment sells, its cancellation gives back: 100, two sold, two returned', async (t) => {
  const { world, place, cancel, movements, lookAt } = await shopWith(t, { mug: 100 })

  const waiting = await place({ mug: 2 }, 'k1', 'test_requires_action')
  const held = await lookAt('mug')
  await cancel(waiting.id)
  const released = await lookAt('mug')
  const paid = await place({ mug: 2 }, 'k2')
  await world.settle()
  const sold = await lookAt('mug')
  await cancel(paid.id)

  assert.deepEqual(
    [held, released, sold, await lookAt('mug')],
    [
      { onHand: 100, held: 2 },
      { onHand: 100, held: 0 },
      { onHand: 98, held: 0 },
      { onHand: 100, held: 0 },
    ],
  )
  assert.deepEqual(await movements('mug'), ['adjusted 100', 'sold -2', 'returned 2'])
})

test('B53 to authorise and then to capture sells once; to cancel gives back what this order had and no more', async (t) => {
  const { world, place, cancel, movements, lookAt } = await shopWith(t, { mug: 10 }, 'later')
  const [first, second] = [await place({ mug: 3 }, 'k1'), await place({ mug: 1 }, 'k2')]
  await world.settle()

  const captured = await world.http('POST', `/api/admin/orders/${first.id}/capture`, {
    as: world.administrator,
    body: {},
    headers: { 'idempotency-key': 'capture' },
  })
  await world.settle()
  const cancelled = [await cancel(second.id), await cancel(second.id)]

  assert.deepEqual([first.payment.status, captured.status, cancelled], ['authorised', 200, [200, 200]])
  assert.deepEqual(await movements('mug'), ['adjusted 10', 'sold -3', 'sold -1', 'returned 1'])
  assert.deepEqual(await lookAt('mug'), { onHand: 7, held: 0 })
})

test('B55 one thing on two lines counts together, and what other orders hold is not there', async (t) => {
  const { world, shop, place, lookAt } = await shopWith(t, { mug: 5 })
  const add = (cart: { id: string; token: string }, quantity: number, metadata: object) =>
    world.http('POST', `/api/carts/${cart.id}/lines`, {
      headers: { 'cart-token': cart.token },
      body: { variantId: shop.variants['mug'], quantity, metadata },
    })
  const cart = (await world.http('POST', '/api/carts', { body: {} })).body
  await add(cart, 3, { name: 'Ada' })

  const tooMany = await add(cart, 3, { name: 'Bob' })
  await place({ mug: 3 }, 'k', 'test_requires_action')
  const other = (await world.http('POST', '/api/carts', { body: {} })).body
  const held = await add(other, 3, {})
  await order(shop, await readyCart(shop, { mug: 1 }), 'k')

  assert.deepEqual([tooMany.status, tooMany.body.code, tooMany.body.available], [409, 'out_of_stock', 5])
  assert.deepEqual([held.status, held.body.available], [409, 2])
  assert.deepEqual(await lookAt('mug'), { onHand: 5, held: 4 })
})
