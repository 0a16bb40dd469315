/** SQL of what changed, for the caches of all processes. */
import type { Db } from '#kernel/database/sql.ts'

/**
 * What changed since a look. `seen`: from where the next look goes on. A `productId` of null among them: the tree
 * changed.
 */
export type Look = { seen: string; productIds: (string | null)[] }

/**
 * What was written by transactions not older than `since` (an xid8 as text), at most `most` products. Every transaction
 * that was still open at the last look has an id not below its `xmin`, so nothing that commits late is missed, and what
 * is seen twice only costs a page. The first look (null) tells nothing but where to go on.
 */
export async function readChanges(db: Db, since: string | null, most: number): Promise<Look> {
  const [row] = await db.sql<Look>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as seen, array(
      select distinct product_id from catalog.changes where xid >= ${since}::xid8 limit ${most}) as "productIds"`
  return row!
}

/** Removes changes that every process has seen: those older than ten minutes. */
export async function sweepChanges(db: Db): Promise<void> {
  await db.sql`delete from catalog.changes where at < banyan.now() - interval '10 minutes'`
}

/** Removes keys of batches after 30 days, 5,000 at a time. */
export async function sweepBatches(db: Db): Promise<void> {
  await db.sql`
    delete from catalog.batches where id in (
      select id from catalog.batches where made_at < banyan.now() - interval '30 days' order by made_at limit 5000)`
}
