import type { Db } from '#kernel/database/sql.ts'
import type { Payment } from './payment.ts'
import { paymentColumns } from './payment-store.ts'
import type { DifferenceKind } from './reconcile-provider.ts'

export type Span = { from: string; to: string }

/**
 * The next hour of a provider's payments that was not compared yet and is an hour old, or null when there is none. It begins an
 * hour before our first payment.
 */
export async function nextSpan(db: Db, provider: string): Promise<Span | null> {
  const [span] = await db.sql<Span>`
    with past as (
      select coalesce(
        (select until from payments.reconciliations where provider = ${provider}),
        (select created_at - interval '1 hour' from payments.payments where provider = ${provider} order by id limit 1)) as until
    )
    select until as "from", least(until + interval '1 hour', banyan.now() - interval '1 hour') as "to"
    from past where until < banyan.now() - interval '1 hour'`
  return span ?? null
}

/** The span was compared to its end. */
export async function noteReconciled(db: Db, provider: string, until: string): Promise<void> {
  await db.sql`
    insert into payments.reconciliations (provider, until) values (${provider}, ${until})
    on conflict (provider) do update set until = greatest(reconciliations.until, excluded.until)`
}

/** Our payments of these orders. */
export async function readOfOrders(db: Db, orderIds: string[]): Promise<Payment[]> {
  return db.sql<Payment>`
    select ${paymentColumns}
    from payments.payments where order_id = any(${orderIds}::uuid[])`
}

/** Our payments at a provider with ids behind `after` and before `before`, by id, at most 100. */
export async function readBetween(db: Db, provider: string, after: string, before: string): Promise<Payment[]> {
  return db.sql<Payment>`
    select ${paymentColumns}
    from payments.payments
    where provider = ${provider} and provider_id is not null and id > ${after} and id < ${before} order by id limit 100`
}

export type Difference = {
  provider: string
  providerId: string
  kind: DifferenceKind
  orderId: string | null
  details: object
  foundAt: string
  resolvedAt: string | null
}

/** Writes a difference down, or that it is there no more; one that comes back is open again. */
export async function noteDifference(
  db: Db,
  given: Omit<Difference, 'foundAt' | 'resolvedAt'> & { resolved: boolean },
): Promise<void> {
  const { provider, providerId, kind, orderId, details, resolved } = given
  await db.sql`
    insert into payments.differences as known (provider, provider_id, kind, order_id, details, resolved_at)
    values (${provider}, ${providerId}, ${kind}, ${orderId}, ${details},
      case when ${resolved}::boolean then banyan.now() end)
    on conflict (provider, provider_id, kind) do update set details = excluded.details, resolved_at = excluded.resolved_at`
}

/** Differences, the latest first, from behind `after` (time, id and kind of the last one shown: one payment may differ in two ways). */
export async function readDifferences(
  db: Db,
  { open, after, limit }: { open: boolean; after: [at: string, id: string, part?: string] | null; limit: number },
): Promise<Difference[]> {
  const [at, id, part = ''] = after ?? ['infinity', '']
  return db.sql<Difference>`
    select provider, provider_id as "providerId", kind, order_id as "orderId", details, found_at as "foundAt",
      resolved_at as "resolvedAt"
    from payments.differences
    where (not ${open}::boolean or resolved_at is null)
      and (found_at, provider_id, kind || ' ' || provider) < (${at}::timestamptz, ${id}, ${part})
    order by found_at desc, provider_id desc, kind || ' ' || provider desc limit ${limit}`
}
