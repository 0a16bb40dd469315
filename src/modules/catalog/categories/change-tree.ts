/** The one way in which the tree of categories changes: one change at a time, then lists follow. */
import { type Tx, isTaken, twice } from '#kernel/database/sql.ts'
import { Refusal } from '#kernel/errors.ts'
import type { CatalogContext } from '../context.ts'
import { turnDue } from '../listing/turn-store.ts'
import { forgetAll } from '../memory.ts'
import { noteTree } from '../products/product-store.ts'
import type { Text } from '../products/product.ts'
import {
  type Category,
  dropCategory,
  lockCategories,
  lockTree,
  readCategories,
  turnProductsOf,
  writeCategoryTexts,
  writeNodes,
} from './category-store.ts'
import { type Node, type Tree, changesBetween, isAbove, placed, treeFrom } from './tree.ts'

/** What a change does: the tree after it, texts that are replaced, and a category that goes. */
export type Plan = { tree: Tree; texts?: { id: string; texts: Record<string, Text> }[]; dropped?: string }
/** Products shelved before the answer; the job does the rest. */
const turnedAtOnce = 200

/**
 * Runs `plan` on the tree as it is, alone, and writes what differs. Products of categories whose path changed follow:
 * up to 200 before this returns, the others within seconds. Refuses what `plan` refuses, and `handle_taken` (409).
 */
export async function changeTree<T>(
  context: CatalogContext,
  plan: (categories: Category[], tx: Tx) => Promise<[Plan, T]> | [Plan, T],
): Promise<T> {
  const { db } = context
  try {
    // Again, when a product made the same category meanwhile.
    const [answer, isMoved] = await twice(() =>
      db.transaction(async (tx) => {
        await lockTree(tx)
        const categories = await readCategories(tx)
        const [change, answer] = await plan(categories, tx)
        return [answer, await write(tx, treeFrom(categories), change)] as const
      }),
    )
    if (isMoved) await turnDue(db, turnedAtOnce)
    forgetAll(context)
    return answer
  } catch (error) {
    if (isTaken(error, 'texts_handle') || isTaken(error, 'categories_handle')) {
      throw new Refusal('handle_taken', 409, { detail: 'The handle belongs to another category: choose another.' })
    }
    throw error
  }
}

async function write(tx: Tx, before: Tree, { tree, texts = [], dropped }: Plan): Promise<boolean> {
  const { written, moved } = changesBetween(before, tree)
  const touched = dropped === undefined ? moved : [...moved, dropped]
  if (touched.length > 0) {
    await lockCategories(tx, touched)
    await turnProductsOf(tx, touched)
  }
  if (dropped !== undefined) await dropCategory(tx, dropped)
  if (written.length > 0) await writeNodes(tx, written)
  if (texts.length > 0) await writeCategoryTexts(tx, texts)
  await noteTree(tx)
  return touched.length > 0
}

/** A category under another, or at the root for null. Refuses `category_cycle` (422): it would stand under itself. */
export function placedIn(
  tree: Tree,
  node: Pick<Node, 'id' | 'handle'>,
  parentId: string | null,
  position: number | null,
): Map<string, Node> {
  if (isAbove(tree, node.id, parentId)) {
    throw new Refusal('category_cycle', 422, {
      detail: `"${node.handle}" cannot stand under itself: choose a category that is not below it.`,
    })
  }
  return placed(tree, node, parentId, position)
}

/** The category of a handle. Refuses `category_unknown` (404). */
export function byHandle(tree: Tree, handle: string): Node {
  const node = [...tree.values()].find((each) => each.handle === handle)
  if (node === undefined)
    throw new Refusal('category_unknown', 404, { detail: `There is no category "${handle}": make it first.` })
  return node
}
