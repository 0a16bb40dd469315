import { isoTime } from '#kernel/chance.ts'
import { describe } from '#kernel/compose.ts'
import { crash } from '#kernel/crash.ts'
import { type Fence, completeOrder } from './complete-order.ts'
import type { OrdersContext } from './context.ts'
import { type Order, factOf } from './order.ts'
import { readOrder } from './order-store.ts'
import { repeatsOf } from './repeats.ts'
import { type Lease, claimDue, endOrder, endSaga, sleepSaga } from './saga-store.ts'

const atOnce = 20

/** The sweeper: finishes or undoes what a crash, a time-out or a slow payment left. Answers how many orders it looked at. */
export async function finishOrders(context: OrdersContext): Promise<number> {
  const repeats = repeatsOf(context)
  const most = Math.min(atOnce, repeats.left())
  const leases = await claimDue(context.db, { most })
  repeats.spend(leases.length)
  // An order that has expired is closed whoever answers: somebody waits for its goods.
  if (most < atOnce) leases.push(...(await claimDue(context.db, { most: atOnce, isExpired: true })))
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
async function undo(context: OrdersContext, order: Order, { fence, attempts }: Fence): Promise<void> {
  const { db, payments, inventory } = context
  const { status } = order.total === 0 ? { status: 'none' } : await payments.cancel({ orderId: order.id })
  crash('orders.undo.after_cancel')
  repeatsOf(context).ended(status !== 'unknown', attempts > 1)
  if (status === 'unknown') return waitForMoney(context, order, { fence, attempts })
  await inventory.release({ orderId: order.id })
  crash('orders.undo.after_release')
  await endSaga(db, order.id, fence)
}

/** About a minute; then an operator is told, each time. */
const triesUntilTold = 6
/** About half an hour; then it is a person's work, and only looked at now and then whether it was done. */
const triesUntilSeldom = 12
const seldomMs = 6 * 3_600_000

/**
 * The money is not back: the provider does not answer, or declines, as for a card that was closed. It is asked ever more seldom, and
 * the goods do not wait for it.
 */
async function waitForMoney(
  { db, log, inventory }: OrdersContext,
  { id, number }: Order,
  { fence, attempts }: Fence,
): Promise<void> {
  if (attempts >= triesUntilTold) {
    log.error(
      { orderId: id, number, attempts },
      'the money of an order that ended is not back: look at its payment, and give it back at the provider by hand',
    )
    await inventory.release({ orderId: id })
  }
  await sleepSaga(db, id, fence, attempts >= triesUntilSeldom ? seldomMs : Math.min(1_000 * 2 ** attempts, 300_000))
}
