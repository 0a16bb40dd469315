/** All SQL that writes zones, and reads them for the back office. */
import type { Db, Tx } from '#kernel/database/sql.ts'
import type { Zone } from './option.ts'

export type ZoneRow = Zone & { version: number; createdAt: string }

/** A page by id, the oldest first. */
export async function readZones(db: Db, { after, limit }: { after: string | null; limit: number }): Promise<ZoneRow[]> {
  return db.sql<ZoneRow>`
    select id, name, countries, regions, version, created_at as "createdAt" from shipping.zones
    where ${after}::uuid is null or id > ${after} order by id limit ${limit}`
}

/** One zone with its version, or null. */
export async function readZone(db: Db, id: string): Promise<ZoneRow | null> {
  const [row] = await db.sql<ZoneRow>`
    select id, name, countries, regions, version, created_at as "createdAt" from shipping.zones where id = ${id}`
  return row ?? null
}

/** A new zone, or all of it new. */
export async function writeZone(db: Db | Tx, { id, name, countries, regions }: Zone): Promise<void> {
  await db.sql`
    insert into shipping.zones as zone (id, name, countries, regions) values (${id}, ${name}, ${countries}, ${regions})
    on conflict (id) do update set name = excluded.name, countries = excluded.countries,
      regions = excluded.regions, version = zone.version + 1`
}

/** Changes the row that was read at `version`; false when somebody else changed it since. */
export async function updateZone(db: Db, { id, name, countries, regions }: Zone, version: number): Promise<boolean> {
  const rows = await db.sql`
    update shipping.zones set name = ${name}, countries = ${countries}, regions = ${regions}, version = version + 1
    where id = ${id} and version = ${version} returning id`
  return rows.length === 1
}

/** False when there is none. Throws 23503 while an option stands in it. */
export async function deleteZone(db: Db, id: string): Promise<boolean> {
  const rows = await db.sql`delete from shipping.zones where id = ${id} returning id`
  return rows.length === 1
}

/** Notes a change; false when it was made before. Runs first in the transaction, so that a twin waits for it. */
export async function noteChange(tx: Tx, changeId: string, answer: object): Promise<boolean> {
  const rows = await tx.sql`
    insert into shipping.changes (id, answer) values (${changeId}, ${JSON.stringify(answer)})
      on conflict do nothing returning id`
  return rows.length === 1
}

/** What a change was answered, for its repeat. */
export async function readChange(tx: Tx, changeId: string): Promise<object> {
  const [row] = await tx.sql<{ answer: object }>`select answer from shipping.changes where id = ${changeId}`
  return row!.answer
}
