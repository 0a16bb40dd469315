import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paymentsWorld } from './payments.fixture.ts'

test('staff see the payments of an order with every capture and refund, and page through all of them', async (t) => {
  const world = await paymentsWorld(t)
  const [orderId] = [
    await world.paid('test_ok', { capture: 'later' }),
    await world.paid(),
    await world.paid('test_declined'),
  ]
  await world.call.capture({ captureId: world.newOrder(), orderId, amount: 6_000 })
  await world.call.refund({ refundId: world.newOrder(), orderId, amount: 1_000, reason: 'scratched' })
  const read = async (path: string) => (await world.http('GET', path, { as: world.staff })).body

  const ofOrder = await read(`/api/admin/payments?orderId=${orderId}`)
  const detail = await read(`/api/admin/payments/${ofOrder.items[0].id}`)
  const first = await read('/api/admin/payments?limit=2')
  const second = await read(`/api/admin/payments?limit=2&after=${encodeURIComponent(first.next)}`)

  assert.equal(ofOrder.items.length, 1)
  assert.deepEqual(
    [detail.status, detail.captured, detail.refunded],
    ['succeeded', { amount: 6_000, currency: 'EUR' }, { amount: 1_000, currency: 'EUR' }],
  )
  assert.deepEqual(
    detail.movements.map(({ kind, amount, status, reason }: any) => [kind, amount.amount, status, reason]),
    [
      ['capture', 6_000, 'succeeded', undefined],
      ['refund', 1_000, 'succeeded', 'scratched'],
    ],
  )
  assert.deepEqual(
    [...first.items, ...second.items].map(({ status }) => status),
    ['declined', 'succeeded', 'succeeded'],
  )
  assert.equal(second.next, undefined)
})

test('what was put aside is listed, and tried again when an administrator says so', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = await world.paid('test_async_ok')
  await world.sql`update test_provider.payments set currency = 'USD'`
  await world.hear()

  const { body } = await world.http('GET', '/api/admin/webhook-events', { as: world.staff })
  await world.sql`update test_provider.payments set currency = 'EUR'`
  const retry = `/api/admin/webhook-events/test/${body.items[0].eventId}/retry`
  const answers = [
    await world.http('POST', retry, { as: world.administrator }),
    await world.http('POST', retry, { as: world.administrator }),
  ]
  await world.job('payments', 'apply-webhooks')

  assert.deepEqual([body.items.length, body.items[0].reason], [1, 'other_amount'])
  assert.deepEqual(
    answers.map(({ status }) => status),
    [202, 404],
  )
  assert.equal((await world.call.attemptsOf({ orderId }))[0]?.status, 'succeeded')
})

test('nobody but staff sees payments', async (t) => {
  const world = await paymentsWorld(t)
  const paths = [
    '/api/admin/payments',
    `/api/admin/payments/${world.newOrder()}`,
    '/api/admin/webhook-events',
    '/api/admin/payment-differences',
  ]

  for (const path of paths) {
    assert.equal((await world.http('GET', path)).status, 401)
    assert.equal((await world.http('GET', path, { as: world.customer(world.newOrder()) })).status, 403)
  }
  assert.equal((await world.http('GET', `/api/admin/payments/${world.newOrder()}`, { as: world.staff })).status, 404)
})
