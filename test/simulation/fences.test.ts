import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scenario } from './scenario.ts'

const cancelled = [{ status: 'CANCELLED', captured: 1_690, refunded: 1_690 }]

test('F10 a confirm that comes when the order was finished by another and cancelled since ends no saga', async (t) => {
  const sim = await scenario(t, 'replicas')
  sim.when({ what: 'confirm' }, { loss: 'late', lossMs: 50, thereMs: 20_000 })
  await sim.place(sim.order())
  await sim.pass(2_000)
  await sim.job('orders/finish-orders')
  const [{ id, status }] = await sim.sql('select id, status from orders.orders')

  await sim.ask('staff', { route: 'POST /api/admin/orders/{id}/cancel', params: { id }, as: sim.staff })
  await sim.pass(30_000)
  await sim.rest()

  assert.equal(status, 'PAID')
  assert.deepEqual(await sim.sql('select status, captured, refunded from orders.orders'), cancelled)
})
