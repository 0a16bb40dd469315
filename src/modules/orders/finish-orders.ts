import { isoTime } from '#kernel/chance.ts'
import { describe } from '#kernel/compose.ts'
import { crash } from '#kernel/crash.ts'
import { completeOrder } from './complete-order.ts'
import type { OrdersContext } from './context.ts'
import { type Order, factOf } from './order.ts'
import { readOrder } from './order-store.ts'
import { type Lease, claimDue, endOrder, endSaga, sleepSaga } from './saga-store.ts'

/** The sweeper: finishes or undoes what a crash, a time-out or a slow payment left. Answers how many orders it looked at. */
export async function finishOrders(context: OrdersContext): Promise<number> {
  const leases = await claimDue(context.db)
  if (leases.length > 0) crash('orders.sweep.after_claim')
  await Promise.all(
    leases.map((lease) =>
      finishOne(context, lease).catch((error) =>
        context.log.error(
          { orderId: lease.orderId, attempts: lease.attempts, err: describe(error) },
          'an order could not be finished and will be tried again',
        ),
      ),
    ),
  )
  return leases.length
}

async function finishOne(context: OrdersContext, lease: Lease): Promise<void> {
  const order = (await readOrder(context.db, { id: lease.orderId }))!
  if (order.status === 'PENDING' && lease.expired) await expire(context, order)
  else if (order.status === 'PENDING') await completeOrder(context, order, lease)
  else if (order.status === 'CANCELLED' || order.status === 'PAYMENT_FAILED') await undo(context, order, lease)
  else await endSaga(context.db, order.id, lease.fence)
}

/** Closes the order first, so that a payment which succeeds later finds it closed; the money and the hold follow in `undo`. */
async function expire({ db, clock, secrets }: OrdersContext, order: Order): Promise<void> {
  const fact = { ...factOf(order, secrets), reason: 'expired', wasPaid: false }
  await endOrder(db, {
    orderId: order.id,
    reason: 'expired',
    at: isoTime(clock),
    actor: 'system',
    from: ['PENDING'],
    fact,
  })
  crash('orders.expire.after_commit')
}

/** Makes sure that nothing stays charged or held for a closed order; unknown is asked again. */
async function undo(
  { db, payments, inventory }: OrdersContext,
  order: Order,
  { fence, attempts }: Lease,
): Promise<void> {
  const { status } = order.total === 0 ? { status: 'none' } : await payments.cancel({ orderId: order.id })
  crash('orders.undo.after_cancel')
  if (status === 'unknown') return sleepSaga(db, order.id, fence, Math.min(1_000 * 2 ** attempts, 300_000))
  await inventory.release({ orderId: order.id })
  crash('orders.undo.after_release')
  await endSaga(db, order.id, fence)
}
