/** What every provider's adapter must do, in the words of the port. Each adapter's test calls this with its own provider. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { PayRequest, PaymentPort, ProviderPayment } from './payment-port.ts'

export type PortUnderTest = {
  port: PaymentPort
  /** Epoch milliseconds by the adapter's clock. */
  now(): number
  /** A new UUID. */
  newId(): string
  /** Method tokens that make the provider behave so: all of them, so that no test of an adapter is passed over. */
  methods: {
    ok: string
    declined: string
    unknownToProvider: string
    action: string
    processing: string
    answerLost: string
    neverReached: string
    failsOnce: string
    refundDeclined: string
  }
  /** What the provider has charged under a key, in minor units, of how many payments. */
  charged(key: string): Promise<{ payments: number; captured: number }>
  /** A webhook of a payment as the provider would send it at `atMs`. */
  webhookOf?(providerId: string, atMs: number): Promise<{ rawBody: Buffer; headers: Record<string, string> }>
}
type Methods = PortUnderTest['methods']

/** Declares the tests of an adapter. `open` starts a provider of its own for one test, and ends it with the test. */
export function paymentPortSuite(name: string, open: (t: TestContext) => Promise<PortUnderTest>): void {
  const check = (
    outcome: string,
    needs: keyof Methods | null,
    run: (it: PortUnderTest, method: string) => Promise<void>,
  ) =>
    test(`${name}: ${outcome}`, async (t) => {
      const it = await open(t)
      await run(it, it.methods[needs ?? 'ok'])
    })

  payTests(check)
  lookTests(check)
  moveTests(check)
  newsTests(check)
}

type Check = (
  outcome: string,
  needs: keyof Methods | null,
  run: (it: PortUnderTest, method: string) => Promise<void>,
) => unknown

function payTests(check: Check): void {
  check('pay now takes the money, and the payment is found by its key and by its id', 'ok', async (it, method) => {
    const request = requestOf(it, method)

    const paid = made(await it.port.pay(request, soon(it)))
    const byKey = made(await it.port.lookup({ key: request.key }, soon(it)))
    const byId = made(await it.port.lookup({ providerId: paid.providerId! }, soon(it)))

    assert.deepEqual(
      [paid.status, paid.amount, paid.currency, paid.captured, paid.refunded],
      ['succeeded', 4_200, 'EUR', 4_200, 0],
    )
    assert.deepEqual(paid.reference, request.reference)
    assert.deepEqual([byKey.providerId, byId.providerId, byId.captured], [paid.providerId, paid.providerId, 4_200])
  })

  check('the same key again, also at once, is the same payment', 'ok', async (it, method) => {
    const request = requestOf(it, method)

    const all = await Promise.all([1, 2, 3].map(async () => made(await it.port.pay(request, soon(it)))))
    const again = made(await it.port.pay(request, soon(it)))

    assert.equal(new Set([...all, again].map(({ providerId }) => providerId)).size, 1)
    assert.deepEqual(await it.charged(request.key), { payments: 1, captured: 4_200 })
  })

  check('the same key with another sum charges nothing more and tells the first payment', 'ok', async (it, method) => {
    const request = requestOf(it, method)
    await it.port.pay(request, soon(it))

    const other = made(await it.port.pay({ ...request, amount: 9_900 }, soon(it)))

    assert.equal(other.amount, 4_200)
    assert.deepEqual(await it.charged(request.key), { payments: 1, captured: 4_200 })
  })

  check('a decline is final and says why', 'declined', async (it, method) => {
    const request = requestOf(it, method)

    const declined = made(await it.port.pay(request, soon(it)))

    assert.equal(declined.status, 'declined')
    assert.match(declined.code ?? '', /^[a-z_]+$/)
    assert.equal((await it.charged(request.key)).captured, 0)
  })

  check(
    'a method that the provider does not know is a decline, not a fault',
    'unknownToProvider',
    async (it, method) => {
      const declined = made(await it.port.pay(requestOf(it, method), soon(it)))

      assert.deepEqual([declined.status, declined.captured], ['declined', 0])
    },
  )
}

function lookTests(check: Check): void {
  check('an unknown key or id is null', null, async (it) => {
    assert.equal(await it.port.lookup({ key: `${it.newId()}:1` }, soon(it)), null)
    assert.equal(await it.port.lookup({ providerId: `pay_${it.newId().replaceAll('-', '')}` }, soon(it)), null)
  })

  check('an action says where to go and until when', 'action', async (it, method) => {
    const waiting = made(await it.port.pay(requestOf(it, method), soon(it)))

    assert.equal(waiting.status, 'action')
    assert.match(waiting.nextAction?.url ?? '', /^https?:/)
    assert.equal(Date.parse(waiting.expiresAt ?? '') > it.now(), true)
  })

  check('a slow method is processing, and nothing is taken yet', 'processing', async (it, method) => {
    const waiting = made(await it.port.pay(requestOf(it, method), soon(it)))

    assert.deepEqual([waiting.status, waiting.captured], ['processing', 0])
  })

  check(
    'a lost answer is unknown, and asked by key it is the one charge that was made',
    'answerLost',
    async (it, method) => {
      const request = requestOf(it, method)

      const lost = await it.port.pay(request, it.now() + 1_000)
      const found = made(await it.port.lookup({ key: request.key }, soon(it)))
      const again = made(await it.port.pay(request, soon(it)))

      assert.deepEqual([lost.status, found.status, again.providerId], ['unknown', 'succeeded', found.providerId])
      assert.deepEqual(await it.charged(request.key), { payments: 1, captured: 4_200 })
    },
  )

  check(
    'a request that never arrived is unknown, leaves nothing, and paid again is charged once',
    'neverReached',
    async (it, method) => {
      const request = requestOf(it, method)

      const lost = await it.port.pay(request, it.now() + 1_000)
      const found = await it.port.lookup({ key: request.key }, soon(it))
      const again = made(await it.port.pay(request, soon(it)))

      assert.deepEqual([lost.status, found, again.status], ['unknown', null, 'succeeded'])
      assert.deepEqual(await it.charged(request.key), { payments: 1, captured: 4_200 })
    },
  )

  check('a 500 is asked about before the same key is sent once more', 'failsOnce', async (it, method) => {
    const request = requestOf(it, method)

    const paid = made(await it.port.pay(request, soon(it)))

    assert.equal(paid.status, 'succeeded')
    assert.deepEqual(await it.charged(request.key), { payments: 1, captured: 4_200 })
  })

  check('without time left nothing is sent', 'ok', async (it, method) => {
    const request = requestOf(it, method)

    const late = await it.port.pay(request, it.now())

    assert.equal(late.status, 'unknown')
    assert.deepEqual(await it.charged(request.key), { payments: 0, captured: 0 })
  })
}

function moveTests(check: Check): void {
  check('an authorisation is captured in part, once per key, and never above its sum', 'ok', async (it, method) => {
    const paid = made(await it.port.pay({ ...requestOf(it, method), capture: 'later' }, soon(it)))
    const capture = (key: string, amount: number) =>
      it.port.capture({ key, providerId: paid.providerId!, amount, currency: 'EUR' }, soon(it))

    const key = it.newId()
    const answers = [await capture(key, 3_000), await capture(key, 3_000), await capture(it.newId(), 3_000)]

    assert.deepEqual([paid.status, paid.captured], ['authorised', 0])
    assert.deepEqual(
      answers.map(({ status }) => status),
      ['succeeded', 'succeeded', 'declined'],
    )
    assert.equal(made(await it.port.lookup({ providerId: paid.providerId! }, soon(it))).captured, 3_000)
  })

  check('refunds count once per key and never above what was captured', 'ok', async (it, method) => {
    const paid = made(await it.port.pay(requestOf(it, method), soon(it)))
    const refund = (key: string, amount: number) =>
      it.port.refund({ key, providerId: paid.providerId!, amount, currency: 'EUR' }, soon(it))

    const key = it.newId()
    const answers = [await refund(key, 3_000), await refund(key, 3_000), await refund(it.newId(), 3_000)]

    assert.deepEqual(
      answers.map(({ status }) => status),
      ['succeeded', 'succeeded', 'declined'],
    )
    assert.equal(made(await it.port.lookup({ providerId: paid.providerId! }, soon(it))).refunded, 3_000)
  })

  check('a refund that the provider declines says why and moves nothing', 'refundDeclined', async (it, method) => {
    const paid = made(await it.port.pay(requestOf(it, method), soon(it)))

    const refund = await it.port.refund(
      { key: it.newId(), providerId: paid.providerId!, amount: 1, currency: 'EUR' },
      soon(it),
    )

    assert.equal(refund.status, 'declined')
    assert.equal(made(await it.port.lookup({ providerId: paid.providerId! }, soon(it))).refunded, 0)
  })

  check(
    'void lets an authorisation go, twice the same; what was captured it tells as it is',
    'ok',
    async (it, method) => {
      const open = made(await it.port.pay({ ...requestOf(it, method), capture: 'later' }, soon(it)))
      const taken = made(await it.port.pay(requestOf(it, method), soon(it)))
      const key = it.newId()

      const voided = [1, 2].map(
        async () => made(await it.port.void({ key, providerId: open.providerId! }, soon(it))).status,
      )
      const late = made(await it.port.void({ key: it.newId(), providerId: taken.providerId! }, soon(it)))

      assert.deepEqual(await Promise.all(voided), ['voided', 'voided'])
      assert.deepEqual([late.status, late.captured, late.refunded], ['succeeded', 4_200, 0])
    },
  )
}

function newsTests(check: Check): void {
  check('the list of a span has its payments, page by page', 'ok', async (it, method) => {
    const from = new Date(it.now() - 60_000).toISOString()
    const paid = [
      made(await it.port.pay(requestOf(it, method), soon(it))),
      made(await it.port.pay(requestOf(it, method), soon(it))),
    ]
    const to = new Date(it.now() + 60_000).toISOString()

    const page = await it.port.list({ from, to }, soon(it))

    assert.equal('items' in page, true)
    const ids = 'items' in page ? page.items.map(({ providerId }) => providerId) : []
    assert.deepEqual(
      paid.every(({ providerId }) => ids.includes(providerId)),
      true,
    )
  })

  check('a webhook is read when its signature is right and young, and only then', 'ok', async (it, method) => {
    if (it.webhookOf === undefined) return
    const paid = made(await it.port.pay(requestOf(it, method), soon(it)))
    const { rawBody, headers } = await it.webhookOf(paid.providerId!, it.now())
    const old = await it.webhookOf(paid.providerId!, it.now() - 301_000)
    const changed = Buffer.concat([rawBody, Buffer.from(' ')])

    const event = it.port.parseWebhook(rawBody, headers)

    assert.equal(event !== null && event !== 'no_payment' && event.providerId, paid.providerId)
    assert.equal(it.port.parseWebhook(changed, headers), null)
    assert.equal(it.port.parseWebhook(old.rawBody, old.headers), null)
    assert.equal(it.port.parseWebhook(rawBody, {}), null)
  })
}

function requestOf(it: PortUnderTest, method: string): PayRequest {
  const orderId = it.newId()
  const reference = { orderId, attempt: 1, tag: 'a tag of the shop' }
  return {
    key: `${orderId}:1`,
    amount: 4_200,
    currency: 'EUR',
    method,
    capture: 'now',
    returnUrl: 'http://shop.test/orders/1',
    reference,
  }
}

const soon = (it: PortUnderTest): number => it.now() + 3_000

/** The payment, where the test needs one. */
function made(answer: ProviderPayment | { status: 'unknown' } | null): ProviderPayment {
  if (answer === null || answer.status === 'unknown')
    return assert.fail(`there should be a payment, but there is ${answer?.status ?? 'none'}`)
  return answer
}
