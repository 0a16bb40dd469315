/** What the back office reads of payments. */
import { type Db, columns } from '#kernel/database/sql.ts'

export type PaymentRow = {
  id: string
  orderId: string
  attempt: number
  provider: string
  providerId: string | null
  status: string
  code: string | null
  amount: number
  currency: string
  captured: number
  refunded: number
  refunding: number
  createdAt: string
}
const rowColumns = columns`
  id, order_id as "orderId", attempt, provider, provider_id as "providerId", status, code, amount, currency, captured, refunded,
  refunding, created_at as "createdAt"`
/** Where a page ended: a time, an id, and what tells rows of one id apart (a provider, a kind). */
export type After = [at: string, id: string, part?: string] | null

/** Payments, the latest first; of one order when `orderId` is not null. `after`: the id of the last one of the page before. */
export async function listPayments(
  db: Db,
  { orderId, after, limit }: { orderId: string | null; after: string | null; limit: number },
): Promise<PaymentRow[]> {
  const before = after ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'
  return db.sql<PaymentRow>`
    select ${rowColumns}
    from payments.payments
    where (${orderId}::uuid is null or order_id = ${orderId}) and id < ${before} order by id desc limit ${limit}`
}

export type MovementRow = {
  id: string
  kind: 'capture' | 'refund'
  amount: number
  status: string
  code: string | null
  reason: string | null
  createdAt: string
}

/** One payment with its captures and refunds, oldest first, or null. */
export async function readPaymentDetail(
  db: Db,
  paymentId: string,
): Promise<(PaymentRow & { movements: MovementRow[] }) | null> {
  const [payment] = await db.sql<PaymentRow & { movements: MovementRow[] }>`
    select ${rowColumns}, (select coalesce(json_agg(json_build_object('id', id,
      'kind', kind, 'amount', amount, 'status', status, 'code', code, 'reason', reason, 'createdAt',
      banyan.iso(created_at)) order by created_at, id), '[]')
        from (
          select id, 'refund' as kind, amount, status, code, reason,
            created_at from payments.refunds where payment_id = ${paymentId}
          union all
          select id, 'capture', amount, status, code, null, created_at from payments.captures where payment_id = ${paymentId}
        ) as movement) as movements
    from payments.payments where id = ${paymentId}`
  return payment ?? null
}

export type EventRow = {
  provider: string
  eventId: string
  type: string
  providerId: string
  receivedAt: string
  appliedAt: string | null
  quarantined: boolean
  reason: string | null
  payload: object
}

/** Quarantined webhooks, the latest first. */
export async function listQuarantined(db: Db, { after, limit }: { after: After; limit: number }): Promise<EventRow[]> {
  const [at, id, part = ''] = after ?? ['infinity', '']
  return db.sql<EventRow>`
    select provider, event_id as "eventId", type, provider_id as "providerId", received_at as "receivedAt",
      applied_at as "appliedAt", quarantined, reason, payload
    from payments.webhook_events
    where quarantined and (received_at, event_id, provider) < (${at}::timestamptz, ${id}, ${part})
    order by received_at desc, event_id desc, provider desc limit ${limit}`
}

/** Lets a quarantined webhook be applied again; false when there is none. */
export async function releaseWebhook(
  db: Db,
  { provider, eventId }: { provider: string; eventId: string },
): Promise<boolean> {
  const released = await db.sql`
    update payments.webhook_events set quarantined = false, reason = null, tries = 0, ask_at = banyan.now()
    where provider = ${provider} and event_id = ${eventId} and quarantined returning event_id`
  return released.length === 1
}
