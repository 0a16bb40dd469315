/** SQL of what is sold: variants as others ask for them. */
import type { Db } from '#kernel/database/sql.ts'
import type { Image, Option, Text } from './product.ts'

export type Sold = {
  variantId: string
  productId: string
  sku: string
  taxClass: string
  handle: string
  optionValues: string[]
  options: Option[]
  texts: Record<string, Pick<Text, 'title' | 'handle'>>
  image: Image | null
}

/**
 * Variants that can be bought, with the texts of their products; the picture is the variant's own or the product's
 * first.
 */
export async function readSold(db: Db, variantIds: string[]): Promise<Sold[]> {
  return db.sql<Sold>`
    select variants.id as "variantId", variants.product_id as "productId", variants.sku,
      variants.tax_class as "taxClass",
      products.handle, variants.option_values as "optionValues", products.options, coalesce(variants.image,
        products.images -> 0) as image,
      (select json_object_agg(texts.locale, json_strip_nulls(json_build_object('title', texts.title, 'handle',
        texts.handle)))
        from catalog.texts where texts.owner_id = products.id) as texts
    from catalog.variants join catalog.products on products.id = variants.product_id
    where variants.id = any(${variantIds}::uuid[]) and not variants.archived and products.status = 'active'`
}
