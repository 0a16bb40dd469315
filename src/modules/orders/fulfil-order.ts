import { isoTime } from '#kernel/chance.ts'
import { Refusal } from '#kernel/errors.ts'
import { present } from '#commerce/priced-view.ts'
import type { OrdersContext } from './context.ts'
import { fulfilOrder } from './fulfilment-store.ts'
import { type Fulfilment, readFulfilments } from './list-store.ts'
import { type Order, factOf } from './order.ts'

export const fulfilRefuses = { order_not_fulfillable: 409 } as const
type Parcel = { carrier?: string | undefined; trackingNumber?: string | undefined }

/** Sends everything that was bought. Refuses `order_not_fulfillable` for an order that is not paid, was sent, or ended. */
export async function fulfilWhole(
  context: OrdersContext,
  order: Order,
  parcel: Parcel,
  actor: string,
): Promise<Fulfilment> {
  const { db, clock, ids, secrets } = context
  const id = ids.next()
  const lines = order.snapshot.lines.map(({ id: lineId, sku, quantity }) => ({ lineId, sku, quantity }))
  const sent = await fulfilOrder(db, {
    id,
    orderId: order.id,
    lines,
    carrier: parcel.carrier ?? null,
    trackingNumber: parcel.trackingNumber ?? null,
    at: isoTime(clock),
    actor,
    fact: { ...factOf(order, secrets), ...present(parcel) },
  })
  if (!sent) {
    const detail = 'Only an order that is paid and not yet sent can be fulfilled. Look at its state.'
    throw new Refusal('order_not_fulfillable', 409, { detail, status: order.status })
  }
  return (await readFulfilments(db, order.id)).find((each) => each.id === id)!
}
