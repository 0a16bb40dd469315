import type { BodyOf } from '#kernel/contract.ts'
import type { Once } from '#kernel/database/sql.ts'
import type { EventMeta } from '#kernel/module.ts'
import type { payments } from '#modules/payments/contract.ts'
import { bookCapture, bookRefund, noteVoid } from './payment-news-store.ts'
import { wakeSaga } from './saga-store.ts'

/** News of a payment that came other than as an answer: books what moved; what needs calls is left to the sweeper, woken here. */
export async function hearPayment(
  once: Once,
  news: BodyOf<typeof payments.events.PaymentChanged>,
  { at }: EventMeta,
): Promise<void> {
  const { orderId, change, status, captured, refunded } = news
  if (change === 'refunded') {
    return bookRefund(once, { orderId, refundId: news.refundId!, amount: news.refundAmount!, refunded, captured, at })
  }
  if (change === 'captured') return bookCapture(once, orderId, captured, at)
  if (change === 'voided') return noteVoid(once, orderId, at)
  return wakeSaga(once, orderId, status === 'succeeded' || status === 'authorised')
}
