/**
 * What catalog hears from pricing and inventory, written so that lists and pages need not ask. Each reaction is one
 * statement.
 */
import type { Once } from '#kernel/database/sql.ts'
import type { BodyOf } from '#kernel/contract.ts'
import type { inventory } from '#modules/inventory/contract.ts'
import type { pricing } from '#modules/pricing/contract.ts'

/**
 * Replaces what was known of a variant's prices, and shelves its product again. The variant need not exist yet: its
 * prices wait for it, and `early_prices` remembers to look again, because variant and price may be written at the same
 * moment.
 */
export async function takePrices(
  once: Once,
  { variantId, prices }: BodyOf<typeof pricing.events.PriceChanged>,
): Promise<void> {
  await once.sql`
    with given as materialized (
      select market, "minQuantity" as min_quantity, coalesce("validFrom", '-infinity') as valid_from,
        coalesce("validTo", 'infinity') as valid_to, currency, amount, "compareAt" as compare_at
      from json_to_recordset(${JSON.stringify(prices)}::json) as price (market text, "minQuantity" int,
        "validFrom" timestamptz,
        "validTo" timestamptz, currency text, amount bigint, "compareAt" bigint)
    ), gone as (
      delete from catalog.offers where variant_id = ${variantId}::uuid and not exists (
        select from given where given.market = offers.market and given.min_quantity = offers.min_quantity
          and given.valid_from = offers.valid_from and given.valid_to = offers.valid_to)
      returning 1
    ), put as (
      insert into catalog.offers (variant_id, market, min_quantity, valid_from, valid_to, currency, amount, compare_at)
      select ${variantId}::uuid, market, min_quantity, valid_from, valid_to, currency, amount, compare_at from given
      on conflict (variant_id, market, min_quantity, valid_from, valid_to) do update
        set currency = excluded.currency, amount = excluded.amount, compare_at = excluded.compare_at
      returning 1
    ), early as (
      insert into catalog.early_prices (variant_id) select ${variantId}::uuid
      where not exists (select from catalog.variants where id = ${variantId}::uuid) on conflict do nothing
    ), written as (
      select (select count(*) from gone) + (select count(*) from put) as rows
    )
    select catalog.shelve(array(select product_id from catalog.variants where id = ${variantId}::uuid))
    from written where rows is not null`
}

/** Notes what is there of a SKU, and that the pages which show it changed. */
export async function takeStock(
  once: Once,
  { sku, available }: BodyOf<typeof inventory.events.StockChanged>,
): Promise<void> {
  await once.sql`
    with stock as (
      insert into catalog.stock (sku, state) values (${sku}, ${available}) on conflict (sku) do update
        set state = excluded.state
    )
    insert into catalog.changes (product_id) select product_id from catalog.variants where sku = ${sku}`
}
