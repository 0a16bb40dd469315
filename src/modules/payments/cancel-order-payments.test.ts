import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paymentsWorld } from './payments.fixture.ts'

test('what was captured is refunded in full, what was authorised is voided, what was declined stays', async (t) => {
  const world = await paymentsWorld(t)
  const orders = {
    captured: await world.paid(),
    authorised: await world.paid('test_ok', { capture: 'later' }),
    declined: await world.paid('test_declined'),
    action: await world.paid('test_requires_action'),
    processing: await world.paid('test_async_ok'),
  }

  const answers: Record<string, string> = {}
  for (const [name, orderId] of Object.entries(orders)) answers[name] = (await world.call.cancel({ orderId })).status

  assert.deepEqual(answers, {
    captured: 'refunded',
    authorised: 'voided',
    declined: 'none',
    action: 'voided',
    processing: 'voided',
  })
  const { payments } = await world.provider.books()
  assert.deepEqual(
    payments.map(({ status, captured, refunded }) => [status, captured - refunded]),
    [
      ['succeeded', 0],
      ['voided', 0],
      ['declined', 0],
      ['voided', 0],
      ['voided', 0],
    ],
  )
  const changes = await world.changes()
  assert.deepEqual(
    changes.map(({ change, orderId }) => [change, orderId]),
    [
      ['refunded', orders.captured],
      ['voided', orders.authorised],
      ['voided', orders.action],
      ['voided', orders.processing],
    ],
  )
})

test('B59 a cancel gives back only what was captured and not refunded yet', async (t) => {
  const world = await paymentsWorld(t)
  const [refunded, partly] = [await world.paid(), await world.paid('test_ok', { capture: 'later' })]
  await world.call.refund({ refundId: world.newOrder(), orderId: refunded, amount: 2_500 })
  await world.call.capture({ captureId: world.newOrder(), orderId: partly, amount: 5_000 })

  await world.call.cancel({ orderId: refunded })
  await world.call.cancel({ orderId: partly })

  assert.deepEqual(
    (await world.changes()).filter(({ change }) => change === 'refunded').map(({ refundAmount }) => refundAmount),
    [2_500, 7_500, 5_000],
  )
  const { payments } = await world.provider.books()
  assert.deepEqual(
    payments.map(({ captured, refunded: back, released }) => [captured, back, released]),
    [
      [10_000, 10_000, false],
      [5_000, 5_000, true],
    ],
  )
})

test('ten cancels at once refund once', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = await world.paid()

  const answers = await Promise.all(Array.from({ length: 10 }, () => world.call.cancel({ orderId })))

  assert.deepEqual(
    [...new Set(answers.map(({ status }) => status))].filter((status) => status !== 'unknown'),
    ['refunded'],
  )
  assert.equal((await world.call.cancel({ orderId })).status, 'refunded')
  assert.equal((await world.provider.books()).operations.length, 1)
  assert.equal((await world.changes()).length, 1)
})

test('a charge that only the provider knows of is found by its key and refunded', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = await world.paid()
  await world.sql`delete from payments.payments`

  const { status } = await world.call.cancel({ orderId })

  assert.equal(status, 'refunded')
  assert.equal((await world.ofProvider(orderId))?.refunded, 10_000)
})

test('an order that ended is not charged by a pay that comes later', async (t) => {
  const world = await paymentsWorld(t)
  const orders = { now: world.newOrder(), later: world.newOrder() }
  for (const orderId of Object.values(orders)) await world.call.cancel({ orderId })

  const now = await world.call.pay(world.ofOrder(orders.now, 'test_ok'))
  const later = await world.call.pay(world.ofOrder(orders.later, 'test_ok', { capture: 'later' }))

  assert.deepEqual([now.status, later.status], ['voided', 'voided'])
  const { payments } = await world.provider.books()
  assert.deepEqual(
    payments.map(({ status, captured, refunded }) => [status, captured - refunded]),
    [
      ['succeeded', 0],
      ['voided', 0],
    ],
  )
})

test('F59 a pay and a cancel at once leave nothing charged, whoever is first', async (t) => {
  const world = await paymentsWorld(t)

  for (let round = 0; round < 20; round++) {
    const orderId = world.newOrder()
    const pay = world.call.pay(world.ofOrder(orderId, 'test_ok'))
    await Promise.all([pay, world.call.cancel({ orderId })])
    await world.call.cancel({ orderId })
  }

  const { payments } = await world.provider.books()
  assert.equal(payments.length, 20)
  assert.deepEqual(
    payments.filter(({ captured, refunded }) => captured !== refunded),
    [],
  )
})

test('F59 a charge that arrives after its order ended without a trace is found ten minutes later', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = world.newOrder()
  const { status } = await world.call.cancel({ orderId })
  const { referenceOf } = await import('./payment.ts')
  const tag = referenceOf(world.secrets, { orderId, attempt: 1, amount: 700, currency: 'EUR' }).tag
  const late = {
    amount: 700,
    currency: 'EUR',
    method: 'test_ok',
    returnUrl: 'http://shop.test/',
    metadata: { orderId, attempt: '1', tag },
  }
  await world.atProvider('POST', '/v1/payments', late, `${orderId}:1`)

  await world.moveTime({ minutes: 11 })
  await world.runDue()

  assert.equal(status, 'none')
  assert.equal((await world.ofProvider(orderId))?.refunded, 700)
})

test('a provider that cannot be asked makes the answer unknown, and asked again it is done', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = await world.paid()
  await world.sql`alter table test_provider.operations rename to gone`

  const first = await world.call.cancel({ orderId })
  await world.sql`alter table test_provider.gone rename to operations`
  const again = await world.call.cancel({ orderId })

  assert.deepEqual([first.status, again.status], ['unknown', 'refunded'])
  assert.equal((await world.ofProvider(orderId))?.refunded, 10_000)
})
