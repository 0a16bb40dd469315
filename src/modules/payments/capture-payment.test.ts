import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusalOf } from '#kernel/errors.ts'
import { paymentsWorld } from './payments.fixture.ts'

test('B57 75 of 100 are captured, 75 more are refused, and the 25 that are left can be taken', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = await world.paid('test_ok', { capture: 'later' })
  const capture = (amount?: number) =>
    world.call.capture({ captureId: world.newOrder(), orderId, ...(amount === undefined ? {} : { amount }) })

  const first = await capture(7_500)
  const refusal = await refusalOf(capture(7_500))
  const rest = await capture()
  const again = await capture()

  assert.deepEqual([first.status, first.captured], ['succeeded', 7_500])
  assert.deepEqual([refusal?.code, refusal?.details['capturable']], ['amount_too_high', 2_500])
  assert.deepEqual([rest.captured, again.captured], [10_000, 10_000])
  assert.equal((await world.ofProvider(orderId))?.captured, 10_000)
  assert.deepEqual(
    (await world.changes()).map(({ change, captured }) => [change, captured]),
    [
      ['captured', 7_500],
      ['captured', 10_000],
    ],
  )
})

test('captures at once never take more than was authorised', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = await world.paid('test_ok', { capture: 'later' })

  const captures = Array.from({ length: 8 }, () =>
    refusalOf(world.call.capture({ captureId: world.newOrder(), orderId, amount: 3_000 })),
  )
  const refusals = await Promise.all(captures)

  assert.equal(refusals.filter((refusal) => refusal === null).length, 3)
  assert.equal((await world.ofProvider(orderId))?.captured, 9_000)
})

test('F54 a capture that the provider declines is told as declined and to an operator, and takes nothing', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = await world.paid('test_capture_declined', { capture: 'later' })

  const answer = await world.call.capture({ captureId: world.newOrder(), orderId })

  assert.deepEqual([answer.status, answer.captured], ['declined', 0])
  assert.equal(
    world.logs.some(({ level, fields }) => level === 'error' && fields.orderId === orderId),
    true,
  )
})

test('a capture without an answer is unknown and asked again by its key', async (t) => {
  const world = await paymentsWorld(t)
  const orderId = await world.paid('test_capture_timeout', { capture: 'later' })
  const capture = { captureId: world.newOrder(), orderId }
  const { capturePayment } = await import('./capture-payment.ts')

  const first = await capturePayment({ ...world.context('payments'), deadline: world.clock.now() + 1_500 }, capture)
  await world.moveTime({ seconds: 11 })
  await world.job('payments', 'ask-again')
  const again = await world.call.capture(capture)

  assert.deepEqual([first.status, again.status, again.captured], ['unknown', 'succeeded', 10_000])
  assert.equal((await world.provider.books()).operations.length, 1)
})

test('there is nothing to capture of what was declined or voided', async (t) => {
  const world = await paymentsWorld(t)
  const [declined, voided] = [await world.paid('test_declined'), await world.paid('test_ok', { capture: 'later' })]
  await world.call.cancel({ orderId: voided })

  const refusals = [declined, voided].map((orderId) =>
    refusalOf(world.call.capture({ captureId: world.newOrder(), orderId })),
  )

  assert.deepEqual(
    (await Promise.all(refusals)).map((refusal) => refusal?.code),
    ['nothing_to_capture', 'nothing_to_capture'],
  )
})
