import type { staffWrote } from '#kernel/audit.ts'
import type { BodyOf } from '#kernel/contract.ts'
import type { Db, Once } from '#kernel/database/sql.ts'

/** Keeps what staff wrote: once, since the kernel marks the fact as seen in the same statement. */
export async function keepEntry(once: Once, entry: BodyOf<typeof staffWrote>): Promise<void> {
  const { auditId, at, module, actor, route, target = null, status, changes, requestId } = entry
  const kept = changes === undefined ? null : JSON.stringify(changes)
  await once.sql`
    insert into users.audit_entries (id, at, module, actor, route, target, status, changes, request_id)
    values (${auditId}, ${at}, ${module}, ${actor}, ${route}, ${target}, ${status}, ${kept}, ${requestId})
    on conflict (id) do nothing`
}

export type AuditEntry = {
  id: string
  at: string
  module: string
  actor: string
  actorEmail: string | null
  route: string
  target: string | null
  status: number
  changes: unknown
  requestId: string
}
export type AuditFilter = { actor?: string; module?: string; target?: string; from?: string; to?: string }

/** Entries, newest first, that fit every part of the filter, before an entry. */
export async function readEntries(
  db: Db,
  filter: AuditFilter,
  before: { at: string; id: string } | null,
  limit: number,
): Promise<AuditEntry[]> {
  const { actor = null, module = null, target = null, from = null, to = null } = filter
  return db.sql`
    select e.id, banyan.iso(e.at) as at, e.module, e.actor, u.email as "actorEmail", e.route, e.target, e.status,
      e.changes,
      e.request_id as "requestId"
    from users.audit_entries e left join users.users u on u.id = case when e.actor ~ '^[0-9a-f-]{36}$'
      then e.actor::uuid end
    where (${actor}::text is null or e.actor = ${actor}::text)
      and (${module}::text is null or e.module = ${module}::text)
      and (${target}::text is null or e.target = ${target}::text)
      and (${from}::timestamptz is null or e.at >= ${from}::timestamptz)
        and (${to}::timestamptz is null or e.at < ${to}::timestamptz)
      and (${before?.at ?? null}::timestamptz is null or (e.at, e.id) < (${before?.at ?? null}::timestamptz,
        ${before?.id ?? null}::uuid))
    order by e.at desc, e.id desc limit ${limit}`
}
