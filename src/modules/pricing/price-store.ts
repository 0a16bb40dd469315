/** All SQL of prices. */
import type { Db, Tx } from '#kernel/database/sql.ts'
import { pricing } from './contract.ts'
import type { ChosenPrice, NewPrice } from './price.ts'

/** Lists in order of precedence: a price on an earlier one wins. */
const lists = ['base']

/**
 * One statement for all lines: of each variant the price that holds now for the quantity. The most specific wins: list, then
 * the highest step, then the latest start, then the earliest end. A line without a price has no row.
 */
export async function choosePrices(db: Db, market: string, lines: { variantId: string; quantity: number }[]): Promise<ChosenPrice[]> {
  return db.sql<ChosenPrice>`
    select wanted.at::int as at, chosen.amount, chosen.compare_at as "compareAt"
    from unnest(${lines.map(({ variantId }) => variantId)}::uuid[], ${lines.map(({ quantity }) => quantity)}::int[])
      with ordinality as wanted (variant_id, quantity, at)
    cross join lateral (
      select amount, compare_at from pricing.prices
      where variant_id = wanted.variant_id and market = ${market} and list = any(${lists}) and min_quantity <= wanted.quantity
        and (valid_from is null or valid_from <= banyan.now()) and (valid_to is null or valid_to > banyan.now())
      order by array_position(${lists}, list), min_quantity desc, valid_from desc nulls last, valid_to limit 1
    ) chosen`
}

/**
 * Notes a change and locks its variants in their order, so that whoever writes their prices next waits, and sees these. False:
 * the change was made before. Runs first in the transaction: only a later statement sees what was waited for.
 */
export async function beginChange(
  tx: Tx,
  change: { changeId: string; kind: string; actor: string; answer: object; variantIds: string[] },
): Promise<boolean> {
  const rows = await tx.sql<{ id: string }>`
    with noted as (
      insert into pricing.changes (id, kind, actor, answer)
      values (${change.changeId}, ${change.kind}, ${change.actor}, ${JSON.stringify(change.answer)}) on conflict do nothing returning id
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

/** Writes prices, the log, and one fact per variant whose prices are other than before; what is equal is left alone. */
export async function writePrices(tx: Tx, changeId: string, prices: NewPrice[]): Promise<void> {
  await tx.sql`
    with written as (
      insert into pricing.prices as price (variant_id, market, amount, compare_at, min_quantity, valid_from, valid_to)
      select variant_id, market, amount, compare_at, min_quantity, valid_from, valid_to
      from unnest(
        ${prices.map(({ variantId }) => variantId)}::uuid[], ${prices.map(({ market }) => market)}::text[],
        ${prices.map(({ amount }) => amount)}::bigint[], ${prices.map(({ compareAt }) => compareAt ?? null)}::bigint[],
        ${prices.map(({ minQuantity }) => minQuantity ?? 1)}::int[],
        ${prices.map(({ validFrom }) => validFrom ?? null)}::timestamptz[], ${prices.map(({ validTo }) => validTo ?? null)}::timestamptz[]
      ) as given (variant_id, market, amount, compare_at, min_quantity, valid_from, valid_to)
      on conflict on constraint prices_one_per_step do update set amount = excluded.amount, compare_at = excluded.compare_at
      where (price.amount, price.compare_at) is distinct from (excluded.amount, excluded.compare_at)
      returning id, variant_id, market, list, amount, compare_at, min_quantity, valid_from, valid_to
    ), logged as (
      insert into pricing.price_log (change_id, variant_id, market, list, amount, compare_at, min_quantity, valid_from, valid_to)
      select ${changeId}, variant_id, market, list, amount, compare_at, min_quantity, valid_from, valid_to from written
    ), after as (
      select variant_id, market, amount, compare_at, min_quantity, valid_from, valid_to from written where list = 'base'
      union all
      select variant_id, market, amount, compare_at, min_quantity, valid_from, valid_to from pricing.prices
      where variant_id in (select variant_id from written) and id not in (select id from written) and list = 'base'
    )
    insert into pricing.outbox (aggregateid, type, payload)
    select after.variant_id, ${pricing.events.PriceChanged.type}, json_build_object('variantId', after.variant_id, 'prices',
      json_agg(json_strip_nulls(json_build_object(
        'market', after.market, 'currency', market.currency, 'amount', after.amount, 'compareAt', after.compare_at,
        'minQuantity', after.min_quantity, 'validFrom', banyan.iso(after.valid_from), 'validTo', banyan.iso(after.valid_to)))
        order by after.market, after.min_quantity, after.valid_from nulls first))
    from after join pricing.markets market on market.handle = after.market
    group by after.variant_id`
}
