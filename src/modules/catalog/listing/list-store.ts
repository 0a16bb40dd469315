/** SQL of lists: one statement a page, by keyset on the index of its order. */
import type { Db } from '#kernel/database/sql.ts'
import type { Image } from '../products/product.ts'

/**
 * One page's question. `category`: a handle, or null for the whole shop. `locales`: best first. One row too many is
 * read.
 */
export type Ask = { category: string | null; market: string; locales: string[]; rows: number }
/** The language spoken and the shelf stood at (null: no such category), once; then a row for each product. */
export type Row = {
  locale: string | null
  shelf: string | null
  id: string | null
  /**
   * Null when the product went off sale a moment ago and still stands on its shelf: not shown, but counted for paging.
   */
  handle: string | null
  title: string
  image: Image | null
  priceFrom: number
  priceTo: number
  currency: string
  available: boolean
  /** Where the row stands in its order, for the cursor. */
  n: number
  s: string
}

export type After = { n: number; s: string; id: string }

/** Newest first: the primary key of shelves, backwards. */
export async function listNewest(
  db: Db,
  { category, market, locales, rows }: Ask,
  { id }: Pick<After, 'id'>,
): Promise<Row[]> {
  return db.sql<Row>`
    with head as materialized (
      select catalog.spoken(${locales}::text[]) as locale, catalog.shelf(${category}, ${locales}::text[]) as shelf
    ), page as materialized (
      select product_id from catalog.shelves
      where category_id = (select shelf from head) and market = ${market} and product_id < ${id}::uuid
      order by product_id desc limit ${rows}
    )
    select head.locale, head.shelf, shown.id, shown.handle, shown.title, shown.image, shown.price_from as "priceFrom",
      shown.price_to as "priceTo", shown.currency, shown.available, 0 as n, '' as s
    from head left join lateral (
      select page.product_id as id, card.handle, card.title, card.image, card.price_from, card.price_to,
        card.currency, card.available
      from page left join lateral catalog.card(page.product_id, ${market}, head.locale) as card on true
    ) as shown on true order by shown.id desc`
}

/** Cheapest first. */
export async function listCheapest(
  db: Db,
  { category, market, locales, rows }: Ask,
  { n, id }: Omit<After, 's'>,
): Promise<Row[]> {
  return db.sql<Row>`
    with head as materialized (
      select catalog.spoken(${locales}::text[]) as locale, catalog.shelf(${category}, ${locales}::text[]) as shelf
    ), page as materialized (
      select product_id, price_from as n from catalog.shelves
      where category_id = (select shelf from head) and market = ${market} and (price_from,
        product_id) > (${n}::bigint, ${id}::uuid)
      order by price_from, product_id limit ${rows}
    )
    select head.locale, head.shelf, shown.id, shown.handle, shown.title, shown.image, shown.price_from as "priceFrom",
      shown.price_to as "priceTo", shown.currency, shown.available, shown.n, '' as s
    from head left join lateral (
      select page.product_id as id, page.n, card.handle, card.title, card.image, card.price_from, card.price_to,
        card.currency, card.available
      from page left join lateral catalog.card(page.product_id, ${market}, head.locale) as card on true
    ) as shown on true order by shown.n, shown.id`
}

/** Dearest first: the same index, backwards. */
export async function listDearest(
  db: Db,
  { category, market, locales, rows }: Ask,
  { n, id }: Omit<After, 's'>,
): Promise<Row[]> {
  return db.sql<Row>`
    with head as materialized (
      select catalog.spoken(${locales}::text[]) as locale, catalog.shelf(${category}, ${locales}::text[]) as shelf
    ), page as materialized (
      select product_id, price_from as n from catalog.shelves
      where category_id = (select shelf from head) and market = ${market} and (price_from,
        product_id) < (${n}::bigint, ${id}::uuid)
      order by price_from desc, product_id desc limit ${rows}
    )
    select head.locale, head.shelf, shown.id, shown.handle, shown.title, shown.image, shown.price_from as "priceFrom",
      shown.price_to as "priceTo", shown.currency, shown.available, shown.n, '' as s
    from head left join lateral (
      select page.product_id as id, page.n, card.handle, card.title, card.image, card.price_from, card.price_to,
        card.currency, card.available
      from page left join lateral catalog.card(page.product_id, ${market}, head.locale) as card on true
    ) as shown on true order by shown.n desc, shown.id desc`
}

/**
 * By title. A shelf of few is read whole and sorted; on one of many the titles of the shop are walked in order and
 * those that do not stand on it are passed over. `few` is where the one becomes dearer than the other. `offset 0` and
 * the subquery that is no join keep the planner from reading all of both.
 */
export async function listByTitle(
  db: Db,
  { category, market, locales, rows }: Ask,
  { s, id }: Omit<After, 'n'>,
  few = 5_000,
): Promise<Row[]> {
  return db.sql<Row>`
    with head as materialized (
      select catalog.spoken(${locales}::text[]) as locale, catalog.shelf(${category}, ${locales}::text[]) as shelf
    ), size as materialized (
      select count(*) <= ${few} as is_few from (
        select from catalog.shelves where category_id = (select shelf from head) and market = ${market}
          limit ${few} + 1) as counted
    ), page as materialized (
      (select shelves.product_id, face.title_key as s
        from catalog.shelves cross join lateral (
          select faces.title_key from catalog.faces
          where faces.product_id = shelves.product_id and faces.locale = (select locale from head) offset 0) as face
        where (select is_few from size) and shelves.category_id = (select shelf from head)
          and shelves.market = ${market}
          and (face.title_key, shelves.product_id) > (${s}, ${id}::uuid)
        order by face.title_key, shelves.product_id limit ${rows})
      union all
      (select faces.product_id, faces.title_key as s
        from catalog.faces
        where (select not is_few from size) and faces.locale = (select locale from head)
          and (faces.title_key, faces.product_id) > (${s}, ${id}::uuid)
          and (select true from catalog.shelves where shelves.category_id = (select shelf from head)
            and shelves.market = ${market} and shelves.product_id = faces.product_id)
        order by faces.title_key, faces.product_id limit ${rows})
    )
    select head.locale, head.shelf, shown.id, shown.handle, shown.title, shown.image, shown.price_from as "priceFrom",
      shown.price_to as "priceTo", shown.currency, shown.available, 0 as n, shown.s
    from head left join lateral (
      select page.product_id as id, page.s, card.handle, card.title, card.image, card.price_from, card.price_to,
        card.currency, card.available
      from page left join lateral catalog.card(page.product_id, ${market}, head.locale) as card on true
    ) as shown on true order by shown.s, shown.id`
}

/** How many stand on the shelf, counted to at most `most`. */
export async function countShelf(db: Db, { category, market, locales }: Ask, most: number): Promise<number> {
  const [row] = await db.sql<{ count: number }>`
    select count(*)::int as count from (
      select from catalog.shelves
      where category_id = (select catalog.shelf(${category}, ${locales}::text[])) and market = ${market}
        limit ${most}) as counted`
  return row!.count
}
