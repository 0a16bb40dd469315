import type { Db } from '#kernel/database/sql.ts'
import type { Order } from './order.ts'
import { orderColumns } from './order-store.ts'

export type Listed = Pick<
  Order,
  'id' | 'number' | 'status' | 'reason' | 'email' | 'total' | 'paymentStatus' | 'fulfilmentStatus' | 'placedAt'
> & {
  currency: string
}

/** A shopper's orders, newest first, before an id. Lost and expired ones are in no list but the back office's. */
export async function readOwnOrders(
  db: Db,
  userId: string,
  beforeId: string,
  limit: number,
): Promise<{ id: string }[]> {
  return db.sql`
    select id from orders.orders where user_id = ${userId}::uuid and id < ${beforeId}::uuid
      and (status <> 'CANCELLED' or reason in ('by_customer', 'by_staff')) order by id desc limit ${limit}`
}

/** Orders by id, whole, in the order of the ids. */
export async function readOrders(db: Db, ids: string[]): Promise<Order[]> {
  return db.sql<Order>`
    select ${orderColumns}
    from orders.orders where id = any(${ids}::uuid[]) order by id desc`
}

export type Filter = { q: string | null; status: string | null; beforeId: string; limit: number }

/** Orders for staff, newest first: by state, and by number or e-mail when `q` is given (whole number, whole address). */
export async function readAllOrders(db: Db, { q, status, beforeId, limit }: Filter): Promise<Listed[]> {
  return db.sql<Listed>`
    select id, number, status, reason, email, total, currency, payment_status as "paymentStatus", fulfilment_status as "fulfilmentStatus",
      placed_at as "placedAt"
    from orders.orders
    where id < ${beforeId}::uuid and (${status}::text is null or status = ${status})
      and (${q}::text is null or number = upper(${q}) or lower(email) = lower(${q}))
    order by id desc limit ${limit}`
}

export type TimelineEntry = { at: string; kind: string; actor: string; data: object | null }
/** What happened to an order, oldest first. */
export async function readTimeline(db: Db, orderId: string): Promise<TimelineEntry[]> {
  return db.sql`select at, kind, actor, data from orders.timeline where order_id = ${orderId} order by id limit 500`
}

/** Staff's note on an order. */
export async function addNote(db: Db, orderId: string, at: string, actor: string, text: string): Promise<void> {
  await db.sql`
    insert into orders.timeline (order_id, at, kind, actor, data)
    values (${orderId}, ${at}::timestamptz, 'note', ${actor}, json_build_object('text', ${text}::text))`
}

export type Fulfilment = {
  id: string
  lines: object[]
  carrier: string | null
  trackingNumber: string | null
  at: string
}
/** What was sent of an order, oldest first. */
export async function readFulfilments(db: Db, orderId: string): Promise<Fulfilment[]> {
  return db.sql`
    select id, lines, carrier, tracking_number as "trackingNumber", at from orders.fulfilments where order_id = ${orderId} order by at`
}
