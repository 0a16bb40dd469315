import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newWorld } from '../../../test/world/world.ts'
import { payments } from './contract.ts'

const payFor = (orderId: string, method: string, more: object = {}) => ({
  key: `${orderId}:1`, orderId, attempt: 1, amount: 5_980, currency: 'EUR', provider: 'test', method, capture: 'now' as const,
  returnUrl: `http://shop.test/orders/${orderId}`, ...more,
})

test('a plain payment is one statement and one charge', async (t) => {
  const world = await newWorld(t, { modules: ['payments'] })
  const orderId = world.process.options.ids.next()
  world.statements.length = 0

  const outcome = await world.client(payments).pay(payFor(orderId, 'test_ok'))

  assert.equal(outcome.status, 'succeeded')
  assert.equal(world.statements.length, 1)
  const books = await world.provider!.books()
  assert.deepEqual(books.payments.map(({ key, status, captured }) => ({ key, status, captured })), [
    { key: `${orderId}:1`, status: 'succeeded', captured: 5_980 },
  ])
})
