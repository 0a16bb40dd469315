/** All SQL that writes options with their prices, and reads them for the back office. */
import type { Db, Tx } from '#kernel/database/sql.ts'
import type { Option } from './option.ts'

export type OptionRow = Option & { version: number; createdAt: string }

/** A page by id, the oldest first; of one zone when it is given. */
export async function readOptions(
  db: Db,
  { zoneId, after, limit }: { zoneId: string | null; after: string | null; limit: number },
): Promise<OptionRow[]> {
  return db.sql<OptionRow>`
    select option.id, option.zone_id as "zoneId", option.names, option.estimates, option.tax_class as "taxClass",
      option.active, option.version,
      option.created_at as "createdAt",
      (select coalesce(json_object_agg(market, json_strip_nulls(json_build_object(
          'price', price, 'freeFrom', free_from, 'minSubtotal', min_subtotal, 'maxSubtotal', max_subtotal))), '{}')
        from shipping.option_prices where option_id = option.id) as prices
    from shipping.options option
    where (${zoneId}::uuid is null or option.zone_id = ${zoneId}) and (${after}::uuid is null or option.id > ${after})
    order by option.id limit ${limit}`
}

/**
 * One option with its version, or null. In a transaction the row is locked first, so that its prices are those of the
 * version.
 */
export async function readOption(db: Db | Tx, id: string): Promise<OptionRow | null> {
  const [row] = await db.sql<OptionRow>`
    select option.id, option.zone_id as "zoneId", option.names, option.estimates, option.tax_class as "taxClass",
      option.active, option.version,
      option.created_at as "createdAt",
      (select coalesce(json_object_agg(market, json_strip_nulls(json_build_object(
          'price', price, 'freeFrom', free_from, 'minSubtotal', min_subtotal, 'maxSubtotal', max_subtotal))), '{}')
        from shipping.option_prices where option_id = option.id) as prices
    from shipping.options option where option.id = ${id}`
  return row ?? null
}

/** Takes the row until commit; false when there is none. */
export async function lockOption(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.sql`select id from shipping.options where id = ${id} for update`
  return rows.length === 1
}

/** A new option, or all of it new but its prices. Throws 23503 when the zone does not exist. */
export async function writeOption(tx: Tx, { id, zoneId, names, estimates, taxClass, active }: Option): Promise<void> {
  await tx.sql`
    insert into shipping.options as option (id, zone_id, names, estimates, tax_class, active)
    values (${id}, ${zoneId}, ${JSON.stringify(names)}, ${JSON.stringify(estimates)}, ${taxClass}, ${active})
    on conflict (id) do update set zone_id = excluded.zone_id, names = excluded.names, estimates = excluded.estimates,
      tax_class = excluded.tax_class, active = excluded.active, version = option.version + 1`
}

/** Makes these the option's prices; a market that is not among them does not offer it any more. */
export async function writeOptionPrices(tx: Tx, { id, prices }: Option): Promise<void> {
  const markets = Object.keys(prices)
  const each = Object.values(prices)
  await tx.sql`
    with gone as (delete from shipping.option_prices where option_id = ${id} and market <> all(${markets}))
    insert into shipping.option_prices (option_id, market, price, free_from, min_subtotal, max_subtotal)
    select ${id}, market, price, free_from, min_subtotal, max_subtotal
    from unnest(
      ${markets}::text[], ${each.map(({ price }) => price)}::bigint[],
      ${each.map(({ freeFrom }) => freeFrom ?? null)}::bigint[],
      ${each.map(({ minSubtotal }) => minSubtotal ?? null)}::bigint[],
      ${each.map(({ maxSubtotal }) => maxSubtotal ?? null)}::bigint[]
    ) as given (market, price, free_from, min_subtotal, max_subtotal)
    on conflict (option_id, market) do update set price = excluded.price, free_from = excluded.free_from,
      min_subtotal = excluded.min_subtotal, max_subtotal = excluded.max_subtotal`
}

/** False when there is none; its prices go with it. */
export async function deleteOption(db: Db, id: string): Promise<boolean> {
  const rows = await db.sql`delete from shipping.options where id = ${id} returning id`
  return rows.length === 1
}
