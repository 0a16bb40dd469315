import type { InputOf, OutputOf } from '#kernel/contract.ts'
import { refusalOf } from '#kernel/errors.ts'
import { applyFound } from './apply-found.ts'
import { askPending } from './ask-again.ts'
import { type PaymentsContext, portOf, providerDeadline, providersOf } from './context.ts'
import type { payments } from './contract.ts'
import { endOrder, insertFound, readAttempts } from './payment-store.ts'
import { type Payment, keyOf, newPayment, strangenessOf, uuidOf } from './payment.ts'
import type { PaymentPort } from './providers/payment-port.ts'
import { refundPayment } from './refund-payment.ts'

type Cancelled = OutputOf<typeof payments.commands.cancel>
/** What undoing has come to, from the least to the one that has to be asked again. */
const ranks = ['none', 'voided', 'refunded', 'unknown'] as const
type Undone = (typeof ranks)[number]
const worst = (all: Undone[]): Undone => ranks[Math.max(0, ...all.map((each) => ranks.indexOf(each)))]!

/** A pay that was on its way while its order ended is over by then, whatever became of the process that sent it. */
const lookAgainMs = 10 * 60_000

/**
 * Makes sure that nothing is or stays charged for an order that ended. First the end is written down, so that a pay which
 * comes after undoes itself; then what is there is undone, also what only the provider knows. `unknown`: ask again.
 * When nothing is found at all, it is looked for once more ten minutes later.
 */
export async function cancelOrderPayments(
  context: PaymentsContext,
  { orderId }: InputOf<typeof payments.commands.cancel>,
): Promise<Cancelled> {
  const attempts = await endOrder(context.db, orderId)
  const undone: Undone[] = []
  for (const payment of attempts) {
    const port = portOf(context, payment.provider)
    undone.push(port === null ? 'unknown' : await undoPayment(context, port, payment))
  }
  const next = Math.max(0, ...attempts.map(({ attempt }) => attempt)) + 1
  for (let attempt = 1; attempt <= next; attempt++) {
    if (attempts.some((each) => each.attempt === attempt)) continue
    for (const provider of providersOf(context))
      undone.push(await undoUnknown(context, portOf(context, provider)!, { orderId, attempt }))
  }
  const status = worst(undone)
  if (attempts.length === 0 && status === 'none')
    await context.db.later('look-again', orderId, { orderId }, lookAgainMs)
  return { status }
}

/** Voids what is open and refunds what was taken of one payment of ours. */
export async function undoPayment(context: PaymentsContext, port: PaymentPort, payment: Payment): Promise<Undone> {
  let now = payment
  // Three rounds: it may turn out, when it is voided, that it was captured meanwhile.
  for (let round = 0; round < 3; round++) {
    if (now.status === 'declined' || now.providerId === null) return 'none'
    if (now.status === 'voided') return 'voided'
    if (now.capturing > 0 || now.refunding > 0) await askPending(context, now.id)
    else if (now.status === 'succeeded') return giveBack(context, port, now)
    else if (!(await letGo(context, port, now))) return 'unknown'
    now = (await readAttempts(context.db, now.orderId)).find(({ id }) => id === now.id) ?? now
  }
  return now.status === 'voided' ? 'voided' : now.status === 'declined' ? 'none' : 'unknown'
}

/** Voids at the provider and keeps what it says. False when it said nothing of use. */
async function letGo(context: PaymentsContext, port: PaymentPort, { id, ...payment }: Payment): Promise<boolean> {
  const found = await port.void({ key: `void:${id}`, providerId: payment.providerId! }, providerDeadline(context))
  if (found.status === 'unknown') return false
  return (await applyFound(context, { id, ...payment }, found)) !== 'impossible'
}

/** Refunds all that is left of what was captured, and lets go of what is still authorised. */
async function giveBack(context: PaymentsContext, port: PaymentPort, payment: Payment): Promise<Undone> {
  const { id, orderId, providerId, captured, refunded } = payment
  if (payment.capture === 'later' && captured < payment.amount) {
    const released = await port.void({ key: `void:${id}`, providerId: providerId! }, providerDeadline(context))
    if (released.status === 'unknown') return 'unknown'
  }
  if (refunded === captured) return 'refunded'
  // The same sums make the same id: asked twice at once, it is one refund.
  const refundId = uuidOf('cancel', id, String(refunded))
  const refund = refundPayment(context, {
    refundId,
    orderId,
    amount: captured - refunded,
    reason: 'The order was cancelled.',
  })
  const refused = await refusalOf(refund)
  return refused === null && (await refund).status === 'succeeded' ? 'refunded' : 'unknown'
}

/** An attempt of which we have no row: the provider is asked by its key. */
async function undoUnknown(
  context: PaymentsContext,
  port: PaymentPort,
  attempt: { orderId: string; attempt: number },
): Promise<Undone> {
  const found = await port.lookup({ key: keyOf(attempt) }, providerDeadline(context))
  if (found === null) return 'none'
  if (found.status === 'unknown') return 'unknown'
  if (strangenessOf(context.secrets, found, null) !== null) {
    context.log.error({ ...attempt, provider: port.name }, 'the provider has a payment under our key that is not ours')
    return 'unknown'
  }
  await insertFound(context.db, newPayment(context.ids.next(), { ...attempt, provider: port.name }, found))
  const payment = (await readAttempts(context.db, attempt.orderId)).find((each) => each.attempt === attempt.attempt)
  return payment === undefined ? 'unknown' : undoPayment(context, port, payment)
}
