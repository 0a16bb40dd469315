// Payments knows who takes the money and what became of each attempt. It knows no goods; card data never gets here.
import { Type } from 'typebox'
import { command, contract, event, query } from '#kernel/contract.ts'
import { Amount, Currency, Id, Time } from '#commerce/scalars.ts'

/**
 * `succeeded`: captured. `authorised`: taken later (`capture: 'later'`). `declined`: final, with `code`. `action`: the shopper has to do
 * something at `nextAction.url` until `expiresAt`. `processing`: the provider will tell. `unknown`: ask again with the same key.
 */
const Status = Type.Enum(['succeeded', 'authorised', 'declined', 'action', 'processing', 'unknown', 'voided'])
const Outcome = Type.Object({
  paymentId: Type.Optional(Id),
  provider: Type.String(),
  status: Status,
  code: Type.Optional(Type.String()),
  /** On `succeeded`: what was taken by now; less than the amount when it was captured in parts. */
  captured: Type.Optional(Amount),
  nextAction: Type.Optional(Type.Object({ type: Type.String(), url: Type.String() })),
  expiresAt: Type.Optional(Time),
})
const Sums = { amount: Amount, captured: Amount, refunded: Amount, currency: Currency }

export const payments = contract('payments', {
  queries: {
    /** What became of the attempts of an order, oldest first. */
    attemptsOf: query(
      { orderId: Id },
      Type.Array(
        Type.Object({ paymentId: Id, attempt: Type.Integer(), provider: Type.String(), status: Status, ...Sums }),
      ),
      { deadlineMs: 500 },
    ),
    /** Names of the providers that this shop offers. */
    providers: query({}, Type.Array(Type.String()), { deadlineMs: 500 }),
  },
  commands: {
    /**
     * Pays one attempt of an order, `key` = `<orderId>:<attempt>`. Repeated, it asks the provider by the key, so that one attempt is
     * never charged twice; also after a time-out, a crash, or in two processes at once. Holds no connection while it waits.
     */
    pay: command(
      {
        key: Type.String({ maxLength: 80 }),
        orderId: Id,
        attempt: Type.Integer({ minimum: 1 }),
        amount: Amount,
        currency: Currency,
        provider: Type.String({ maxLength: 40 }),
        method: Type.String({ maxLength: 200 }),
        capture: Type.Enum(['now', 'later']),
        returnUrl: Type.String({ maxLength: 500 }),
      },
      Outcome,
      { key: 'key', refuses: { provider_unknown: 422 }, deadlineMs: 6_000 },
    ),
    /** Makes sure that nothing is or stays charged for an order: voids what is open, refunds what was captured. For orders that ended. */
    cancel: command({ orderId: Id }, Type.Object({ status: Type.Enum(['none', 'voided', 'refunded', 'unknown']) }), {
      key: 'orderId',
      deadlineMs: 6_000,
    }),
    /** Takes what was authorised. */
    capture: command(
      { captureId: Id, orderId: Id, amount: Type.Optional(Amount) },
      Type.Object({ status: Status, ...Sums }),
      {
        key: 'captureId',
        refuses: { nothing_to_capture: 409, amount_too_high: 422 },
        deadlineMs: 6_000,
      },
    ),
    /**
     * Gives money back: guarded by refunded + pending + amount ≤ captured. `pending` when the provider did not answer; it is
     * asked again.
     */
    refund: command(
      {
        refundId: Id,
        orderId: Id,
        amount: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
        reason: Type.Optional(Type.String({ maxLength: 500 })),
      },
      Type.Object({ refundId: Id, status: Type.Enum(['succeeded', 'pending', 'failed']), ...Sums }),
      // `amount_too_high` carries `refundable`.
      {
        key: 'refundId',
        refuses: { nothing_to_refund: 409, amount_too_high: 422, refund_declined: 409 },
        deadlineMs: 6_000,
      },
    ),
  },
  events: {
    /** News that came other than as the answer to `pay`: webhook, late answer, capture, refund, void. `change` says which. */
    PaymentChanged: event(
      {
        paymentId: Id,
        orderId: Id,
        attempt: Type.Integer(),
        provider: Type.String(),
        change: Type.Enum(['status', 'captured', 'refunded', 'voided']),
        status: Status,
        ...Sums,
        /** On `refunded`: which refund, and its amount. */
        refundId: Type.Optional(Id),
        refundAmount: Type.Optional(Amount),
      },
      { key: 'paymentId' },
    ),
  },
})
