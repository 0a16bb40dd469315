import { randomBytes } from 'node:crypto'
import { type Method, methods } from './method.ts'
import { type Payment, ProviderRefusal, firstStateOf, hashOf, viewOf } from './payment.ts'
import { insertPayment, isFirstTry, readPayment } from './payment-store.ts'
import { type Answer, type Provider, nowOf, silence } from './provider.ts'

export type PaymentRequest = {
  amount: number
  currency: string
  method: string
  capture: 'now' | 'later'
  returnUrl: string
  metadata: Record<string, string>
}
const sessionMs = 15 * 60_000

/**
 * Makes a payment under the shop's key, or, when the key is known, tells again what was told the first time. The same key
 * with another body is refused (409 `idempotency_key_reused`). The method decides the payment's fate.
 */
export async function makePayment(provider: Provider, key: string, body: unknown): Promise<Answer> {
  const request = checked(body)
  const method = methods.get(request.method)
  if (method === undefined)
    throw new ProviderRefusal(400, 'invalid_method', `There is no payment method "${request.method}".`)
  const now = nowOf(provider)
  const failsNow = method.fault !== null && (await isFirstTry(provider.sql, key, now))
  if (failsNow && method.fault !== 'charged') return faultOf(method)

  const tell = provider.tells === 'everything' || failsNow
  const fresh = newPayment(request, key, method, now, provider.asyncDelayMs)
  const made = await insertPayment(provider.sql, fresh, tell)
  if (tell || method.answer === 'processing') provider.wake()
  if (failsNow) return silence
  const payment = made ?? (await known(provider, fresh))
  return { status: made === null ? 200 : 201, body: viewOf(firstStateOf(payment, method.answer), provider.base()) }
}

function faultOf({ fault }: Method): Answer {
  if (fault === 'untouched') return silence
  if (fault === 'busy')
    return { status: 429, headers: { 'retry-after': '1' }, body: { code: 'busy', message: 'Come back in a second.' } }
  return { status: 500, body: { code: 'internal', message: 'Something broke; nothing is known of this payment.' } }
}

function newPayment(request: PaymentRequest, key: string, method: Method, now: Date, asyncDelayMs: number): Payment {
  const waits = { action: sessionMs, processing: asyncDelayMs, ok: null, declined: null }[method.answer]
  const payment: Payment = {
    ...request,
    key,
    id: `pay_${randomBytes(16).toString('hex')}`,
    bodyHash: hashOf(request),
    status: 'authorised',
    code: method.code,
    captured: 0,
    refunded: 0,
    released: false,
    createdAt: now,
    dueAt: waits === null ? null : new Date(now.getTime() + waits),
    dueCode: method.answer === 'action' ? 'expired' : method.code,
  }
  return { ...firstStateOf(payment, method.answer) }
}

async function known({ sql }: Provider, { key, bodyHash }: Payment): Promise<Payment> {
  const payment = await readPayment(sql, { key })
  if (payment === null || payment.bodyHash !== bodyHash) {
    throw new ProviderRefusal(409, 'idempotency_key_reused', 'This key was used for another payment.')
  }
  return payment
}

/** Throws ProviderRefusal (400 `invalid_request`) when a field is missing, unknown or out of bounds. */
function checked(body: unknown): PaymentRequest {
  const {
    amount,
    currency,
    method,
    capture = 'now',
    returnUrl,
    metadata = {},
    ...rest
  } = (body ?? {}) as Record<string, unknown>
  const wrong =
    Object.keys(rest)[0] ??
    (!Number.isSafeInteger(amount) || Number(amount) < 1 ? 'amount' : null) ??
    (!/^[A-Z]{3}$/.test(String(currency)) ? 'currency' : null) ??
    (typeof method !== 'string' ? 'method' : null) ??
    (capture !== 'now' && capture !== 'later' ? 'capture' : null) ??
    (typeof returnUrl !== 'string' || !/^https?:\/\/.{1,490}$/.test(returnUrl) || !URL.canParse(returnUrl)
      ? 'returnUrl'
      : null) ??
    (!isMetadata(metadata) ? 'metadata' : null)
  if (wrong !== null) throw new ProviderRefusal(400, 'invalid_request', `Correct the field "${wrong}".`)
  return { amount, currency, method, capture, returnUrl, metadata } as PaymentRequest
}

function isMetadata(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const entries = Object.entries(value)
  return (
    entries.length <= 20 &&
    entries.every(([name, each]) => name.length <= 40 && typeof each === 'string' && each.length <= 500)
  )
}
