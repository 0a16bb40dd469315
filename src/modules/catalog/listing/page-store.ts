/** SQL of the product page: one statement over catalog's own tables, price and stock from the projection. */
import type { Db } from '#kernel/database/sql.ts'
import type { Image, Option, Text } from '../products/product.ts'

export type PageVariant = {
  id: string
  sku: string
  optionValues: string[]
  image?: Image
  price?: { amount: number; compareAt?: number; currency: string }
  stock?: 'in' | 'low' | 'out'
}
export type PageCategory = { id: string; handle: string; texts: Record<string, Pick<Text, 'title' | 'handle'>> }
export type PageRow = {
  id: string
  handle: string
  brand: string | null
  tags: string[]
  images: Image[]
  options: Option[]
  texts: Record<string, Text>
  variants: PageVariant[]
  /** One list for each category of the product, from the root to it. */
  categories: PageCategory[][]
}

/**
 * Everything a page shows of one active product, or null. Found by `id`, else by a handle in one of `locales` (best
 * first), else by the product's own handle. Prices are those that hold now for one piece in `market`.
 *
 * What is asked stands in a CTE of its own, so that a plan made for these values promises nothing over the general one:
 * else PostgreSQL plans this statement anew each time, which takes it longer than to run it.
 */
export async function readPageRow(
  db: Db,
  { id, handle, locales, market }: { id: string | null; handle: string; locales: string[]; market: string },
): Promise<PageRow | null> {
  const [row] = await db.sql<PageRow>`
    with asked as materialized (
      select ${id}::uuid as id, ${handle}::text as handle, ${locales}::text[] as locales, ${market}::text as market
    )
    select products.id, products.handle, products.brand, products.tags, products.images, products.options,
      (select json_object_agg(texts.locale, json_strip_nulls(json_build_object('title', texts.title,
        'description', texts.description, 'handle', texts.handle, 'seo', texts.seo)))
        from catalog.texts where texts.owner_id = products.id) as texts,
      (select coalesce(json_agg(json_strip_nulls(json_build_object('id', variants.id, 'sku', variants.sku,
        'optionValues', variants.option_values, 'image', variants.image, 'stock', stock.state, 'price', (
          select json_build_object('amount', offers.amount, 'compareAt', offers.compare_at, 'currency', offers.currency)
          from catalog.offers where offers.variant_id = variants.id and offers.market = (select market from asked)
            and offers.min_quantity = 1
            and offers.valid_from <= banyan.now() and offers.valid_to > banyan.now()
          order by offers.valid_from desc, offers.valid_to limit 1))) order by variants.position, variants.id), '[]')
        from catalog.variants left join catalog.stock on stock.sku = variants.sku
        where variants.product_id = products.id and not variants.archived) as variants,
      (select coalesce(json_agg((
          select json_agg(json_build_object('id', above.id, 'handle', above.handle, 'texts', coalesce((
            select json_object_agg(texts.locale, json_strip_nulls(json_build_object('title', texts.title, 'handle',
              texts.handle)))
            from catalog.texts where texts.owner_id = above.id), '{}')) order by cardinality(above.path))
          from catalog.categories as above where above.id = any(categories.path)
        ) order by product_categories.position), '[]')
        from catalog.product_categories join catalog.categories on categories.id = product_categories.category_id
        where product_categories.product_id = products.id) as categories
    from catalog.products
    where products.status = 'active' and products.id = (select coalesce(
        asked.id,
        (select texts.owner_id from catalog.texts
          where texts.kind = 'product' and texts.handle = asked.handle and texts.locale = any(asked.locales)
          order by array_position(asked.locales, texts.locale) limit 1),
        (select by_handle.id from catalog.products as by_handle where by_handle.handle = asked.handle))
      from asked)`
  return row ?? null
}
