/** SQL of what is sold: variants as others ask for them. */
import { arrayLiteral, gathered, questionNumber } from '#kernel/database/gather.ts'
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

const sold = gathered<{ asked: number; variantIds: string }, { asked: number; sold: Sold[] | null }>(
  { asked: 'int', variantIds: 'text' },
  'asked',
  (given) => `
    select given.asked, (
      select json_agg(json_build_object('variantId', variants.id, 'productId', variants.product_id, 'sku', variants.sku,
        'taxClass', variants.tax_class, 'handle', products.handle, 'optionValues', variants.option_values,
        'options', products.options, 'image', coalesce(variants.image, products.images -> 0), 'texts', (
          select json_object_agg(texts.locale, json_strip_nulls(json_build_object('title', texts.title, 'handle',
            texts.handle)))
          from catalog.texts where texts.owner_id = products.id)))
      from catalog.variants join catalog.products on products.id = variants.product_id
      where variants.id = any(given.variant_ids::uuid[]) and not variants.archived and products.status = 'active') as sold
    from ${given('asked', 'variantIds')}`,
)

/**
 * Variants that can be bought, with the texts of their products; the picture is the variant's own or the product's
 * first. All that is asked at once is one statement.
 */
export async function readSold(db: Db, variantIds: string[]): Promise<Sold[]> {
  const answer = await db.gather(sold, { asked: questionNumber(), variantIds: arrayLiteral(variantIds) })
  return answer!.sold ?? []
}
