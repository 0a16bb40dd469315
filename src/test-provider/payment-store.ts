/** The SQL of payments. News for the shop is written by the statement that makes it true. */
import type { Row, Sql } from './books-database.ts'
import type { Payment } from './payment.ts'

const columns = `id, key, body_hash as "bodyHash", method, status, code, amount, currency, capture, captured, refunded, released,
  metadata, return_url as "returnUrl", due_at as "dueAt", due_code as "dueCode", created_at as "createdAt"`
const names = `id, key, "bodyHash", method, status, code, amount, currency, capture, captured, refunded, released, metadata,
  "returnUrl", "dueAt", "dueCode", "createdAt"`
type PaymentRow = Payment & Row

/** Enters a payment under its key; null when the key is taken. `tell`: also write news of it. One statement, one commit. */
export async function insertPayment(sql: Sql, payment: Payment, tell: boolean): Promise<Payment | null> {
  const {
    id,
    key,
    bodyHash,
    method,
    status,
    code,
    amount,
    currency,
    capture,
    captured,
    metadata,
    returnUrl,
    dueAt,
    dueCode,
  } = payment
  const text = `
    with made as (
      insert into test_provider.payments (id, key, body_hash, method, status, code, amount, currency, capture,
        captured, metadata,
        return_url, due_at, due_code, created_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
      on conflict (key) do nothing returning ${columns}
    ), told as (
      insert into test_provider.webhooks (id, payment_id, type, created_at, next_at)
      select 'evt_' || gen_random_uuid(), id, 'payment.' || status, "createdAt", "createdAt"
      from made where $16::boolean
    )
    select ${names} from made`
  const values = [
    id,
    key,
    bodyHash,
    method,
    status,
    code,
    amount,
    currency,
    capture,
    captured,
    metadata,
    returnUrl,
    dueAt,
    dueCode,
  ]
  const [made] = await sql<PaymentRow>(text, [...values, payment.createdAt, tell])
  return made ?? null
}

/** Reads one payment by the shop's key or by its id, or null. */
export async function readPayment(sql: Sql, by: { key: string } | { id: string }): Promise<Payment | null> {
  const [name, value] = 'key' in by ? ['key', by.key] : ['id', by.id]
  const [found] = await sql<PaymentRow>(`select ${columns} from test_provider.payments where ${name} = $1`, [value])
  return found ?? null
}

/**
 * Ends one waiting payment (`action`, `processing`), or each whose time has come: succeeded, or declined with `code`. Answers
 * those it ended.
 */
export async function endWaiting(
  sql: Sql,
  by: { id: string; code: string | null } | { dueBefore: Date },
  now: Date,
): Promise<Payment[]> {
  const one = 'id' in by
  const text = `
    with ended as (
      update test_provider.payments set
        code = ${one ? '$2::text' : 'due_code'},
        status = case when ${one ? '$2::text' : 'due_code'} is not null then 'declined'
          when capture = 'now' then 'succeeded' else 'authorised' end,
        captured = case when ${one ? '$2::text' : 'due_code'} is null and capture = 'now' then amount else 0 end
      where status in ('action', 'processing') and ${one ? 'id = $3' : 'due_at <= $2'} returning ${columns}
    ), told as (
      insert into test_provider.webhooks (id, payment_id, type, created_at, next_at)
      select 'evt_' || gen_random_uuid(), id, 'payment.' || status, $1, $1 from ended
    )
    select ${names} from ended`
  return sql<PaymentRow>(text, one ? [now, by.code, by.id] : [now, by.dueBefore])
}

/** True on the first call for a key: the fault of its method happens once, also when this process dies after it. */
export async function isFirstTry(sql: Sql, key: string, now: Date): Promise<boolean> {
  const text =
    'insert into test_provider.faults (key, happened_at) values ($1, $2) on conflict (key) do nothing returning key'
  return (await sql(text, [key, now])).length === 1
}

/** When the next waiting payment ends, or null. */
export async function nextDue(sql: Sql): Promise<Date | null> {
  const text = `select min(due_at) as "dueAt" from test_provider.payments where status in ('action', 'processing')`
  const [row] = await sql<{ dueAt: Date | null }>(text)
  return row?.dueAt ?? null
}

/** Payments made in a span of time, oldest first, from behind `after`: what the provider's own file would list. */
export async function listPayments(
  sql: Sql,
  span: { from: Date; to: Date; after: string; limit: number },
): Promise<Payment[]> {
  const text = `select ${columns} from test_provider.payments
    where created_at >= $1 and created_at < $2 and id > $3 order by id limit $4`
  return sql<PaymentRow>(text, [span.from, span.to, span.after, span.limit])
}
