/** All SQL that reads markets and tax rates: small, and read whole. */
import type { Db } from '#kernel/database/sql.ts'
import type { StoredMarket } from './market.ts'
import type { TaxRate } from './tax-rate.ts'

/** One statement: every market (the default one first), every tax rate, and the database's time. */
export async function readReference(db: Db): Promise<{ markets: StoredMarket[]; rates: TaxRate[]; now: string }> {
  const [row] = await db.sql<{ markets: StoredMarket[]; rates: TaxRate[]; now: string }>`
    select
      (select coalesce(json_agg(json_build_object(
          'handle', market.handle, 'name', market.name, 'currency', market.currency,
          'countries', (select json_agg(country order by country)
            from pricing.market_countries where market = market.handle),
          'locales', market.locales, 'taxIncluded', market.tax_included, 'defaultCountry', market.default_country,
          'timeZone', market.time_zone, 'capture', market.capture, 'isDefault', market.is_default)
        order by market.is_default desc, market.handle), '[]') from pricing.markets market) as markets,
      (select coalesce(json_agg(json_strip_nulls(json_build_object(
          'country', country, 'region', region, 'taxClass', tax_class, 'name', name, 'ppm', ppm,
          'shipping', shipping, 'adds', adds, 'validFrom', banyan.iso(valid_from)))), '[]') from pricing.tax_rates)
            as rates,
      banyan.now() as now`
  return row!
}
