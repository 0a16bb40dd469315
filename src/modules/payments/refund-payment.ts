import type { InputOf, OutputOf } from '#kernel/contract.ts'
import { twice } from '#kernel/database/sql.ts'
import { Refusal, refusal } from '#kernel/errors.ts'
import { type PaymentsContext, portOf, providerDeadline } from './context.ts'
import { payments } from './contract.ts'
import { readAttempts } from './payment-store.ts'
import { type Refund, readRefund, reserveRefund, settleRefund } from './refund-store.ts'

const { refund } = payments.commands
type RefundAnswer = OutputOf<typeof refund>

/**
 * Gives money back: sets the amount aside, asks the provider, writes down what it said. `pending` when it did not answer:
 * the job `ask-again` goes on asking with the same key. Refuses `nothing_to_refund`, `amount_too_high` (with `refundable`),
 * `refund_declined`; a repeat gets the first answer.
 */
export async function refundPayment(context: PaymentsContext, request: InputOf<typeof refund>): Promise<RefundAnswer> {
  const { refundId, orderId, amount, reason = null } = request
  const made = await twice(() => reserveRefund(context.db, { refundId, orderId, amount, reason }))
  const known = made ?? (await readRefund(context.db, refundId))
  if (known === null) throw await refusalFor(context, orderId)
  if (known.orderId !== orderId || known.refundAmount !== amount) {
    throw new Refusal('invalid', 400, { detail: 'This refundId was used for another refund; choose a new one.' })
  }
  const settled = known.status === 'pending' ? await settleAtProvider(context, known) : known
  if (settled.status === 'failed') {
    throw refusal(refund, 'refund_declined', {
      detail: 'The provider declined; ask them why, or give the money back another way.',
      reason: settled.code,
    })
  }
  const { status, captured, refunded, currency } = settled
  return { refundId, status, amount: settled.amount, captured, refunded, currency }
}

/** Asks the provider for a pending refund, by its key, and writes down what it says; answers the refund as it is then. */
export async function settleAtProvider(context: PaymentsContext, pending: Refund): Promise<Refund> {
  const { id, provider, providerId, refundAmount: amount, currency } = pending
  const port = portOf(context, provider)
  const said = await port?.refund({ key: `refund:${id}`, providerId, amount, currency }, providerDeadline(context))
  if (said === undefined || said.status === 'unknown' || said.status === 'processing') return pending
  const settled =
    said.status === 'succeeded'
      ? await settleRefund(context.db, id, 'succeeded', null)
      : await settleRefund(context.db, id, 'failed', said.code)
  return settled ?? (await readRefund(context.db, id)) ?? pending
}

/** Says why nothing could be set aside. */
async function refusalFor({ db }: PaymentsContext, orderId: string): Promise<Refusal> {
  const attempts = await readAttempts(db, orderId)
  if (attempts.every(({ captured }) => captured === 0)) {
    return refusal(refund, 'nothing_to_refund', { detail: 'Nothing was taken for this order; cancel it instead.' })
  }
  const refundable = Math.max(...attempts.map(({ captured, refunded, refunding }) => captured - refunded - refunding))
  return refusal(refund, 'amount_too_high', { detail: `At most ${refundable} can be given back.`, refundable })
}
