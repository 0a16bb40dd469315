import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fate } from './operation.ts'
import { type Scenario, scenario } from './scenario.ts'
import type { Keyed } from './work.ts'

const paid = [{ status: 'PAID', captured: 1_690 }]
const ordersOf = (sim: Scenario) => sim.sql('select status, captured from orders.orders order by placed_at')
const sold = (sim: Scenario) =>
  sim.sql(`select reference, count(*)::int as times from inventory.movements where kind = 'sold' group by reference`)

/** One order during which a step meets its fate; then the dead live again, and the same key is sent once more. */
async function interrupted(sim: Scenario, what: string, fate: Partial<Fate>, method = 'test_ok'): Promise<Keyed> {
  const met = sim.when({ what }, fate)
  const order = sim.order({ method })
  await sim.place(order)
  await sim.pass(1_000)
  assert.ok(met() > 0, `the step "${what}" never came:\n${sim.world.history.join('\n')}`)
  await sim.rest()
  return order
}

test('F01 a crash before the order is accepted leaves no order, and the same key makes one', async (t) => {
  const sim = await scenario(t, 'one')
  sim.when({ what: 'accept' }, { crash: 'dropped' })
  const order = sim.order()

  const first = await sim.place(order)
  const before = [await ordersOf(sim), await sim.sql('select order_id from inventory.holds')]
  await sim.rest()

  assert.equal(first.status, 0)
  assert.deepEqual(before, [[], []])
  assert.deepEqual(await ordersOf(sim), paid)
})

test('F02 a crash after the order was accepted: the same key gets the same order', async (t) => {
  const sim = await scenario(t, 'one')
  const order = sim.order()
  sim.when({ what: 'accept' }, { crash: 'after' })
  await sim.place(order)
  const [{ id }] = await sim.sql('select id from orders.orders')

  await sim.rest()

  assert.deepEqual(await ordersOf(sim), paid)
  assert.equal(order.replies.at(-1)!.body.id, id)
})

for (const stage of ['one', 'apart'] as const) {
  test(`F03 a crash after the goods were held and before orders knows (${stage}): they are held once`, async (t) => {
    const sim = await scenario(t, stage)

    await interrupted(sim, 'hold', { crash: 'after' })

    assert.deepEqual(await ordersOf(sim), paid)
    assert.equal((await sim.sql('select state from inventory.holds')).length, 1)
    assert.deepEqual(
      (await sold(sim)).map(({ times }) => times),
      [1],
    )
  })
}

test('F04 a crash between the yes of the provider and our row: asked again by the key, nothing is charged twice', async (t) => {
  const sim = await scenario(t, 'one')

  await interrupted(sim, 'keep payment', { crash: 'dropped' })

  assert.deepEqual(await ordersOf(sim), paid)
  assert.deepEqual(
    sim.world.provider.payments.map(({ captured }) => captured),
    [1_690],
  )
})

test('F05 a crash after the provider declined and before the order knows: the goods are released', async (t) => {
  const sim = await scenario(t, 'one')

  await interrupted(sim, 'keep payment', { crash: 'after' }, 'test_declined')

  assert.deepEqual(await ordersOf(sim), [{ status: 'PAYMENT_FAILED', captured: 0 }])
  assert.deepEqual(await sim.sql('select state from inventory.holds'), [{ state: 'released' }])
})

test('F06 a crash after the order was confirmed and before its facts were told: they are told after the restart', async (t) => {
  const sim = await scenario(t, 'one')
  sim.when({ what: 'confirm' }, { crash: 'after' })
  await sim.place(sim.order())
  const before = await sold(sim)

  await sim.rest()

  assert.deepEqual(before, [])
  assert.deepEqual(
    (await sold(sim)).map(({ times }) => times),
    [1],
  )
})

test('F07 a crash after facts were told and before they were marked: told twice, applied once', async (t) => {
  const sim = await scenario(t, 'apart')
  const heard = sim.when({ what: 'push to inventory/sell-held-stock' }, {})

  sim.when({ what: 'mark sent', of: 'checkout', times: 3 }, { crash: 'dropped' })
  await sim.place(sim.order())
  await sim.pass(1_000)
  const once = heard()
  await sim.rest()

  assert.equal(once, 1)
  assert.ok(sim.world.history.filter((line) => line.includes('push to inventory/sell-held-stock')).length > 1)
  assert.deepEqual(
    (await sold(sim)).map(({ times }) => times),
    [1],
  )
})

test('F08 a crash of the subscriber after the effect and before it said so: told again, the inbox drops it', async (t) => {
  const sim = await scenario(t, 'apart')

  await interrupted(sim, 'reaction sell-held-stock', { crash: 'after' })

  assert.ok(
    sim.world.history.some((line) => line.includes('inbox_pkey')),
    sim.world.history.join('\n'),
  )
  assert.deepEqual(
    (await sold(sim)).map(({ times }) => times),
    [1],
  )
})

for (const stage of ['one', 'apart'] as const) {
  test(`F09 a crash at every wait of a purchase (${stage}): what was begun is finished, each effect comes once`, async (t) => {
    const plain = await scenario(t, stage)
    let waits = 0
    plain.when({ what: /./, times: Infinity }, () => void waits++)
    await plain.place(plain.order())
    await plain.pass(1_000)
    await plain.rest()

    assert.ok(waits > 15, `${waits} waits`)
    for (let at = 1; at <= waits; at++) {
      for (const crash of ['dropped', 'before', 'after'] as const) {
        const sim = await scenario(t, stage)
        sim.when({ what: /./, nth: at }, { crash })
        await sim.place(sim.order())
        await sim.pass(1_000)
        await sim.rest()

        assert.deepEqual(await ordersOf(sim), paid, `${crash} at wait ${at}`)
        assert.deepEqual(
          (await sold(sim)).map(({ times }) => times),
          [1],
          `${crash} at wait ${at}`,
        )
      }
    }
  })
}

test('F61 a crash while holds of many buyers run as one: the same keys again, and each is counted once', async (t) => {
  for (const crash of ['dropped', 'before', 'after'] as const) {
    const sim = await scenario(t, 'one')
    const carts = [0, 2, 3]
    const orders = carts.map((cart) => sim.order({ cart }))
    sim.when({ what: 'hold' }, { crash })

    await sim.until(Promise.all(orders.map((order) => sim.send(order))))
    await sim.rest()

    const { rows } = { rows: await sim.sql('select order_id from inventory.holds') }
    assert.equal(rows.length, 3, crash)
    assert.deepEqual(await sim.sql(`select distinct status from orders.orders`), [{ status: 'PAID' }])
  }
})
