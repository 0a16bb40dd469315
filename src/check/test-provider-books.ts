/**
 * The books of the test provider, read where it keeps them. The shop speaks to it over HTTP only; a checker must not, because
 * a provider that is asked moves what is due.
 */
import type { BookPayment, Books, Read } from './shop-to-check.ts'

const attemptsMax = 9

/** Finds nothing where no test provider ever ran on the database of the payments. */
export const testProviderBooks: Books = {
  async ofOrders(read, orderIds) {
    if (orderIds.length === 0 || !(await isThere(read))) return []
    const keys = orderIds.flatMap((id) => Array.from({ length: attemptsMax }, (_, at) => `${id}:${at + 1}`))
    return read<BookPayment>(
      'payments',
      `select id, key, status, amount::float8 as amount, currency, captured::float8 as captured, refunded::float8 as refunded,
        released, exists (select from test_provider.webhooks w where w.payment_id = p.id and w.delivered_at is null) as "isNews"
      from test_provider.payments p where key = any($1::text[]) order by created_at, id`,
      [keys],
    )
  },
  cursorAt: (since) => JSON.stringify([since.toISOString(), '']),
  async keys(read, after, limit) {
    if (!(await isThere(read))) return []
    const [at, id] = after === null ? ['-infinity', ''] : (JSON.parse(after) as [string, string])
    const rows = await read<{ at: string; id: string; key: string }>(
      'payments',
      `select created_at::text as at, id, key from test_provider.payments
      where (created_at, id) > ($1::timestamptz, $2) order by created_at, id limit $3`,
      [at, id, limit],
    )
    return rows.map((row) => ({ cursor: JSON.stringify([row.at, row.id]), key: row.key }))
  },
}

async function isThere(read: Read): Promise<boolean> {
  const [row] = await read<{ there: boolean }>(
    'payments',
    `select to_regclass('test_provider.payments') is not null as there`,
  )
  return row!.there
}
