import { isoTime } from '#kernel/chance.ts'
import type { OutputOf } from '#kernel/contract.ts'
import { crash } from '#kernel/crash.ts'
import { Overloaded, Refusal, UnknownOutcome, Unavailable } from '#kernel/errors.ts'
import { headersOf } from '#kernel/module.ts'
import type { payments } from '#modules/payments/contract.ts'
import { type Answer, answerOf, outOfStock, problem, sealed } from './answers.ts'
import { orders } from './contract.ts'
import type { OrdersContext } from './context.ts'
import { paymentEntries, saleEntries } from './ledger.ts'
import { type CancelReason, type Order, factOf } from './order.ts'
import { type Conclusion, awaitPayment, concludeOrder, readOrder } from './order-store.ts'
import { repeatsOf } from './repeats.ts'
import { sleepSaga } from './saga-store.ts'
import { type Short, remember } from './sold-out.ts'

type Outcome = OutputOf<typeof payments.commands.pay>
export type Fence = { fence: number; attempts: number }
export type Completed = { order: Order; answer: Answer | null }

/**
 * Takes a pending order as far as it goes: hold, pay, confirm. Safe to run again on the same order: each call below is keyed by it.
 * The request that placed it, the sweeper and news of the payment all come through here; the fence lets only one of them write.
 * What nobody answered stays pending and is asked again; a time-out of the provider is unknown, never failure.
 */
export async function completeOrder(context: OrdersContext, order: Order, lease: Fence): Promise<Completed> {
  const completed = await goOn(context, order, lease)
  repeatsOf(context).ended(completed !== null, lease.attempts > 0)
  return completed ?? tryLater(context, order, lease)
}

/** One try; null when somebody did not answer. */
async function goOn(context: OrdersContext, order: Order, lease: Fence): Promise<Completed | null> {
  try {
    const refusal = await holdGoods(context, order)
    crash('orders.hold.after_answer')
    if (refusal !== null) return await conclude(context, order, lease, lost(context, order, refusal))
    const payment =
      order.total === 0 ? ({ provider: order.provider, status: 'succeeded' } as Outcome) : await payFor(context, order)
    crash('orders.pay.after_answer')
    if (payment.status === 'succeeded' || payment.status === 'authorised')
      return await conclude(context, order, lease, paid(context, order, payment))
    if (payment.status === 'declined' || payment.status === 'voided')
      return await conclude(context, order, lease, failed(context, order, payment))
    if (payment.status === 'action' || payment.status === 'processing')
      return await waitFor(context, order, lease, payment)
    return null
  } catch (error) {
    if (!isOpen(error)) throw error
    context.log.warn(
      { orderId: order.id, err: error.message },
      'an order waits for an answer and will be completed by the sweeper',
    )
    return null
  }
}

/** The refusal, or null when every line is held. An unknown answer is asked once more with the same key, unless many are. */
async function holdGoods(context: OrdersContext, order: Order): Promise<Refusal | null> {
  const { inventory, memory, clock } = context
  const lines = order.snapshot.lines.map(({ sku, quantity }) => ({ sku, quantity }))
  const hold = () => inventory.hold({ orderId: order.id, expiresAt: order.expiresAt, lines })
  try {
    await hold().catch((error) =>
      error instanceof UnknownOutcome && mayRepeat(context) ? hold() : Promise.reject(error),
    )
    return null
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.code === 'out_of_stock') remember(memory.soldOut, clock, error.details['lines'] as Short[])
    return error
  }
}

function mayRepeat(context: OrdersContext): boolean {
  const repeats = repeatsOf(context)
  if (repeats.left() === 0) return false
  repeats.spend(1)
  return true
}

/** The provider's key is the order and the attempt, the body the same at each repeat: one attempt is never charged twice. */
function payFor({ payments, settings }: OrdersContext, order: Order): Promise<Outcome> {
  const { id, attempt, total, snapshot, provider, method, capture } = order
  return payments.pay({
    key: `${id}:${attempt}`,
    orderId: id,
    attempt,
    amount: total,
    currency: snapshot.currency,
    provider,
    method,
    capture,
    returnUrl: `${settings.publicUrl}/orders/${id}`,
  })
}

/** One statement; when the fence was lost or the order closed meanwhile, the answer is the order as it is now. */
async function conclude(context: OrdersContext, order: Order, { fence }: Fence, to: Conclusion): Promise<Completed> {
  const { status, reason, paymentStatus, captured, answer } = to
  const sealedTo = { ...to, answer: sealed(context, to.answer), headers: headersOf(context.trace) }
  if (await concludeOrder(context.db, order, fence, sealedTo)) {
    crash('orders.confirm.after_commit')
    return { order: { ...order, status, reason, paymentStatus, captured, nextAction: null }, answer }
  }
  return { order: (await readOrder(context.db, { id: order.id }))!, answer: null }
}

function paid(context: OrdersContext, order: Order, { status, captured: taken = order.total }: Outcome): Conclusion {
  const at = isoTime(context.clock)
  const captured = status === 'succeeded' ? taken : 0
  const next: Order = {
    ...order,
    status: 'PAID',
    paymentStatus: order.total === 0 ? 'none' : captured > 0 ? 'paid' : 'authorised',
    captured,
  }
  return {
    ...stateOf(next),
    at,
    answer: answerOf(context, next),
    entries: [...saleEntries(order.snapshot), ...paymentEntries(captured)],
    fact: { type: orders.events.PaymentProcessed.type, payload: factOf(next, context.secrets) },
    note: { kind: next.paymentStatus === 'authorised' ? 'authorised' : 'paid', data: { provider: order.provider } },
  }
}

function failed(context: OrdersContext, order: Order, { code = 'declined' }: Outcome): Conclusion {
  const next: Order = { ...order, status: 'PAYMENT_FAILED', paymentStatus: 'failed' }
  return {
    ...stateOf(next),
    at: isoTime(context.clock),
    answer: answerOf(context, next),
    entries: [],
    fact: { type: orders.events.PaymentFailed.type, payload: { ...factOf(next, context.secrets), code } },
    note: { kind: 'payment_failed', data: { code } },
  }
}

/** The goods could not be held: sold out, or released because the order had ended. Nothing was charged. */
function lost(context: OrdersContext, order: Order, refusal: Refusal): Conclusion {
  const reason: CancelReason = refusal.code === 'out_of_stock' ? 'out_of_stock' : 'expired'
  const next: Order = { ...order, status: 'CANCELLED', reason, paymentStatus: 'none' }
  const answer =
    reason === 'out_of_stock'
      ? problem(context, outOfStock(refusal.details['lines'] as Short[]))
      : answerOf(context, next)
  return {
    ...stateOf(next),
    at: isoTime(context.clock),
    answer,
    entries: [],
    fact: {
      type: orders.events.OrderCancelled.type,
      payload: { ...factOf(next, context.secrets), reason, wasPaid: false },
    },
    note: { kind: 'cancelled', data: { reason } },
  }
}

const stateOf = ({ status, reason, paymentStatus, captured }: Order) => ({ status, reason, paymentStatus, captured })

const minuteMs = 60_000
/** A shopper at his bank gets the provider's time and five minutes; a bank transfer fourteen days. The provider is asked meanwhile. */
async function waitFor(
  context: OrdersContext,
  order: Order,
  { fence }: Fence,
  { status, nextAction, expiresAt }: Outcome,
): Promise<Completed> {
  const { clock, db, secrets } = context
  const until =
    status === 'action'
      ? Date.parse(expiresAt ?? order.expiresAt) + 5 * minuteMs
      : clock.now() + 14 * 24 * 60 * minuteMs
  const waiting = {
    paymentStatus: status as 'action' | 'processing',
    nextAction: nextAction ?? null,
    expiresAt: new Date(until).toISOString(),
  }
  const isNew = order.paymentStatus !== status
  const awaited = {
    type: orders.events.PaymentAwaited.type,
    payload: { ...factOf(order, secrets), expiresAt: waiting.expiresAt },
  }
  await awaitPayment(db, order.id, fence, {
    ...waiting,
    at: isoTime(clock),
    wakeMs: status === 'action' ? minuteMs : 10 * minuteMs,
    fact: isNew && status === 'processing' ? awaited : null,
  })
  return { order: { ...order, ...waiting }, answer: null }
}

/**
 * 1, 2, 4 … 30 s: the sweeper asks again by the same keys until the order expires. When not even that can be written down, the saga's
 * lease ends by itself, and nobody may be told of the order: it was accepted without a flush, so a database that dies now may forget
 * it. Nor that nothing was done. Throws `UnknownOutcome` then: the key tells what became of it.
 */
async function tryLater({ db }: OrdersContext, order: Order, { fence, attempts }: Fence): Promise<Completed> {
  await sleepSaga(db, order.id, fence, Math.min(1_000 * 2 ** attempts, 30_000)).catch((cause) => {
    throw isOpen(cause) ? new UnknownOutcome(`the order ${order.id} waits until its lease ends`, { cause }) : cause
  })
  return { order, answer: null }
}

/** True for a failure after which another try may go well. */
const isOpen = (error: unknown): error is Error =>
  error instanceof UnknownOutcome || error instanceof Unavailable || error instanceof Overloaded
