import assert from 'node:assert/strict'
import test from 'node:test'
import { payments } from '#modules/payments/contract.ts'
import { orderingShop } from './orders.fixture.ts'

type Shop = Awaited<ReturnType<typeof orderingShop>>
/** News of the payment of an order, as payments would tell it. */
const tell = (shop: Shop, orderId: string, news: object) =>
  shop.world.tell(payments.events.PaymentChanged, {
    paymentId: '00000000-0000-7000-8000-0000000000f1',
    orderId,
    attempt: 1,
    provider: 'test',
    status: 'succeeded',
    amount: 2_490,
    currency: 'EUR',
    captured: 2_490,
    refunded: 0,
    ...news,
  } as any)
const refundOf = (amount: number, refunded: number) => ({
  change: 'refunded',
  refunded,
  refundAmount: amount,
  refundId: `00000000-0000-7000-8000-00000000${String(refunded).padStart(4, '0')}`,
})
const balances = async ({ world }: Shop) =>
  Object.fromEntries(
    (
      await world.sql`select account, sum(debit - credit)::int as sum from orders.ledger group by account order by account`
    ).map(({ account, sum }) => [account, sum]),
  )
const sums = async ({ world }: Shop) =>
  (await world.sql`select status, payment_status, captured::int, refunded::int from orders.orders`)[0]

test('money that came in for an order that had expired is booked in and out, and nobody owes anything', async (t) => {
  const shop = await orderingShop(t, 'local')
  shop.pay = async () => ({ provider: 'test', status: 'unknown' })
  const { body } = await shop.place('k1')
  await shop.world.moveTime({ minutes: 16 })
  await shop.sweep()

  await tell(shop, body.id, refundOf(2_490, 2_490))

  assert.deepEqual(await balances(shop), { provider: 0, receivable: 0 })
  assert.deepEqual(await sums(shop), {
    status: 'CANCELLED',
    payment_status: 'refunded',
    captured: 2_490,
    refunded: 2_490,
  })
})

test('what is captured in parts is booked in parts', async (t) => {
  const shop = await orderingShop(t, 'local')
  shop.pay = async () => ({ provider: 'test', status: 'authorised' })
  const { body } = await shop.place('k1')

  await tell(shop, body.id, { change: 'captured', captured: 500 })
  const first = await balances(shop)
  await tell(shop, body.id, { change: 'captured', captured: 2_490 })
  await tell(shop, body.id, { change: 'captured', captured: 2_490 })

  assert.deepEqual([first['provider'], first['receivable']], [500, 1_990])
  const { provider, receivable } = await balances(shop)
  assert.deepEqual([provider, receivable], [2_490, 0])
})

test('news of money waits until the sale is booked, so that nothing is booked twice or lost', async (t) => {
  const shop = await orderingShop(t, 'local')
  shop.pay = async () => ({ provider: 'test', status: 'processing' })
  const { body } = await shop.place('k1')

  await tell(shop, body.id, { change: 'captured' })
  await tell(shop, body.id, refundOf(490, 490))
  const before = await balances(shop)
  shop.pay = async () => ({ provider: 'test', status: 'succeeded', captured: 2_490 })
  await shop.world.sql`update orders.sagas set wake_at = banyan.now()`
  await shop.sweep()
  for (let left = 4; left > 0; left--) {
    await shop.world.moveTime({ seconds: 5 })
    await shop.world.settle()
  }

  assert.deepEqual(before, {})
  const { provider, receivable } = await balances(shop)
  assert.deepEqual([provider, receivable], [2_000, 0])
  assert.deepEqual(await sums(shop), {
    status: 'PAID',
    payment_status: 'partially_refunded',
    captured: 2_490,
    refunded: 490,
  })
})

test('an order whose payment was captured in part before it was confirmed is owed the rest', async (t) => {
  const shop = await orderingShop(t, 'local')
  shop.pay = async () => ({ provider: 'test', status: 'succeeded', captured: 500 })

  await shop.place('k1')

  const { provider, receivable } = await balances(shop)
  assert.deepEqual([provider, receivable, (await sums(shop)).captured], [500, 1_990, 500])
})
