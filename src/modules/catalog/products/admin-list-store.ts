/** SQL of the back office's list of products: all states, newest first. */
import type { Db } from '#kernel/database/sql.ts'
import type { Words } from '../listing/search-words.ts'
import type { Image, Status } from './product.ts'

export type Filter = {
  status: Status | null
  category: string | null
  q: string | null
  words: Words
  locales: string[]
}
export type ListedProduct = {
  id: string
  handle: string
  status: Status
  title: string
  image: Image | null
  variants: number
  version: number
  changedAt: string
}

/**
 * Products newest first, from `before` (an id) on. Words match as in the shop, and a SKU or a handle as a whole; of
 * those at most 1,000.
 */
export async function listAll(
  db: Db,
  { status, category, q, words: { head, last }, locales }: Filter,
  before: string,
  rows: number,
): Promise<ListedProduct[]> {
  return db.sql<ListedProduct>`
    with spoken as materialized (
      select spoken.locale, catalog.words_of(spoken.locale) as config
        from catalog.spoken(${locales}::text[]) as spoken (locale)
    ), wanted as materialized (
      select websearch_to_tsquery(config, ${head})
        && (to_tsquery(config, ${last}) || to_tsquery('pg_catalog.simple', ${last})) as words from spoken
    ), found as materialized (
      select product_id from catalog.variants where sku = ${q}
      union select id from catalog.products where handle = ${q}
      union (select product_id from catalog.faces
        where ${q}::text is not null and words @@ (select words from wanted) and locale = (select locale from spoken)
          limit 1000)
    )
    select products.id, products.handle, products.status, coalesce(faces.title, products.handle) as title,
      products.images -> 0 as image,
      (select count(*)::int from catalog.variants where variants.product_id = products.id
        and not variants.archived) as variants,
      products.version, products.changed_at as "changedAt"
    from catalog.products left join catalog.faces on faces.product_id = products.id and faces.locale = (select locale
      from spoken)
    where products.id < ${before}::uuid
      and (${status}::text is null or products.status = ${status})
      and (${q}::text is null or products.id in (select product_id from found))
      and (${category}::text is null or exists (
        select from catalog.product_categories join catalog.categories on categories.id = product_categories.category_id
        where product_categories.product_id = products.id and catalog.shelf(${category},
          ${locales}::text[]) = any(categories.path)))
    order by products.id desc limit ${rows}`
}
