import type { Context } from '#kernel/module.ts'
import type { PaymentPort } from './providers/payment-port.ts'
import { testAdapter } from './providers/test-adapter.ts'

export const needs = {}
/** Adapters with their connections, one each a process; and how many webhooks came with a signature that is not the provider's. */
export type PaymentsMemory = { ports: Map<string, PaymentPort>; badSignatures: number }
export type PaymentsContext = Context<typeof needs, PaymentsMemory>
export const memory = (): PaymentsMemory => ({ ports: new Map(), badSignatures: 0 })

/** Names of the providers that this shop offers. */
export function providersOf({ settings }: PaymentsContext): string[] {
  return settings.testProviderUrl === null ? [] : ['test']
}

/** The adapter of a provider, or null when the shop does not offer it. */
export function portOf(context: PaymentsContext, provider: string): PaymentPort | null {
  const {
    settings,
    secrets,
    clock,
    memory: { ports },
  } = context
  if (!providersOf(context).includes(provider)) return null
  let port = ports.get(provider)
  if (port === undefined) {
    const webhookSecret = secrets.key('test provider webhooks').toString('hex')
    ports.set(provider, (port = testAdapter({ url: settings.testProviderUrl!, webhookSecret, clock })))
  }
  return port
}

/** Until when a provider may be waited for: what is left after it is enough to write down what it said. */
export const providerDeadline = ({ deadline }: PaymentsContext): number => deadline - 500
