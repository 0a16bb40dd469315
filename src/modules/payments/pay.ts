import type { InputOf } from '#kernel/contract.ts'
import { crash } from '#kernel/crash.ts'
import { refusal } from '#kernel/errors.ts'
import { undoPayment } from './cancel-order-payments.ts'
import { type PaymentsContext, portOf, providerDeadline } from './context.ts'
import { payments } from './contract.ts'
import { insertPayment, movePayment, readAttempts } from './payment-store.ts'
import {
  type Outcome,
  type Payment,
  isDecided,
  isYoung,
  newPayment,
  newsOf,
  outcomeOf,
  referenceOf,
} from './payment.ts'
import type { PaymentPort } from './providers/payment-port.ts'

type Pay = InputOf<typeof payments.commands.pay>

/**
 * Pays one attempt at the provider and keeps what became of it: one call, one statement. The provider knows the key, so
 * a repeat, a twin or a crash in between charges nothing twice. `unknown` leaves no row; whoever asks again asks by the key.
 * An order that ended meanwhile is given its money back at once. Refuses `provider_unknown`.
 */
export async function pay(context: PaymentsContext, request: Pay): Promise<Outcome> {
  const { provider, orderId, attempt } = request
  const port = portOf(context, provider)
  if (port === null)
    throw refusal(payments.commands.pay, 'provider_unknown', {
      detail: 'Choose one of the providers that the shop offers.',
    })

  // A provider may forget a key after a day; what is older is asked for by our row before anything is sent.
  const known = isYoung(orderId, context.clock.now()) ? null : await readAttempt(context, request)
  if (known !== null) return outcomeNow(context, port, known)

  const { key, amount, currency, method, capture, returnUrl } = request
  const reference = referenceOf(context.secrets, request)
  crash('payments.pay.before_provider')
  const found = await port.pay(
    { key, amount, currency, method, capture, returnUrl, reference },
    providerDeadline(context),
  )
  crash('payments.pay.after_provider')
  if (found.status === 'unknown') return { provider, status: 'unknown' }
  if (found.amount !== amount || found.currency !== currency) {
    throw new Error(
      `the payment ${key} is of ${found.amount} ${found.currency} at ${provider}, not of ${amount} ${currency}`,
    )
  }

  const made = await insertPayment(context.db, newPayment(context.ids.next(), request, found))
  crash('payments.pay.after_commit')
  if (made !== null) return made.ended ? undoAtOnce(context, port, made) : outcomeOf(made)
  const before = await readAttempt(context, { orderId, attempt })
  if (before === null) throw new Error(`the payment ${key} is taken and cannot be read`)
  return outcomeNow(context, port, before)
}

/** What a kept payment has come to: a decided one is told as it is, of an open one the provider is asked. */
async function outcomeNow(context: PaymentsContext, port: PaymentPort, payment: Payment): Promise<Outcome> {
  if (isDecided(payment.status) || payment.providerId === null) return outcomeOf(payment)
  const found = await port.lookup({ providerId: payment.providerId }, providerDeadline(context))
  if (found === null || found.status === 'unknown') return outcomeOf(payment)
  const news = newsOf(payment, found)
  if (news === null || news === 'impossible' || news.refundedElsewhere > 0) return outcomeOf(payment)
  const { code, nextAction, expiresAt } = found
  const { status, captured } = news
  const moved = await movePayment(context.db, payment, { status, captured, code, nextAction, expiresAt, change: null })
  if (moved) return outcomeOf({ ...payment, status, captured, code, nextAction, expiresAt })
  const now = (await readAttempts(context.db, payment.orderId)).find(({ id }) => id === payment.id)
  return outcomeOf(now ?? payment)
}

/** The order had ended when the money came: it goes back before anybody is told yes. */
async function undoAtOnce(context: PaymentsContext, port: PaymentPort, payment: Payment): Promise<Outcome> {
  const undone = await undoPayment(context, port, payment)
  const [now] = (await readAttempts(context.db, payment.orderId)).filter(({ id }) => id === payment.id)
  if (undone === 'unknown') return { ...outcomeOf(now ?? payment), status: 'unknown' }
  return { ...outcomeOf(now ?? payment), status: undone === 'none' ? (now ?? payment).status : 'voided' }
}

async function readAttempt(
  { db }: PaymentsContext,
  { orderId, attempt }: { orderId: string; attempt: number },
): Promise<Payment | null> {
  return (await readAttempts(db, orderId)).find((each) => each.attempt === attempt) ?? null
}
