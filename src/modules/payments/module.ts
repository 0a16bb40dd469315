import { defineModule, every, later } from '#kernel/module.ts'
import { adminRoutes } from './admin-routes.ts'
import { applyWebhooks } from './apply-webhooks.ts'
import { askAgain } from './ask-again.ts'
import { cancelOrderPayments } from './cancel-order-payments.ts'
import { capturePayment } from './capture-payment.ts'
import { type PaymentsContext, type PaymentsMemory, memory, needs, providersOf } from './context.ts'
import { payments } from './contract.ts'
import { pay } from './pay.ts'
import { readAttempts } from './payment-store.ts'
import { sumsOf } from './payment.ts'
import { reconcileProviders } from './reconcile-provider.ts'
import { refundPayment } from './refund-payment.ts'
import { routes } from './routes.ts'
import { sweepWebhooks } from './webhook-store.ts'

export const paymentsModule = defineModule<typeof payments, typeof needs, PaymentsMemory>({
  contract: payments,
  needs,
  at: import.meta.url,
  memory,
  answers: {
    attemptsOf: async ({ db }, { orderId }) =>
      (await readAttempts(db, orderId)).map((each) => ({
        paymentId: each.id,
        attempt: each.attempt,
        provider: each.provider,
        status: each.status,
        ...sumsOf(each),
      })),
    providers: async (context) => providersOf(context),
    pay,
    cancel: cancelOrderPayments,
    capture: capturePayment,
    refund: refundPayment,
  },
  routes: [...routes, ...adminRoutes],
  jobs: [
    every(1_000, 'apply-webhooks', applyWebhooks, { on: 'each' }),
    every(2_000, 'ask-again', askAgain, { on: 'each' }),
    every(300_000, 'reconcile', reconcileProviders),
    every(600_000, 'sweep-webhooks', ({ db }: PaymentsContext) => sweepWebhooks(db)),
  ],
  delayed: [later('look-again', lookAgain)],
})

/** Ten minutes after an order ended without a trace at the provider: a pay that was on its way then has arrived by now. */
async function lookAgain(context: PaymentsContext, { orderId }: { orderId: string }): Promise<void> {
  const { status } = await cancelOrderPayments(context, { orderId })
  if (status === 'unknown') throw new Error(`what the provider has of the ended order ${orderId} is not known`)
}
