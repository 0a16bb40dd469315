/**
 * What staff writes leaves a trace: a row before the act, and after it the outcome with the fact `StaffWrote`, in one
 * statement.
 */
import { staffWrote } from '#kernel/audit.ts'
import type { Pool } from '#kernel/database/pool.ts'
import { runOn } from '#kernel/database/pool.ts'
import { hidden } from '#kernel/log.ts'
import { telling } from '#kernel/database/sql.ts'
import type { FactHeaders, Reply } from '#kernel/module.ts'

export type Write = {
  pool: Pool
  schema: string
  auditId: string
  at: string
  actor: string
  route: string
  target: string | null
  requestId: string
  headers: FactHeaders | null
  deadline: number
}
/** How an act of staff ended; `changes` is what the log keeps of it. */
export type Outcome = { status: number; changes: unknown }

/** Says that the act begins. A row that keeps no status was begun and never answered: the process died in between. */
export async function begin({
  pool,
  schema,
  auditId,
  at,
  actor,
  route,
  target,
  requestId,
  deadline,
}: Write): Promise<void> {
  const text = `
    insert into ${schema}.audit_log (id, at, actor, route, target, request_id) values ($1, $2, $3, $4, $5, $6)`
  await runOn(pool, deadline, text, [auditId, at, actor, route, target, requestId])
}

/** Says how it ended, and tells it: the fact is selected from the row that it changed, so both are true or neither. */
export async function end(write: Write, { status, changes }: Outcome): Promise<void> {
  const { pool, schema, auditId, at, actor, route, target, requestId, headers, deadline } = write
  const body = {
    auditId,
    at,
    module: schema,
    actor,
    route,
    ...(target === null ? {} : { target }),
    status,
    ...(changes === undefined ? {} : { changes }),
    requestId,
  }
  const text = `
    with ended as (update ${schema}.audit_log set status = $2, changes = $3 where id = $1 returning id)
    insert into ${schema}.outbox (aggregateid, type, payload) select ended.id::text, $4, $5::json from ended`
  const kept = changes === undefined ? null : JSON.stringify(changes)
  const values = [auditId, status, kept, staffWrote.type, JSON.stringify(body)]
  await runOn(pool, deadline + 5_000, ...telling(text, values, headers))
  pool.committed(schema)
}

const sizeMax = 16_000
/**
 * What is kept of a change: `before` and `after` where the act told them, else the names of the fields sent. No
 * secrets, at most 16 kB.
 */
export function changesOf(audit: Reply['audit'], body: unknown): unknown {
  const changes = audit === undefined ? fieldsOf(body) : withoutSecrets(audit, 8)
  if (changes === undefined) return undefined
  return JSON.stringify(changes).length <= sizeMax
    ? changes
    : { cut: 'The change was too large to be kept.', ...fieldsOf(body) }
}

function fieldsOf(body: unknown): { fields: string[] } | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  return { fields: Object.keys(body).slice(0, 100) }
}

const secretNames = new Set(hidden.map((name) => name.toLowerCase()))
/** Secret by its own name, or by how it ends: `newPassword`, `resetToken`. */
const isSecret = (name: string): boolean => {
  const low = name.toLowerCase()
  return secretNames.has(low) || /(password|token|secret|apikey|hash)$/.test(low)
}

function withoutSecrets(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth === 0) return '…'
  if (Array.isArray(value)) return value.map((each) => withoutSecrets(each, depth - 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, isSecret(name) ? '[hidden]' : withoutSecrets(each, depth - 1)]),
  )
}
