/** All SQL of categories. */
import type { Db, Tx } from '#kernel/database/sql.ts'
import { titleKeyOf } from '../locale.ts'
import type { Text } from '../products/product.ts'
import type { Node } from './tree.ts'

export type Category = Node & { version: number; texts: Record<string, Text> }

/** Every category, parents before their children, siblings in their order. A shop has some thousands at most. */
export async function readCategories(db: Pick<Db, 'sql'>): Promise<Category[]> {
  return db.sql<Category>`
    select categories.id, categories.handle, categories.parent_id as "parentId", categories.path, categories.position,
      categories.version, coalesce((
        select json_object_agg(texts.locale, json_strip_nulls(json_build_object('title', texts.title, 'description',
          texts.description,
          'handle', texts.handle, 'seo', texts.seo)))
        from catalog.texts where texts.owner_id = categories.id), '{}') as texts
    from catalog.categories order by cardinality(categories.path), categories.position, categories.handle`
}

/** One change of the tree at a time: two moves that are fine alone can make a circle together. */
export async function lockTree(tx: Tx): Promise<void> {
  await tx.sql`select pg_advisory_xact_lock(hashtextextended('catalog.categories', 0))`
}

/**
 * Waits for those who just assign a product to one of these, and lets nobody else do so until the paths are written.
 */
export async function lockCategories(tx: Tx, ids: string[]): Promise<void> {
  await tx.sql`select id from catalog.categories where id = any(${ids}::uuid[]) order by id for update`
}

/** Writes nodes as they are now. */
export async function writeNodes(tx: Tx, nodes: Node[]): Promise<void> {
  const rows = nodes.map(({ id, handle, parentId, path, position }) => ({
    id,
    handle,
    parent_id: parentId,
    path,
    position,
  }))
  await tx.sql`
    insert into catalog.categories as category (id, handle, parent_id, path, position)
    select id, handle, parent_id, path, position
    from json_to_recordset(${JSON.stringify(rows)}::json) as given (id uuid, handle text, parent_id uuid, path uuid[],
      position int)
    on conflict (id) do update set handle = excluded.handle, parent_id = excluded.parent_id, path = excluded.path,
      position = excluded.position, version = category.version + 1`
}

/** Replaces the texts of categories; their versions grow when something differs. */
export async function writeCategoryTexts(tx: Tx, owners: { id: string; texts: Record<string, Text> }[]): Promise<void> {
  const rows = owners.flatMap(({ id, texts }) =>
    Object.entries(texts).map(([locale, { title, description, handle, seo }]) => ({
      owner_id: id,
      locale,
      title,
      title_key: titleKeyOf(title),
      description,
      handle,
      seo,
    })),
  )
  await tx.sql`
    with given as materialized (
      select owner_id, locale, title, title_key, description, handle, seo
        from json_to_recordset(${JSON.stringify(rows)}::json)
        as row (owner_id uuid, locale text, title text, title_key text, description text, handle text, seo jsonb)
    ), gone as (
      delete from catalog.texts where owner_id = any(${owners.map(({ id }) => id)}::uuid[])
        and not exists (select from given where given.owner_id = texts.owner_id and given.locale = texts.locale)
      returning owner_id
    ), put as (
      insert into catalog.texts as text (owner_id, locale, kind, title, title_key, description, handle, seo)
      select owner_id, locale, 'category', title, title_key, description, handle, seo from given
      on conflict (owner_id, locale) do update set title = excluded.title, title_key = excluded.title_key,
        description = excluded.description, handle = excluded.handle, seo = excluded.seo
      where (text.title, text.description, text.handle, text.seo) is distinct from (excluded.title,
        excluded.description, excluded.handle, excluded.seo)
      returning owner_id
    )
    update catalog.categories set version = version + 1
    where id in (select owner_id from gone union select owner_id from put)`
}

/** Asks for the products in these categories, or below them, to be shelved again as soon as somebody can. */
export async function turnProductsOf(tx: Tx, ids: string[]): Promise<void> {
  await tx.sql`
    insert into catalog.turns (product_id, at)
    select distinct product_categories.product_id, banyan.now()
    from catalog.categories join catalog.product_categories on product_categories.category_id = categories.id
    where categories.path && ${ids}::uuid[]
    on conflict (product_id) do update set at = excluded.at`
}

/** Removes a category and its texts; its products only leave it. */
export async function dropCategory(tx: Tx, id: string): Promise<void> {
  await tx.sql`
    with texts as (delete from catalog.texts where owner_id = ${id})
    delete from catalog.categories where id = ${id}`
}
