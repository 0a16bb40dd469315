import type { PaymentsContext } from './context.ts'
import { movePayment } from './payment-store.ts'
import { type Payment, newsOf } from './payment.ts'
import type { ProviderPayment } from './providers/payment-port.ts'
import { insertForeignRefund } from './refund-store.ts'

/**
 * Brings a payment of ours to the state that its provider has, and tells the news. `overtaken`: ours moved since it was read,
 * or something of it is on its way; read again, ask again. `impossible`: no rule allows it; nothing was changed.
 */
export async function applyFound(
  { db, ids }: PaymentsContext,
  payment: Payment,
  found: ProviderPayment,
): Promise<'applied' | 'nothing' | 'overtaken' | 'impossible'> {
  const news = newsOf(payment, found)
  if (news === null || news === 'impossible') return news ?? 'nothing'
  const { status, captured, refundedElsewhere, change } = news
  if (change === 'refunded') {
    const made = await insertForeignRefund(db, payment, { refundId: ids.next(), amount: refundedElsewhere })
    return made ? 'applied' : 'overtaken'
  }
  const { code, nextAction, expiresAt } = found
  const moved = await movePayment(db, payment, { status, captured, code, nextAction, expiresAt, change })
  // Two pieces of news at once are told one after the other: the second when it is read again.
  return moved && refundedElsewhere === 0 ? 'applied' : 'overtaken'
}
