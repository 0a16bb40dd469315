/** The one way in which products are written: what differs, set by set, then what shoppers see, then the fact. */
import type { Tx } from '#kernel/database/sql.ts'
import type { Ids } from '#kernel/chance.ts'
import type { Product, Variant } from './product.ts'
import {
  clearCombinations,
  dropTexts,
  ensureCategories,
  factOf,
  noteTree,
  showProducts,
  tellChanged,
  writePlaces,
  writeRows,
  writeTexts,
  writeVariants,
} from './product-store.ts'

export type Change = { before: Product | null; after: Product }

/**
 * Saves products inside the caller's transaction, which has locked those that existed. What is equal to before is not
 * written, and tells nothing. At most 12 statements, whatever the number of products. Throws 23505 where a handle or a
 * SKU is taken: `twice`, then the caller's own look, tells whose it is.
 */
export async function saveProducts(tx: Tx, ids: Ids, changes: Change[]): Promise<void> {
  const changed = changes.filter(({ before, after }) => before === null || !isSame(before, after))
  if (changed.length === 0) return
  const products = changed.map(({ after }) => after)
  await writeRows(tx, products)
  await saveTexts(tx, changed)
  await saveVariants(tx, changed)
  await savePlaces(tx, ids, changed)
  await showProducts(
    tx,
    products.map(({ id }) => id),
  )
  await tellChanged(tx, products.map(factOf))
}

/** Equal in all that is given by people; version and times are not. */
function isSame(before: Product, after: Product): boolean {
  const matter = ({ version: _version, changedAt: _changedAt, createdAt: _createdAt, ...rest }: Product) => rest
  return same(matter(before), matter(after))
}

/** Deep equality of JSON values; the order of members does not matter. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const [names, others] = [Object.keys(one), Object.keys(other)]
  return (
    names.length === others.length &&
    names.every((name) => name in other && same((one as any)[name], (other as any)[name]))
  )
}

async function saveTexts(tx: Tx, changed: Change[]): Promise<void> {
  const differ = changed.filter(({ before, after }) => before === null || !same(before.texts, after.texts))
  const gone = differ.flatMap(({ before, after }) =>
    Object.keys(before?.texts ?? {})
      .filter((locale) => !(locale in after.texts))
      .map((locale) => ({ id: after.id, locale })),
  )
  if (gone.length > 0) await dropTexts(tx, gone)
  if (differ.length > 0)
    await writeTexts(
      tx,
      differ.map(({ after }) => after),
    )
}

async function saveVariants(tx: Tx, changed: Change[]): Promise<void> {
  const differ = changed.filter(({ before, after }) => before === null || !same(before.variants, after.variants))
  const moved = differ.flatMap(({ before, after }) => {
    const was = new Map((before?.variants ?? []).map((variant) => [variant.id, variant]))
    return after.variants.filter((variant) => isRecombined(was.get(variant.id), variant)).map(({ id }) => id)
  })
  if (moved.length > 0) await clearCombinations(tx, moved)
  if (differ.length > 0)
    await writeVariants(
      tx,
      differ.map(({ after }) => after),
    )
}

const isRecombined = (was: Variant | undefined, is: Variant): boolean =>
  was !== undefined && !was.archived && !same(was.optionValues, is.optionValues)

async function savePlaces(tx: Tx, ids: Ids, changed: Change[]): Promise<void> {
  const differ = changed.filter(({ before, after }) => !same(before?.categories ?? [], after.categories))
  if (differ.length === 0) return
  const handles = [...new Set(differ.flatMap(({ after }) => after.categories))].sort()
  const made =
    handles.length === 0
      ? 0
      : await ensureCategories(
          tx,
          handles.map((handle) => ({ id: ids.next(), handle })),
        )
  if (made > 0) await noteTree(tx)
  await writePlaces(
    tx,
    differ.map(({ after }) => after),
  )
}
