import { isoTime } from '#kernel/chance.ts'
import { Refusal } from '#kernel/errors.ts'
import type { OrdersContext } from './context.ts'
import { type CancelReason, type Order, factOf, statesBefore } from './order.ts'
import { readOrder } from './order-store.ts'
import { endOrder } from './saga-store.ts'

export const cancelRefuses = { order_not_cancellable: 409 } as const

/**
 * Cancels an order of which nothing was shipped. The stock comes back and the money is voided or refunded by the order's saga, at
 * once or when the provider answers. Repeated, it answers the cancelled order. Refuses `order_not_cancellable`.
 */
export async function cancelOrder(
  context: OrdersContext,
  order: Order,
  reason: CancelReason,
  actor: string,
): Promise<Order> {
  const { db, clock, secrets } = context
  const fact = { ...factOf(order, secrets), reason, wasPaid: order.status === 'PAID' }
  const ending = { orderId: order.id, reason, at: isoTime(clock), actor, from: statesBefore('CANCELLED'), fact }
  const ended = await endOrder(db, ending)
  const now = (await readOrder(db, { id: order.id }))!
  if (!ended && now.status !== 'CANCELLED') {
    const detail =
      now.fulfilmentStatus === 'none'
        ? 'The order has ended already.'
        : 'Goods were sent already. Refund the order instead.'
    throw new Refusal('order_not_cancellable', 409, { detail, status: now.status })
  }
  return now
}
