/** SQL of the stock that files last said. */
import type { Db } from '#kernel/database/sql.ts'

export type Figure = { variantId: string; location: string; figure: number }

/** What files last said of these variants. */
export async function readFigures(db: Db, variantIds: string[]): Promise<Figure[]> {
  return db.sql<Figure>`
    select variant_id as "variantId", location, figure from tasks.stock_figures where variant_id = any(${variantIds}::uuid[])`
}

/** Keeps what a file said, each variant and location at most once. */
export async function keepFigures(db: Db, figures: Figure[]): Promise<void> {
  await db.sql`
    insert into tasks.stock_figures as known (variant_id, location, figure)
    select variant_id, location, figure from unnest(${figures.map(({ variantId }) => variantId)}::uuid[],
      ${figures.map(({ location }) => location)}::text[], ${figures.map(({ figure }) => figure)}::int[])
      as given (variant_id, location, figure)
    order by variant_id, location
    on conflict (variant_id, location) do update set figure = excluded.figure where known.figure <> excluded.figure`
}
