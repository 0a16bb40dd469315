/** Which fact writes which letter. A reaction is one statement that puts one row; the job `send-letters` does the rest. */
import type { BodyOf } from '#kernel/contract.ts'
import type { Once } from '#kernel/database/sql.ts'
import { type EventMeta, type Reaction, when, whenMany } from '#kernel/module.ts'
import { customers } from '#modules/customers/contract.ts'
import { orders } from '#modules/orders/contract.ts'
import { users } from '#modules/users/contract.ts'
import { type LetterName, type Payload, linkLifeMs, tellsCancelled } from './letter.ts'
import { eraseLetters, putLetters } from './letter-store.ts'
import { summaryOf } from './order-summary.ts'

type To = { userId: string; email: string; firstName: string; locale: string }

function writeToUser(once: Once, meta: EventMeta, template: LetterName, user: To, token: string, more: Payload = {}) {
  const { userId, email, locale, firstName } = user
  const payload = { firstName, ...more }
  return putLetters(once, [letterOf(meta, { template, recipient: email, userId, locale, payload, token })])
}

type OrderFact = BodyOf<typeof orders.events.PaymentProcessed>

function writeToBuyer(once: Once, meta: EventMeta, template: LetterName, fact: OrderFact, more: Payload = {}) {
  return putLetters(once, [toBuyer(meta, template, fact, more)])
}

function toBuyer(meta: EventMeta, template: LetterName, fact: OrderFact, more: Payload = {}) {
  const { email, userId = null, locale, snapshot, token = null } = fact
  const firstName = (snapshot.shippingAddress ?? snapshot.billingAddress)?.firstName
  const payload = { ...(firstName === undefined ? {} : { firstName }), order: summaryOf(fact), ...more }
  return letterOf(meta, { template, recipient: email, userId, locale, payload, token })
}

type New = {
  template: LetterName
  recipient: string
  userId: string | null
  locale: string
  payload: Payload
  token: string | null
}

const letterOf = ({ id, at, ids, settings }: EventMeta, letter: New) => ({
  ...letter,
  state: settings.smtpUrl === null ? ('kept' as const) : ('waiting' as const),
  id: ids.next(),
  eventId: id,
  at,
  linkLifeMs: linkLifeMs[letter.template] ?? null,
})

const { UserRegistered, EmailVerificationAsked, PasswordResetAsked, StaffInvited } = users.events
const { PaymentProcessed, PaymentAwaited, PaymentFailed, OrderCancelled, OrderFulfilled, OrderRefunded } = orders.events

/** One a fact. `OrderCreated` writes none: an order that is not paid yet is nothing to confirm. */
export const reactions: Reaction[] = [
  when(UserRegistered, 'write-welcome', (once, user, meta) =>
    writeToUser(once, meta, 'welcome', user, user.verifyToken),
  ),
  when(EmailVerificationAsked, 'write-verification', (once, user, meta) =>
    writeToUser(once, meta, 'verify-address', user, user.verifyToken),
  ),
  when(PasswordResetAsked, 'write-reset', (once, user, meta) =>
    writeToUser(once, meta, 'reset-password', user, user.resetToken),
  ),
  when(StaffInvited, 'write-invitation', (once, user, meta) =>
    writeToUser(once, meta, 'staff-invitation', user, user.inviteToken, {
      isAdministrator: user.role === 'administrator',
    }),
  ),
  whenMany(PaymentProcessed, 'write-confirmation', (once, facts) =>
    putLetters(
      once,
      facts.map(({ body, meta }) => toBuyer(meta, 'order-confirmation', body)),
    ),
  ),
  when(PaymentAwaited, 'write-payment-awaited', (once, fact, meta) =>
    writeToBuyer(once, meta, 'payment-awaited', fact, { until: fact.expiresAt }),
  ),
  when(PaymentFailed, 'write-payment-failed', (once, fact, meta) => writeToBuyer(once, meta, 'payment-failed', fact)),
  when(OrderCancelled, 'write-cancellation', async (once, fact, meta) => {
    const { reason, wasPaid, placedAt } = fact
    if (tellsCancelled(reason, placedAt, meta.at))
      await writeToBuyer(once, meta, 'order-cancelled', fact, { reason, wasPaid })
  }),
  when(OrderFulfilled, 'write-fulfilment', (once, fact, meta) => {
    const { carrier, trackingNumber } = fact
    const parcel = {
      ...(carrier === undefined ? {} : { carrier }),
      ...(trackingNumber === undefined ? {} : { trackingNumber }),
    }
    return writeToBuyer(once, meta, 'order-fulfilled', fact, parcel)
  }),
  when(OrderRefunded, 'write-refund', (once, fact, meta) =>
    writeToBuyer(once, meta, 'order-refunded', fact, { amount: fact.amount, refunded: fact.refunded }),
  ),
  when(customers.events.CustomerErased, 'erase-letters', (once, { email, userId = null }) =>
    eraseLetters(once, email, userId),
  ),
]
