import type { InputOf, OutputOf } from '#kernel/contract.ts'
import type { CatalogContext } from '../context.ts'
import type { catalog } from '../contract.ts'
import type { Product } from './product.ts'
import { readProducts, readSkuOwners } from './product-store.ts'

type Query = typeof catalog.queries.productsOf

/**
 * Whole products by handle, drafts and archived ones too, and the owners of SKUs. At most two statements; unknown ones
 * are left out.
 */
export async function productsOf({ db }: CatalogContext, { handles, skus }: InputOf<Query>): Promise<OutputOf<Query>> {
  const products = handles.length === 0 ? [] : await readProducts(db, { handles })
  const owners = skus.length === 0 ? [] : await readSkuOwners(db, skus)
  return { products: products.map(wholeOf), owners }
}

function wholeOf({ id, handle, status, brand, tags, categories, images, options, texts, variants }: Product) {
  return {
    productId: id,
    handle,
    status,
    tags,
    categories,
    options,
    ...(brand === undefined ? {} : { brand }),
    images: images.map(({ url }) => url),
    texts: Object.entries(texts).map(([locale, text]) => ({ locale, ...text })),
    variants: variants.map(({ id: variantId, image, ...variant }) => ({
      variantId,
      ...variant,
      ...(image === undefined ? {} : { image: image.url }),
    })),
  }
}
