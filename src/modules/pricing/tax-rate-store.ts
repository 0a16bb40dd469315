/** All SQL that writes tax rates, and reads them for the back office. */
import type { Db } from '#kernel/database/sql.ts'
import type { TaxRate } from './tax-rate.ts'

export type TaxRateRow = TaxRate & { id: string; version: number }
type Stored = Omit<TaxRateRow, 'region' | 'validFrom'> & { region: string | null; validFrom: string | null }

const rowOf = ({ region, validFrom, ...rest }: Stored): TaxRateRow => ({
  ...rest,
  ...(region === null ? {} : { region }),
  ...(validFrom === null ? {} : { validFrom }),
})

/** A page by country, region, class and id; `after` is the sort values of the last row before. */
export async function readTaxRates(
  db: Db,
  { country, after, limit }: { country: string | null; after: [string, string, string, string] | null; limit: number },
): Promise<TaxRateRow[]> {
  const [a, b, c, d] = after ?? ['', '', '', '00000000-0000-0000-0000-000000000000']
  const rows = await db.sql<Stored>`
    select id, country, region, tax_class as "taxClass", name, ppm, shipping, adds, valid_from as "validFrom", version
    from pricing.tax_rates
    where (${country}::text is null or country = ${country})
      and (country, coalesce(region, ''), tax_class, id) > (${a}::text, ${b}::text, ${c}::text, ${d}::uuid)
    order by country, coalesce(region, ''), tax_class, id limit ${limit}`
  return rows.map(rowOf)
}

/** One rate with its version, or null. */
export async function readTaxRate(db: Db, id: string): Promise<TaxRateRow | null> {
  const [row] = await db.sql<Stored>`
    select id, country, region, tax_class as "taxClass", name, ppm, shipping, adds, valid_from as "validFrom", version
    from pricing.tax_rates where id = ${id}`
  return row === undefined ? null : rowOf(row)
}

/** A new rate; throws 23505 on `tax_rates_one_per_start` when country, region, class and start have one. */
export async function insertTaxRate(db: Db, id: string, rate: TaxRate): Promise<void> {
  await db.sql`
    insert into pricing.tax_rates (id, country, region, tax_class, name, ppm, shipping, adds, valid_from)
    values (${id}, ${rate.country}, ${rate.region ?? null}, ${rate.taxClass}, ${rate.name}, ${rate.ppm},
      ${rate.shipping}, ${rate.adds},
      ${rate.validFrom ?? null})`
}

/**
 * Changes the row that was read at `version`; false when somebody else changed it since. Throws 23505 as
 * `insertTaxRate` does.
 */
export async function updateTaxRate(db: Db, { id, version, ...rate }: TaxRateRow): Promise<boolean> {
  const rows = await db.sql`
    update pricing.tax_rates set country = ${rate.country}, region = ${rate.region ?? null},
      tax_class = ${rate.taxClass}, name = ${rate.name},
      ppm = ${rate.ppm}, shipping = ${rate.shipping}, adds = ${rate.adds}, valid_from = ${rate.validFrom ?? null},
        version = version + 1
    where id = ${id} and version = ${version} returning id`
  return rows.length === 1
}

/** False when there is none. */
export async function deleteTaxRate(db: Db, id: string): Promise<boolean> {
  const rows = await db.sql`delete from pricing.tax_rates where id = ${id} returning id`
  return rows.length === 1
}

/**
 * One statement: notes the change and writes its rates; a change that was made before writes nothing. `ids` are for
 * those that are new.
 */
export async function writeTaxRates(
  db: Db,
  {
    changeId,
    actor,
    answer,
    ids,
    rates,
  }: { changeId: string; actor: string; answer: object; ids: string[]; rates: TaxRate[] },
): Promise<void> {
  await db.sql`
    with noted as (
      insert into pricing.changes (id, kind, actor, answer) values (${changeId}, 'tax-rates', ${actor},
        ${JSON.stringify(answer)})
      on conflict do nothing returning id
    )
    insert into pricing.tax_rates as rate (id, country, region, tax_class, name, ppm, shipping, adds, valid_from)
    select given.id, country, region, tax_class, name, ppm, shipping, adds, valid_from
    from noted, unnest(
      ${ids}::uuid[], ${rates.map(({ country }) => country)}::text[],
      ${rates.map(({ region }) => region ?? null)}::text[],
      ${rates.map(({ taxClass }) => taxClass)}::text[], ${rates.map(({ name }) => name)}::text[],
        ${rates.map(({ ppm }) => ppm)}::int[],
      ${rates.map(({ shipping }) => shipping)}::boolean[], ${rates.map(({ adds }) => adds)}::boolean[],
      ${rates.map(({ validFrom }) => validFrom ?? null)}::timestamptz[]
    ) as given (id, country, region, tax_class, name, ppm, shipping, adds, valid_from)
    order by country, region, tax_class, valid_from
    on conflict on constraint tax_rates_one_per_start do update
      set name = excluded.name, ppm = excluded.ppm, shipping = excluded.shipping, adds = excluded.adds,
        version = rate.version + 1`
}
