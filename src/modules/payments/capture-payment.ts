import type { InputOf, OutputOf } from '#kernel/contract.ts'
import { twice } from '#kernel/database/sql.ts'
import { Refusal, refusal } from '#kernel/errors.ts'
import { type Capture, readCapture, reserveCapture, settleCapture } from './capture-store.ts'
import { type PaymentsContext, portOf, providerDeadline } from './context.ts'
import { payments } from './contract.ts'
import { readAttempts } from './payment-store.ts'
import { sumsOf } from './payment.ts'

const { capture } = payments.commands
type CaptureAnswer = OutputOf<typeof capture>

/**
 * Takes what was authorised, or `amount` of it; several captures may share one authorisation. `unknown` when the provider
 * did not answer: the job `ask-again` goes on asking. `declined` when it said no. All of what is taken already answers with
 * its sums. Refuses `nothing_to_capture`, and `amount_too_high` with `capturable`.
 */
export async function capturePayment(
  context: PaymentsContext,
  request: InputOf<typeof capture>,
): Promise<CaptureAnswer> {
  const { captureId, orderId, amount = null } = request
  const made = await twice(() => reserveCapture(context.db, { captureId, orderId, amount }))
  const known = made ?? (await readCapture(context.db, captureId))
  if (known === null) return nothingTaken(context, orderId, amount)
  if (known.orderId !== orderId || (amount !== null && known.captureAmount !== amount)) {
    throw new Refusal('invalid', 400, { detail: 'This captureId was used for another capture; choose a new one.' })
  }
  const settled = known.captureStatus === 'pending' ? await settleAtProvider(context, known) : known
  const { captureStatus, captured, refunded, currency } = settled
  const status = captureStatus === 'pending' ? 'unknown' : captureStatus === 'failed' ? 'declined' : settled.status
  return { status, amount: settled.amount, captured, refunded, currency }
}

/** Asks the provider for a pending capture, by its key, and writes down what it says; a decline is for an operator to see. */
export async function settleAtProvider(context: PaymentsContext, pending: Capture): Promise<Capture> {
  const { id, orderId, provider, providerId, captureAmount: amount, currency } = pending
  const port = portOf(context, provider)
  const said = await port?.capture({ key: `capture:${id}`, providerId, amount, currency }, providerDeadline(context))
  if (said === undefined || said.status === 'unknown' || said.status === 'processing') return pending
  if (said.status === 'declined') {
    context.log.error(
      { orderId, captureId: id, code: said.code },
      'the provider declined to capture what it had authorised',
    )
  }
  const settled =
    said.status === 'succeeded'
      ? await settleCapture(context.db, id, 'succeeded', null)
      : await settleCapture(context.db, id, 'failed', said.code)
  return settled ?? (await readCapture(context.db, id)) ?? pending
}

/** Everything was taken before: the sums. Else says why nothing could be set aside. */
async function nothingTaken({ db }: PaymentsContext, orderId: string, amount: number | null): Promise<CaptureAnswer> {
  const attempts = await readAttempts(db, orderId)
  const payment = attempts.find(({ status }) => status === 'authorised' || status === 'succeeded')
  if (payment === undefined) {
    throw refusal(capture, 'nothing_to_capture', { detail: 'No payment of this order is authorised.' })
  }
  if (amount === null && payment.capturing === 0) return { status: payment.status, ...sumsOf(payment) }
  const capturable = payment.capture === 'now' ? 0 : payment.amount - payment.captured - payment.capturing
  throw refusal(capture, 'amount_too_high', { detail: `At most ${capturable} can be taken.`, capturable })
}
