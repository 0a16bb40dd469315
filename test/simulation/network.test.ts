import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Scenario, scenario } from './scenario.ts'
import type { Asking } from './people.ts'

const orders = (sim: Scenario) => sim.sql('select status from orders.orders')
const holds = (sim: Scenario) => sim.sql('select state from inventory.holds')
const sold = (sim: Scenario) =>
  sim.sql(`select reference, count(*)::int as times from inventory.movements where kind = 'sold'
    group by reference, sku, location`)

test('F11 two sweepers come for one order: one gets it, no step is done twice', async (t) => {
  const sim = await scenario(t, 'replicas')
  sim.when({ what: 'confirm' }, { crash: 'dropped' })
  await sim.place(sim.order())
  for (const place of sim.world.places) if (place.machine === null) sim.world.boot(place)
  sim.world.scheduler.leap(31_000)
  const paid = sim.when({ what: 'pay at provider', times: Infinity }, {})
  const confirmed = sim.when({ what: 'confirm', times: Infinity }, {})

  await sim.job('orders/finish-orders')
  const after = [paid(), confirmed()]
  await sim.rest()

  assert.deepEqual(after, [1, 1])
  assert.deepEqual(await orders(sim), [{ status: 'PAID' }])
})

test('F25 nobody knows whether a commit was done: the same key says it, and what was booked is booked once', async (t) => {
  for (const loss of ['answer', 'request'] as const) {
    const sim = await scenario(t, 'one')
    const asking: Asking = {
      route: 'POST /api/admin/stock/adjustments',
      headers: { 'idempotency-key': 'delivery-1' },
      as: sim.staff,
      body: { sku: 'mug', location: 'hamburg', delta: 3, reason: 'delivery' },
    }
    sim.when({ what: 'commit' }, { loss })

    const first = await sim.ask('staff', asking)
    sim.world.scheduler.leap(20_000)
    const second = await sim.ask('staff', asking)
    const rows = await sim.sql(`select on_hand from inventory.stock where sku = 'mug' and location = 'hamburg'`)

    assert.deepEqual([first.status, second.status], [503, 201], loss)
    assert.deepEqual(rows, [{ on_hand: 7 }], loss)
  }
})

test('F25 nobody knows whether an order was accepted: the same key gets the one order', async (t) => {
  const sim = await scenario(t, 'one')
  sim.when({ what: 'accept' }, { loss: 'answer' })
  const order = sim.order()

  const first = await sim.place(order)
  await sim.rest()

  assert.equal(first.status, 503)
  assert.deepEqual(await orders(sim), [{ status: 'PAID' }])
})

for (const way of ['checkout→rest', 'rest→checkout']) {
  test(`F44 cut one way, ${way}: the order waits, and is finished by its keys once it is joined`, async (t) => {
    const sim = await scenario(t, 'apart')
    sim.when({ what: 'accept' }, () => void sim.world.cuts.add(way))

    const first = await sim.place(sim.order())
    await sim.pass(20_000)
    const during = await orders(sim)
    await sim.rest()

    assert.equal(first.status, 202, sim.world.history.join('\n'))
    assert.deepEqual(during, [{ status: 'PENDING' }])
    assert.deepEqual([await orders(sim), await holds(sim)], [[{ status: 'PAID' }], [{ state: 'sold' }]])
  })
}

test('F38 each fact comes three times, across aggregates in any order: each effect once', async (t) => {
  const sim = await scenario(t, 'apart')
  let turn = 0
  sim.when({ what: /^push to /, times: Infinity }, {})
  sim.world.directions.unshift(({ what }) =>
    what.startsWith('push to ')
      ? { copyMs: 300 - (turn++ % 7) * 40, loss: turn % 3 === 0 ? 'answer' : 'none' }
      : undefined,
  )

  const placed = [0, 2, 3].map((cart) => sim.send(sim.order({ cart })))
  await sim.until(Promise.all(placed))
  await sim.pass(10_000)
  await sim.rest()

  const repeats = sim.world.history.filter((line) => line.includes('inbox_pkey'))
  assert.ok(repeats.length >= 3, sim.world.history.join('\n'))
  assert.deepEqual([...new Set((await sold(sim)).map(({ times }) => times))], [1])
})

test('an accepted order is never answered as if nothing had been done, though the database goes away behind it', async (t) => {
  const sim = await scenario(t, 'one')
  sim.when({ what: 'keep payment' }, () => void sim.world.cuts.add('shop→database'))

  const first = await sim.place(sim.order())
  await sim.rest()

  assert.deepEqual([first.status, first.body.code], [503, 'unknown_outcome'])
  assert.deepEqual(await orders(sim), [{ status: 'PAID' }])
})
