/** The SQL of webhooks: what waits to be told, and what has been. */
import type { Row, Sql } from './books-database.ts'

export type Webhook = {
  id: string
  paymentId: string
  type: string
  tries: number
  createdAt: Date
  key: string
  metadata: Record<string, string>
}
const columns = `webhook.id, webhook.payment_id as "paymentId", webhook.type, webhook.tries, webhook.created_at as "createdAt",
  payment.key, payment.metadata`

/** Claims what is due for ten seconds and answers it, at most 20. Two processes do not claim the same. */
export async function claimWebhooks(sql: Sql, now: Date): Promise<Webhook[]> {
  const text = `
    update test_provider.webhooks webhook set tries = tries + 1, next_at = $1::timestamptz + interval '10 s'
    from test_provider.payments payment
    where payment.id = webhook.payment_id and webhook.id = any(array(
      select id from test_provider.webhooks where delivered_at is null and next_at <= $1 order by next_at limit 20 for update skip locked))
    returning ${columns}`
  return sql<Webhook & Row>(text, [now])
}

/** The shop said 2xx, or `retryAt` is when it will be told again. */
export async function markWebhook(
  sql: Sql,
  id: string,
  told: { deliveredAt: Date } | { retryAt: Date },
): Promise<void> {
  if ('deliveredAt' in told)
    await sql('update test_provider.webhooks set delivered_at = $2 where id = $1', [id, told.deliveredAt])
  else await sql('update test_provider.webhooks set next_at = $2 where id = $1', [id, told.retryAt])
}

/** When the next webhook is due, or null. */
export async function nextWebhook(sql: Sql): Promise<Date | null> {
  const [row] = await sql<{ at: Date | null }>(
    'select min(next_at) as at from test_provider.webhooks where delivered_at is null',
  )
  return row?.at ?? null
}

/** Makes everything that waits due now: for tests, which do not wait. */
export async function hastenWebhooks(sql: Sql, now: Date): Promise<void> {
  await sql('update test_provider.webhooks set next_at = $1 where delivered_at is null', [now])
}

/** The last 10,000 webhooks, delivered or not, oldest first. */
export async function allWebhooks(sql: Sql): Promise<Webhook[]> {
  const text = `select ${columns} from test_provider.webhooks webhook join test_provider.payments payment on payment.id = webhook.payment_id
    order by webhook.created_at, webhook.id limit 10000`
  return sql<Webhook & Row>(text)
}
