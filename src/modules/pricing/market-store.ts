/** All SQL that writes markets, and reads one for the back office. */
import type { Db, Tx } from '#kernel/database/sql.ts'
import type { WholeMarket } from './market.ts'

export type MarketRow = WholeMarket & { version: number; createdAt: string }

/** Every market with its version, the default one first; or the one named. One statement. */
export async function readMarkets(db: Db | Tx, handle: string | null): Promise<MarketRow[]> {
  return db.sql<MarketRow>`
    select handle, name, currency,
      array(select country from pricing.market_countries where market = handle order by country) as countries,
      locales, tax_included as "taxIncluded", default_country as "defaultCountry", time_zone as "timeZone", capture,
      is_default as "isDefault", version, created_at as "createdAt"
    from pricing.markets where ${handle}::text is null or handle = ${handle} order by is_default desc, handle`
}

/** Which of these countries belong to another market. */
export async function takenCountries(
  tx: Tx,
  handle: string,
  countries: string[],
): Promise<{ country: string; market: string }[]> {
  return tx.sql`select country, market from pricing.market_countries where country = any(${countries})
    and market <> ${handle} order by country`
}

/** True when a price of this market exists: then its currency is what these prices mean. */
export async function hasPrices(tx: Tx, handle: string): Promise<boolean> {
  const [row] = await tx.sql<{
    found: boolean
  }>`select exists (select from pricing.prices where market = ${handle}) as found`
  return row!.found
}

/** Takes the default from whoever has it, so that another market can; also locks that market. */
export async function clearDefault(tx: Tx, handle: string): Promise<void> {
  await tx.sql`update pricing.markets set is_default = false,
    version = version + 1 where is_default and handle <> ${handle}`
}

/** One writer of markets at a time, until commit: a country or the default moves between two of them. */
export async function lockMarkets(tx: Tx): Promise<void> {
  await tx.sql`select pg_advisory_xact_lock(hashtext('pricing.markets'))`
}

/** A new row. */
export async function insertMarket(tx: Tx, market: WholeMarket): Promise<void> {
  const { handle, name, currency, locales, taxIncluded, defaultCountry, timeZone, capture, isDefault } = market
  await tx.sql`
    insert into pricing.markets (handle, name, currency, locales, tax_included, default_country, time_zone,
      capture, is_default)
    values (${handle}, ${name}, ${currency}, ${locales}, ${taxIncluded}, ${defaultCountry}, ${timeZone},
      ${capture}, ${isDefault})`
}

/** Changes all of a row but its handle. */
export async function updateMarket(tx: Tx, market: WholeMarket): Promise<void> {
  const { handle, name, currency, locales, taxIncluded, defaultCountry, timeZone, capture, isDefault } = market
  await tx.sql`
    update pricing.markets set name = ${name}, currency = ${currency}, locales = ${locales},
      tax_included = ${taxIncluded},
      default_country = ${defaultCountry}, time_zone = ${timeZone}, capture = ${capture},
        is_default = ${isDefault}, version = version + 1
    where handle = ${handle}`
}

/** Makes these the market's countries. The primary key refuses one that belongs to another market. */
export async function writeCountries(tx: Tx, handle: string, countries: string[]): Promise<void> {
  await tx.sql`
    with gone as (delete from pricing.market_countries where market = ${handle} and country <> all(${countries}))
    insert into pricing.market_countries (country, market)
    select country, ${handle} from unnest(${countries}::text[]) as given (country)
    where not exists (
      select from pricing.market_countries kept where kept.country = given.country and kept.market = ${handle})`
}

/** Deletes the row; its countries go with it. */
export async function deleteMarket(tx: Tx, handle: string): Promise<void> {
  await tx.sql`delete from pricing.markets where handle = ${handle}`
}
