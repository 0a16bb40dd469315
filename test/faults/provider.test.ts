import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { eventually, order, readyCart, shelf } from '../world/juniper.ts'
import { fillSmallShop } from '../world/small-shop.ts'
import { newWorld } from '../world/world.ts'

async function shopWith(t: TestContext) {
  const world = await newWorld(t)
  const shop = await fillSmallShop(world)
  const status = async (id: string) =>
    (await world.sql`select status, payment_status from orders.orders where id = ${id}`)[0]
  const charges = async () =>
    (await world.provider!.books()).payments.filter(({ status: each }) => each === 'succeeded')
  return { world, shop, status, charges }
}

test('F49 a provider that charges and then does not answer: the order is paid once, by the same key', async (t) => {
  const { world, shop, status, charges } = await shopWith(t)

  const open = await order(shop, await readyCart(shop, { mug: 1 }), 'k', 'test_timeout_charged')
  const order1 = await eventually(async () => {
    await world.moveTime({ seconds: 40 })
    await world.job('orders', 'finish-orders')
    const now = await status(open.body.id ?? open.body.order?.id)
    return now.status === 'PAID' ? now : null
  }, 'the sweeper finds the charge')

  assert.ok([201, 202].includes(open.status), open.text)
  assert.equal(order1.status, 'PAID')
  assert.equal((await charges()).length, 1)
})

test('F49 a provider that neither charges nor answers is asked again, and charges once', async (t) => {
  const { world, shop, status, charges } = await shopWith(t)

  const open = await order(shop, await readyCart(shop, { mug: 1 }), 'k', 'test_timeout_not_charged')
  await eventually(async () => {
    await world.moveTime({ seconds: 40 })
    await world.job('orders', 'finish-orders')
    return (await status(open.body.id)).status === 'PAID' ? true : null
  }, 'the sweeper pays')

  assert.equal((await charges()).length, 1)
})

test('F50 an error of the provider that passes does not cost the buyer his order', async (t) => {
  const { world, shop, status, charges } = await shopWith(t)

  const open = await order(shop, await readyCart(shop, { mug: 1 }), 'k', 'test_error_then_ok')
  await eventually(async () => {
    if ((await status(open.body.id)).status === 'PAID') return true
    await world.moveTime({ seconds: 10 })
    await world.job('orders', 'finish-orders')
    return null
  }, 'the order is paid')

  assert.equal((await charges()).length, 1)
})

test('a declined payment gives the goods back', async (t) => {
  const { world, shop } = await shopWith(t)

  const declined = await order(shop, await readyCart(shop, { mug: 3 }), 'k', 'test_declined')
  await world.settle()

  assert.equal(declined.status, 402)
  assert.deepEqual(await shelf(shop, 'mug'), { onHand: 20, held: 0 })
})

test('F59 an order nobody pays for expires: the goods come back, nothing is charged', async (t) => {
  const { world, shop, charges } = await shopWith(t)
  const open = await order(shop, await readyCart(shop, { mug: 3 }), 'k', 'test_requires_action')
  assert.deepEqual([open.status, open.body.payment.status], [202, 'action'])

  await world.moveTime({ hours: 2 })
  await world.job('orders', 'finish-orders')
  await world.job('orders', 'finish-orders')
  await world.settle()

  assert.deepEqual(await world.sql`select status, reason from orders.orders`, [
    { status: 'CANCELLED', reason: 'expired' },
  ])
  assert.deepEqual(await shelf(shop, 'mug'), { onHand: 20, held: 0 })
  assert.equal((await charges()).length, 0)
  assert.deepEqual(await world.sql`select order_id from orders.sagas`, [])
})
