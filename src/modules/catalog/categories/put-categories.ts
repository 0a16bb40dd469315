import type { InputOf, OutputOf } from '#kernel/contract.ts'
import type { CatalogContext } from '../context.ts'
import type { catalog } from '../contract.ts'
import { type Text, present } from '../products/product.ts'
import { beginBatch } from '../products/product-store.ts'
import type { Category } from './category-store.ts'
import { byHandle, changeTree, placedIn } from './change-tree.ts'
import { type Node, type Tree, treeFrom } from './tree.ts'

type Command = typeof catalog.commands.putCategories
type Given = InputOf<Command>['categories'][number]

/**
 * Makes or changes categories in one transaction, in the order given. Asked again with the same batch, it changes
 * nothing. Refuses `category_unknown`, `category_cycle`, `handle_taken`; then nothing is written.
 */
export async function putCategories(
  context: CatalogContext,
  { batchId, categories: given }: InputOf<Command>,
): Promise<OutputOf<Command>> {
  return changeTree(context, async (categories, tx) => {
    let tree: Tree = treeFrom(categories)
    const isNew = await beginBatch(tx, batchId)
    if (isNew) for (const each of given) tree = put(tree, each, context.ids.next())
    const answer = given.flatMap(({ handle }) =>
      [...tree.values()].filter((node) => node.handle === handle).map(({ id }) => ({ handle, categoryId: id })),
    )
    return [{ tree, texts: isNew ? textsOf(categories, tree, given) : [] }, answer]
  })
}

function put(tree: Tree, { handle, parent, position }: Given, newId: string): Map<string, Node> {
  const known = [...tree.values()].find((node) => node.handle === handle)
  const parentId = parent === undefined ? (known?.parentId ?? null) : parent === null ? null : byHandle(tree, parent).id
  return placedIn(tree, { id: known?.id ?? newId, handle }, parentId, position ?? null)
}

/** Texts after the batch: those given over those that are there, field by field. */
function textsOf(categories: Category[], tree: Tree, given: Given[]): { id: string; texts: Record<string, Text> }[] {
  const texts = new Map<string, Record<string, Text>>(categories.map((each) => [each.id, each.texts]))
  for (const { handle, texts: list = [] } of given) {
    const { id } = byHandle(tree, handle)
    for (const { locale, ...text } of list) {
      const before = texts.get(id) ?? {}
      texts.set(id, { ...before, [locale]: { ...before[locale], ...(present(text) as Text) } })
    }
  }
  const ids = new Set(given.filter((each) => each.texts !== undefined).map(({ handle }) => byHandle(tree, handle).id))
  return [...ids].map((id) => ({ id, texts: texts.get(id) ?? {} }))
}
