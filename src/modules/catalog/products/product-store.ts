/** All SQL of whole products: every write goes the same way, for one product or for a batch. */
import type { Db, Tx } from '#kernel/database/sql.ts'
import { catalog } from '../contract.ts'
import { titleKeyOf } from '../locale.ts'
import { type Product, skusOf } from './product.ts'

/** True when the batch is new; false when it took effect before, also when a twin just committed it. */
export async function beginBatch(tx: Tx, batchId: string): Promise<boolean> {
  const rows = await tx.sql`insert into catalog.batches (id) values (${batchId}) on conflict do nothing returning id`
  return rows.length === 1
}

/** Locks the products of these handles, in id order; only a statement after it reads what was waited for. */
export async function lockByHandles(tx: Tx, handles: string[]): Promise<string[]> {
  const rows = await tx.sql<{ id: string }>`
    select id from catalog.products where handle = any(${handles}::text[]) order by id for update`
  return rows.map(({ id }) => id)
}

/** Locks one product; false when there is none. */
export async function lockById(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.sql`select id from catalog.products where id = ${id} for update`
  return rows.length === 1
}

type Row = Omit<Product, 'brand' | 'texts'> & { brand: string | null; texts: Product['texts'] | null }

/** Whole products by id, or by handle; those that do not exist are left out. */
export async function readProducts(
  db: Pick<Db, 'sql'>,
  by: { ids?: string[]; handles?: string[] },
): Promise<Product[]> {
  const rows = await db.sql<Row>`
    select products.id, products.handle, products.status, products.brand, products.tags, products.options,
      products.images, products.made_by as "madeBy", products.version, products.created_at as "createdAt",
      products.changed_at as "changedAt",
      (select json_object_agg(texts.locale, json_strip_nulls(json_build_object('title', texts.title,
        'description', texts.description, 'handle', texts.handle, 'seo', texts.seo)) order by texts.locale)
        from catalog.texts where texts.owner_id = products.id) as texts,
      (select coalesce(json_agg(json_strip_nulls(json_build_object('id', variants.id, 'sku', variants.sku,
        'optionValues', variants.option_values, 'taxClass', variants.tax_class, 'weightGrams', variants.weight_grams,
        'image', variants.image, 'archived', variants.archived)) order by variants.position, variants.id), '[]')
        from catalog.variants where variants.product_id = products.id) as variants,
      (select coalesce(json_agg(categories.handle order by product_categories.position), '[]')
        from catalog.product_categories join catalog.categories on categories.id = product_categories.category_id
        where product_categories.product_id = products.id) as categories
    from catalog.products
    where products.id = any(${by.ids ?? []}::uuid[]) or products.handle = any(${by.handles ?? []}::text[])`
  return rows.map(({ brand, texts, ...row }) => ({ ...row, ...(brand === null ? {} : { brand }), texts: texts ?? {} }))
}

/** Whose these SKUs are, as far as they are somebody's. */
export async function readSkuOwners(
  db: Pick<Db, 'sql'>,
  skus: string[],
): Promise<{ sku: string; productId: string }[]> {
  return db.sql`select sku, product_id as "productId" from catalog.variants where sku = any(${skus}::text[])`
}

/**
 * Writes the rows of products as they are now; the version grows first, so that facts follow each other as changes did.
 */
export async function writeRows(tx: Tx, products: Product[]): Promise<void> {
  const rows = products.map(({ id, handle, status, brand, tags, options, images, madeBy }) => ({
    id,
    handle,
    status,
    brand,
    tags,
    options,
    images,
    made_by: madeBy,
  }))
  await tx.sql`
    insert into catalog.products as product (id, handle, status, brand, tags, options, images, made_by)
    select id, handle, status, brand, tags, options, images, made_by
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as given (id uuid, handle text, status text, brand text, tags text[], options jsonb, images jsonb, made_by uuid)
    on conflict (id) do update set handle = excluded.handle, status = excluded.status, brand = excluded.brand,
      tags = excluded.tags, options = excluded.options, images = excluded.images,
      version = product.version + 1, changed_at = banyan.now()`
}

/**
 * Writes texts, and makes their locales the shop's. A locale is ready at once when no other product lacks a face in it.
 */
export async function writeTexts(tx: Tx, products: Product[]): Promise<void> {
  const rows = products.flatMap(({ id, texts }) =>
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
  const locales = [...new Set(rows.map(({ locale }) => locale))]
  await tx.sql`
    with spoken as (
      insert into catalog.locales (locale, ready)
      select locale, not exists (select from catalog.products where id <> all(${products.map(({ id }) => id)}::uuid[]))
      from unnest(${locales}::text[]) with ordinality as given (locale, place)
      where not exists (select from catalog.locales where locales.locale = given.locale)
      order by place on conflict do nothing
    )
    insert into catalog.texts as text (owner_id, locale, kind, title, title_key, description, handle, seo)
    select owner_id, locale, 'product', title, title_key, description, handle, seo
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as given (owner_id uuid, locale text, title text, title_key text, description text, handle text, seo jsonb)
    on conflict (owner_id, locale) do update set title = excluded.title, title_key = excluded.title_key,
      description = excluded.description, handle = excluded.handle, seo = excluded.seo`
}

/** Removes texts of locales that a product has no more. */
export async function dropTexts(tx: Tx, gone: { id: string; locale: string }[]): Promise<void> {
  await tx.sql`
    delete from catalog.texts
    using unnest(${gone.map(({ id }) => id)}::uuid[], ${gone.map(({ locale }) => locale)}::text[]) as given (id, locale)
    where texts.owner_id = given.id and texts.locale = given.locale`
}

/**
 * Takes variants out of the way whose values change, so that two of them can swap under the unique index of
 * combinations.
 */
export async function clearCombinations(tx: Tx, variantIds: string[]): Promise<void> {
  await tx.sql`update catalog.variants set archived = true where id = any(${variantIds}::uuid[])`
}

/** Writes the variants of products in their order; what is equal is left alone. */
export async function writeVariants(tx: Tx, products: Product[]): Promise<void> {
  const rows = products.flatMap(({ id, variants }) =>
    variants.map((variant, position) => ({
      id: variant.id,
      product_id: id,
      sku: variant.sku,
      position,
      option_values: variant.optionValues,
      tax_class: variant.taxClass,
      weight_grams: variant.weightGrams,
      image: variant.image,
      archived: variant.archived,
    })),
  )
  await tx.sql`
    insert into catalog.variants as variant (id, product_id, sku, position, option_values, tax_class, weight_grams,
      image, archived)
    select id, product_id, sku, position, option_values, tax_class, weight_grams, image, archived
    from json_to_recordset(${JSON.stringify(rows)}::json) as given (id uuid, product_id uuid, sku text, position int,
      option_values text[], tax_class text, weight_grams int, image jsonb, archived boolean)
    on conflict (id) do update set sku = excluded.sku, position = excluded.position,
      option_values = excluded.option_values, tax_class = excluded.tax_class, weight_grams = excluded.weight_grams,
      image = excluded.image, archived = excluded.archived
    where (variant.sku, variant.position, variant.option_values, variant.tax_class, variant.weight_grams,
      variant.image, variant.archived) is distinct from (excluded.sku, excluded.position, excluded.option_values,
      excluded.tax_class, excluded.weight_grams, excluded.image, excluded.archived)`
}

/** Makes the categories that do not exist yet, under the root, at its end. Such a one is called by its handle. */
export async function ensureCategories(tx: Tx, wanted: { id: string; handle: string }[]): Promise<number> {
  const rows = await tx.sql`
    insert into catalog.categories (id, handle, path, position)
    select given.id, given.handle, array[given.id], 10000
    from unnest(${wanted.map(({ id }) => id)}::uuid[], ${wanted.map(({ handle }) => handle)}::text[])
      as given (id, handle)
    where not exists (select from catalog.categories where categories.handle = given.handle)
    order by given.handle on conflict (handle) do nothing returning id`
  return rows.length
}

/** Notes that the tree changed, for the caches of all processes. */
export async function noteTree(tx: Pick<Db, 'sql'>): Promise<void> {
  await tx.sql`insert into catalog.changes (product_id) values (null)`
}

/**
 * Hangs products into their categories, and takes them out of the others. Waits for who moves one of these categories.
 */
export async function writePlaces(tx: Tx, products: Product[]): Promise<void> {
  const rows = products.flatMap(({ id, categories }) =>
    categories.map((handle, position) => ({ product_id: id, handle, position })),
  )
  await tx.sql`
    with wanted as materialized (
      select given.product_id, categories.id as category_id, given.position
      from json_to_recordset(${JSON.stringify(rows)}::json) as given (product_id uuid, handle text, position int)
      join catalog.categories on categories.handle = given.handle
    ), gone as (
      delete from catalog.product_categories where product_id = any(${products.map(({ id }) => id)}::uuid[])
        and not exists (
        select from wanted where wanted.product_id = product_categories.product_id
          and wanted.category_id = product_categories.category_id)
    )
    insert into catalog.product_categories as place (product_id, category_id, position)
    select product_id, category_id, position from wanted order by category_id, product_id
    on conflict (product_id, category_id) do update set position = excluded.position
      where place.position <> excluded.position`
}

/** Removes a product with all that hangs on it. */
export async function dropProduct(tx: Tx, id: string): Promise<void> {
  await tx.sql`
    with texts as (
      delete from catalog.texts where owner_id = ${id}
    ), shelves as (
      delete from catalog.shelves where product_id = ${id}
    ), turns as (
      delete from catalog.turns where product_id = ${id}
    ), changes as (
      insert into catalog.changes (product_id) values (${id})
    )
    delete from catalog.products where id = ${id}`
}

/** Brings faces and shelves up to what was written. */
export async function showProducts(tx: Tx, ids: string[]): Promise<void> {
  await tx.sql`select catalog.face(${ids}::uuid[])`
  await tx.sql`select catalog.shelve(${ids}::uuid[])`
}

/** Tells `ProductChanged` of each, in one statement. */
export async function tellChanged(
  tx: Tx,
  products: { id: string; handle: string; status: string; skus: string[] }[],
): Promise<void> {
  const payloads = products.map(({ id, handle, status, skus }) => ({ productId: id, handle, status, skus }))
  await tx.sql`
    insert into catalog.outbox (aggregateid, type, payload)
    select payload ->> 'productId', ${catalog.events.ProductChanged.type}, payload
    from json_array_elements(${JSON.stringify(payloads)}::json) as given (payload)`
}

export const factOf = (product: Product) => ({
  id: product.id,
  handle: product.handle,
  status: product.status,
  skus: skusOf(product),
})
