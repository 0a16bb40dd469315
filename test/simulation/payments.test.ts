import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fate } from './operation.ts'
import { ask } from './people.ts'
import { beat } from './rest.ts'
import { type Scenario, scenario } from './scenario.ts'
import { tellShop } from './webhooks.ts'

const route = 'POST /api/webhooks/test'

const orderIn = async (sim: Scenario) =>
  (await sim.sql('select id, status, captured, refunded, payment_status from orders.orders'))[0]
const charges = (sim: Scenario) => sim.world.provider.payments.filter(({ captured }) => captured > 0)
const capture = (sim: Scenario, id: string, key: string) =>
  sim.ask('staff', {
    route: 'POST /api/admin/orders/{id}/capture',
    params: { id },
    headers: { 'idempotency-key': key },
    as: sim.staff,
  })

const silences: [string, Partial<Fate>][] = [
  ['the charge was done', { loss: 'answer' }],
  ['nothing was done', { loss: 'request' }],
  ['it is done long after everybody gave up', { loss: 'late', lossMs: 4_000, thereMs: 20_000 }],
]
for (const [how, fate] of silences) {
  test(`F49 the provider does not answer, and ${how}: exactly one charge`, async (t) => {
    const sim = await scenario(t, 'replicas')
    sim.when({ what: 'pay at provider' }, fate)

    const first = await sim.place(sim.order())
    await sim.rest()

    assert.equal(first.status, 202)
    assert.deepEqual(
      charges(sim).map(({ captured }) => captured),
      [1_690],
    )
    assert.equal((await orderIn(sim)).status, 'PAID')
  })
}

for (const front of ['error_before', 'error_after'] as const) {
  test(`F50 the provider says 500 (${front}) and then yes: one charge, in the same request`, async (t) => {
    const sim = await scenario(t, 'one')
    sim.when({ what: 'pay at provider' }, { front })

    const first = await sim.place(sim.order())
    await sim.rest()

    assert.equal(first.status, 201)
    assert.equal(charges(sim).length, 1)
  })
}

test('F50 the provider says 429: nothing is sent before its Retry-After is over, and then it is paid once', async (t) => {
  const sim = await scenario(t, 'one')
  sim.when({ what: 'pay at provider' }, { front: 'busy' })
  const asked: number[] = []
  sim.when({ what: 'pay at provider', times: Infinity }, () => void asked.push(sim.world.scheduler.now()))

  const first = await sim.place(sim.order())
  const busyAt = sim.world.scheduler.now()
  for (let tries = 4; tries > 0; tries--) await sim.job('orders/finish-orders')
  await sim.rest()

  assert.equal(first.status, 202)
  assert.ok(asked.length > 0 && asked.every((at) => at >= busyAt + 1_900), `${asked} after ${busyAt}`)
  assert.equal(charges(sim).length, 1)
})

test('F51 news before our own answer, a hundred times at once: one effect', async (t) => {
  const sim = await scenario(t, 'replicas')
  sim.when({ what: 'pay at provider' }, { backMs: 3_000 })
  const placed = sim.send(sim.order())
  await sim.pass(1_000)
  const { body: raw, headers } = sim.world.provider.letterOf(sim.world.provider.news[0]!)

  const told = await sim.until(
    Promise.all(Array.from({ length: 100 }, () => ask(sim.world, 'provider', { route, raw, headers }))),
  )
  beat(sim.world, 'payments/apply-webhooks')
  const first = await sim.until(placed)
  await sim.rest()

  assert.ok(told.every(({ status }) => status === 200))
  assert.ok(first.status === 201 || first.status === 202, first.text)
  assert.equal(charges(sim).length, 1)
  assert.equal((await sim.sql(`select from orders.ledger where account = 'provider'`)).length, 1)
})

test('F51 news of a refund comes before that of the capture: the sums are right in the end', async (t) => {
  const sim = await scenario(t, 'one')
  sim.world.onNews = null
  await sim.place(sim.order({ market: 'later' }))
  await sim.pass(500)
  const { id, amount } = sim.world.provider.payments[0]!
  const onItsPages = (kind: string, sum: number) =>
    sim.world.provider.answer({
      method: 'POST',
      path: `/v1/payments/${id}/${kind}`,
      headers: { 'idempotency-key': `${kind} by hand` },
      body: JSON.stringify({ amount: sum }),
    })
  onItsPages('capture', amount)
  onItsPages('refund', 500)

  for (const news of sim.world.provider.news.toReversed()) {
    await sim.until(tellShop(sim.world, news))
    await sim.job('payments/apply-webhooks')
  }
  await sim.rest()

  const { captured, refunded } = await orderIn(sim)
  assert.deepEqual([captured, refunded], [amount, 500])
})

test('F54 a capture that fails after the goods were sold is tried again by its key, and the goods stay sold', async (t) => {
  const sim = await scenario(t, 'one')
  await sim.place(sim.order({ market: 'later' }))
  await sim.pass(500)
  const { id, payment_status: before } = await orderIn(sim)
  sim.when({ what: 'capture at provider', times: 3 }, { loss: 'answer' })

  await capture(sim, id, 'c1')
  await sim.rest()

  assert.equal(before, 'authorised')
  const { captured, payment_status: after } = await orderIn(sim)
  assert.deepEqual([after, captured], ['paid', sim.world.provider.payments[0]!.amount])
  assert.equal(sim.world.provider.moves.size, 1)
})

test('F54 a capture that the provider declines is flagged for an operator, and the goods stay sold', async (t) => {
  const sim = await scenario(t, 'one')
  await sim.place(sim.order({ market: 'later', method: 'test_capture_declined' }))
  await sim.pass(500)
  const { id } = await orderIn(sim)

  await capture(sim, id, 'c1')
  await sim.rest()

  assert.ok(sim.world.logs.some(({ level, message }) => level === 'error' && /declined to capture/.test(message)))
  assert.deepEqual(await sim.sql('select state from inventory.holds'), [{ state: 'sold' }])
  assert.equal((await orderIn(sim)).status, 'PAID')
})

test('F59 the order expires while it is paid: cancelled, the money goes back, then the goods', async (t) => {
  const sim = await scenario(t, 'replicas')
  sim.when({ what: 'pay at provider' }, { loss: 'late', lossMs: 4_000, thereMs: 16 * 60_000 })
  await sim.place(sim.order())
  sim.when({ what: 'pay at provider', times: Infinity }, { loss: 'request' })
  sim.world.scheduler.leap(15.5 * 60_000)
  await sim.job('orders/finish-orders')
  await sim.job('orders/finish-orders')
  await sim.pass(120_000)
  await sim.rest()

  const { status, captured, refunded } = await orderIn(sim)
  assert.equal(status, 'CANCELLED')
  assert.equal(captured, refunded)
  assert.deepEqual(
    sim.world.provider.payments.map((each) => each.captured - each.refunded),
    [0],
  )
  assert.deepEqual(await sim.sql('select state from inventory.holds'), [{ state: 'released' }])
})

test('a refund that is declined for an order that ended is told to an operator, asked ever more seldom, and holds no goods', async (t) => {
  const sim = await scenario(t, 'one')
  await sim.place(sim.order({ method: 'test_refund_declined' }))
  const { id } = await orderIn(sim)
  const cancelled = await sim.ask('staff', {
    route: 'POST /api/admin/orders/{id}/cancel',
    params: { id },
    headers: { 'idempotency-key': 'cancel-1' },
    as: sim.staff,
    body: {},
  })
  assert.equal(cancelled.status, 200, cancelled.text)

  for (let hours = 0; hours < 24; hours++) {
    sim.world.scheduler.leap(3_600_000)
    await sim.job('orders/finish-orders')
  }

  const told = sim.world.logs.filter(({ level, message }) => level === 'error' && /is not back/.test(message))
  const [order] = await sim.sql('select number from orders.orders')
  const [saga] = await sim.sql('select attempts from orders.sagas')
  assert.deepEqual(new Set(told.map(({ fields }) => fields.number)), new Set([order.number]))
  assert.deepEqual(await sim.sql('select state from inventory.holds'), [{ state: 'returned' }])
  assert.ok(saga.attempts >= 12 && saga.attempts <= 15, `${saga.attempts} tries in a day`)
})
