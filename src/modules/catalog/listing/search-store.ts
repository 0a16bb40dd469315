/** SQL of search: PostgreSQL full text over the faces of one locale; at most 1,000 that match are put in order. */
import type { Db } from '#kernel/database/sql.ts'
import type { After, Ask, Row } from './list-store.ts'
import type { Words } from './search-words.ts'

export const candidatesMax = 1_000
/**
 * A category of so few is looked through; for a larger one, and for the shop, what matches is looked up and must stand
 * there.
 */
const fewMax = 2_000
export type SearchOrder = 'relevance' | 'newest' | 'price' | '-price' | 'title'

/** What matches the words and stands on the shelf, in the order asked for; equal ones newest first. */
export async function searchWords(
  db: Db,
  { category, market, locales, rows }: Ask,
  { head, last }: Words,
  order: SearchOrder,
  { n, s, id }: After,
): Promise<Row[]> {
  return db.sql<Row>`
    with head as materialized (
      select spoken.locale, catalog.words_of(spoken.locale) as config, catalog.shelf(${category}, ${locales}::text[])
        as shelf
      from catalog.spoken(${locales}::text[]) as spoken (locale)
    ), wanted as materialized (
      select websearch_to_tsquery(config, ${head})
        && (to_tsquery(config, ${last}) || to_tsquery('pg_catalog.simple', ${last})) as words from head
    ), size as materialized (
      select count(*) <= ${fewMax} and ${category}::text is not null as is_few from (
        select from catalog.shelves
        where category_id = (select shelf from head) and market = ${market} limit ${fewMax} + 1) as counted
    ), candidates as materialized (
      (select faces.product_id, faces.words, faces.title_key, place.price_from
        from catalog.faces cross join lateral (
          select shelves.price_from from catalog.shelves where shelves.category_id = (select shelf from head)
            and shelves.market = ${market} and shelves.product_id = faces.product_id offset 0) as place
        where (select not is_few from size)
          and faces.words @@ (select words from wanted) and faces.locale = (select locale from head)
        limit ${candidatesMax})
      union all
      (select shelves.product_id, face.words, face.title_key, shelves.price_from
        from catalog.shelves cross join lateral (
          select faces.words, faces.title_key from catalog.faces
          where faces.product_id = shelves.product_id and faces.locale = (select locale from head) offset 0) as face
        where (select is_few from size) and shelves.category_id = (select shelf from head)
          and shelves.market = ${market}
          and face.words @@ (select words from wanted)
        limit ${candidatesMax})
    ), ordered as materialized (
      select product_id,
        case ${order}::text when 'relevance' then -ts_rank(words, (select words from wanted))::float8
          when 'price' then price_from when '-price' then -price_from else 0 end as n,
        case ${order}::text when 'title' then title_key else '' end as s
      from candidates
    ), page as materialized (
      select product_id, n, s from ordered
      where n > ${n}::float8 or (n = ${n}::float8 and (s > ${s} or (s = ${s} and product_id < ${id}::uuid)))
      order by n, s, product_id desc limit ${rows}
    )
    select head.locale, head.shelf, shown.id, shown.handle, shown.title, shown.image, shown.price_from as "priceFrom",
      shown.price_to as "priceTo", shown.currency, shown.available, shown.n, shown.s
    from head left join lateral (
      select page.product_id as id, page.n, page.s, card.handle, card.title, card.image, card.price_from, card.price_to,
        card.currency, card.available
      from page left join lateral catalog.card(page.product_id, ${market}, head.locale) as card on true
    ) as shown on true order by shown.n, shown.s, shown.id desc`
}

/** How many match, counted to at most `most`. */
export async function countWords(
  db: Db,
  { category, market, locales }: Ask,
  { head, last }: Words,
  most: number,
): Promise<number> {
  const [row] = await db.sql<{ count: number }>`
    with head as materialized (
      select spoken.locale, catalog.words_of(spoken.locale) as config, catalog.shelf(${category}, ${locales}::text[])
        as shelf
      from catalog.spoken(${locales}::text[]) as spoken (locale)
    ), wanted as materialized (
      select websearch_to_tsquery(config, ${head})
        && (to_tsquery(config, ${last}) || to_tsquery('pg_catalog.simple', ${last})) as words from head
    )
    select count(*)::int as count from (
      select from catalog.faces cross join lateral (
        select from catalog.shelves where shelves.category_id = (select shelf from head)
          and shelves.market = ${market} and shelves.product_id = faces.product_id offset 0) as place
      where faces.words @@ (select words from wanted) and faces.locale = (select locale from head)
      limit ${most}) as counted`
  return row!.count
}

/** What is like the words and stands on the shelf, the most alike first; for words that are found nowhere. */
export async function searchAlike(
  db: Db,
  { category, market, locales, rows }: Ask,
  words: string[],
  { n, id }: After,
): Promise<Row[]> {
  return db.sql<Row>`
    with head as materialized (
      select catalog.spoken(${locales}::text[]) as locale, catalog.shelf(${category}, ${locales}::text[]) as shelf
    ), page as materialized (
      select near.product_id, -near.score::float8 as n
      from catalog.alike(${words}::text[], (select locale from head), ${candidatesMax}) as near
      where exists (
          select from catalog.shelves
          where category_id = (select shelf from head) and market = ${market} and shelves.product_id = near.product_id)
        and (-near.score::float8 > ${n}::float8 or (-near.score::float8 = ${n}::float8
          and near.product_id < ${id}::uuid))
      order by n, product_id desc limit ${rows}
    )
    select head.locale, head.shelf, shown.id, shown.handle, shown.title, shown.image, shown.price_from as "priceFrom",
      shown.price_to as "priceTo", shown.currency, shown.available, shown.n, '' as s
    from head left join lateral (
      select page.product_id as id, page.n, card.handle, card.title, card.image, card.price_from, card.price_to,
        card.currency, card.available
      from page left join lateral catalog.card(page.product_id, ${market}, head.locale) as card on true
    ) as shown on true order by shown.n, shown.id desc`
}
