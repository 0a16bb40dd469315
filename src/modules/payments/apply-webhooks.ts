import { applyFound } from './apply-found.ts'
import { askPending } from './ask-again.ts'
import { cancelOrderPayments } from './cancel-order-payments.ts'
import { type PaymentsContext, portOf, providerDeadline } from './context.ts'
import { insertFound, isEnded, readAttempts } from './payment-store.ts'
import { type Payment, type Strangeness, isReference, newPayment, strangenessOf } from './payment.ts'
import type { PaymentPort } from './providers/payment-port.ts'
import { type Waiting, claimWebhooks, markApplied, quarantine } from './webhook-store.ts'

/**
 * Applies the webhooks that came in: the job `apply-webhooks`. What a webhook says is not believed: its payment is looked up
 * once, however many webhooks of it there are and in whatever order they came. What is not ours is quarantined.
 */
export async function applyWebhooks(context: PaymentsContext): Promise<void> {
  const claimed = await claimWebhooks(context.db)
  const byPayment = Map.groupBy(claimed, ({ provider, providerId }) => `${provider} ${providerId}`)
  const applied = [...byPayment.values()].map((ofOne) =>
    applyTo(
      context,
      ofOne[0]!,
      ofOne.map(({ eventId }) => eventId),
    ),
  )
  const failed = (await Promise.allSettled(applied)).find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
}

async function applyTo(
  context: PaymentsContext,
  { provider, providerId, tries }: Waiting,
  eventIds: string[],
): Promise<void> {
  const port = portOf(context, provider)
  const result = port === null ? 'ask_again' : await bringUpToDate(context, port, providerId)
  if (result === 'done') return markApplied(context.db, provider, eventIds)
  if (result === 'ask_again') {
    if (tries >= 6)
      context.log.error(
        { provider, providerId, tries },
        'a webhook cannot be applied, because its provider does not answer',
      )
    return
  }
  context.log.error({ provider, providerId, eventIds, reason: result }, 'a webhook was quarantined')
  await quarantine(context.db, provider, eventIds, result)
}

/**
 * Looks a payment up at its provider and takes over what is new of it, row and fact. Three rounds, because ours may move
 * meanwhile. `ask_again` when the provider does not answer; else what is strange about it.
 */
export async function bringUpToDate(
  context: PaymentsContext,
  port: PaymentPort,
  providerId: string,
): Promise<'done' | 'ask_again' | Strangeness> {
  for (let round = 0; round < 3; round++) {
    const first = await port.lookup({ providerId }, providerDeadline(context))
    if (first === null) return 'unknown_payment'
    if (first.status === 'unknown') return 'ask_again'
    const { reference } = first
    if (reference === null || !isReference(reference)) return 'unknown_payment'
    const known = await settledRow(context, reference)
    const strange = strangenessOf(context.secrets, first, known)
    if (strange !== null) return strange
    if (known === null) {
      await insertFound(context.db, newPayment(context.ids.next(), { ...reference, provider: port.name }, first))
    } else {
      const result = await takeOver(context, port, known, providerId)
      if (result === 'impossible' || result === 'ask_again') return result
      if (result === 'overtaken') continue
    }
    return endIfEnded(context, reference.orderId)
  }
  return 'ask_again'
}

/** Our row, with nothing of it on its way if that can be settled now. */
async function settledRow(
  context: PaymentsContext,
  { orderId, attempt }: { orderId: string; attempt: number },
): Promise<Payment | null> {
  const read = async () => (await readAttempts(context.db, orderId)).find((each) => each.attempt === attempt) ?? null
  const row = await read()
  if (row === null || (row.capturing === 0 && row.refunding === 0)) return row
  await askPending(context, row.id)
  return read()
}

/** The provider is asked after our row was read, so that what it says is not older than what we know. */
async function takeOver(context: PaymentsContext, port: PaymentPort, known: Payment, providerId: string) {
  if (known.capturing > 0 || known.refunding > 0) return 'ask_again'
  const found = await port.lookup({ providerId }, providerDeadline(context))
  if (found === null || found.status === 'unknown') return 'ask_again'
  return applyFound(context, known, found)
}

/** A payment that succeeds after its order ended goes back. */
async function endIfEnded(context: PaymentsContext, orderId: string): Promise<'done' | 'ask_again'> {
  if (!(await isEnded(context.db, orderId))) return 'done'
  return (await cancelOrderPayments(context, { orderId })).status === 'unknown' ? 'ask_again' : 'done'
}
