import { methods } from './method.ts'
import { insertDeclined, insertOperation, readOperation } from './operation-store.ts'
import { type Operation, type Payment, ProviderRefusal, hashOf, viewOf } from './payment.ts'
import { isFirstTry, readPayment } from './payment-store.ts'
import { type Answer, type Provider, nowOf, silence } from './provider.ts'

/** `byDashboard`: somebody of the shop did it on the provider's own pages, so that it is news. */
export type Move = { paymentId: string; key: string; body: unknown; byDashboard: boolean }

/**
 * Captures, refunds or voids (a part of) a payment under the shop's key; a known key is told again what became of it.
 * Without an amount: all that is left. Refused: 404 `unknown_payment`, 409 `not_possible` (the state or the sum does not
 * allow it), 409 `idempotency_key_reused`.
 */
export async function moveMoney(provider: Provider, kind: Operation['kind'], move: Move): Promise<Answer> {
  const { sql } = provider
  const { paymentId, key } = move
  const asked = amountOf(kind, move.body)
  const bodyHash = hashOf([kind, paymentId, asked])
  const before = await readOperation(sql, key)
  if (before !== null) return told(provider, before, bodyHash)

  const payment = await readPayment(sql, { id: paymentId })
  if (payment === null) throw new ProviderRefusal(404, 'unknown_payment', 'There is no such payment.')
  const later = methods.get(payment.method)?.later ?? 'ok'
  const operation: Operation = {
    key,
    paymentId,
    bodyHash,
    kind,
    amount: asked ?? leftOf(kind, payment),
    status: 'succeeded',
    code: null,
  }
  const now = nowOf(provider)
  const silent = later === `${kind}_silent` && (await isFirstTry(sql, key, now))
  const tell = silent || move.byDashboard || provider.tells === 'everything'
  if (later === `${kind}_declined`)
    await insertDeclined(sql, { ...operation, status: 'declined', code: `${kind}_rejected` }, now)
  else await insertOperation(sql, operation, now, tell)
  if (tell) provider.wake()
  if (silent) return silence

  const noted = await readOperation(sql, key)
  if (noted === null)
    throw new ProviderRefusal(409, 'not_possible', `This payment cannot be moved so: ${kind} of ${operation.amount}.`)
  return told(provider, noted, bodyHash)
}

async function told(provider: Provider, operation: Operation, bodyHash: string): Promise<Answer> {
  if (operation.bodyHash !== bodyHash)
    throw new ProviderRefusal(409, 'idempotency_key_reused', 'This key was used for something else.')
  const { key, kind, amount, status, code, paymentId } = operation
  const payment = await readPayment(provider.sql, { id: paymentId })
  return {
    status: 200,
    body: {
      key,
      kind,
      amount,
      status,
      ...(code === null ? {} : { code }),
      payment: payment && viewOf(payment, provider.base()),
    },
  }
}

function leftOf(kind: Operation['kind'], { amount, captured, refunded }: Payment): number {
  return kind === 'void' ? 0 : kind === 'capture' ? amount - captured : captured - refunded
}

/** The amount asked for, or null for all that is left. */
function amountOf(kind: Operation['kind'], body: unknown): number | null {
  const { amount, ...rest } = (body ?? {}) as Record<string, unknown>
  if (Object.keys(rest).length > 0)
    throw new ProviderRefusal(400, 'invalid_request', `Correct the field "${Object.keys(rest)[0]}".`)
  if (amount === undefined) return null
  if (kind === 'void' || !Number.isSafeInteger(amount) || Number(amount) < 1) {
    throw new ProviderRefusal(400, 'invalid_request', 'Correct the field "amount".')
  }
  return amount as number
}
