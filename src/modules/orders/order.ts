/** An order: its states, which of them may follow which, and how it is shown. Pure rules. */
import { type Static, Type } from 'typebox'
import { present, pricedProperties, pricedView } from '#commerce/priced-view.ts'
import { Id, Money, type Snapshot, Time } from '#commerce/scalars.ts'
import type { Secrets } from '#kernel/secrets.ts'

export type Status =
  | 'PENDING'
  | 'PAID'
  | 'PAYMENT_FAILED'
  | 'CANCELLED'
  | 'PARTIALLY_FULFILLED'
  | 'FULFILLED'
  | 'RETURNED'
export type CancelReason = 'out_of_stock' | 'expired' | 'by_customer' | 'by_staff'

/** Every transition there is. What is not here does not happen: the database statements carry the same guards. */
export const transitions: Record<Status, Status[]> = {
  PENDING: ['PAID', 'PAYMENT_FAILED', 'CANCELLED'],
  PAID: ['PARTIALLY_FULFILLED', 'FULFILLED', 'CANCELLED'],
  PARTIALLY_FULFILLED: ['FULFILLED', 'RETURNED'],
  FULFILLED: ['RETURNED'],
  PAYMENT_FAILED: [],
  CANCELLED: [],
  RETURNED: [],
}
/** States from which `to` may follow. */
export const statesBefore = (to: Status): Status[] =>
  (Object.keys(transitions) as Status[]).filter((from) => transitions[from].includes(to))

export type PaymentStatus =
  | 'none'
  | 'pending'
  | 'action'
  | 'processing'
  | 'authorised'
  | 'paid'
  | 'failed'
  | 'voided'
  | 'partially_refunded'
  | 'refunded'
export type NextAction = { type: string; url: string }
export type Order = {
  id: string
  number: string
  version: number
  cartId: string
  userId: string | null
  email: string
  status: Status
  reason: CancelReason | null
  paymentStatus: PaymentStatus
  fulfilmentStatus: 'none' | 'partial' | 'fulfilled'
  snapshot: Snapshot
  total: number
  captured: number
  refunded: number
  provider: string
  method: string
  attempt: number
  capture: 'now' | 'later'
  nextAction: NextAction | null
  claimPrincipal: string
  claimKey: string
  expiresAt: string
  placedAt: string
}

const statuses: Status[] = Object.keys(transitions) as Status[]
export const OrderView = Type.Object(
  {
    id: Id,
    number: Type.String(),
    token: Type.Optional(Type.String()),
    status: Type.Enum(statuses),
    reason: Type.Optional(Type.Enum(['out_of_stock', 'expired', 'by_customer', 'by_staff'])),
    ...pricedProperties,
    payment: Type.Object({
      status: Type.String(),
      provider: Type.Optional(Type.String()),
      nextAction: Type.Optional(Type.Object({ type: Type.String(), url: Type.String() })),
    }),
    fulfilment: Type.Object({ status: Type.Enum(['none', 'partial', 'fulfilled']) }),
    refunded: Type.Optional(Money),
    createdAt: Time,
  },
  { title: 'Order' },
)
export type OrderView = Static<typeof OrderView>

/** What opens an order without an account: an HMAC over its id; nothing is stored, so a repeated answer can carry it. */
export const orderToken = (secrets: Secrets, orderId: string): string => secrets.sign('order', orderId)

/** The order as its buyer sees it. `token` only where the asker proved that the order is theirs. */
export function viewOf(order: Order, token?: string): OrderView {
  const { id, number, status, reason, provider, nextAction, refunded, snapshot } = order
  return {
    id,
    number,
    ...present({ token }),
    status,
    ...present({ reason }),
    ...pricedView(snapshot),
    payment: { status: order.paymentStatus, ...(order.total === 0 ? {} : { provider }), ...present({ nextAction }) },
    fulfilment: { status: order.fulfilmentStatus },
    ...(refunded === 0 ? {} : { refunded: { amount: refunded, currency: snapshot.currency } }),
    createdAt: order.placedAt,
  }
}

/** What facts about an order carry, so that subscribers need not call. */
export function factOf(order: Order, secrets: Secrets) {
  return {
    orderId: order.id,
    number: order.number,
    cartId: order.cartId,
    ...present({ userId: order.userId }),
    email: order.email,
    locale: order.snapshot.locale,
    token: orderToken(secrets, order.id),
    placedAt: order.placedAt,
    snapshot: order.snapshot,
  }
}

/** What `OrderCreated` tells; the goods and sums come with the fact that the order is paid, or is not. */
export function createdFactOf({ id, number, cartId, userId, email, snapshot, placedAt }: Order) {
  const { firstName, lastName, phone } = snapshot.shippingAddress ?? {}
  const recipient = present({ firstName, lastName, phone })
  return {
    orderId: id,
    number,
    cartId,
    ...present({ userId }),
    email,
    locale: snapshot.locale,
    placedAt,
    recipient,
  }
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Eight characters of Crockford's base 32 from 40 random bits: not guessable, no gaps to see; the unique constraint asks for another draw. */
export const orderNumber = (bytes: Buffer): string =>
  [...bytes.subarray(0, 8)].map((byte) => alphabet[byte & 31]).join('')
