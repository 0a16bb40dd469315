/** The provider of the simulation behind the shop's own adapter: what holds of the test provider holds of it, or the simulation shows nothing. */
import { createHmac } from 'node:crypto'
import { type PortUnderTest, paymentPortSuite } from '../../src/modules/payments/providers/payment-port.suite.ts'
import type { PaymentPort } from '../../src/modules/payments/providers/payment-port.ts'
import { testAdapter } from '../../src/modules/payments/providers/test-adapter.ts'
import { webhookSecret } from './machine.ts'
import type { Fate } from './operation.ts'
import { type Scenario, scenario } from './scenario.ts'

/** Methods of these tests only: what becomes of the first request of a key. */
const mishaps: Record<string, Partial<Fate>> = {
  answer_lost: { loss: 'answer' },
  never_reached: { loss: 'request' },
  fails_once: { front: 'error_before' },
}

/** The adapter in virtual time: whoever waits for it lets the world go on. */
function portIn(sim: Scenario, clock: { now(): number }): PaymentPort {
  const wire = sim.world.provider.wireFor(sim.machine('shop'))
  const real = testAdapter({ url: 'http://provider.test', webhookSecret, clock, wire })
  const seen = new Set<string>()
  return {
    ...real,
    lookup: (by, deadline) => sim.until(real.lookup(by, deadline)),
    capture: (request, deadline) => sim.until(real.capture(request, deadline)),
    refund: (request, deadline) => sim.until(real.refund(request, deadline)),
    void: (request, deadline) => sim.until(real.void(request, deadline)),
    list: (span, deadline) => sim.until(real.list(span, deadline)),
    pay(request, deadline) {
      const mishap = mishaps[request.method]
      if (mishap === undefined) return sim.until(real.pay(request, deadline))
      if (!seen.has(request.key)) sim.when({ what: 'pay at provider' }, mishap)
      seen.add(request.key)
      return sim.until(real.pay({ ...request, method: 'test_ok' }, deadline))
    },
  }
}

paymentPortSuite('the provider of the simulation', async (t): Promise<PortUnderTest> => {
  const sim = await scenario(t, 'one')
  const { scheduler, provider } = sim.world
  const clock = { now: () => scheduler.now() }
  return {
    port: portIn(sim, clock),
    now: clock.now,
    newId: () => sim.machine('shop').process.options.ids.next(),
    methods: {
      ok: 'test_ok',
      declined: 'test_declined',
      unknownToProvider: 'no_such',
      action: 'test_requires_action',
      processing: 'test_async_ok',
      answerLost: 'answer_lost',
      neverReached: 'never_reached',
      failsOnce: 'fails_once',
      refundDeclined: 'test_refund_declined',
    },
    async charged(key) {
      const payments = provider.payments.filter((each) => each.key === key)
      return { payments: payments.length, captured: payments.reduce((sum, { captured }) => sum + captured, 0) }
    },
    async webhookOf(paymentId, atMs) {
      const { body } = provider.letterOf({ id: 'evt_1', type: 'payment.succeeded', paymentId, told: false })
      const seconds = Math.floor(atMs / 1_000)
      const mac = createHmac('sha256', webhookSecret).update(`${seconds}.${body}`).digest('hex')
      return { rawBody: Buffer.from(body), headers: { 'test-signature': `t=${seconds},v1=${mac}` } }
    },
  }
})
