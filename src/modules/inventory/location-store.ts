import type { Db } from '#kernel/database/sql.ts'

export type Location = { handle: string; name: string; address: object | null; position: number }

/** Where goods lie, in the order in which holds take from them. */
export async function readLocations(db: Db): Promise<Location[]> {
  return db.sql`select handle, name, address, position from inventory.locations order by position, handle`
}

/** Makes a location unless there is one of this handle. Answers its handle. */
export async function makeLocation(
  db: Db,
  { handle, name }: Pick<Location, 'handle' | 'name'>,
): Promise<{ handle: string }> {
  await db.sql`insert into inventory.locations (handle, name) values (${handle}, ${name}) on conflict (handle) do nothing`
  return { handle }
}

/** Makes or changes a location; a new position also re-orders its levels. */
export async function putLocation(db: Db, { handle, name, address, position }: Location): Promise<void> {
  await db.sql`
    with kept as (
      insert into inventory.locations (handle, name, address, position)
      values (${handle}, ${name}, ${address === null ? null : JSON.stringify(address)}, ${position})
      on conflict (handle) do update set name = excluded.name, address = excluded.address, position = excluded.position
      returning handle, position
    )
    update inventory.stock set position = kept.position from kept
    where stock.location = kept.handle and stock.position <> kept.position`
}

export type LevelRow = {
  sku: string
  location: string
  onHand: number
  held: number
  incoming: number
  available: number
}

/** Levels of SKUs, or of all from a SKU on, at most `limit`, in SKU and location order. */
export async function readLevels(
  db: Db,
  skus: string[] | null,
  after: { sku: string; location: string },
  limit: number,
): Promise<LevelRow[]> {
  return db.sql`
    select sku, location, on_hand as "onHand", held, incoming, on_hand - held as available from inventory.stock
    where (${skus}::text[] is null or sku = any(${skus}::text[])) and (sku, location) > (${after.sku}, ${after.location})
    order by sku, location limit ${limit}`
}

export type Movement = {
  id: number
  at: string
  sku: string
  location: string
  kind: string
  delta: number
  reason: string | null
  reference: string | null
  actor: string | null
}

/** Movements, newest first, of one SKU or of all, before an id. */
export async function readMovements(db: Db, sku: string | null, beforeId: number, limit: number): Promise<Movement[]> {
  return db.sql`
    select id, at, sku, location, kind, delta, reason, reference, actor from inventory.movements
    where (${sku}::text is null or sku = ${sku}) and id < ${beforeId} order by id desc limit ${limit}`
}
