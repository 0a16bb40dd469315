import assert from 'node:assert/strict'
import test from 'node:test'
import { order, readyCart } from '../world/juniper.ts'
import { fillSmallShop } from '../world/small-shop.ts'
import { newWorld } from '../world/world.ts'

test('a market that charges later: the order is paid by authorisation, and the money is booked when it is captured', async (t) => {
  const world = await newWorld(t)
  const shop = await fillSmallShop(world)
  const market = (body: object) => world.http('PATCH', '/api/admin/markets/eu', { as: world.administrator, body })
  assert.equal((await market({ capture: 'later' })).status, 200)

  const placed = await order(shop, await readyCart(shop, { mug: 1 }), 'k')
  await world.settle()
  const before = await world.sql`select entry, sum(debit)::int as debit from orders.ledger group by entry`
  const captured = await world.http('POST', `/api/admin/orders/${placed.body.id}/capture`, {
    as: world.administrator,
    body: {},
    headers: { 'idempotency-key': 'capture-k' },
  })
  await world.settle()

  assert.deepEqual([placed.status, placed.body.status, placed.body.payment.status], [201, 'PAID', 'authorised'])
  assert.deepEqual(before, [{ entry: 'sale', debit: 1_690 }])
  assert.deepEqual([captured.status, captured.body.captured.amount], [200, 1_690])
  const after =
    await world.sql`select account, sum(debit - credit)::int as sum from orders.ledger group by account order by 1`
  assert.deepEqual(Object.fromEntries(after.map(({ account, sum }) => [account, sum]))['provider'], 1_690)
  const [now] = await world.sql`select payment_status, captured::int from orders.orders`
  assert.deepEqual(now, { payment_status: 'paid', captured: 1_690 })
})

test('an authorised order that is cancelled is voided, and nothing was ever taken', async (t) => {
  const world = await newWorld(t)
  const shop = await fillSmallShop(world)
  await world.http('PATCH', '/api/admin/markets/eu', { as: world.administrator, body: { capture: 'later' } })
  const placed = await order(shop, await readyCart(shop, { mug: 1 }), 'k')

  await world.http('POST', `/api/orders/${placed.body.id}/cancel`, { headers: { 'order-token': placed.body.token } })
  await world.job('orders', 'finish-orders')
  await world.settle()

  const [now] = await world.sql`select status, payment_status, captured::int from orders.orders`
  assert.deepEqual(now, { status: 'CANCELLED', payment_status: 'voided', captured: 0 })
  const books =
    await world.sql`select account, sum(debit - credit)::int as sum from orders.ledger group by account order by 1`
  assert.deepEqual(new Set(books.map(({ sum }) => sum)), new Set([0]), 'what was booked as sold is booked back')
})
