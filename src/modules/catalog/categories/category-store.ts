/** All SQL of categories. A `path` holds the ids from the root to the category itself. */
import type { Db } from '#kernel/database/sql.ts'
import type { Text } from '../products/product.ts'

export type Category = {
  id: string
  handle: string
  parentId: string | null
  path: string[]
  position: number
  version: number
  texts: Record<string, Text>
}

/** Every category, parents before their children, siblings in their order. A shop has some thousands at most. */
export async function readCategories(db: Pick<Db, 'sql'>): Promise<Category[]> {
  return db.sql<Category>`
    select categories.id, categories.handle, categories.parent_id as "parentId", categories.path, categories.position,
      categories.version, coalesce((
        select json_object_agg(texts.locale, json_strip_nulls(json_build_object('title', texts.title, 'description', texts.description,
          'handle', texts.handle, 'seo', texts.seo)))
        from catalog.texts where texts.owner_id = categories.id), '{}') as texts
    from catalog.categories order by cardinality(categories.path), categories.position, categories.handle`
}
