import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { order, readyCart } from '../world/juniper.ts'
import { fillSmallShop } from '../world/small-shop.ts'
import { newWorld } from '../world/world.ts'

async function shopWith(t: TestContext, capture: 'now' | 'later' = 'now') {
  const world = await newWorld(t)
  const shop = await fillSmallShop(world)
  await world.http('PATCH', '/api/admin/markets/eu', { as: world.administrator, body: { capture } })
  const staff = async (path: string, body: object = {}, key = `key-${path}-${JSON.stringify(body)}`) => {
    const headers = { 'idempotency-key': Buffer.from(key).toString('base64url') }
    const answer = await world.http('POST', `/api/admin/orders/${path}`, { as: world.administrator, body, headers })
    await world.job('orders', 'finish-orders')
    await world.settle()
    return answer
  }
  const place = async (method?: string) => {
    const { body } = await order(shop, await readyCart(shop, { mug: 1 }), 'k', method)
    await world.settle()
    return body
  }
  const detail = async (id: string) =>
    (await world.http('GET', `/api/admin/orders/${id}`, { as: world.administrator })).body
  const refund = (id: string, amount: number, currency = 'EUR') =>
    staff(`${id}/refunds`, { amount: { amount, currency } }, `${id} ${amount} ${currency}`)
  return { world, staff, place, detail, refund }
}

test('B57 captured twice it is one capture; refunds before it, above what is left and of nothing are refused', async (t) => {
  const { staff, place, refund, detail } = await shopWith(t, 'later')
  const { id } = await place()

  const early = await refund(id, 499)
  const captures = [await staff(`${id}/capture`, {}, 'a'), await staff(`${id}/capture`, {}, 'b')]
  const [first, second] = [await refund(id, 500), await refund(id, 600)]
  const tooMuch = await refund(id, 591)
  const nothing = [await refund(id, 0), await refund(id, -5)]

  assert.deepEqual([early.status, early.body.code], [409, 'order_not_refundable'])
  assert.deepEqual(
    captures.map(({ status, body }) => [status, body.captured.amount]),
    [
      [200, 1_690],
      [200, 1_690],
    ],
  )
  assert.deepEqual([first.body.refunded.amount, second.body.refunded.amount], [500, 1_100])
  assert.deepEqual([tooMuch.status, tooMuch.body.code, tooMuch.body.refundable], [422, 'amount_too_high', 590])
  assert.deepEqual(
    nothing.map(({ status }) => status),
    [400, 400],
  )
  const { captured, refunded, payment } = await detail(id)
  assert.deepEqual([captured.amount, refunded.amount, payment.status], [1_690, 1_100, 'partially_refunded'])
})

test('B58 an order whose payment is on its way waits for it; the news makes it paid once, told however often', async (t) => {
  const { world, place, detail } = await shopWith(t)
  const provider = world.provider!
  provider.delayAsync(60_000)
  const heard: { payload: Buffer | string; headers: Record<string, string> }[] = []
  provider.tellBy(async (payload, headers) => {
    heard.push({ payload, headers })
    return (await world.http('POST', '/api/webhooks/test', { payload, headers })).status
  })
  const hear = async () => {
    await world.job('payments', 'apply-webhooks')
    await world.settle()
    await world.moveTime({ seconds: 2 })
    await world.job('orders', 'finish-orders')
    await world.settle()
  }
  const { id, status, payment } = await place('test_async_ok')

  await provider.settle()
  await hear()
  const paid = await detail(id)
  for (const each of [...heard, ...heard])
    assert.equal((await world.http('POST', '/api/webhooks/test', each)).status, 200)
  await hear()
  const again = await detail(id)

  assert.deepEqual(
    [status, payment.status, paid.status, paid.payment.status],
    ['PENDING', 'processing', 'PAID', 'paid'],
  )
  assert.ok(heard.length > 0)
  assert.deepEqual([again.version, again.timeline.length], [paid.version, paid.timeline.length])
})

test('B59 an order that was sent is not cancelled, and asking leaves no trace on it', async (t) => {
  const { staff, place, detail } = await shopWith(t)
  const { id } = await place()
  await staff(`${id}/fulfilments`)
  const before = await detail(id)

  const refused = await staff(`${id}/cancel`)
  const sentAgain = await staff(`${id}/fulfilments`, { carrier: 'DHL' })

  assert.deepEqual([refused.status, refused.body.code], [409, 'order_not_cancellable'])
  assert.deepEqual([sentAgain.status, sentAgain.body.code], [409, 'order_not_fulfillable'])
  assert.deepEqual(await detail(id), before)
})

test('B59 a cancellation gives back what was taken and not given back yet, and the ledger is even', async (t) => {
  const { world, staff, place, detail, refund } = await shopWith(t)
  const { id } = await place()
  await refund(id, 500)

  const cancelled = await staff(`${id}/cancel`)

  const { status, captured, refunded, payment } = await detail(id)
  assert.deepEqual([cancelled.status, status, payment.status], [200, 'CANCELLED', 'refunded'])
  assert.deepEqual([captured.amount, refunded.amount], [1_690, 1_690])
  const { operations } = await world.provider!.books()
  assert.deepEqual(operations.map(({ kind, amount }) => `${kind} ${amount}`).sort(), ['refund 1190', 'refund 500'])
  const sums = await world.sql`select account, sum(debit - credit)::int as sum from orders.ledger group by account`
  const of = Object.fromEntries(sums.map(({ account, sum }) => [account, sum]))
  assert.deepEqual(
    [of['provider'], of['receivable'], of['revenue'] + of['refunds'] + of['shipping'] + of['tax']],
    [0, 0, 0],
  )
})
