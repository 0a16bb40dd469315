import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { bringUpToDate } from './apply-webhooks.ts'
import { portOf } from './context.ts'
import { type PaymentsWorld, paymentsWorld } from './payments.fixture.ts'

test('a transfer that arrives, and one that does not, become news once', async (t) => {
  const world = await paymentsWorld(t)
  const [arrived, rejected] = [await world.paid('test_async_ok'), await world.paid('test_async_declined')]

  await world.hear()
  await world.hear()

  const changes = (await world.changes()).map(({ orderId, change, status }) => [orderId, change, status])
  assert.deepEqual(
    changes.sort(),
    [
      [arrived, 'status', 'succeeded'],
      [rejected, 'status', 'declined'],
    ].sort(),
  )
  const [attempt] = await world.call.attemptsOf({ orderId: arrived })
  assert.deepEqual([attempt?.status, attempt?.captured], ['succeeded', 10_000])
})

test('F51 everything told three more times in any order changes nothing', async (t) => {
  const world = await paymentsWorld(t)
  const orders = [
    await world.paid('test_async_ok'),
    await world.paid('test_requires_action'),
    await world.paid('test_ok', { capture: 'later' }),
  ]
  const ids = await Promise.all(orders.map(async (orderId) => (await world.ofProvider(orderId))!.id))
  await world.atProvider('POST', `/v1/payments/${ids[1]}/decision`, { decision: 'approve' })
  await world.atProvider('POST', `/v1/payments/${ids[2]}/capture`, { amount: 6_000 })
  await world.atProvider('POST', `/v1/payments/${ids[2]}/refund`, { amount: 1_000 })
  await world.hear()
  const before = { changes: await world.changes(), rows: await rowsOf(world) }

  for (const seed of [1, 2, 3]) {
    await world.atProvider('POST', '/v1/webhooks/replay', { times: 3, seed })
    await world.job('payments', 'apply-webhooks')
  }

  assert.deepEqual({ changes: await world.changes(), rows: await rowsOf(world) }, before)
  assert.deepEqual(before.rows, [
    { status: 'succeeded', captured: 10_000, refunded: 0 },
    { status: 'succeeded', captured: 10_000, refunded: 0 },
    { status: 'succeeded', captured: 6_000, refunded: 1_000 },
  ])
})

test('F51 a refund told before its capture ends in the right state', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = await world.paid('test_ok', { capture: 'later' })
  const { id } = (await world.ofProvider(orderId))!
  await world.atProvider('POST', `/v1/payments/${id}/capture`, {})
  await world.atProvider('POST', `/v1/payments/${id}/refund`, { amount: 2_000 })

  await send(world, {
    id: 'evt_refund',
    type: 'payment.refunded',
    data: { payment: await world.atProvider('GET', `/v1/payments/${id}`) },
  })
  await world.job('payments', 'apply-webhooks')
  await world.hear()

  assert.deepEqual(await rowsOf(world), [{ status: 'succeeded', captured: 10_000, refunded: 2_000 }])
  assert.deepEqual(
    (await world.changes()).map(({ change, captured, refunded, refundAmount }) => [
      change,
      captured,
      refunded,
      refundAmount,
    ]),
    [
      ['captured', 10_000, 0, undefined],
      ['refunded', 10_000, 2_000, 2_000],
    ],
  )
})

test('F51 a webhook that comes before our own response writes the payment, and pay answers with it', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = world.newOrder()
  const request = world.ofOrder(orderId, 'test_timeout_charged')
  const { pay } = await import('./pay.ts')
  const first = await pay({ ...world.context('payments'), deadline: world.clock.now() + 1_500 }, request)

  await world.hear()
  const changes = await world.changes()
  const again = await world.call.pay(request)

  assert.equal(first.status, 'unknown')
  assert.deepEqual(
    changes.map(({ change, status, captured }) => [change, status, captured]),
    [['status', 'succeeded', 10_000]],
  )
  assert.deepEqual([again.status, again.paymentId], ['succeeded', changes[0]?.paymentId])
})

test('F51 a hundred webhooks of one payment at once have one effect', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = await world.paid('test_async_ok')
  await world.provider.settle()
  const payment = await world.atProvider('GET', `/v1/payments/${(await world.ofProvider(orderId))!.id}`)

  await Promise.all(
    Array.from({ length: 100 }, (_, at) =>
      send(world, { id: `evt_${at % 50}`, type: 'payment.succeeded', data: { payment } }),
    ),
  )
  await Promise.all([1, 2, 3].map(() => world.job('payments', 'apply-webhooks')))

  assert.equal((await world.changes()).length, 1)
  const [{ waiting }] =
    await world.sql`select count(*)::int as waiting from payments.webhook_events where applied_at is null`
  assert.equal(waiting, 0)
})

test('F51 ten processes that apply the same news at once tell it once', async (t) => {
  const world = await paymentsWorld(t)
  const [captured, refunded] = [await world.paid('test_ok', { capture: 'later' }), await world.paid()]
  const [one, other] = [(await world.ofProvider(captured))!.id, (await world.ofProvider(refunded))!.id]
  await world.atProvider('POST', `/v1/payments/${one}/capture`, {})
  await world.atProvider('POST', `/v1/payments/${other}/refund`, { amount: 400 })
  const context = world.context('payments')
  const port = portOf(context, 'test')!

  await Promise.all(
    Array.from({ length: 10 }, () => [one, other])
      .flat()
      .map((id) => bringUpToDate(context, port, id)),
  )

  assert.deepEqual((await world.changes()).map(({ change, refundAmount }) => [change, refundAmount]).sort(), [
    ['captured', undefined],
    ['refunded', 400],
  ])
  assert.deepEqual(await rowsOf(world), [
    { status: 'succeeded', captured: 10_000, refunded: 0 },
    { status: 'succeeded', captured: 10_000, refunded: 400 },
  ])
})

test('F59 a payment that succeeds after its order ended goes back', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = await world.paid('test_requires_action')
  await world.sql`insert into payments.ended_orders (order_id) values (${orderId})`
  await world.atProvider('POST', `/v1/payments/${(await world.ofProvider(orderId))!.id}/decision`, {
    decision: 'approve',
  })

  await world.hear()

  const payment = await world.ofProvider(orderId)
  assert.deepEqual([payment?.captured, payment?.refunded], [10_000, 10_000])
})

test('F53 what is not ours, or not as agreed, is quarantined with an alarm and changes nothing', async (t) => {
  const world = await paymentsWorld(t)
  const made = { amount: 500, currency: 'EUR', method: 'test_ok', returnUrl: 'http://shop.test/' }
  const foreign = await world.atProvider('POST', '/v1/payments', { ...made, metadata: { theirs: '1' } })
  const metadata = { orderId: world.newOrder(), attempt: '1', tag: 'forged' }
  const forged = await world.atProvider('POST', '/v1/payments', { ...made, metadata })
  const changed = (await world.ofProvider(await world.paid('test_async_ok')))!
  await world.sql`update test_provider.payments set currency = 'USD' where id = ${changed.id}`
  const gone = { ...foreign, id: 'pay_gone' }

  for (const [at, payment] of [
    foreign,
    forged,
    gone,
    await world.atProvider('GET', `/v1/payments/${changed.id}`),
  ].entries()) {
    await send(world, { id: `evt_${at}`, type: 'payment.succeeded', data: { payment } })
  }
  await world.job('payments', 'apply-webhooks')

  const events =
    await world.sql`select event_id, reason from payments.webhook_events where quarantined order by event_id`
  assert.deepEqual(
    events.map(({ reason }) => reason),
    ['unknown_payment', 'not_ours', 'unknown_payment', 'other_amount'],
  )
  assert.equal(world.logs.filter(({ level, message }) => level === 'error' && /quarantined/.test(message)).length, 4)
  assert.deepEqual(await world.changes(), [])
  assert.deepEqual(await rowsOf(world), [{ status: 'processing', captured: 0, refunded: 0 }])
})

test('a webhook whose provider does not answer waits and is applied later', async (t) => {
  const world = await paymentsWorld(t)
  await world.paid('test_async_ok')
  await world.provider.settle()
  await world.sql`alter table test_provider.payments rename to gone`
  await world.job('payments', 'apply-webhooks')
  await world.sql`alter table test_provider.gone rename to payments`

  await world.job('payments', 'apply-webhooks')
  const tooSoon = await world.changes()
  await world.moveTime({ seconds: 6 })
  await world.job('payments', 'apply-webhooks')

  assert.equal(tooSoon.length, 0)
  assert.equal((await world.changes()).length, 1)
})

test('F52 a bad, old or missing signature is refused and nothing of it is kept', async (t) => {
  const world = await paymentsWorld(t)
  const event = { id: 'evt_1', type: 'payment.succeeded', data: { payment: {} } }
  const seconds = Math.floor(world.clock.now() / 1_000)

  const answers = [
    await send(world, event, { secret: 'another' }),
    await send(world, event, { at: seconds - 301 }),
    await send(world, event, { at: seconds + 330 }),
    await send(world, event, { change: (body) => `${body} ` }),
    await world.http('POST', '/api/webhooks/test', { payload: JSON.stringify(event) }),
    await world.http('POST', '/api/webhooks/test', { payload: '', headers: { 'test-signature': 't=1,v1=' } }),
  ]

  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.code]),
    answers.map(() => [400, 'signature_invalid']),
  )
  assert.deepEqual(await world.sql`select event_id from payments.webhook_events`, [])
})

test('F52 a replayed webhook is taken and has no second effect', async (t) => {
  const world = await paymentsWorld(t)
  await world.paid('test_async_ok')
  await world.hear()
  const payment = await world.atProvider('GET', `/v1/payments/${(await world.provider.books()).payments[0]!.id}`)
  const event = { id: 'evt_same', type: 'payment.succeeded', data: { payment } }

  const answers = [await send(world, event), await send(world, event)]
  await world.job('payments', 'apply-webhooks')

  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200],
  )
  assert.equal((await world.changes()).length, 1)
})

type Sent = { secret?: string; at?: number; change?: (body: string) => string }
/** Sends an event as the provider would, or not quite. */
async function send(world: PaymentsWorld, event: object, { secret, at, change = (body) => body }: Sent = {}) {
  const body = JSON.stringify(event)
  const key = secret ?? world.secrets.key('test provider webhooks').toString('hex')
  const seconds = at ?? Math.floor(world.clock.now() / 1_000)
  const signature = `t=${seconds},v1=${createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex')}`
  return world.http('POST', '/api/webhooks/test', { payload: change(body), headers: { 'test-signature': signature } })
}

const rowsOf = (world: PaymentsWorld) =>
  world.sql`select status, captured::int, refunded::int from payments.payments order by created_at, id`
