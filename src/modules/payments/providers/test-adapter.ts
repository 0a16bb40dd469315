import { Type } from 'typebox'
import { validatorOf } from '#kernel/calls/dispatch.ts'
import { retryBudget } from '#kernel/calls/retry-budget.ts'
import { type Wire, outsideWire } from '#kernel/calls/wire.ts'
import { bulkheadOf } from './bulkhead.ts'
import {
  type MoveRequest,
  type PayRequest,
  type PaymentPort,
  type ProviderPayment,
  type Settled,
  type Unknown,
  unknown,
} from './payment-port.ts'
import { isSignedBy } from './webhook-signature.ts'

const View = Type.Object({
  id: Type.String({ pattern: '^\\w{1,60}$' }),
  status: Type.Enum(['succeeded', 'authorised', 'declined', 'action', 'processing', 'voided']),
  code: Type.Optional(Type.String({ maxLength: 100 })),
  capture: Type.Enum(['now', 'later']),
  amount: Type.Integer(),
  currency: Type.String(),
  captured: Type.Integer(),
  refunded: Type.Integer(),
  nextAction: Type.Optional(Type.Object({ type: Type.String(), url: Type.String() })),
  expiresAt: Type.Optional(Type.String()),
  metadata: Type.Record(Type.String(), Type.String()),
})
type View = Type.Static<typeof View>
const Moved = Type.Object({ status: Type.Enum(['succeeded', 'declined']), code: Type.Optional(Type.String()) })
const Page = Type.Object({ items: Type.Array(View), next: Type.Optional(Type.String()) })
const Event = Type.Object({
  id: Type.String({ maxLength: 100 }),
  type: Type.String({ maxLength: 100 }),
  data: Type.Object({ payment: View }),
})
const Failure = Type.Object({ code: Type.String() })

export type TestAdapterOptions = { url: string; webhookSecret: string; clock: { now(): number }; wire?: Wire }
/** `null`: no answer, or none that can be trusted. */
type Answer = { status: number; body: unknown; retryAfterMs: number } | null
type Ask = { method: 'GET' | 'POST'; path: string; key?: string; body?: object }

const waitMaxMs = 4_000
const inFlightMax = 64
const connections = {
  connections: inFlightMax,
  pipelining: 1,
  maxResponseSize: 1_048_576,
  connect: { timeout: 1_000 },
}

/**
 * The test provider over HTTP. Takes its address, the secret of its webhooks and a clock. A pay that got no answer is not
 * sent again by itself: it is `unknown`, and whoever asks again asks by the key. After a 500 the provider is asked by key
 * first; only when it has nothing is the same key sent once more, and neither while most calls fail. After a 429 nothing is
 * sent until `Retry-After` is over.
 */
export function testAdapter({
  url,
  webhookSecret,
  clock,
  wire = outsideWire(url, connections),
}: TestAdapterOptions): PaymentPort {
  const bulkhead = bulkheadOf({ max: inFlightMax, waitingMax: 4 * inFlightMax })
  const repeats = retryBudget({ clock })
  let quietUntil = 0

  const ask = async (request: Ask, deadline: number): Promise<Answer> => {
    const answer = await bulkhead(() => send(wire, request, Math.min(waitMaxMs, deadline - clock.now())))
    if (answer?.status === 429) quietUntil = Math.max(quietUntil, clock.now() + answer.retryAfterMs)
    return answer
  }
  const lookup: PaymentPort['lookup'] = async (by, deadline) => {
    const path =
      'key' in by
        ? `/v1/payments?key=${encodeURIComponent(by.key)}`
        : `/v1/payments/${encodeURIComponent(by.providerId)}`
    const answer = await ask({ method: 'GET', path }, deadline)
    if (answer?.status === 404 && codeOf(answer) === 'unknown_payment') return null
    return paymentIn(answer)
  }
  const move = async (
    kind: 'capture' | 'refund',
    { key, providerId, amount }: MoveRequest,
    deadline: number,
  ): Promise<Settled> => {
    const answer = await ask(
      { method: 'POST', path: `/v1/payments/${providerId}/${kind}`, key, body: { amount } },
      deadline,
    )
    return settledIn(answer)
  }

  return {
    name: 'test',
    lookup,
    async pay(request, deadline) {
      if (clock.now() < quietUntil) return unknown
      const first = await ask(payAsk(request), deadline)
      repeats.ended(first !== null && first.status < 500)
      if (first === null || first.status < 500)
        return madeIn(first, request, () => lookup({ key: request.key }, deadline))
      // Whoever asks again later asks by the key.
      if (repeats.left() === 0) return unknown
      repeats.spend(1)
      const found = await lookup({ key: request.key }, deadline)
      if (found !== null) return found
      const second = await ask(payAsk(request), deadline)
      repeats.ended(second !== null && second.status < 500, true)
      return madeIn(second, request, async () => unknown)
    },
    capture: (request, deadline) => move('capture', request, deadline),
    refund: (request, deadline) => move('refund', request, deadline),
    async void({ key, providerId }, deadline) {
      const answer = await ask({ method: 'POST', path: `/v1/payments/${providerId}/void`, key, body: {} }, deadline)
      // 409: it was captured, declined or voided meanwhile; what it is now is the answer.
      if (answer === null || (answer.status !== 200 && answer.status !== 409)) return unknown
      return (await lookup({ providerId }, deadline)) ?? unknown
    },
    parseWebhook(rawBody, headers) {
      if (!isSignedBy(webhookSecret, headers['test-signature'], rawBody, clock.now())) return null
      const payload = jsonOf(rawBody.toString('utf8'))
      if (!validatorOf(Event).Check(payload)) return 'no_payment'
      const { id, type, data } = payload as Type.Static<typeof Event>
      return { eventId: id, type, providerId: data.payment.id, payload: payload as object }
    },
    async list({ from, to, after = '' }, deadline) {
      const answer = await ask(
        { method: 'GET', path: `/v1/payments?${new URLSearchParams({ from, to, after })}` },
        deadline,
      )
      if (answer?.status !== 200 || !validatorOf(Page).Check(answer.body)) return unknown
      const { items, next } = answer.body as Type.Static<typeof Page>
      return { items: items.map(paymentOf), ...(next === undefined ? {} : { next }) }
    },
  }
}

/** Sends one request and waits at most `timeoutMs`. Never throws: what is no JSON answer is null. */
async function send(wire: Wire, { method, path, key, body }: Ask, timeoutMs: number): Promise<Answer> {
  if (timeoutMs <= 0) return null
  try {
    const headers = { 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) }
    const sent = body === undefined ? null : JSON.stringify(body)
    const answer = await wire.ask({ method, path, headers, body: sent, timeoutMs: Math.ceil(timeoutMs) })
    const retryAfterMs = (Number(answer.headers['retry-after']) || 1) * 1_000
    return { status: answer.status, body: jsonOf(answer.text), retryAfterMs }
  } catch {
    return null
  }
}

function payAsk({ key, amount, currency, method, capture, returnUrl, reference }: PayRequest): Ask {
  const metadata = { orderId: reference.orderId, attempt: String(reference.attempt), tag: reference.tag }
  return { method: 'POST', path: '/v1/payments', key, body: { amount, currency, method, capture, returnUrl, metadata } }
}

/**
 * The payment that was made. A request that the provider does not take (an unknown method) is a decline without a payment.
 * A key that it knows with another body is asked for: our tag changes when the shop's secret is rotated, the rest must not.
 */
async function madeIn(
  answer: Answer,
  { amount, currency, capture }: PayRequest,
  ofKey: () => Promise<ProviderPayment | Unknown | null>,
): Promise<ProviderPayment | Unknown> {
  if (answer === null || answer.status === 429 || answer.status >= 500) return unknown
  const code = codeOf(answer)
  if (code === 'idempotency_key_reused') return (await ofKey()) ?? unknown
  if (answer.status !== 400 || code === null) return paymentIn(answer)
  return {
    status: 'declined',
    providerId: null,
    code,
    capture,
    amount,
    currency,
    captured: 0,
    refunded: 0,
    nextAction: null,
    expiresAt: null,
    reference: null,
  }
}

/** Anything but a payment of the known shape is `unknown`: a proxy's page is not an answer. */
function paymentIn(answer: Answer): ProviderPayment | Unknown {
  const good =
    answer !== null && (answer.status === 200 || answer.status === 201) && validatorOf(View).Check(answer.body)
  return good ? paymentOf(answer.body as View) : unknown
}

function settledIn(answer: Answer): Settled {
  if (answer === null) return unknown
  if (answer.status === 200 && validatorOf(Moved).Check(answer.body)) {
    const { status, code = 'declined' } = answer.body as Type.Static<typeof Moved>
    return status === 'succeeded' ? { status } : { status, code }
  }
  const code = codeOf(answer)
  const refused =
    (answer.status === 409 || answer.status === 400 || answer.status === 404) &&
    code !== null &&
    code !== 'idempotency_key_reused'
  return refused ? { status: 'declined', code } : unknown
}

function paymentOf({
  id,
  status,
  code,
  capture,
  amount,
  currency,
  captured,
  refunded,
  nextAction,
  expiresAt,
  metadata,
}: View): ProviderPayment {
  const { orderId, attempt, tag } = metadata
  const ours = orderId !== undefined && tag !== undefined && Number.isSafeInteger(Number(attempt))
  return {
    status,
    providerId: id,
    code: code ?? null,
    capture,
    amount,
    currency,
    captured,
    refunded,
    nextAction: nextAction ?? null,
    expiresAt: expiresAt ?? null,
    reference: ours ? { orderId, attempt: Number(attempt), tag } : null,
  }
}

const codeOf = ({ body }: { body: unknown }): string | null =>
  validatorOf(Failure).Check(body) ? (body as { code: string }).code : null

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
