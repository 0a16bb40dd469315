import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, after, test } from 'node:test'
import { type World, newWorld } from '../../../../test/world/world.ts'
import { type PortUnderTest, paymentPortSuite } from './payment-port.suite.ts'
import type { PayRequest } from './payment-port.ts'
import { testAdapter } from './test-adapter.ts'

const webhookSecret = 'the secret of these tests'

/** One world for the suite, because each of its tests has keys of its own; it closes with the file. */
const endings: (() => unknown)[] = []
after(async () => {
  for (const end of endings) await end()
})
let shared: Promise<World> | null = null
const worldOfSuite = (): Promise<World> => {
  shared ??= newWorld({ after: (end) => void endings.push(end as () => unknown) }, { modules: ['payments'] })
  return shared
}

paymentPortSuite('the test provider', async (): Promise<PortUnderTest> => {
  const world = await worldOfSuite()
  const port = testAdapter({ url: world.providerUrl!, webhookSecret, clock: world.clock })
  return {
    port,
    now: () => world.clock.now(),
    newId: () => world.process.options.ids.next(),
    methods: {
      ok: 'test_ok',
      declined: 'test_declined',
      unknownToProvider: 'no_such',
      action: 'test_requires_action',
      processing: 'test_async_ok',
      answerLost: 'test_timeout_charged',
      neverReached: 'test_timeout_not_charged',
      failsOnce: 'test_error_then_ok',
      refundDeclined: 'test_refund_declined',
    },
    async charged(key) {
      const payments = (await world.provider!.books()).payments.filter((each) => each.key === key)
      return { payments: payments.length, captured: payments.reduce((sum, { captured }) => sum + captured, 0) }
    },
    async webhookOf(providerId, atMs) {
      const payment = await (await fetch(`${world.providerUrl}/v1/payments/${providerId}`)).json()
      const body = JSON.stringify({ id: 'evt_1', type: 'payment.succeeded', data: { payment } })
      const seconds = Math.floor(atMs / 1_000)
      const mac = createHmac('sha256', webhookSecret).update(`${seconds}.${body}`).digest('hex')
      return { rawBody: Buffer.from(body), headers: { 'test-signature': `t=${seconds},v1=${mac}` } }
    },
  }
})

const request: PayRequest = {
  key: 'order:1',
  amount: 100,
  currency: 'EUR',
  method: 'test_ok',
  capture: 'now',
  returnUrl: 'http://shop.test/',
  reference: { orderId: 'order', attempt: 1, tag: 'tag' },
}

test('F46 what is no answer of the provider is unknown, never a yes: a page of a proxy, half an answer, another shape', async (t) => {
  for (const body of [
    '<html>Bad gateway</html>',
    '{"id":"pay_1","status":"succ',
    '{"id":"pay_1","status":"succeeded"}',
    '',
  ]) {
    const { port } = await answering(t, (respond) => respond(200, body))

    const answers = [
      await port.pay(request, Date.now() + 2_000),
      await port.lookup({ key: 'order:1' }, Date.now() + 2_000),
    ]

    assert.deepEqual(answers, [{ status: 'unknown' }, { status: 'unknown' }])
  }
})

test('a connection that is cut or refused is unknown and is not sent again by itself', async (t) => {
  const { port, seen } = await answering(t, (_, cut) => cut())

  const answer = await port.pay(request, Date.now() + 2_000)
  const refused = await testAdapter({ url: 'http://127.0.0.1:1', webhookSecret, clock: Date }).pay(
    request,
    Date.now() + 2_000,
  )

  assert.deepEqual([answer.status, refused.status], ['unknown', 'unknown'])
  assert.deepEqual(seen, ['POST /v1/payments'])
})

test('a provider that is broken is asked by key, and not paid again when even that fails', async (t) => {
  const { port, seen } = await answering(t, (respond) => respond(500, '{"code":"internal"}'))

  const answer = await port.pay(request, Date.now() + 2_000)

  assert.equal(answer.status, 'unknown')
  assert.deepEqual(seen, ['POST /v1/payments', 'GET /v1/payments?key=order%3A1'])
})

test('a flood of calls is bounded: 64 at once, the rest waits or is unknown at once', async (t) => {
  let [now, most] = [0, 0]
  const { port } = await answering(t, (respond) => {
    most = Math.max(most, ++now)
    setImmediate(() => {
      now--
      respond(404, '{"code":"unknown_payment"}')
    })
  })

  const answers = await Promise.all(
    Array.from({ length: 400 }, () => port.lookup({ key: 'order:1' }, Date.now() + 3_000)),
  )

  assert.equal(most <= 64, true)
  assert.deepEqual(
    [answers.filter((each) => each === null).length, answers.filter((each) => each?.status === 'unknown').length],
    [320, 80],
  )
})

/** An adapter whose provider answers as the test says. */
async function answering(
  t: TestContext,
  answer: (respond: (status: number, body: string) => void, cut: () => void) => void,
) {
  const seen: string[] = []
  const server = createServer((incoming, response) => {
    seen.push(`${incoming.method} ${incoming.url}`)
    const respond = (status: number, body: string) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    incoming.resume().on('end', () => answer(respond, () => void incoming.socket.destroy()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close(() => {}).closeAllConnections())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { port: testAdapter({ url, webhookSecret, clock: Date }), seen }
}
