import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { secretsOf } from '#kernel/secrets.ts'
import { type Payment, type Status, isYoung, moves, newsOf, referenceOf, strangenessOf, uuidOf } from './payment.ts'
import type { ProviderPayment } from './providers/payment-port.ts'
import { runs } from '../../../test/properties/runs.ts'

const statuses = Object.keys(moves) as Status[]
const payment = (given: Partial<Payment>): Payment => ({
  id: 'b',
  orderId: '019aa000-0000-7000-8000-000000000001',
  attempt: 1,
  provider: 'test',
  providerId: 'pay_1',
  status: 'processing',
  code: null,
  amount: 100,
  currency: 'EUR',
  capture: 'later',
  captured: 0,
  capturing: 0,
  refunded: 0,
  refunding: 0,
  nextAction: null,
  expiresAt: null,
  version: 1,
  ...given,
})
const found = (given: Partial<ProviderPayment>): ProviderPayment => ({
  status: 'processing',
  providerId: 'pay_1',
  code: null,
  capture: 'later',
  amount: 100,
  currency: 'EUR',
  captured: 0,
  refunded: 0,
  nextAction: null,
  expiresAt: null,
  reference: null,
  ...given,
})
const sums = fc.nat(100).chain((captured) => fc.tuple(fc.constant(captured), fc.nat(captured)))

test('news moves a payment only along the table, and never takes money back out of our books', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...statuses),
      fc.constantFrom(...statuses),
      sums,
      sums,
      (from, to, [captured, refunded], [taken, back]) => {
        const news = newsOf(
          payment({ status: from, captured, refunded }),
          found({ status: to, captured: taken, refunded: back }),
        )

        if (news === null || news === 'impossible') return
        assert.equal(news.status === from || moves[from].includes(news.status), true)
        assert.equal(news.captured >= captured && news.refundedElsewhere >= 0, true)
      },
    ),
    runs(),
  )
})

test('an answer that was overtaken is no news', () => {
  const known = payment({ status: 'succeeded', captured: 100, refunded: 40 })

  const stale = [
    found({ status: 'processing' }),
    found({ status: 'authorised' }),
    found({ status: 'succeeded', captured: 100, refunded: 10 }),
  ]

  assert.deepEqual(
    stale.map((each) => newsOf(known, each)),
    [null, null, null],
  )
})

test('what no rule allows is told as impossible', () => {
  assert.equal(newsOf(payment({ status: 'declined' }), found({ status: 'succeeded', captured: 100 })), 'impossible')
  assert.equal(newsOf(payment({ status: 'succeeded', captured: 100 }), found({ status: 'voided' })), 'impossible')
})

test('a tag is good for its order, attempt, amount and currency, under this secret and the one before', () => {
  const orderId = '019aa000-0000-7000-8000-000000000001'
  const [before, now] = [secretsOf('a'.repeat(40)), secretsOf('b'.repeat(40), 'a'.repeat(40))]
  const reference = referenceOf(before, { orderId, attempt: 1, amount: 100, currency: 'EUR' })
  const strangeness = (given: Partial<ProviderPayment>) => strangenessOf(now, found({ reference, ...given }), null)

  assert.equal(strangeness({}), null)
  const others = [
    { amount: 101 },
    { currency: 'USD' },
    { reference: { ...reference, attempt: 2 } },
    { reference: { ...reference, tag: 'x' } },
  ]
  assert.deepEqual(others.map(strangeness), ['not_ours', 'not_ours', 'not_ours', 'not_ours'])
  assert.equal(strangeness({ reference: null }), 'unknown_payment')
  assert.equal(strangeness({ reference: { ...reference, orderId: `${orderId}'` } }), 'unknown_payment')
})

test('an order is young for an hour after its id was made, and an id without a time never is', () => {
  const madeAt = Number.parseInt('019aa000-0000-7000'.replaceAll('-', '').slice(0, 12), 16)
  const orderId = '019aa000-0000-7000-8000-000000000001'

  const young = [0, 3_599_999, 3_600_000].map((age) => isYoung(orderId, madeAt + age))

  assert.deepEqual(young, [true, true, false])
  assert.equal(isYoung('019aa000-0000-4000-8000-000000000001', madeAt), false)
})

test('the same texts make the same uuid, and other texts another', () => {
  assert.equal(uuidOf('cancel', 'a', '0'), uuidOf('cancel', 'a', '0'))
  assert.notEqual(uuidOf('cancel', 'a', '0'), uuidOf('cancel', 'a', '1'))
  assert.match(uuidOf('x'), /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
