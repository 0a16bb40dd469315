/**
 * What catalog hears from pricing and inventory, written so that lists and pages need not ask. Each reaction is one
 * statement.
 */
import type { Once } from '#kernel/database/sql.ts'
import type { BodyOf } from '#kernel/contract.ts'
import type { inventory } from '#modules/inventory/contract.ts'
import type { pricing } from '#modules/pricing/contract.ts'

/**
 * Replaces what was known of the variants' prices, and shelves their products again. A variant need not exist yet: its
 * prices wait for it, and `early_prices` remembers to look again, because variant and price may be written at the same
 * moment. Takes facts of different variants.
 */
export async function takePrices(once: Once, facts: BodyOf<typeof pricing.events.PriceChanged>[]): Promise<void> {
  const variantIds = facts.map(({ variantId }) => variantId)
  const prices = facts.flatMap(({ variantId, prices: each }) => each.map((price) => ({ variantId, ...price })))
  await once.sql`
    with given as materialized (
      select "variantId" as variant_id, market, "minQuantity" as min_quantity,
        coalesce("validFrom", '-infinity') as valid_from, coalesce("validTo", 'infinity') as valid_to, currency, amount,
        "compareAt" as compare_at
      from json_to_recordset(${JSON.stringify(prices)}::json) as price ("variantId" uuid, market text, "minQuantity" int,
        "validFrom" timestamptz, "validTo" timestamptz, currency text, amount bigint, "compareAt" bigint)
    ), gone as (
      delete from catalog.offers where variant_id = any(${variantIds}::uuid[]) and not exists (
        select from given where given.variant_id = offers.variant_id and given.market = offers.market
          and given.min_quantity = offers.min_quantity
          and given.valid_from = offers.valid_from and given.valid_to = offers.valid_to)
      returning 1
    ), put as (
      insert into catalog.offers (variant_id, market, min_quantity, valid_from, valid_to, currency, amount, compare_at)
      select variant_id, market, min_quantity, valid_from, valid_to, currency, amount, compare_at from given
      on conflict (variant_id, market, min_quantity, valid_from, valid_to) do update
        set currency = excluded.currency, amount = excluded.amount, compare_at = excluded.compare_at
      returning 1
    ), early as (
      insert into catalog.early_prices (variant_id)
      select id from unnest(${variantIds}::uuid[]) as told (id)
      where not exists (select from catalog.variants where variants.id = told.id) on conflict do nothing
    ), written as (
      select (select count(*) from gone) + (select count(*) from put) as rows
    )
    select catalog.shelve(array(select distinct product_id from catalog.variants where id = any(${variantIds}::uuid[])))
    from written where rows is not null`
}

/** Notes what is there of SKUs, and that the pages which show them changed. Takes facts of different SKUs. */
export async function takeStock(once: Once, facts: BodyOf<typeof inventory.events.StockChanged>[]): Promise<void> {
  const skus = facts.map(({ sku }) => sku)
  const states = facts.map(({ available }) => available)
  await once.sql`
    with stock as (
      insert into catalog.stock (sku, state)
      select sku, state from unnest(${skus}::text[], ${states}::text[]) as told (sku, state) order by sku
      on conflict (sku) do update set state = excluded.state
    )
    insert into catalog.changes (product_id) select product_id from catalog.variants where sku = any(${skus}::text[])`
}
