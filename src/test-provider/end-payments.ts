import { type Payment, ProviderRefusal, viewOf } from './payment.ts'
import { endWaiting, readPayment } from './payment-store.ts'
import { type Answer, type Provider, nowOf } from './provider.ts'

/** Ends every waiting payment whose time has come: an action nobody took, a transfer that arrived or did not. */
export async function endDue(provider: Provider, before = nowOf(provider)): Promise<void> {
  await endWaiting(provider.sql, { dueBefore: before }, nowOf(provider))
}

/** The shopper's answer on the provider's page. A payment that waits for none keeps its state; 404 `unknown_payment`. */
export async function decideAction(provider: Provider, id: string, decision: unknown): Promise<Payment> {
  if (decision !== 'approve' && decision !== 'decline')
    throw new ProviderRefusal(400, 'invalid_request', 'Decide "approve" or "decline".')
  await endDue(provider)
  const payment = await paymentOf(provider, { id })
  if (payment.status === 'action') {
    await endWaiting(
      provider.sql,
      { id, code: decision === 'approve' ? null : 'authentication_failed' },
      nowOf(provider),
    )
    provider.wake()
  }
  return paymentOf(provider, { id })
}

/** One payment as it is now, by the provider's id or the shop's key; 404 `unknown_payment`. */
export async function tellPayment(provider: Provider, by: { key: string } | { id: string }): Promise<Answer> {
  await endDue(provider)
  return { status: 200, body: viewOf(await paymentOf(provider, by), provider.base()) }
}

/** One payment, by the provider's id or the shop's key. Throws ProviderRefusal (404 `unknown_payment`). */
export async function paymentOf({ sql }: Provider, by: { key: string } | { id: string }): Promise<Payment> {
  const payment = await readPayment(sql, by)
  if (payment === null) throw new ProviderRefusal(404, 'unknown_payment', 'There is no such payment.')
  return payment
}
