/** All SQL that reads zones and options: small, and read whole. */
import type { Db } from '#kernel/database/sql.ts'
import type { Offer } from './option.ts'

/** One statement: every zone, and every option with its prices by market. */
export async function readOffer(db: Db): Promise<Offer> {
  const [row] = await db.sql<Offer>`
    select
      (select coalesce(json_agg(json_build_object('id', id, 'name', name, 'countries', countries, 'regions',
        regions) order by id), '[]')
        from shipping.zones) as zones,
      (select coalesce(json_agg(json_build_object(
          'id', option.id, 'zoneId', option.zone_id, 'names', option.names, 'estimates', option.estimates,
          'taxClass', option.tax_class, 'active', option.active,
          'prices', (select coalesce(json_object_agg(market, json_strip_nulls(json_build_object(
              'price', price, 'freeFrom', free_from, 'minSubtotal', min_subtotal, 'maxSubtotal', max_subtotal))), '{}')
            from shipping.option_prices where option_id = option.id)) order by option.id), '[]')
        from shipping.options option) as options`
  return row!
}
