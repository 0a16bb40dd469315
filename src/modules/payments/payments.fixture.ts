/** A world with payments and its test provider, and a short way to pay, for the tests of this module. */
import type { TestContext } from 'node:test'
import { type WorldOptions, newWorld } from '../../../test/world/world.ts'
import type { InputOf } from '#kernel/contract.ts'
import { payments } from './contract.ts'

type Pay = InputOf<typeof payments.commands.pay>
export type PaymentsWorld = Awaited<ReturnType<typeof paymentsWorld>>

/** Opens the world. Webhooks go to the shop's route without a socket; `world.provider.settle()` lets the provider tell its news. */
export async function paymentsWorld(t: TestContext, options: WorldOptions = {}) {
  const world = await newWorld(t, { modules: ['payments'], ...options })
  const provider = world.provider!
  // A transfer ends when the test says so, not when the machine is slow.
  provider.delayAsync(60_000)
  provider.tellBy(
    async (payload, headers) => (await world.http('POST', '/api/webhooks/test', { payload, headers })).status,
  )
  const ofOrder = (orderId: string, method: string, more: Partial<Pay> = {}): Pay => ({
    key: `${orderId}:1`,
    orderId,
    attempt: 1,
    amount: 10_000,
    currency: 'EUR',
    provider: 'test',
    method,
    capture: 'now',
    returnUrl: `http://shop.test/orders/${orderId}`,
    ...more,
  })
  return {
    ...world,
    provider,
    ofOrder,
    /** The calls of payments, as the system; with ten seconds from now on. */
    get call() {
      return world.client(payments)
    },
    newOrder: () => world.process.options.ids.next(),
    /** Pays a new order; answers its id. */
    async paid(method = 'test_ok', more: Partial<Pay> = {}): Promise<string> {
      const orderId = world.process.options.ids.next()
      await world.client(payments).pay(ofOrder(orderId, method, more))
      return orderId
    },
    /** The provider tells its news, the shop applies it. */
    async hear(): Promise<void> {
      await provider.settle()
      await world.job('payments', 'apply-webhooks')
    },
    changes: () => world.events(payments.events.PaymentChanged),
    /** What somebody does on the provider's own pages. */
    async atProvider(method: 'GET' | 'POST', path: string, body?: object, key = `dashboard-${++keys}`): Promise<any> {
      const headers = { 'content-type': 'application/json', 'idempotency-key': key, 'made-by': 'dashboard' }
      const response = await fetch(`${provider.url}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return response.json()
    },
    /** The provider's payment of an order's first attempt. */
    async ofProvider(orderId: string) {
      return (await provider.books()).payments.find(({ key }) => key === `${orderId}:1`)
    },
  }
}
let keys = 0
