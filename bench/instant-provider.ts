/**
 * A provider that answers in the shop's own process, for measuring the shop and not the way to a provider. It says yes to all,
 * and keeps its books in memory by key as a provider must: a repeat is the same payment.
 */
import type { BookPayment } from '../src/check/shop-to-check.ts'
import type { MoveRequest, PaymentPort, ProviderPayment } from '../src/modules/payments/providers/payment-port.ts'

/** Opens the books; `books` tells what stands in them, for the checker. */
export function instantProvider(): PaymentPort & { books(): BookPayment[] } {
  const byKey = new Map<string, ProviderPayment>()
  const byId = new Map<string, ProviderPayment>()
  const moves = new Set<string>()
  const move = async (field: 'captured' | 'refunded', { key, providerId, amount }: MoveRequest) => {
    if (!moves.has(key)) byId.get(providerId)![field] += amount
    moves.add(key)
    return { status: 'succeeded' as const }
  }
  return {
    name: 'test',
    books: () =>
      [...byKey].map(([key, { providerId, status, amount, currency, captured, refunded }]) => ({
        id: providerId!,
        key,
        status,
        amount,
        currency,
        captured,
        refunded,
        released: status === 'voided',
        isNews: false,
      })),
    async pay({ key, amount, currency, capture, reference }) {
      const known = byKey.get(key)
      if (known !== undefined) return { ...known }
      const isNow = capture === 'now'
      const payment: ProviderPayment = {
        status: isNow ? 'succeeded' : 'authorised',
        providerId: `bench_${byId.size + 1}`,
        code: null,
        capture,
        amount,
        currency,
        captured: isNow ? amount : 0,
        refunded: 0,
        nextAction: null,
        expiresAt: null,
        reference,
      }
      byKey.set(key, payment)
      byId.set(payment.providerId!, payment)
      return { ...payment }
    },
    lookup: async (by) => ('key' in by ? byKey.get(by.key) : byId.get(by.providerId)) ?? null,
    capture: (request) => move('captured', request),
    refund: (request) => move('refunded', request),
    async void({ providerId }) {
      const payment = byId.get(providerId)!
      if (payment.captured === 0) payment.status = 'voided'
      return { ...payment }
    },
    parseWebhook: () => null,
    list: async () => ({ items: [...byId.values()] }),
  }
}
