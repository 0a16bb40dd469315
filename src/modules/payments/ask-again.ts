import { settleAtProvider as settleCaptureAtProvider } from './capture-payment.ts'
import { claimCaptures, pendingCaptures } from './capture-store.ts'
import type { PaymentsContext } from './context.ts'
import { settleAtProvider as settleRefundAtProvider } from './refund-payment.ts'
import { claimRefunds, pendingRefunds } from './refund-store.ts'

/** How often a provider is asked before an operator is told; it goes on being asked. */
const triesUntilTold = 6

/** Asks for every refund and capture that got no answer and whose time has come: the job `ask-again`. */
export async function askAgain(context: PaymentsContext): Promise<void> {
  const [refunds, captures] = await Promise.all([claimRefunds(context.db), claimCaptures(context.db)])
  await Promise.all([
    ...refunds.map(async (each) => tellWhenStuck(context, await settleRefundAtProvider(context, each))),
    ...captures.map(async (each) => {
      const { captureStatus: status, id, orderId, tries } = await settleCaptureAtProvider(context, each)
      tellWhenStuck(context, { status, id, orderId, tries })
    }),
  ])
}

/** Asks now for what is on its way of one payment. */
export async function askPending(context: PaymentsContext, paymentId: string): Promise<void> {
  for (const each of await pendingCaptures(context.db, paymentId)) await settleCaptureAtProvider(context, each)
  for (const each of await pendingRefunds(context.db, paymentId)) await settleRefundAtProvider(context, each)
}

function tellWhenStuck(
  { log }: PaymentsContext,
  { status, id, orderId, tries }: { status: string; id: string; orderId: string; tries: number },
): void {
  if (status === 'pending' && tries >= triesUntilTold)
    log.error({ id, orderId, tries }, 'the provider does not say what became of a refund or capture')
}
