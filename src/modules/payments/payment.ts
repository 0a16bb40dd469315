/** A payment of ours, and the rules by which it may change. */
import { createHash } from 'node:crypto'
import type { OutputOf } from '#kernel/contract.ts'
import type { Secrets } from '#kernel/secrets.ts'
import type { payments } from './contract.ts'
import type { ProviderPayment, Reference } from './providers/payment-port.ts'

export type Status = ProviderPayment['status']
/** A row of payments.payments. Amounts in minor units of `currency`, times RFC 3339. */
export type Payment = {
  id: string
  orderId: string
  attempt: number
  provider: string
  /** The provider's own id; null when it declined without making a payment. */
  providerId: string | null
  status: Status
  code: string | null
  amount: number
  currency: string
  capture: 'now' | 'later'
  captured: number
  /** On its way: asked of the provider, not yet answered. */
  capturing: number
  refunded: number
  refunding: number
  nextAction: { type: string; url: string } | null
  expiresAt: string | null
  version: number
}
export type NewPayment = Omit<Payment, 'capturing' | 'refunding' | 'version'>
export type Outcome = OutputOf<typeof payments.commands.pay>

/** Which status may follow which; what is not here does not happen, whatever a provider says. */
export const moves: Readonly<Record<Status, readonly Status[]>> = {
  action: ['processing', 'authorised', 'succeeded', 'declined', 'voided'],
  processing: ['authorised', 'succeeded', 'declined', 'voided'],
  authorised: ['succeeded', 'declined', 'voided'],
  succeeded: [],
  declined: [],
  voided: [],
}
/** True when the provider has nothing more to tell about how the attempt went. */
export const isDecided = (status: Status): boolean => status !== 'action' && status !== 'processing'

/** The row of an attempt as its provider told it. */
export function newPayment(
  id: string,
  agreed: { orderId: string; attempt: number; provider: string },
  found: ProviderPayment,
): NewPayment {
  const { orderId, attempt, provider } = agreed
  const { status, capture, providerId, code, amount, currency, captured, refunded, nextAction, expiresAt } = found
  return {
    id,
    orderId,
    attempt,
    provider,
    capture,
    providerId,
    status,
    code,
    amount,
    currency,
    captured,
    refunded,
    nextAction,
    expiresAt,
  }
}

/** `<orderId>:<attempt>`: the key of an attempt at every provider. */
export const keyOf = ({ orderId, attempt }: { orderId: string; attempt: number }): string => `${orderId}:${attempt}`

/** What `pay` answers for a payment. */
export function outcomeOf({ id, provider, status, code, captured, nextAction, expiresAt }: Payment): Outcome {
  return {
    paymentId: id,
    provider,
    status,
    ...(code === null ? {} : { code }),
    ...(status === 'succeeded' ? { captured } : {}),
    ...(status === 'action' && nextAction !== null ? { nextAction } : {}),
    ...(status === 'action' && expiresAt !== null ? { expiresAt } : {}),
  }
}

/** The sums that every answer about money carries. */
export const sumsOf = ({ amount, captured, refunded, currency }: Payment) => ({ amount, captured, refunded, currency })

/**
 * True when the order is so young that its key is certainly alive at every provider (they keep keys at least 24 h), so that
 * paying by key is as good as asking. Read from the UUIDv7 of the order (RFC 9562 §5.7); any other id is not young.
 */
export function isYoung(orderId: string, nowMs: number): boolean {
  if (orderId[14] !== '7') return false
  const madeAt = Number.parseInt(orderId.replace('-', '').slice(0, 12), 16)
  return Math.abs(nowMs - madeAt) < 3_600_000
}

/** The least UUIDv7 of a moment: ours sort by the time they were made, so a span of time is a span of ids. */
export function leastIdAt(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}

type Agreed = { orderId: string; attempt: number; amount: number; currency: string }
const textOf = ({ orderId, attempt, amount, currency }: Agreed): string => `${orderId}:${attempt}:${amount}:${currency}`

/** What goes to the provider with a payment, so that it is known as ours when it comes back. */
export function referenceOf(secrets: Secrets, agreed: Agreed): Reference {
  return { orderId: agreed.orderId, attempt: agreed.attempt, tag: secrets.sign('payment reference', textOf(agreed)) }
}

/** Why a payment was put aside instead of applied: an operator has to look. */
export type Strangeness = 'unknown_payment' | 'not_ours' | 'other_amount' | 'impossible'

/**
 * Why a payment that the provider has is none of ours, or null when it is. `known` is our row of the same order and attempt,
 * if there is one: then the provider's id and the sum must be its own; else our tag, made for that sum, must be on it.
 */
export function strangenessOf(secrets: Secrets, found: ProviderPayment, known: Payment | null): Strangeness | null {
  if (known !== null) {
    if (known.providerId !== found.providerId) return 'not_ours'
    return known.amount === found.amount && known.currency === found.currency ? null : 'other_amount'
  }
  if (found.reference === null || !isReference(found.reference)) return 'unknown_payment'
  const {
    reference: { orderId, attempt, tag },
    amount,
    currency,
  } = found
  return secrets.verify('payment reference', textOf({ orderId, attempt, amount, currency }), tag) ? null : 'not_ours'
}

/** True when a reference can name one of our attempts at all. */
export const isReference = ({ orderId, attempt }: Reference): boolean =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(orderId) && attempt >= 1 && attempt <= 1_000

/** What the provider's present state changes in ours; null when nothing, `impossible` when no rule allows it. */
export type News =
  | {
      status: Status
      captured: number
      refundedElsewhere: number
      change: 'status' | 'captured' | 'voided' | 'refunded'
    }
  | 'impossible'
  | null

/**
 * Compares. The provider's sums only grow, so a smaller one is an answer that was overtaken and changes nothing. Must be
 * asked of a payment with nothing on its way, read before the provider was.
 */
export function newsOf(payment: Payment, found: ProviderPayment): News {
  const moved = found.status !== payment.status
  if (moved && !moves[payment.status].includes(found.status)) return isOvertaken(payment, found) ? null : 'impossible'
  const captured = Math.max(payment.captured, found.captured)
  const refundedElsewhere = Math.max(0, found.refunded - payment.refunded)
  if (!moved && captured === payment.captured && refundedElsewhere === 0) return null
  const wasAuthorised = payment.status === 'authorised' || payment.status === 'succeeded'
  const change =
    found.status === 'voided'
      ? 'voided'
      : captured > payment.captured && wasAuthorised
        ? 'captured'
        : moved
          ? 'status'
          : 'refunded'
  return { status: found.status, captured, refundedElsewhere, change }
}

/** An earlier state than ours, from an answer that was on its way while we learned more. */
const isOvertaken = (payment: Payment, found: ProviderPayment): boolean => moves[found.status].includes(payment.status)

/** A UUID (version 8, RFC 9562 §5.8) made of texts: the same act on the same thing gets the same key. */
export function uuidOf(...texts: string[]): string {
  const bytes = createHash('sha256').update(texts.join('\n')).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
