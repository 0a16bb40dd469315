/** The public tree of categories. */
import { Type } from 'typebox'
import type { Db } from '#kernel/database/sql.ts'
import { Id } from '#commerce/scalars.ts'
import { bestLocale } from '../locale.ts'
import { type Category, readCategories } from './category-store.ts'

/** `path`: handles from the root, parted by `/`. */
export const CategoryTree = Type.Object({
  items: Type.Array(
    Type.Cyclic(
      {
        Category: Type.Object({
          id: Id,
          handle: Type.String(),
          title: Type.String(),
          description: Type.Optional(Type.String()),
          path: Type.String(),
          children: Type.Array(Type.Ref('Category')),
        }),
      },
      'Category',
    ),
  ),
})
export type Branch = {
  id: string
  handle: string
  title: string
  description?: string
  path: string
  children: Branch[]
}

/** The whole tree in one statement, each category in the language that speaks best by `chain`. */
export async function readTree(
  db: Db,
  chain: readonly string[],
): Promise<{ body: { items: Branch[] }; locale: string }> {
  const categories = await readCategories(db)
  const locales = categories.flatMap(({ texts }) => bestLocale(texts, chain) ?? [])
  return { body: { items: treeOf(categories, chain) }, locale: locales[0] ?? chain[0] ?? 'und' }
}

/** Branches from rows in which parents come before their children. */
export function treeOf(categories: Category[], chain: readonly string[]): Branch[] {
  const roots: Branch[] = []
  const branches = new Map<string, Branch>()
  for (const { id, handle, parentId, texts } of categories) {
    const parent = parentId === null ? undefined : branches.get(parentId)
    const text = texts[bestLocale(texts, chain) ?? '']
    const shown = text?.handle ?? handle
    const branch: Branch = {
      id,
      handle: shown,
      title: text?.title ?? handle,
      ...(text?.description === undefined ? {} : { description: text.description }),
      path: parent === undefined ? shown : `${parent.path}/${shown}`,
      children: [],
    }
    branches.set(id, branch)
    ;(parent?.children ?? roots).push(branch)
  }
  return roots
}
