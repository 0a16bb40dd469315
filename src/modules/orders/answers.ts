/** What `POST /api/orders` says and keeps: the order, or the refusal as a problem document, the same bytes for the same key. */
import { Refusal } from '#kernel/errors.ts'
import { problemOf } from '#http/problem.ts'
import type { Reply } from '#kernel/module.ts'
import type { OrdersContext } from './context.ts'
import { type Order, orderToken, viewOf } from './order.ts'

/** Refusals of placing an order, with their statuses. */
export const refuses = {
  cart_not_found: 404,
  cart_incomplete: 422,
  cart_closed: 409,
  cart_busy: 409,
  total_changed: 409,
  out_of_stock: 409,
  payment_declined: 402,
  order_cancelled: 409,
  amount_too_large: 422,
  not_for_sale: 422,
  country_not_in_market: 422,
  market_unknown: 422,
  address_invalid: 422,
  provider_unknown: 422,
  idempotency_key_reused: 422,
  idempotency_in_flight: 409,
  idempotency_key_required: 400,
} as const
export type RefusalCode = keyof typeof refuses

/** A refusal of placing an order. `detail` says what to do. */
export const refused = (code: RefusalCode, detail: string, members: object = {}): Refusal =>
  new Refusal(code, refuses[code], { detail, ...members })

/** Told before anything was charged; `lines` say what is wanted and what there is. */
export const outOfStock = (short: object[]): Refusal =>
  refused('out_of_stock', 'Take fewer of these, or take them out of the cart. Nothing was charged.', { lines: short })

export type Answer = { status: 201 | 202 | 402 | 409 | 422; text: string }

/** 201 with the order, 202 while its outcome is open, 402 and 409 for one that ended otherwise. */
export function answerOf(context: OrdersContext, order: Order): Answer {
  const view = viewOf(order, orderToken(context.secrets, order.id))
  if (order.status === 'PENDING') return { status: 202, text: JSON.stringify(view) }
  if (order.status === 'PAYMENT_FAILED') {
    const detail =
      'The payment was declined and nothing was charged. Choose another way to pay and send it with a new key.'
    return problem(context, refused('payment_declined', detail, { order: view }))
  }
  if (order.status === 'CANCELLED') {
    const detail = 'The order was cancelled before it was paid. Send it again with a new key.'
    return problem(context, refused('order_cancelled', detail, { reason: order.reason, order: view }))
  }
  return { status: 201, text: JSON.stringify(view) }
}

/** A refusal as the bytes that are kept. */
export function problem(context: OrdersContext, refusal: Refusal): Answer {
  const { settings, log, trace } = context
  const { status, body } = problemOf({ publicUrl: settings.publicUrl, log }, refusal, trace.requestId)
  return { status: status as Answer['status'], text: String(body) }
}

/** The answer as a reply; `replayed` when the key had it already. */
export function replyOf({ status, text }: Answer, replayed = false): Reply {
  return {
    status,
    body: Buffer.from(text),
    type: status >= 400 ? 'application/problem+json' : 'application/json; charset=utf-8',
    ...(replayed ? { headers: { 'idempotent-replayed': 'true' } } : {}),
  }
}

const label = 'kept answers of orders'
/** An answer carries the order's token, so it is kept sealed: who reads the table cannot open orders. */
export const sealed = ({ secrets }: OrdersContext, { status, text }: Answer): Answer => ({
  status,
  text: secrets.seal(label, text),
})
/** The answer as it was given. */
export const opened = ({ secrets }: OrdersContext, { status, text }: Answer): Answer => ({
  status,
  text: secrets.open(label, text),
})
