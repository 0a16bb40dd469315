// Orders knows what was bought and how far it has come. It knows no shelves and no card numbers.
import { Type } from 'typebox'
import { contract, event } from '#kernel/contract.ts'
import { Amount, Id, Snapshot, Time } from '#commerce/scalars.ts'

/** What subscribers need of an order; facts carry it, because reactions do not call. */
const order = {
  orderId: Id,
  number: Type.String(),
  cartId: Id,
  userId: Type.Optional(Id),
  email: Type.String(),
  locale: Type.String(),
  /** What opens the order without an account, for links in letters. */
  token: Type.Optional(Type.String()),
  placedAt: Time,
  snapshot: Snapshot,
}

export const orders = contract('orders', {
  events: {
    /** Accepted, PENDING: from here nothing is lost. */
    OrderCreated: event(
      {
        orderId: Id,
        number: Type.String(),
        cartId: Id,
        userId: Type.Optional(Id),
        email: Type.String(),
        locale: Type.String(),
        placedAt: Time,
        /** Whom it goes to, as far as the buyer said. */
        recipient: Type.Object({
          firstName: Type.Optional(Type.String()),
          lastName: Type.Optional(Type.String()),
          phone: Type.Optional(Type.String()),
        }),
      },
      { key: 'orderId' },
    ),
    /** The order is paid, or its payment is authorised. */
    PaymentProcessed: event(order, { key: 'orderId' }),
    /** The payment takes days (a bank transfer); the hold waits with it until `expiresAt`. */
    PaymentAwaited: event({ ...order, expiresAt: Time }, { key: 'orderId' }),
    /** Declined: final for this order; the cart stays open. */
    PaymentFailed: event({ ...order, code: Type.String() }, { key: 'orderId' }),
    OrderCancelled: event(
      { ...order, reason: Type.Enum(['out_of_stock', 'expired', 'by_customer', 'by_staff']), wasPaid: Type.Boolean() },
      { key: 'orderId' },
    ),
    OrderFulfilled: event(
      { ...order, carrier: Type.Optional(Type.String()), trackingNumber: Type.Optional(Type.String()) },
      { key: 'orderId' },
    ),
    OrderRefunded: event({ ...order, refundId: Id, amount: Amount, refunded: Amount }, { key: 'orderId' }),
  },
})
