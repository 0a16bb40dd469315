import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusalOf } from '#kernel/errors.ts'
import { paymentsWorld } from './payments.fixture.ts'

test('a plain payment is one statement and one charge', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = world.newOrder()
  world.statements.length = 0

  const outcome = await world.call.pay(world.ofOrder(orderId, 'test_ok'))

  assert.equal(outcome.status, 'succeeded')
  assert.equal(world.statements.length, 1)
  assert.equal((await world.ofProvider(orderId))?.captured, 10_000)
  assert.deepEqual(await world.changes(), [], 'the answer to pay is no news')
})

test('each method of the test provider comes out as it says', async (t) => {
  const world = await paymentsWorld(t)
  const outcomeOf = async (method: string) => {
    const { status, code } = await world.call.pay(world.ofOrder(world.newOrder(), method))
    return code === undefined ? status : `${status} ${code}`
  }

  const methods = [
    'test_ok',
    'test_declined',
    'test_insufficient_funds',
    'test_error_then_ok',
    'test_requires_action',
    'test_async_ok',
    'no_such',
  ]
  const outcomes = []
  for (const method of methods) outcomes.push(await outcomeOf(method))

  assert.deepEqual(outcomes, [
    'succeeded',
    'declined card_declined',
    'declined insufficient_funds',
    'succeeded',
    'action',
    'processing',
    'declined invalid_method',
  ])
})

test('every command bears to be sent twice', async (t) => {
  const world = await paymentsWorld(t, { link: 'loop' })

  const [paid, later] = [await world.paid(), await world.paid('test_ok', { capture: 'later' })]
  await world.call.refund({ refundId: world.newOrder(), orderId: paid, amount: 4_000 })
  await world.call.capture({ captureId: world.newOrder(), orderId: later, amount: 7_500 })
  await refusalOf(
    world.call.refund({ refundId: world.newOrder(), orderId: await world.paid('test_refund_declined'), amount: 1 }),
  )
  for (const orderId of [
    paid,
    later,
    await world.paid('test_declined'),
    await world.paid('test_requires_action'),
    world.newOrder(),
  ]) {
    await world.call.cancel({ orderId })
  }

  const { payments } = await world.provider.books()
  assert.deepEqual(
    payments.filter(({ status, captured, refunded }) => status === 'authorised' || captured !== refunded).length,
    1,
  )
})

test('two pays of one attempt at once make one row and one charge', async (t) => {
  const world = await paymentsWorld(t)

  for (let round = 0; round < 20; round++) {
    const orderId = world.newOrder()
    const request = world.ofOrder(orderId, 'test_ok')
    const [one, other] = await Promise.all([world.call.pay(request), world.call.pay(request)])
    assert.equal(one.paymentId, other.paymentId)
    assert.deepEqual([one.status, other.status], ['succeeded', 'succeeded'])
  }

  const { payments } = await world.provider.books()
  assert.equal(payments.length, 20)
  assert.equal((await world.sql`select count(*)::int as rows from payments.payments`)[0].rows, 20)
})

test('F49 a charge whose answer was lost is unknown, and asked again with the same key it is that one charge', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = world.newOrder()
  const request = world.ofOrder(orderId, 'test_timeout_charged')

  const first = await shortly(world, request)
  const again = await world.call.pay(request)

  assert.deepEqual(first, { provider: 'test', status: 'unknown' })
  assert.equal(again.status, 'succeeded')
  assert.deepEqual(
    (await world.provider.books()).payments.map(({ captured }) => captured),
    [10_000],
  )
})

test('F49 a time-out that charged nothing is unknown, and asked again with the same key it is charged once', async (t) => {
  const world = await paymentsWorld(t)
  const request = world.ofOrder(world.newOrder(), 'test_timeout_not_charged')

  const first = await shortly(world, request)
  const before = await world.provider.books()
  const again = await world.call.pay(request)

  assert.equal(first.status, 'unknown')
  assert.equal(before.payments.length, 0)
  assert.equal(again.status, 'succeeded')
  assert.equal((await world.provider.books()).payments.length, 1)
})

test('F50 a provider that is busy is left alone until its Retry-After is over', async (t) => {
  const world = await paymentsWorld(t)
  const request = world.ofOrder(world.newOrder(), 'test_busy_then_ok')

  const first = await world.call.pay(request)
  const tooSoon = await world.call.pay(request)
  await world.moveTime({ seconds: 2 })
  const again = await world.call.pay(request)

  assert.deepEqual([first.status, tooSoon.status, again.status], ['unknown', 'unknown', 'succeeded'])
})

test('F04 a crash between the yes of the provider and our row does not charge twice', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = await world.paid()
  await world.sql`delete from payments.payments`

  const again = await world.call.pay(world.ofOrder(orderId, 'test_ok'))

  assert.equal(again.status, 'succeeded')
  assert.equal((await world.provider.books()).payments.length, 1)
})

test('an order older than the life of a key is asked for by our row, and nothing is sent to the provider', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = await world.paid('test_async_ok')
  await world.provider.settle()
  await world.sql`update test_provider.payments set key = 'forgotten'`
  await world.moveTime({ days: 3 })

  const outcome = await world.call.pay(world.ofOrder(orderId, 'test_async_ok'))

  assert.equal(outcome.status, 'succeeded')
  assert.equal((await world.provider.books()).payments.length, 1)
})

test('an action tells where to go and until when, and the payment is known as soon as the shopper took it', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = world.newOrder()
  const request = world.ofOrder(orderId, 'test_requires_action')

  const outcome = await world.call.pay(request)
  await fetch(outcome.nextAction!.url, {
    method: 'POST',
    body: new URLSearchParams({ decision: 'approve' }),
    redirect: 'manual',
  })
  const after = await world.call.pay(request)

  assert.equal(outcome.status, 'action')
  assert.equal(Date.parse(outcome.expiresAt!) > world.clock.now() + 14 * 60_000, true)
  assert.equal(after.status, 'succeeded')
  assert.deepEqual(await world.changes(), [], 'who asked has the answer')
})

test('a provider that the shop does not offer is refused, and one that is down is unknown', async (t) => {
  const world = await paymentsWorld(t)
  const request = world.ofOrder(world.newOrder(), 'test_ok')

  const refusal = await refusalOf(world.call.pay({ ...request, provider: 'other' }))
  await world.sql`drop schema test_provider cascade`
  const outcome = await world.call.pay(request)

  assert.equal(refusal?.code, 'provider_unknown')
  assert.equal(outcome.status, 'unknown')
  assert.deepEqual(await world.call.providers({}), ['test'])
})

/** Pays with so little time that a silent provider is not waited for long. */
async function shortly(world: Awaited<ReturnType<typeof paymentsWorld>>, request: ReturnType<typeof world.ofOrder>) {
  const { pay } = await import('./pay.ts')
  const context = world.context('payments')
  return pay({ ...context, deadline: world.clock.now() + 1_500 }, request)
}
