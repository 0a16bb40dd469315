import { isTaken, type Tx, twice } from '#kernel/database/sql.ts'
import { isoTime } from '#kernel/chance.ts'
import type { InputOf, OutputOf } from '#kernel/contract.ts'
import { Refusal, refusal } from '#kernel/errors.ts'
import { requireMatch, versionEtag } from '#http/etag.ts'
import type { CatalogContext } from '../context.ts'
import { catalog } from '../contract.ts'
import { imagesOf } from '../media/image-references.ts'
import { forgetProducts } from '../memory.ts'
import { handleTaken, unknownImage } from './change-product.ts'
import { type Given, type Makings, type Product, firstTwice, merged, optionsProblem } from './product.ts'
import { beginBatch, lockByHandles, readProducts, readSkuOwners } from './product-store.ts'
import { type Change, saveProducts } from './save-products.ts'

const call = catalog.commands.putProducts
type Input = InputOf<typeof call>
type Output = OutputOf<typeof call>

/**
 * Makes or changes up to 200 whole products in one transaction of at most 18 statements. Asked again with the same
 * batch, it writes nothing and answers from the rows. Refuses `sku_taken`, `options_invalid`, `handle_taken`,
 * `image_unknown`; then nothing of the batch is written.
 */
export async function putProducts(context: CatalogContext, input: Input): Promise<Output> {
  const handles = input.products.map(({ handle }) => handle)
  const again = firstTwice(handles)
  if (again !== undefined)
    throw refusal(call, 'handle_taken', { detail: `Give "${again}" once in a batch.`, handle: again })
  try {
    const put = () => context.db.transaction((tx) => putBatch(context, tx, input))
    const saved = await twice(() => put().catch(afterATwin(put)))
    if (saved !== null) {
      forgetProducts(
        context,
        saved.map(({ id }) => id),
      )
      return answerOf(input, saved)
    }
  } catch (error) {
    throw isTaken(error, 'texts_handle') ? handleTaken() : error
  }
  return answerOf(input, await readProducts(context.db, { handles }))
}

/**
 * A twin that made the same product between our look and our claim owns its SKUs: look again before saying that they are another's.
 * Takes what to run again; the second refusal is thrown on.
 */
const afterATwin =
  <T>(put: () => Promise<T>) =>
  (error: unknown): Promise<T> => {
    if (error instanceof Refusal && error.code === 'sku_taken') return put()
    throw error
  }

/**
 * One product as the back office gives it: made, as a draft when nothing else is said, or with `mayExist` changed.
 * Refuses what `putProducts` does, and `handle_taken` (409) when it may not exist.
 */
export async function putProduct(
  context: CatalogContext,
  given: Given,
  { mayExist, ifMatch }: { mayExist: boolean; ifMatch?: string | undefined },
): Promise<Change> {
  const batchId = context.ids.next()
  const put = async (tx: Tx) => {
    const [before] = await lockedBefore(tx, [given.handle])
    if (before !== undefined && !mayExist)
      throw refusal(call, 'handle_taken', {
        detail: `The handle "${given.handle}" belongs to a product: change that one, or choose another.`,
        productId: before.id,
      })
    if (ifMatch !== undefined) requireMatch(ifMatch, before === undefined ? '' : versionEtag(before.id, before.version))
    const wanted = before === undefined ? { status: 'draft' as const, ...given } : given
    const [after] = await write(context, tx, batchId, [wanted], before === undefined ? [] : [before])
    return { before: before ?? null, after: (await readProducts(tx, { ids: [after!.id] }))[0]! }
  }
  try {
    const change = await twice(() => context.db.transaction(put).catch(afterATwin(() => context.db.transaction(put))))
    forgetProducts(context, [change.after.id])
    return change
  } catch (error) {
    throw isTaken(error, 'texts_handle') ? handleTaken() : error
  }
}

/** The products of the batch as they are now; null when it took effect before. */
async function putBatch(context: CatalogContext, tx: Tx, { batchId, products }: Input): Promise<Product[] | null> {
  if (!(await beginBatch(tx, batchId))) return null
  return write(
    context,
    tx,
    batchId,
    products,
    await lockedBefore(
      tx,
      products.map(({ handle }) => handle),
    ),
  )
}

async function lockedBefore(tx: Tx, handles: string[]): Promise<Product[]> {
  const known = await lockByHandles(tx, handles)
  return known.length === 0 ? [] : readProducts(tx, { ids: known })
}

async function write(
  context: CatalogContext,
  tx: Tx,
  batchId: string,
  products: Given[],
  there: Product[],
): Promise<Product[]> {
  const before = new Map(there.map((each) => [each.handle, each]))
  const makings = await makingsOf(context, tx, batchId, products)
  const changes = products.map((given) => changeOf(before.get(given.handle) ?? null, given, makings))
  await refuseTakenSkus(tx, changes)
  await saveProducts(tx, context.ids, changes)
  return changes.map(({ after }) => after)
}

/**
 * Ids in sorted order, so that a batch that is made within a millisecond is listed in the order in which it was given.
 */
async function makingsOf({ ids, clock }: CatalogContext, tx: Tx, batchId: string, products: Given[]): Promise<Makings> {
  const ordered = Array.from({ length: products.length + products.flatMap(({ variants }) => variants).length }, () =>
    ids.next(),
  ).sort()
  const references = products.flatMap(({ images = [], variants }) => [
    ...images,
    ...variants.flatMap(({ image }) => image ?? []),
  ])
  return {
    nextId: () => ordered.shift()!,
    now: isoTime(clock),
    madeBy: batchId,
    imageOf: await imagesOf(tx, references, unknownImage),
  }
}

function changeOf(before: Product | null, given: Given, makings: Makings): Change {
  const skuTwice = firstTwice(given.variants.map(({ sku }) => sku))
  if (skuTwice !== undefined)
    throw refusal(call, 'sku_taken', { detail: `Give the SKU ${skuTwice} to one variant only.`, sku: skuTwice })
  const after = merged(before, given, makings)
  const problem = optionsProblem(after)
  if (problem !== null) throw refusal(call, 'options_invalid', { detail: problem, handle: given.handle })
  return { before, after }
}

async function refuseTakenSkus(tx: Tx, changes: Change[]): Promise<void> {
  const owners = new Map<string, string>()
  const claim = (sku: string, productId: string, handle: string) => {
    const owner = owners.get(sku)
    if (owner !== undefined && owner !== productId) {
      throw refusal(call, 'sku_taken', {
        detail: `The SKU ${sku} belongs to another product: give the variant of "${handle}" another.`,
        sku,
        handle,
      })
    }
    owners.set(sku, productId)
  }
  const skus = changes.flatMap(({ after }) => after.variants.map(({ sku }) => sku))
  for (const { sku, productId } of await readSkuOwners(tx, skus)) owners.set(sku, productId)
  for (const { after } of changes) for (const { sku } of after.variants) claim(sku, after.id, after.handle)
}

function answerOf({ batchId, products }: Input, saved: Product[]): Output {
  const byHandle = new Map(saved.map((product) => [product.handle, product]))
  return products.flatMap(({ handle, variants }) => {
    const product = byHandle.get(handle)
    if (product === undefined) return []
    const idOf = new Map(product.variants.map(({ sku, id }) => [sku, id]))
    const named = variants.flatMap(({ sku }) => (idOf.has(sku) ? [{ sku, variantId: idOf.get(sku)! }] : []))
    return [{ handle, productId: product.id, created: product.madeBy === batchId, variants: named }]
  })
}
