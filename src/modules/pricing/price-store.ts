/** All SQL of prices. */
import { arrayLiteral, gathered, questionNumber } from '#kernel/database/gather.ts'
import type { Db, Tx } from '#kernel/database/sql.ts'
import { pricing } from './contract.ts'
import type { ChosenPrice, NewPrice } from './price.ts'

/** Lists in order of precedence: a price on an earlier one wins. */
const lists = `'{base}'::text[]`

type Question = { asked: number; market: string; variantIds: string; quantities: string }
const chosen = gathered<Question, { asked: number; chosen: ChosenPrice[] | null }>(
  { asked: 'int', market: 'text', variantIds: 'text', quantities: 'text' },
  'asked',
  (given) => `
    select given.asked, (
      select json_agg(json_build_object('at', wanted.at, 'amount', price.amount, 'compareAt', price.compare_at))
      from unnest(given.variant_ids::uuid[], given.quantities::int[]) with ordinality as wanted (variant_id, quantity, at)
      cross join lateral (
        select amount, compare_at from pricing.prices
        where variant_id = wanted.variant_id and market = given.market and list = any(${lists})
          and min_quantity <= wanted.quantity
          and (valid_from is null or valid_from <= banyan.now()) and (valid_to is null or valid_to > banyan.now())
        order by array_position(${lists}, list), min_quantity desc, valid_from desc nulls last, valid_to limit 1
      ) as price) as chosen
    from ${given()}`,
)

/**
 * One statement for all lines, and for all who ask at once: of each variant the price that holds now for the quantity. The most
 * specific wins: list, then the highest step, then the latest start, then the earliest end. A line without a price has no row.
 */
export async function choosePrices(
  db: Db,
  market: string,
  lines: { variantId: string; quantity: number }[],
): Promise<ChosenPrice[]> {
  const variantIds = arrayLiteral(lines.map(({ variantId }) => variantId))
  const quantities = arrayLiteral(lines.map(({ quantity }) => quantity))
  const answer = await db.gather(chosen, { asked: questionNumber(), market, variantIds, quantities })
  return answer!.chosen ?? []
}

/**
 * Notes a change and locks its variants in their order, so that whoever writes their prices next waits, and sees
 * these. False: the change was made before. Runs first in the transaction: only a later statement sees what was waited
 * for.
 */
export async function beginChange(
  tx: Tx,
  change: { changeId: string; kind: string; actor: string; answer: object; variantIds: string[] },
): Promise<boolean> {
  const rows = await tx.sql<{ id: string }>`
    with noted as (
      insert into pricing.changes (id, kind, actor, answer)
      values (${change.changeId}, ${change.kind}, ${change.actor}, ${JSON.stringify(change.answer)})
        on conflict do nothing returning id
    ), locked as (
      insert into pricing.priced_variants as variant (variant_id)
      select variant_id from unnest(${change.variantIds}::uuid[]) as given (variant_id), noted order by variant_id
      on conflict (variant_id) do update set version = variant.version + 1
    )
    select id from noted`
  return rows.length === 1
}

/** What a change was answered, for its repeat. */
export async function readChange(db: Db | Tx, changeId: string): Promise<object | null> {
  const [row] = await db.sql<{ answer: object }>`select answer from pricing.changes where id = ${changeId}`
  return row?.answer ?? null
}

/** Writes prices and the log; what is equal is left alone. Answers the variants whose prices are other than before. */
export async function writePrices(tx: Tx, changeId: string, prices: NewPrice[]): Promise<string[]> {
  const rows = await tx.sql<{ variantId: string }>`
    with written as (
      insert into pricing.prices as price (variant_id, market, amount, compare_at, min_quantity, valid_from, valid_to)
      select variant_id, market, amount, compare_at, min_quantity, valid_from, valid_to
      from unnest(
        ${prices.map(({ variantId }) => variantId)}::uuid[], ${prices.map(({ market }) => market)}::text[],
        ${prices.map(({ amount }) => amount)}::bigint[],
        ${prices.map(({ compareAt }) => compareAt ?? null)}::bigint[],
        ${prices.map(({ minQuantity }) => minQuantity ?? 1)}::int[],
        ${prices.map(({ validFrom }) => validFrom ?? null)}::timestamptz[],
        ${prices.map(({ validTo }) => validTo ?? null)}::timestamptz[]
      ) as given (variant_id, market, amount, compare_at, min_quantity, valid_from, valid_to)
      on conflict on constraint prices_one_per_step do update set amount = excluded.amount,
        compare_at = excluded.compare_at
      where (price.amount, price.compare_at) is distinct from (excluded.amount, excluded.compare_at)
      returning variant_id, market, list, amount, compare_at, min_quantity, valid_from, valid_to
    ), logged as (
      insert into pricing.price_log (change_id, variant_id, market, list, amount, compare_at, min_quantity,
        valid_from, valid_to)
      select ${changeId}, variant_id, market, list, amount, compare_at, min_quantity, valid_from, valid_to from written
    )
    select distinct variant_id as "variantId" from written order by variant_id`
  return rows.map(({ variantId }) => variantId)
}

/** Deletes a price and logs that it went; false when it was gone already. */
export async function deletePrice(tx: Tx, changeId: string, id: string): Promise<boolean> {
  const rows = await tx.sql`
    with gone as (
      delete from pricing.prices where id = ${id} returning variant_id, market, list, min_quantity, valid_from, valid_to
    )
    insert into pricing.price_log (change_id, variant_id, market, list, min_quantity, valid_from, valid_to)
    select ${changeId}, variant_id, market, list, min_quantity, valid_from, valid_to from gone returning pos`
  return rows.length === 1
}

/**
 * Writes one fact per variant with all base prices that it has now, also those of other windows. Runs after the write
 * in the transaction that locked the variants, so it sees every change before it and none after.
 */
export async function tellPrices(tx: Tx, variantIds: string[]): Promise<void> {
  await tx.sql`
    insert into pricing.outbox (aggregateid, type, payload)
    select told.variant_id, ${pricing.events.PriceChanged.type}, json_build_object('variantId', told.variant_id,
      'prices', (
      select coalesce(json_agg(json_strip_nulls(json_build_object(
          'market', price.market, 'currency', market.currency, 'amount', price.amount, 'compareAt', price.compare_at,
          'minQuantity', price.min_quantity, 'validFrom', banyan.iso(price.valid_from), 'validTo',
            banyan.iso(price.valid_to)))
          order by price.market, price.min_quantity, price.valid_from nulls first, price.valid_to nulls last), '[]')
      from pricing.prices price join pricing.markets market on market.handle = price.market
      where price.variant_id = told.variant_id and price.list = 'base'))
    from unnest(${variantIds}::uuid[]) as told (variant_id)`
}

/** A price as the back office sees it; amounts in minor units of `currency`. */
export type PriceRow = {
  id: string
  variantId: string
  market: string
  currency: string
  amount: number
  compareAt: number | null
  minQuantity: number
  validFrom: string | null
  validTo: string | null
}

/** All prices of one variant, by market, step and start. */
export async function readPrices(db: Db, variantId: string): Promise<PriceRow[]> {
  return db.sql<PriceRow>`
    select price.id, price.variant_id as "variantId", price.market, market.currency, price.amount,
      price.compare_at as "compareAt",
      price.min_quantity as "minQuantity", price.valid_from as "validFrom", price.valid_to as "validTo"
    from pricing.prices price join pricing.markets market on market.handle = price.market
    where price.variant_id = ${variantId} and price.list = 'base'
    order by price.market, price.min_quantity, price.valid_from nulls first, price.valid_to nulls last limit 1000`
}

/** Prices of variants from one piece on that hold at all times, by variant and market. */
export async function readPlainPrices(
  db: Db,
  variantIds: string[],
): Promise<{ variantId: string; market: string; amount: number; compareAt?: number }[]> {
  const rows = await db.sql<{ variantId: string; market: string; amount: number; compareAt: number | null }>`
    select variant_id as "variantId", market, amount, compare_at as "compareAt" from pricing.prices
    where variant_id = any(${variantIds}::uuid[]) and list = 'base' and min_quantity = 1 and valid_from is null and valid_to is null
    order by variant_id, market`
  return rows.map(({ compareAt, ...price }) => (compareAt === null ? price : { ...price, compareAt }))
}

/** Whose price it is, or null. */
export async function variantOfPrice(db: Db, id: string): Promise<string | null> {
  const [row] = await db.sql<{
    variantId: string
  }>`select variant_id as "variantId" from pricing.prices where id = ${id}`
  return row?.variantId ?? null
}

export type LogRow = {
  pos: number
  variantId: string
  market: string
  amount: number | null
  compareAt: number | null
  minQuantity: number
  validFrom: string | null
  validTo: string | null
  actor: string
  at: string
}

/** A page of the log of one variant, the latest first; `before` is the position of the last row seen. */
export async function readPriceLog(
  db: Db,
  page: { variantId: string; before: number | null; limit: number },
): Promise<LogRow[]> {
  return db.sql<LogRow>`
    select log.pos, log.variant_id as "variantId", log.market, log.amount, log.compare_at as "compareAt",
      log.min_quantity as "minQuantity",
      log.valid_from as "validFrom", log.valid_to as "validTo", change.actor, log.at
    from pricing.price_log log join pricing.changes change on change.id = log.change_id
    where log.variant_id = ${page.variantId} and (${page.before}::bigint is null or log.pos < ${page.before})
    order by log.pos desc limit ${page.limit}`
}
