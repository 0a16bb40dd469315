/** A fact commits with the change that made it true; here it is read again, to be told. */
import type { Pool } from '../database/pool.ts'
import { runOn } from '../database/pool.ts'
import type { FactHeaders } from '../module.ts'

/** A row of an outbox on its way. `pos` orders the facts of one aggregate. */
export type Fact = {
  pos: number
  id: string
  aggregateid: string
  type: string
  payload: object
  headers?: FactHeaders | null
  at: string
}

/** Names of the modules whose outbox holds something unsent: one cheap statement a process and poll. */
export async function unsentIn(pool: Pool, deadline: number, schemas: string[]): Promise<string[]> {
  if (schemas.length === 0) return []
  const each = schemas.map(
    (name) => `select '${name}' as name where exists (select from ${name}.outbox where sent_at is null)`,
  )
  const rows = await runOn(pool, deadline, each.join(' union all '), [])
  return (rows as { name: string }[]).map(({ name }) => name)
}

/**
 * Reads the oldest unsent facts, and takes or renews the outbox's lease in the same statement: two relays at once on one
 * outbox would break the order and deadlock. The outbox is read as a set: a cursor would lose what commits late.
 * Facts of a type that is not `known` stay: a newer version wrote them, and its relay knows who hears them. Answers no rows when
 * another process holds the lease.
 */
export async function readUnsent(
  pool: Pool,
  deadline: number,
  schema: string,
  holder: string,
  limit: number,
  known: string[],
): Promise<Fact[]> {
  const text = `
    with held as (
      insert into ${schema}.leases as lease (name, holder, until, next_at) values ('outbox', $1, banyan.now() + interval '10 s', banyan.now())
      on conflict (name) do update set holder = $1, until = banyan.now() + interval '10 s',
        fence = lease.fence + case when lease.holder = $1 then 0 else 1 end
      where lease.holder = $1 or lease.until < banyan.now() returning name
    )
    select pos, id, aggregateid, type, payload, headers, created_at as at from ${schema}.outbox, held
    where sent_at is null and type = any($3::text[]) order by pos limit $2`
  return (await runOn(pool, deadline, text, [holder, limit, known])) as Fact[]
}

/** Marks what every subscriber has got, and gives the lease back when the round was not full, so that another process need not wait for it. */
export async function markSent(
  pool: Pool,
  deadline: number,
  schema: string,
  holder: string,
  ids: string[],
  last: boolean,
): Promise<void> {
  const text = `
    with back as (
      update ${schema}.leases set until = banyan.now() - interval '1 ms' where name = 'outbox' and holder = $1 and $3::boolean returning name
    )
    update ${schema}.outbox set sent_at = banyan.now() where id = any($2::uuid[])`
  await runOn(pool, deadline, text, [holder, ids, last])
}
