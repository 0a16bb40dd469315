/**
 * SQL of the jobs that keep lists true when nothing is told: windows that open, prices that came first, locales that
 * are new.
 */
import type { Db } from '#kernel/database/sql.ts'

/**
 * Shelves again what is due, at most `most` products; answers how many were. Two who do it at once take different ones.
 */
export async function turnDue(db: Db, most: number): Promise<number> {
  const [row] = await db.sql<{ turned: number }>`
    with due as materialized (
      select product_id from catalog.turns where at <= banyan.now() order by at limit ${most} for update skip locked
    ), ids as materialized (select coalesce(array_agg(product_id), '{}') as ids from due)
    select cardinality(ids)::int as turned, catalog.shelve(ids) from ids`
  return row!.turned
}

/** Shelves products whose price was there before them, and forgets variants that never came; answers how many came. */
export async function meetEarly(db: Db, most: number): Promise<number> {
  const [row] = await db.sql<{ met: number }>`
    with met as (
      delete from catalog.early_prices where variant_id in (
        select early.variant_id from catalog.early_prices as early
          join catalog.variants on variants.id = early.variant_id limit ${most})
      returning variant_id
    ), lost as (
      delete from catalog.early_prices where at < banyan.now() - interval '30 days'
    ), ids as materialized (
      select coalesce(array_agg(distinct variants.product_id), '{}') as ids from met
        join catalog.variants on variants.id = met.variant_id
    )
    select cardinality(ids)::int as met, catalog.shelve(ids) from ids`
  return row!.met
}

/** Faces the next products in a locale that is new; answers whether there is more to do. */
export async function faceNew(db: Db, most: number): Promise<boolean> {
  const [row] = await db.sql<{ faced: number }>`
    with fresh as materialized (
      select locale, faced_to from catalog.locales where not ready order by rank limit 1 for update skip locked
    ), ids as materialized (
      select coalesce(array_agg(id order by id), '{}') as ids from (
        select products.id from catalog.products, fresh
        where products.id > fresh.faced_to and not exists (
          select from catalog.faces where faces.product_id = products.id and faces.locale = fresh.locale)
        order by products.id limit ${most}) as next
    ), moved as (
      update catalog.locales set faced_to = coalesce(ids.ids[cardinality(ids.ids)],
        '00000000-0000-0000-0000-000000000000'),
        ready = cardinality(ids.ids) = 0 and locales.faced_to = '00000000-0000-0000-0000-000000000000'
      from ids, fresh where locales.locale = fresh.locale returning cardinality(ids.ids)::int as faced, locales.ready
    ), told as (
      insert into catalog.changes (product_id) select null from moved where moved.ready
    )
    select moved.faced, catalog.face(ids.ids) from moved, ids`
  return row !== undefined
}
