import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { refusalOf } from '#kernel/errors.ts'
import { paymentsWorld } from './payments.fixture.ts'
import { runs } from '../../../test/properties/runs.ts'

test('F55 B57 25 and 25 of 100 are two refunds, each told once', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = await world.paid()
  const refund = (amount: number) => world.call.refund({ refundId: world.newOrder(), orderId, amount })

  const answers = [await refund(2_500), await refund(2_500)]

  assert.deepEqual(
    answers.map(({ status, refunded }) => [status, refunded]),
    [
      ['succeeded', 2_500],
      ['succeeded', 5_000],
    ],
  )
  assert.deepEqual(
    (await world.changes()).map(({ change, refundAmount, refunded }) => [change, refundAmount, refunded]),
    [
      ['refunded', 2_500, 2_500],
      ['refunded', 2_500, 5_000],
    ],
  )
})

test('B57 more than what is left is refused with what can be refunded, and so is a refund before anything was taken', async (t) => {
  const world = await paymentsWorld(t)
  const [paid, authorised] = [await world.paid(), await world.paid('test_ok', { capture: 'later' })]
  await world.call.refund({ refundId: world.newOrder(), orderId: paid, amount: 4_000 })

  const tooMuch = await refusalOf(world.call.refund({ refundId: world.newOrder(), orderId: paid, amount: 6_001 }))
  const tooEarly = await refusalOf(world.call.refund({ refundId: world.newOrder(), orderId: authorised, amount: 1 }))
  const nothing = await refusalOf(world.call.refund({ refundId: world.newOrder(), orderId: paid, amount: 0 }))

  assert.deepEqual([tooMuch?.code, tooMuch?.details['refundable']], ['amount_too_high', 6_000])
  assert.equal(tooEarly?.code, 'nothing_to_refund')
  assert.equal(nothing?.code, 'invalid')
})

test('B57 a refund that the provider declines counts for nothing, and its key gets the same answer', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = await world.paid('test_refund_declined')
  const refund = { refundId: world.newOrder(), orderId, amount: 10_000 }

  const codes = [(await refusalOf(world.call.refund(refund)))?.code, (await refusalOf(world.call.refund(refund)))?.code]

  assert.deepEqual(codes, ['refund_declined', 'refund_declined'])
  const [row] = await world.sql`select refunded::int, refunding::int from payments.payments`
  assert.deepEqual(row, { refunded: 0, refunding: 0 })
  assert.deepEqual(await world.changes(), [])
})

test('a refund without an answer is pending, is asked again by its key, and is refunded once', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = await world.paid('test_refund_timeout')
  const refund = { refundId: world.newOrder(), orderId, amount: 10_000 }
  const { refundPayment } = await import('./refund-payment.ts')

  const first = await refundPayment({ ...world.context('payments'), deadline: world.clock.now() + 1_500 }, refund)
  const meanwhile = await refusalOf(world.call.refund({ refundId: world.newOrder(), orderId, amount: 1 }))
  await world.moveTime({ seconds: 11 })
  await world.job('payments', 'ask-again')
  const again = await world.call.refund(refund)

  assert.equal(first.status, 'pending')
  assert.equal(meanwhile?.code, 'amount_too_high', 'what is on its way cannot be refunded twice')
  assert.deepEqual([again.status, again.refunded], ['succeeded', 10_000])
  assert.equal((await world.provider.books()).operations.length, 1)
  assert.equal((await world.changes()).length, 1)
})

test('one refund asked for ten times at once is one refund', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = await world.paid()
  const refund = { refundId: world.newOrder(), orderId, amount: 2_500 }

  const answers = await Promise.all(Array.from({ length: 10 }, () => world.call.refund(refund)))

  assert.deepEqual([...new Set(answers.map(({ status, refunded }) => `${status} ${refunded}`))], ['succeeded 2500'])
  assert.equal((await world.ofProvider(orderId))?.refunded, 2_500)
  assert.equal((await world.changes()).length, 1)
})

test('a refund id cannot be used for another refund', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = await world.paid()
  const refundId = world.newOrder()
  await world.call.refund({ refundId, orderId, amount: 100 })

  const refusal = await refusalOf(world.call.refund({ refundId, orderId, amount: 101 }))

  assert.equal(refusal?.code, 'invalid')
})

test('F55 whatever is asked for at once, no more is given back than was taken, and every yes is money', async (t) => {
  const world = await paymentsWorld(t)

  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 2, maxLength: 12 }), async (amounts) => {
      const orderId = await world.paid()
      const refunds = amounts.map((amount) =>
        refusalOf(world.call.refund({ refundId: world.newOrder(), orderId, amount })),
      )
      const refusals = await Promise.all(refunds)

      const granted = amounts.filter((_, at) => refusals[at] === null).reduce((sum, amount) => sum + amount, 0)
      assert.equal(granted <= 10_000, true)
      assert.equal((await world.ofProvider(orderId))?.refunded, granted)
      const [row] =
        await world.sql`select refunded::int, refunding::int from payments.payments where order_id = ${orderId}`
      assert.deepEqual(row, { refunded: granted, refunding: 0 })
      assert.equal(
        amounts.every((amount, at) => refusals[at] === null || granted + amount > 10_000),
        true,
        'nothing that fits is refused',
      )
    }),
    runs(12),
  )
})
