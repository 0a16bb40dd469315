import type { Db, Once } from '#kernel/database/sql.ts'
import { inventory } from './contract.ts'
import { type Line, lowAtMost } from './stock.ts'

const { StockChanged } = inventory.events

export type Short = { sku: string; wanted: number; available: number }
/** `state` is what the order's hold was before this statement, or null when there was none. */
export type HoldResult = { state: string | null; held: number; short: Short[] }

/**
 * A trap of every statement here that locks levels and then changes them: PostgreSQL checks `stock_covers_holds` on the row as it was
 * when the statement began, before it looks at the row that the lock waited for. So what is written is made of what was locked
 * (`shelf`), both columns; `held = held + n` would fail with 23514 when units came in while the lock was waited for.
 *
 * One statement: locks the levels in SKU order, takes every line or none, nearest location first, and notes it under the order's
 * key. A hold that exists already is left alone and told. A twin fails on the primary key; run it again (`twice`).
 * `demand` is summed per SKU and sorted (`demandOf`); `expiresAt` is RFC 3339.
 */
export async function takeHold(db: Db, orderId: string, demand: Line[], expiresAt: string): Promise<HoldResult> {
  const skus = demand.map(({ sku }) => sku)
  const quantities = demand.map(({ quantity }) => quantity)
  const [row] = await db.sql<HoldResult>`
    with wanted as (
      select sku, quantity from unnest(${skus}::text[], ${quantities}::int[]) as line (sku, quantity)
    ), before as materialized (
      select state, quantities from inventory.holds where order_id = ${orderId}
    ), shelf as materialized (
      select sku, location, position, on_hand, held, on_hand - held as free from inventory.stock
      where sku = any(${skus}::text[]) and not exists (select from before)
      order by sku, position, location for update
    ), sums as materialized (
      select wanted.sku, wanted.quantity, coalesce(sum(shelf.free), 0)::int as free
      from wanted left join shelf on shelf.sku = wanted.sku group by wanted.sku, wanted.quantity
    ), short as materialized (
      select sku, quantity, free from sums where free < quantity and not exists (select from before)
    ), picks as materialized (
      select sku, location, on_hand, held, least(free, quantity - nearer)::int as quantity from (
        select shelf.sku, shelf.location, shelf.on_hand, shelf.held, shelf.free, wanted.quantity, (sum(shelf.free) over (
          partition by shelf.sku order by shelf.position, shelf.location) - shelf.free)::int as nearer
        from shelf join wanted on wanted.sku = shelf.sku) as place
      where free > 0 and nearer < quantity and not exists (select from short)
    ), taken as (
      update inventory.stock set held = picks.held + picks.quantity, on_hand = picks.on_hand from picks
      where stock.sku = picks.sku and stock.location = picks.location returning stock.sku
    ), noted as (
      insert into inventory.holds (order_id, state, skus, locations, quantities, expires_at)
      select ${orderId}, 'held', array_agg(sku order by sku, location), array_agg(location order by sku, location),
        array_agg(quantity order by sku, location), ${expiresAt}
      from picks having count(*) > 0 returning quantities
    ), told as (
      insert into inventory.outbox (aggregateid, type, payload)
      select sku, ${StockChanged.type}, json_build_object('sku', sku, 'available', case when free = quantity then 'out' else 'low' end)
      from sums where sku in (select sku from taken)
        and (free = quantity or (free > ${lowAtMost}::int and free - quantity <= ${lowAtMost}::int))
    )
    select (select state from before) as state,
      coalesce((select sum(q) from (select unnest(quantities) as q from before union all select unnest(quantities) from noted) as each), 0)::int as held,
      coalesce((select json_agg(json_build_object('sku', sku, 'wanted', quantity, 'available', greatest(free, 0)) order by sku) from short), '[]') as short`
  return row!
}

/** What was held is sold: off the shelf, with a movement each. The row stays as the key. */
export async function sellHeld(once: Once, orderId: string): Promise<void> {
  await once.sql`
    with mine as materialized (
      select skus, locations, quantities from inventory.holds where order_id = ${orderId} and state = 'held' for update
    ), lines as materialized (
      select sku, location, quantity from mine, unnest(skus, locations, quantities) as line (sku, location, quantity)
    ), shelf as materialized (
      select stock.sku, stock.location, lines.quantity from inventory.stock
      join lines on lines.sku = stock.sku and lines.location = stock.location
      order by stock.sku, stock.position, stock.location for update of stock
    ), sold as (
      update inventory.holds set state = 'sold' where order_id = ${orderId} and exists (select from mine)
    ), gone as (
      update inventory.stock set held = held - shelf.quantity, on_hand = on_hand - shelf.quantity from shelf
      where stock.sku = shelf.sku and stock.location = shelf.location
    )
    insert into inventory.movements (sku, location, kind, delta, reference)
    select sku, location, 'sold', -quantity, ${orderId} from lines`
}

/** What an order's hold is now, as the answer to a repeat; null when there is none. */
export async function readHold(db: Db, orderId: string): Promise<HoldResult | null> {
  const [row] = await db.sql<HoldResult>`
    select state, (select coalesce(sum(quantity), 0)::int from unnest(quantities) as quantity) as held, '[]'::json as short
    from inventory.holds where order_id = ${orderId}`
  return row ?? null
}

/**
 * Gives back what an order holds; what was sold goes back on the shelf with a movement. Comes it before the hold, it leaves a row
 * `released`, on whose key the late hold fails. The row is written first and says what it was, so a hold that commits meanwhile is
 * given back too; then every level of its SKUs is locked, so that the fact is about all of them. Answers how many units the order had,
 * the same when asked again; null when a twin released at the same time: then ask once more. Takes a database or a reaction's statement.
 */
export async function releaseHold({ sql }: Db | Once, orderId: string): Promise<number | null> {
  const [row] = await sql<{ released: number | null }>`
    with closed as (
      insert into inventory.holds (order_id, state, skus, locations, quantities, expires_at)
      values (${orderId}, 'released', '{}', '{}', '{}', banyan.now())
      on conflict (order_id) do update set state = case holds.state when 'sold' then 'returned' else 'released' end
      where holds.state = any('{held,sold}') returning state, skus, locations, quantities
    ), lines as materialized (
      select state, sku, location, quantity from closed, unnest(skus, locations, quantities) as line (sku, location, quantity)
    ), shelf as materialized (
      select stock.sku, stock.location, stock.on_hand, stock.held, stock.on_hand - stock.held as free, lines.quantity, lines.state
      from inventory.stock left join lines on lines.sku = stock.sku and lines.location = stock.location
      where stock.sku = any(array(select sku from lines))
      order by stock.sku, stock.position, stock.location for update of stock
    ), back as (
      update inventory.stock set held = shelf.held - case shelf.state when 'released' then shelf.quantity else 0 end,
        on_hand = shelf.on_hand + case shelf.state when 'returned' then shelf.quantity else 0 end
      from shelf where stock.sku = shelf.sku and stock.location = shelf.location and shelf.quantity is not null
    ), moved as (
      insert into inventory.movements (sku, location, kind, delta, reference)
      select sku, location, 'returned', quantity, ${orderId} from lines where state = 'returned'
    ), sums as (
      select sku, sum(free)::int as free, sum(quantity)::int as came from shelf group by sku
    ), told as (
      insert into inventory.outbox (aggregateid, type, payload)
      select sku, ${StockChanged.type},
        json_build_object('sku', sku, 'available', case when free + came <= ${lowAtMost}::int then 'low' else 'in' end)
      from sums where free <= ${lowAtMost}::int and (free <= 0 or free + came > ${lowAtMost}::int)
    )
    select (select coalesce(sum(quantity), 0)::int from unnest(quantities) as quantity) as released from (
      select quantities from closed
      union all select quantities from inventory.holds where order_id = ${orderId} and not exists (select from closed)) as mine`
  return row?.released ?? null
}

/** Holds whose order should long have ended them: freed a day late, so that nothing is locked for ever. Answers their orders, for the alarm. */
export async function staleHolds(db: Db): Promise<string[]> {
  const rows = await db.sql<{ orderId: string }>`
    select order_id as "orderId" from inventory.holds
    where state = 'held' and expires_at < banyan.now() - interval '24 hours' order by expires_at limit 100`
  return rows.map(({ orderId }) => orderId)
}
