import { arrayLiteral, gathered, questionNumber } from '#kernel/database/gather.ts'
import type { Db, Tx } from '#kernel/database/sql.ts'
import type { Booking, Level } from './stock.ts'

const available = gathered<{ asked: number; skus: string }, { asked: number; levels: Available[] | null }>(
  { asked: 'int', skus: 'text' },
  'asked',
  (given) => `
    select given.asked, (
      select json_agg(json_build_object('sku', wanted.sku, 'available', (
        select coalesce(sum(stock.on_hand - stock.held), 0)::int from inventory.stock where stock.sku = wanted.sku)))
      from (select distinct unnest(given.skus::text[]) as sku) as wanted) as levels
    from ${given()}`,
)
type Available = { sku: string; available: number }

/**
 * What could be sold of each SKU over all locations; one that was never stocked has 0. All that is asked at once is one statement.
 */
export async function readAvailable(db: Db, skus: string[]): Promise<Available[]> {
  const answer = await db.gather(available, { asked: questionNumber(), skus: arrayLiteral(skus) })
  return answer!.levels ?? []
}

/** What the call with this key booked, or null when there was none. */
export async function readChange(tx: Tx, id: string): Promise<number | null> {
  const [row] = await tx.sql<{ booked: number }>`select booked from inventory.changes where id = ${id}`
  return row?.booked ?? null
}

/** False when the key was used before; waits for a twin at work. */
export async function noteChange(tx: Tx, id: string, booked: number): Promise<boolean> {
  const rows =
    await tx.sql`insert into inventory.changes (id, booked) values (${id}, ${booked}) on conflict do nothing returning id`
  return rows.length === 1
}

/**
 * Makes the levels that do not exist yet, locks every level of the SKUs in the order in which holds do, and reads them: what is told of
 * a SKU is about all its levels, so nobody else may change one meanwhile. A location that does not exist makes no level.
 */
export async function lockLevels(tx: Tx, places: { sku: string; location: string }[]): Promise<Level[]> {
  const skus = places.map(({ sku }) => sku)
  const locations = places.map(({ location }) => location)
  await tx.sql`
    insert into inventory.stock (sku, location, position)
    select distinct place.sku, place.location, locations.position
    from unnest(${skus}::text[], ${locations}::text[]) as place (sku, location)
    join inventory.locations on locations.handle = place.location
    order by place.sku, place.location on conflict (sku, location) do nothing`
  return tx.sql<Level>`
    select sku, location, on_hand as "onHand", held from inventory.stock
    where sku = any(${skus}::text[]) order by sku, position, location for update`
}

/** Books differences on locked levels, a movement for each. */
export async function bookMovements(tx: Tx, bookings: Booking[], actor: string, reference: string): Promise<void> {
  const skus = bookings.map(({ level }) => level.sku)
  const locations = bookings.map(({ level }) => level.location)
  const deltas = bookings.map(({ delta }) => delta)
  const reasons = bookings.map(({ reason }) => reason)
  await tx.sql`
    with booked as materialized (
      select sku, location, delta, reason from unnest(${skus}::text[], ${locations}::text[], ${deltas}::int[], ${reasons}::text[])
        as each (sku, location, delta, reason)
    ), moved as (
      insert into inventory.movements (sku, location, kind, delta, reason, reference, actor)
      select sku, location, 'adjusted', delta, reason, ${reference}, ${actor} from booked where delta <> 0
    )
    update inventory.stock set on_hand = on_hand + sums.delta
    from (select sku, location, sum(delta)::int as delta from booked group by sku, location) as sums
    where stock.sku = sums.sku and stock.location = sums.location`
}

/** What could be sold now, inside the transaction that changed it. */
export async function readFree(tx: Tx, skus: string[]): Promise<{ sku: string; free: number }[]> {
  return tx.sql`
    select sku, sum(on_hand - held)::int as free from inventory.stock where sku = any(${skus}::text[]) group by sku order by sku`
}

/** Tells the availability of many SKUs in one statement; `published` in the transaction that made it true. */
export async function tellAvailability(
  tx: Tx,
  type: string,
  states: { sku: string; available: string }[],
): Promise<void> {
  const skus = states.map(({ sku }) => sku)
  const words = states.map(({ available }) => available)
  await tx.sql`
    insert into inventory.outbox (aggregateid, type, payload)
    select sku, ${type}, json_build_object('sku', sku, 'available', available)
    from unnest(${skus}::text[], ${words}::text[]) as each (sku, available)`
}

export type Drift = { sku: string; location: string; onHand: number; moved: number; held: number; holds: number }

/** Levels that are not what movements and open holds add up to; an empty list is the promise. */
export async function readDrift(db: Db): Promise<Drift[]> {
  return db.sql<Drift>`
    with moved as (
      select sku, location, sum(delta)::int as total from inventory.movements group by sku, location
    ), holds as (
      select sku, location, sum(quantity)::int as total
      from inventory.holds, unnest(skus, locations, quantities) as line (sku, location, quantity)
      where state = 'held' group by sku, location
    )
    select stock.sku, stock.location, stock.on_hand as "onHand", coalesce(moved.total, 0) as moved,
      stock.held, coalesce(holds.total, 0) as holds
    from inventory.stock
    left join moved on moved.sku = stock.sku and moved.location = stock.location
    left join holds on holds.sku = stock.sku and holds.location = stock.location
    where stock.on_hand <> coalesce(moved.total, 0) or stock.held <> coalesce(holds.total, 0)`
}
