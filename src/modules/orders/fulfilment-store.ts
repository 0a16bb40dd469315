import type { Db } from '#kernel/database/sql.ts'
import { orders } from './contract.ts'

export type NewFulfilment = {
  id: string
  orderId: string
  lines: object[]
  carrier: string | null
  trackingNumber: string | null
  at: string
  actor: string
  fact: object
}

/** Sends a paid order whole, once: the guard is its state. False when it was not in a state to be sent. */
export async function fulfilOrder(db: Db, of: NewFulfilment): Promise<boolean> {
  const rows = await db.sql`
    with moved as (
      update orders.orders set status = 'FULFILLED', fulfilment_status = 'fulfilled', version = version + 1
      where id = ${of.orderId} and status = any(${['PAID', 'PARTIALLY_FULFILLED']}::text[]) returning id
    ), sent as (
      insert into orders.fulfilments (id, order_id, lines, carrier, tracking_number, at)
      select ${of.id}::uuid, id, ${JSON.stringify(of.lines)}::json, ${of.carrier}, ${of.trackingNumber}, ${of.at}::timestamptz from moved
    ), noted as (
      insert into orders.timeline (order_id, at, kind, actor, data)
      select id, ${of.at}::timestamptz, 'fulfilled', ${of.actor}, json_build_object('carrier', ${of.carrier}::text, 'trackingNumber', ${of.trackingNumber}::text)
      from moved
    ), told as (
      insert into orders.outbox (aggregateid, type, payload) select id, ${orders.events.OrderFulfilled.type}, ${of.fact}::json from moved
    )
    select id from moved`
  return rows.length === 1
}
