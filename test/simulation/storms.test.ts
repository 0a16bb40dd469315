import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOf } from './goods.ts'
import type { Reply } from './people.ts'
import { happens } from './random.ts'
import { beat } from './rest.ts'
import { type Scenario, scenario } from './scenario.ts'

const perSecond = 5
const uuidOf = (at: number): string => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`
/** One second: so many order one mug each, and the sweeper looks once. Answers arrive when they do. */
async function second(sim: Scenario, replies: Reply[]): Promise<void> {
  const { goods } = sim.world
  for (let at = 0; at < perSecond; at++) {
    const body = {
      email: 'ada@example.com',
      shippingAddress: addressOf.now,
      lines: [{ variantId: goods.variants.mug, quantity: 1 }],
      shippingOptionId: goods.options.now,
      payment: { provider: 'test', method: 'test_ok' },
    }
    const headers = { 'idempotency-key': uuidOf(replies.length) }
    const reply = await sim.ask('a buyer', { route: 'POST /api/orders', headers, body })
    assert.ok([201, 202].includes(reply.status), reply.text)
    replies.push(reply)
    await sim.pass(1_000 / perSecond)
  }
  beat(sim.world, 'orders/finish-orders')
}

test('F48 half of all calls of the provider fail for a minute: a tenth more calls at most, and well again in ten seconds', async (t) => {
  const sim = await scenario(t, 'one')
  await sim.sql(`update inventory.stock set on_hand = 100000 where sku = 'mug' returning 1`)
  let [isStormy, asked] = [true, 0]
  sim.world.directions.push(({ kind, what }) => {
    if (kind !== 'provider' || what !== 'pay at provider') return
    asked++
    return isStormy && happens(sim.world.dice.faults, 0.5) ? { front: 'error_before' } : {}
  })
  const replies: Reply[] = []

  for (let at = 0; at < 60; at++) await second(sim, replies)
  const during = asked
  isStormy = false
  for (let at = 0; at < 10; at++) await second(sim, replies)
  const last = replies.slice(-perSecond).map(({ status }) => status)
  for (let at = 0; at < 10; at++) {
    await sim.pass(1_000)
    beat(sim.world, 'orders/finish-orders')
  }
  await sim.pass(1_000)
  const left = await sim.sql(`select order_id from orders.sagas`)

  assert.ok(during <= 60 * perSecond * 1.1, `${during} calls for ${60 * perSecond} orders`)
  assert.ok(
    last.every((status) => status === 201),
    JSON.stringify(last),
  )
  assert.deepEqual(left, [])
})
