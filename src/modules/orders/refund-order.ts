import type { OutputOf } from '#kernel/contract.ts'
import { Refusal } from '#kernel/errors.ts'
import type { payments } from '#modules/payments/contract.ts'
import type { Money } from '#commerce/scalars.ts'
import type { OrdersContext } from './context.ts'
import type { Order } from './order.ts'

export const refundRefuses = {
  nothing_to_refund: 409,
  amount_too_high: 422,
  currency_mismatch: 422,
  refund_declined: 409,
  order_not_refundable: 409,
} as const

/**
 * Gives money back, all that is left unless `amount` (of the order's currency) says less. The ledger and the letter follow when payments tells
 * that it is done. `refundId` is chosen by the caller, so that a repeat refunds nothing twice.
 */
export async function refundOrder(
  context: OrdersContext,
  order: Order,
  { refundId, amount, reason }: { refundId: string; amount?: Money | undefined; reason?: string | undefined },
): Promise<OutputOf<typeof payments.commands.refund>> {
  const left = order.captured - order.refunded
  if (amount !== undefined && amount.currency !== order.snapshot.currency) {
    const detail = `The order was paid in ${order.snapshot.currency}. Give the amount in it.`
    throw new Refusal('currency_mismatch', 422, { detail, currency: order.snapshot.currency })
  }
  if (order.captured === 0) {
    throw new Refusal('order_not_refundable', 409, {
      detail: 'Nothing was captured for this order. Cancel it instead.',
      status: order.status,
    })
  }
  return context.payments.refund({
    refundId,
    orderId: order.id,
    amount: amount?.amount ?? Math.max(left, 1),
    ...(reason === undefined ? {} : { reason }),
  })
}
