import assert from 'node:assert/strict'
import test from 'node:test'
import { UnknownOutcome } from '#kernel/errors.ts'
import { orders } from './contract.ts'
import { orderingShop, soldOut } from './orders.fixture.ts'

test('an order that is held and paid is answered with 201, in at most four statements', async (t) => {
  const { world, place } = await orderingShop(t, 'local')
  await place('warm-up-of-the-server', { cartId: world.process.options.ids.next() })
  world.statements.length = 0

  const { status, body } = await place('k1')

  assert.equal(status, 201)
  assert.equal(body.status, 'PAID')
  assert.deepEqual(body.totals.total, { amount: 2_490, currency: 'EUR' })
  assert.match(body.number, /^[0-9A-HJKMNP-TV-Z]{8}$/)
  assert.equal(world.statements.length, 2)
  assert.deepEqual(await world.sql`select * from orders.sagas`, [])
})

test('B46 the same key gets the same bytes, another body under it is refused', async (t) => {
  const { place } = await orderingShop(t)
  const first = await place('k1')

  const again = await place('k1')
  const other = await place('k1', { payment: { provider: 'test', method: 'test_declined' } })

  assert.equal(again.text, first.text)
  assert.equal(again.headers['idempotent-replayed'], 'true')
  assert.deepEqual([other.status, other.body.code], [422, 'idempotency_key_reused'])
})

test('eight keys on one cart make one order, the others are told which', async (t) => {
  const { world, place } = await orderingShop(t, 'local')

  const answers = await Promise.all(Array.from({ length: 8 }, (_, at) => place(`k${at}`)))

  const made = answers.filter(({ status }) => status === 201)
  const told = answers.filter(({ body }) => body.code === 'cart_closed')
  assert.deepEqual([made.length, told.length], [1, 7])
  assert.deepEqual(new Set(told.map(({ body }) => body.order.id)), new Set([made[0]!.body.id]))
  assert.equal((await world.sql`select id from orders.orders`).length, 1)
})

test('B46 four twins with one key make one order; who comes too early is told to wait', async (t) => {
  const { world, place } = await orderingShop(t, 'local')

  const answers = await Promise.all(Array.from({ length: 4 }, () => place('k1')))

  assert.equal((await world.sql`select id from orders.orders`).length, 1)
  for (const { status, body } of answers)
    assert.ok(status === 201 || body.code === 'idempotency_in_flight', JSON.stringify(body))
})

test('B60 a declined payment is final for the order, and the cart can be ordered again', async (t) => {
  const shop = await orderingShop(t)
  shop.pay = async () => ({ provider: 'test', status: 'declined', code: 'card_declined' })
  const declined = await shop.place('k1')
  shop.pay = async () => ({ provider: 'test', status: 'succeeded' })

  const again = await shop.place('k1')
  const next = await shop.place('k2')

  assert.deepEqual(
    [declined.status, declined.body.code, declined.body.order.status],
    [402, 'payment_declined', 'PAYMENT_FAILED'],
  )
  assert.equal(again.text, declined.text)
  assert.equal(next.status, 201)
  assert.equal((await shop.world.events(orders.events.PaymentFailed)).length, 1)
})

test('sold out is told before anything is charged, kept for the key, and remembered for a second', async (t) => {
  const shop = await orderingShop(t)
  shop.hold = soldOut
  const refused = await shop.place('k1')
  const rush = await shop.place('k2')

  const again = await shop.place('k1')
  await shop.world.moveTime({ seconds: 2 })
  shop.hold = async () => ({ held: 2 })
  const later = await shop.place('k3')

  assert.deepEqual(
    [refused.status, refused.body.code, refused.body.lines],
    [409, 'out_of_stock', [{ sku: 'mug', wanted: 2, available: 1 }]],
  )
  assert.equal(again.text, refused.text)
  assert.equal(rush.body.code, 'out_of_stock')
  assert.equal(new Set(shop.paid).size, 1)
  assert.equal(later.status, 201)
  assert.deepEqual(await shop.world.sql`select status, reason from orders.orders order by placed_at`, [
    { status: 'CANCELLED', reason: 'out_of_stock' },
    { status: 'PAID', reason: null },
  ])
})

test('F49 a provider that does not answer leaves a pending order, which the sweeper pays by the same key', async (t) => {
  const shop = await orderingShop(t, 'local')
  shop.pay = () => Promise.reject(new UnknownOutcome('no answer'))
  const open = await shop.place('k1')
  shop.pay = async () => ({ provider: 'test', status: 'succeeded' })

  await shop.world.moveTime({ seconds: 3 })
  await shop.sweep()
  const now = await shop.place('k1')

  assert.deepEqual([open.status, open.body.status], [202, 'PENDING'])
  assert.deepEqual([now.status, now.body.status, now.body.id], [201, 'PAID', open.body.id])
  assert.deepEqual(new Set(shop.paid), new Set([`${open.body.id}:1`]))
})

test('F59 B60 an order that is not paid in time expires: closed first, then the money, then the hold', async (t) => {
  const shop = await orderingShop(t, 'local')
  shop.pay = async () => ({ provider: 'test', status: 'unknown' })
  const open = await shop.place('k1')

  await shop.world.moveTime({ minutes: 16 })
  await shop.sweep()
  const between = await shop.world.sql`select status, reason from orders.orders`
  await shop.sweep()

  assert.deepEqual(between, [{ status: 'CANCELLED', reason: 'expired' }])
  assert.deepEqual([shop.cancelled, shop.released], [[open.body.id], [open.body.id]])
  assert.deepEqual(await shop.world.sql`select * from orders.sagas`, [])
  assert.equal((await shop.world.events(orders.events.OrderCancelled))[0]?.reason, 'expired')
})

test('F10 F11 who lost the fence cannot write: a slow payment finds the order already paid by the sweeper', async (t) => {
  const shop = await orderingShop(t, 'local')
  const slow = Promise.withResolvers<unknown>()
  shop.pay = () => slow.promise
  const answer = shop.place('k1')
  while (shop.paid.length === 0) await new Promise((later) => setImmediate(later))

  shop.pay = async () => ({ provider: 'test', status: 'succeeded' })
  await shop.world.sql`update orders.sagas set wake_at = banyan.now()`
  await shop.sweep()
  slow.resolve({ provider: 'test', status: 'declined', code: 'late' })

  assert.equal((await answer).status, 201)
  assert.equal((await shop.world.events(orders.events.PaymentProcessed)).length, 1)
  assert.equal((await shop.world.events(orders.events.PaymentFailed)).length, 0)
})

test('an order that ended unpaid answers its key with the same bytes each time, to twins as well', async (t) => {
  const shop = await orderingShop(t)
  shop.pay = async () => ({
    provider: 'test',
    status: 'action',
    nextAction: { type: 'redirect', url: 'http://bank.test' },
  })
  await shop.place('k1')
  await shop.world.moveTime({ minutes: 30 })
  await shop.sweep()

  const twins = await Promise.all([shop.place('k1'), shop.place('k1'), shop.place('k1')])
  await shop.sweep()
  await shop.world.sql`update orders.orders set payment_status = 'voided'`
  const later = await shop.place('k1')

  assert.deepEqual([later.status, later.body.code], [409, 'order_cancelled'])
  assert.deepEqual(new Set([...twins, later].map(({ text }) => text)).size, 1)
})

test('who was overtaken by the sweeper answers what the sweeper kept, byte for byte', async (t) => {
  const shop = await orderingShop(t, 'local')
  const slow = Promise.withResolvers<unknown>()
  shop.pay = () => slow.promise
  const first = shop.place('k1')
  while (shop.paid.length === 0) await new Promise((later) => setImmediate(later))

  shop.pay = async () => ({ provider: 'test', status: 'declined', code: 'card_declined' })
  await shop.world.sql`update orders.sagas set wake_at = banyan.now()`
  await shop.sweep()
  slow.resolve({ provider: 'test', status: 'declined', code: 'card_declined' })

  assert.equal((await first).status, 402)
  assert.equal((await shop.place('k1')).text, (await first).text)
})

test('the ledger of a paid order sums to zero and says what was earned', async (t) => {
  const { world, place } = await orderingShop(t)

  await place('k1')

  const entries = await world.sql`select account, debit::int, credit::int from orders.ledger order by id`
  assert.deepEqual(entries, [
    { account: 'receivable', debit: 2_490, credit: 0 },
    { account: 'revenue', debit: 0, credit: 1_681 },
    { account: 'shipping', debit: 0, credit: 412 },
    { account: 'tax', debit: 0, credit: 397 },
    { account: 'provider', debit: 2_490, credit: 0 },
    { account: 'receivable', debit: 0, credit: 2_490 },
  ])
})

test('F63 B46 a total that the buyer did not see is refused with the one there is', async (t) => {
  const { place, world } = await orderingShop(t)

  const { status, body } = await place('k1', { expectedTotal: { amount: 2_000, currency: 'EUR' } })

  assert.deepEqual([status, body.code, body.totals.total.amount], [409, 'total_changed', 2_490])
  assert.equal((await world.sql`select id from orders.orders`).length, 0)
})

test('B39 an incomplete cart says what is missing', async (t) => {
  const shop = await orderingShop(t)
  shop.missing = ['email', 'shippingAddress']

  const { status, body } = await shop.place('k1')

  assert.deepEqual([status, body.code, body.missing], [422, 'cart_incomplete', ['email', 'shippingAddress']])
})

test('B12 a free order needs no provider', async (t) => {
  const shop = await orderingShop(t)
  const free = { subtotal: 0, discount: 0, shipping: 0, tax: 0, total: 0 }
  shop.snapshot = {
    ...shop.snapshot,
    totals: free,
    taxLines: [],
    lines: shop.snapshot.lines.map((line) => ({ ...line, unitPrice: 0, total: 0, net: 0, tax: 0 })),
  }

  const { status, body } = await shop.place('k1')

  assert.deepEqual([status, body.payment.status, shop.paid], [201, 'none', []])
})
