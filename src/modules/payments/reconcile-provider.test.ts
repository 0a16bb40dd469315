import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paymentsWorld } from './payments.fixture.ts'

test('F56 every difference between our books and the provider is listed once, and what is ours is taken over', async (t) => {
  const world = await paymentsWorld(t)
  const same = await world.paid()
  const lost = await world.paid()
  const changed = await world.paid()
  const ahead = await world.paid()
  await world.paid('test_declined')
  const made = { amount: 500, currency: 'EUR', method: 'test_ok', returnUrl: 'http://shop.test/', metadata: {} }
  await world.atProvider('POST', '/v1/payments', made)
  await world.sql`delete from payments.payments where order_id = ${lost}`
  await world.atProvider('POST', `/v1/payments/${(await world.ofProvider(changed))!.id}/refund`, { amount: 300 })
  await world.sql`delete from test_provider.payments where key = ${`${ahead}:1`}`

  await world.moveTime({ hours: 3 })
  for (let hour = 0; hour < 3; hour++) await world.job('payments', 'reconcile')

  const { body } = await world.http('GET', '/api/admin/payment-differences', { as: world.staff })
  const listed = body.items.map(({ kind, orderId, resolvedAt }: any) => [kind, orderId, resolvedAt !== undefined])
  const expected = [
    ['missing_here', undefined, false],
    ['missing_here', lost, true],
    ['missing_there', ahead, false],
    ['other_state', changed, true],
  ]
  assert.deepEqual(listed.map(String).sort(), expected.map(String).sort())
  assert.equal(JSON.stringify(listed).includes(same), false)
  assert.deepEqual(
    (await world.changes()).map(({ orderId, change }) => [orderId, change]).sort(),
    [
      [lost, 'status'],
      [changed, 'refunded'],
    ].sort(),
  )
})

test('an hour that the provider does not tell is asked for again', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = await world.paid()
  await world.sql`delete from payments.payments`
  await world.paid()
  await world.moveTime({ hours: 3 })
  await world.sql`alter table test_provider.payments rename to gone`
  for (let hour = 0; hour < 3; hour++) await world.job('payments', 'reconcile')
  await world.sql`alter table test_provider.gone rename to payments`

  for (let hour = 0; hour < 3; hour++) await world.job('payments', 'reconcile')

  assert.equal((await world.call.attemptsOf({ orderId }))[0]?.status, 'succeeded')
})
