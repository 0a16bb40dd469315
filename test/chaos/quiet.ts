/** What a shop has left to do. */
import { modules } from '../../src/modules.ts'
import type { Sql } from './trial.ts'

const telling = modules.map(({ contract }) => contract.name)

/** Rows that somebody still has to work on: sagas, facts to be told, reactions and news to be applied. Empty when the shop is quiet. */
export async function isQuiet(sql: Sql): Promise<object[]> {
  const left = await sql`
    select 'saga' as what, s.order_id::text as id, o.status || ' ' || o.payment_status as state, s.attempts, s.wake_at::text as at
    from orders.sagas s join orders.orders o on o.id = s.order_id
    where not (o.status = 'PENDING' and o.payment_status = any(${['action', 'processing']}::text[]))
    union all
    select 'refund', id::text, status, 0, '' from payments.refunds where status = 'pending'
    union all
    select 'news', event_id, type, tries, ask_at::text from payments.webhook_events where applied_at is null and not quarantined
    limit 20`
  const raw = (text: string) => sql(Object.assign([text], { raw: [text] }) as unknown as TemplateStringsArray)
  const untold = telling.map(
    (name) => `select '${name} outbox' as what, id::text from ${name}.outbox where sent_at is null`,
  )
  const waiting = telling.map(
    (name) => `select '${name} waiting' as what, event_id::text || ' ' || coalesce(error, '') from ${name}.waiting`,
  )
  return [...left, ...(await raw(`${[...untold, ...waiting].join(' union all ')} limit 20`))]
}
