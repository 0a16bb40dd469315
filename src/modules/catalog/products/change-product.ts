/** Changes of one product by the back office: read under a lock, checked, saved the same way as a batch. */
import { type Tx, isTaken, twice } from '#kernel/database/sql.ts'
import { requireMatch, versionEtag } from '#http/etag.ts'
import { type RefusalDetails, Refusal, refusal } from '#kernel/errors.ts'
import type { CatalogContext } from '../context.ts'
import { catalog } from '../contract.ts'
import { forgetProducts } from '../memory.ts'
import { type Product, firstTwice, optionsProblem } from './product.ts'
import { dropProduct, factOf, lockById, readProducts, readSkuOwners, tellChanged } from './product-store.ts'
import { saveProducts } from './save-products.ts'

const call = catalog.commands.putProducts
/** Refusals of every change of a product; for the routes' `refuses`. */
export const changeRefusals = {
  ...call.refuses,
  product_not_found: 404,
  variant_not_found: 404,
  no_variants: 422,
  precondition_failed: 412,
} as const

export const notFound = () =>
  new Refusal('product_not_found', 404, { detail: 'There is no such product. Look for it in /api/admin/products.' })
/** For references to pictures that are none. */
export const unknownImage = (details: RefusalDetails): Refusal => refusal(call, 'image_unknown', details)
export const handleTaken = (): Refusal =>
  refusal(call, 'handle_taken', { detail: 'The handle belongs to another product: choose another.' })

export type Changed = { before: Product; after: Product }

/**
 * Changes one product by `change`, in one transaction, and answers it before and after. Refuses `product_not_found`
 * (404), `precondition_failed` (412) when `ifMatch` names another version, and whatever breaks the rules of products:
 * `options_invalid`, `sku_taken`, `handle_taken`, `no_variants` (an active product that nobody could buy).
 */
export async function changeProduct(
  context: CatalogContext,
  id: string,
  ifMatch: string | undefined,
  change: (before: Product, tx: Tx) => Promise<Product> | Product,
): Promise<Changed> {
  try {
    const changed = await twice(() =>
      context.db.transaction(async (tx) => {
        const before = await readLocked(tx, id, ifMatch)
        const after = await change(before, tx)
        await checkProduct(tx, after)
        await saveProducts(tx, context.ids, [{ before, after }])
        return { before, after: (await readProducts(tx, { ids: [id] }))[0]! }
      }),
    )
    forgetProducts(context, [id])
    return changed
  } catch (error) {
    throw isTaken(error, 'products_handle') || isTaken(error, 'texts_handle') ? handleTaken() : error
  }
}

async function readLocked(tx: Tx, id: string, ifMatch: string | undefined): Promise<Product> {
  if (!(await lockById(tx, id))) throw notFound()
  const [product] = await readProducts(tx, { ids: [id] })
  requireMatch(ifMatch, versionEtag(id, product!.version))
  return product!
}

/** Refuses a product that breaks a rule; asks whose its SKUs are. */
async function checkProduct(tx: Tx, product: Product): Promise<void> {
  const problem = optionsProblem(product)
  if (problem !== null) throw refusal(call, 'options_invalid', { detail: problem })
  const skus = product.variants.map(({ sku }) => sku)
  const taken =
    firstTwice(skus) ?? (await readSkuOwners(tx, skus)).find(({ productId }) => productId !== product.id)?.sku
  if (taken !== undefined)
    throw refusal(call, 'sku_taken', {
      detail: `The SKU ${taken} belongs to another variant: choose another.`,
      sku: taken,
    })
  if (product.status === 'active' && product.variants.every(({ archived }) => archived)) {
    throw new Refusal('no_variants', 422, {
      detail: 'Add a variant first: an active product has at least one that can be bought.',
    })
  }
}

/**
 * Removes a draft for good and answers it. Refuses `product_not_found` (404), and `not_draft` (409) what was on sale:
 * archive it.
 */
export async function removeDraft(context: CatalogContext, id: string, ifMatch: string | undefined): Promise<Product> {
  return context.db.transaction(async (tx) => {
    const product = await readLocked(tx, id, ifMatch)
    if (product.status !== 'draft') {
      throw new Refusal('not_draft', 409, {
        detail: 'Only drafts are removed, because orders point at products. Archive it.',
        status: product.status,
      })
    }
    await dropProduct(tx, id)
    await tellChanged(tx, [{ ...factOf(product), status: 'removed' }])
    return product
  })
}
