import { arrayLiteral, gathered } from '#kernel/database/gather.ts'
import type { Db, Once } from '#kernel/database/sql.ts'
import { inventory } from './contract.ts'
import { type Line, lowAtMost } from './stock.ts'

const { StockChanged } = inventory.events

export type Short = { sku: string; wanted: number; available: number }
/** `state` is what the order's hold was before this statement, or null when there was none. */
export type HoldResult = { state: string | null; held: number; short: Short[] }

type Wanted = { orderId: string; skus: string; quantities: string; expiresAt: string }
type Taken = HoldResult & { orderId: string; again: boolean }

/**
 * A trap of every statement here that locks levels and then changes them: PostgreSQL checks `stock_covers_holds` on the row as it was
 * when the statement began, before it looks at the row that the lock waited for. So what is written is made of what was locked
 * (`shelf`), both columns; `held = held + n` would fail with 23514 when units came in while the lock was waited for.
 *
 * Locks the levels in SKU order and takes for each order every line or none, nearest location first. Orders come in the order of
 * their ids; one for which a SKU does not reach behind all before it is turned away. The units that the others want of a SKU, one
 * order after the other, and the units at its locations, one location after the other, are two rows of spans; where they overlap is
 * what an order takes from where. Who was turned away is told what is short of what is left then; where nothing is (one before him
 * was turned away, too), he has to come `again`. The first order of a batch never has to, so each batch settles some.
 */
const take = gathered<Wanted, Taken>(
  { orderId: 'uuid', skus: 'text', quantities: 'text', expiresAt: 'timestamptz' },
  'orderId',
  (given) => `
    with before as materialized (
      select order_id, state, quantities from inventory.holds where order_id = any(array(select order_id from ${given('orderId')}))
    ), line as materialized (
      select given.order_id, given.expires_at, line.sku, line.quantity,
        sum(line.quantity) over (partition by line.sku order by given.order_id) as until
      from ${given()}, unnest(given.skus::text[], given.quantities::int[]) as line (sku, quantity)
      where given.order_id <> all (array(select order_id from before))
    ), shelf as materialized (
      select sku, location, position, on_hand, held, on_hand - held as free from inventory.stock
      where sku = any(array(select sku from line)) order by sku, position, location for update
    ), level as materialized (
      select sku, sum(free)::int as free from shelf group by sku
    ), turned as materialized (
      select line.order_id from line left join level on level.sku = line.sku where line.until > coalesce(level.free, 0)
    ), demand as materialized (
      select order_id, expires_at, sku, quantity, sum(quantity) over (partition by sku order by order_id) - quantity as first
      from line where order_id <> all (array(select order_id from turned))
    ), supply as materialized (
      select sku, location, on_hand, held, free, sum(free) over (partition by sku order by position, location) - free as first
      from shelf where free > 0
    ), picks as materialized (
      select demand.order_id, demand.expires_at, demand.sku, supply.location, supply.on_hand, supply.held,
        (least(demand.first + quantity, supply.first + free) - greatest(demand.first, supply.first))::int as quantity
      from demand join supply on supply.sku = demand.sku
        and supply.first < demand.first + quantity and demand.first < supply.first + free
    ), drawn as materialized (
      select sku, location, on_hand, held, sum(quantity)::int as quantity from picks group by sku, location, on_hand, held
    ), taken as (
      update inventory.stock set held = drawn.held + drawn.quantity, on_hand = drawn.on_hand from drawn
      where stock.sku = drawn.sku and stock.location = drawn.location
    ), noted as (
      insert into inventory.holds (order_id, state, skus, locations, quantities, expires_at)
      select order_id, 'held', array_agg(sku order by sku, location), array_agg(location order by sku, location),
        array_agg(quantity order by sku, location), expires_at
      from picks group by order_id, expires_at
    ), change as materialized (
      select level.sku, level.free, coalesce((select sum(quantity) from drawn where drawn.sku = level.sku), 0)::int as gone from level
    ), told as (
      insert into inventory.outbox (aggregateid, type, payload)
      select sku, '${StockChanged.type}', json_build_object('sku', sku, 'available', case when free = gone then 'out' else 'low' end)
      from change where gone > 0 and (free = gone or (free > ${lowAtMost} and free - gone <= ${lowAtMost}))
    ), lacking as materialized (
      select line.order_id, line.sku, line.quantity, greatest(coalesce(change.free - change.gone, 0), 0) as free
      from line left join change on change.sku = line.sku where line.order_id = any(array(select order_id from turned))
    )
    select order_id as "orderId", state, (select sum(q) from unnest(quantities) as q)::int as held, '[]'::json as short, false as again
    from before
    union all
    select order_id, null, sum(quantity)::int, '[]', false from picks group by order_id
    union all
    select order_id, null, 0, coalesce(json_agg(json_build_object('sku', sku, 'wanted', quantity, 'available', free) order by sku)
      filter (where free < quantity), '[]'), bool_and(free >= quantity) from lacking group by order_id`,
  { most: 64 },
)

/**
 * One statement for all orders that hold at once. A hold that exists already is left alone and told. A twin fails on the primary
 * key; run it again (`twice`). `demand` is summed per SKU and sorted (`demandOf`); `expiresAt` is RFC 3339.
 */
export async function takeHold(db: Db, orderId: string, demand: Line[], expiresAt: string): Promise<HoldResult> {
  const skus = arrayLiteral(demand.map(({ sku }) => sku))
  const quantities = arrayLiteral(demand.map(({ quantity }) => quantity))
  for (;;) {
    const { again, ...taken } = (await db.gather(take, { orderId, skus, quantities, expiresAt }))!
    if (!again) return taken
  }
}

/** What was held for these orders is sold: off the shelf, with a movement each. The rows stay as the keys. */
export async function sellHeld(once: Once, orderIds: string[]): Promise<void> {
  await once.sql`
    with mine as materialized (
      select order_id, skus, locations, quantities from inventory.holds
      where order_id = any(${orderIds}::uuid[]) and state = 'held' order by order_id for update
    ), lines as materialized (
      select order_id, sku, location, quantity from mine, unnest(skus, locations, quantities) as line (sku, location, quantity)
    ), sums as materialized (
      select sku, location, sum(quantity)::int as quantity from lines group by sku, location
    ), shelf as materialized (
      select stock.sku, stock.location, sums.quantity from inventory.stock
      join sums on sums.sku = stock.sku and sums.location = stock.location
      order by stock.sku, stock.position, stock.location for update of stock
    ), sold as (
      update inventory.holds set state = 'sold' where order_id = any(array(select order_id from mine))
    ), gone as (
      update inventory.stock set held = held - shelf.quantity, on_hand = on_hand - shelf.quantity from shelf
      where stock.sku = shelf.sku and stock.location = shelf.location
    )
    insert into inventory.movements (sku, location, kind, delta, reference)
    select sku, location, 'sold', -quantity, order_id from lines`
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
