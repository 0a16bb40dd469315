import type { Db } from '#kernel/database/sql.ts'
import type { Strangeness } from './payment.ts'
import type { WebhookEvent } from './providers/payment-port.ts'

export type Waiting = { provider: string; eventId: string; providerId: string; tries: number }

/** Keeps a webhook; a repeat changes nothing. The whole of what a provider waits for. */
export async function keepWebhook(
  db: Db,
  provider: string,
  { eventId, type, providerId, payload }: WebhookEvent,
): Promise<void> {
  await db.sql`
    insert into payments.webhook_events (provider, event_id, type, provider_id, payload)
    values (${provider}, ${eventId}, ${type}, ${providerId}, ${payload}) on conflict (provider, event_id) do nothing`
}

/** Claims what waits to be applied, at most 100, and puts off the next try: 5 s doubled up to 21 minutes. */
export async function claimWebhooks(db: Db): Promise<Waiting[]> {
  return db.sql<Waiting>`
    update payments.webhook_events set tries = tries + 1, ask_at = banyan.now() + interval '5 s' * power(2, least(tries, 8))
    where (provider, event_id) in (
      select provider, event_id from payments.webhook_events
      where applied_at is null and not quarantined and ask_at <= banyan.now() order by ask_at limit 100 for update skip locked)
    returning provider, event_id as "eventId", provider_id as "providerId", tries`
}

/** They took effect, or there was nothing left to do. */
export async function markApplied(db: Db, provider: string, eventIds: string[]): Promise<void> {
  await db.sql`update payments.webhook_events set applied_at = banyan.now() where provider = ${provider} and event_id = any(${eventIds})`
}

/** They cannot be applied; an operator has to look. */
export async function quarantine(db: Db, provider: string, eventIds: string[], reason: Strangeness): Promise<void> {
  await db.sql`
    update payments.webhook_events set quarantined = true, reason = ${reason}
    where provider = ${provider} and event_id = any(${eventIds}) and applied_at is null`
}

/** Applied ones have done their work after 30 days; quarantined ones stay. 5,000 at a time. */
export async function sweepWebhooks(db: Db): Promise<void> {
  await db.sql`
    delete from payments.webhook_events where (provider, event_id) in (
      select provider, event_id from payments.webhook_events
      where applied_at < banyan.now() - interval '30 days' order by applied_at limit 5000)`
}
