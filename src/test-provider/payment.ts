/** A payment in the provider's books, and how it is shown to the shop. */
import { createHash } from 'node:crypto'

export type Status = 'succeeded' | 'authorised' | 'declined' | 'action' | 'processing' | 'voided'
export type Payment = {
  id: string
  key: string
  bodyHash: string
  method: string
  status: Status
  code: string | null
  amount: number
  currency: string
  capture: 'now' | 'later'
  captured: number
  refunded: number
  released: boolean
  metadata: Record<string, string>
  returnUrl: string
  dueAt: Date | null
  dueCode: string | null
  createdAt: Date
}
export type Operation = {
  key: string
  paymentId: string
  bodyHash: string
  kind: 'capture' | 'refund' | 'void'
  amount: number
  status: 'succeeded' | 'declined'
  code: string | null
}

/** The provider says no to a request; `status` is HTTP's. */
export class ProviderRefusal extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export const hashOf = (body: unknown): string =>
  createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 32)

/** The payment as the shop sees it, in its present state. Amounts are minor units, times RFC 3339. `base` is the provider's own address. */
export function viewOf(payment: Payment, base: string): object {
  const { id, key, status, code, amount, currency, capture, captured, refunded, metadata, dueAt } = payment
  return {
    id,
    key,
    status,
    amount,
    currency,
    capture,
    captured,
    refunded,
    metadata,
    ...(code === null ? {} : { code }),
    ...(status === 'action'
      ? { nextAction: { type: 'redirect', url: `${base}/pay/${id}` }, expiresAt: dueAt?.toISOString() }
      : {}),
    createdAt: payment.createdAt.toISOString(),
  }
}

/** The payment as it was when it was made: what a repeat with the same key is told, whatever happened since. */
export function firstStateOf(payment: Payment, answer: 'ok' | 'declined' | 'action' | 'processing'): Payment {
  const { amount, capture } = payment
  const first = { ...payment, captured: 0, refunded: 0, code: null }
  if (answer === 'action' || answer === 'processing') return { ...first, status: answer }
  if (answer === 'declined') return { ...first, status: 'declined', code: payment.code }
  return capture === 'now' ? { ...first, status: 'succeeded', captured: amount } : { ...first, status: 'authorised' }
}
