import { type Static, Type } from 'typebox'
import { versionEtag } from '#http/etag.ts'
import { cursorOf, limitQuery, pageOf, readCursor } from '#http/paging.ts'
import { type Reply, type Route, del, get, patch, post, put } from '#kernel/module.ts'
import { Handle, Id } from '#commerce/scalars.ts'
import type { CatalogContext } from '../context.ts'
import { NewProduct, ProductFields, catalog } from '../contract.ts'
import { wordsOf } from '../listing/search-words.ts'
import { chainOf } from '../locale.ts'
import { listAll } from './admin-list-store.ts'
import { AdminProduct, ProductPatch, adminProductOf, patched } from './admin-product.ts'
import { type Changed, changeProduct, changeRefusals, notFound, removeDraft } from './change-product.ts'
import type { Product, Status } from './product.ts'
import { readProducts } from './product-store.ts'
import { putProduct } from './put-products.ts'

const ofProduct = Type.Object({ id: Id })
const matching = { 'If-Match': 'The ETag that was read: 412 when somebody changed it since.' }
const Item = Type.Object(
  {
    id: Id,
    handle: Handle,
    status: Type.Enum(['draft', 'active', 'archived']),
    title: Type.String(),
    image: Type.Optional(Type.String()),
    variants: Type.Integer(),
    version: Type.Integer(),
    changedAt: Type.String(),
  },
  { title: 'AdminProductItem' },
)
const example = {
  handle: 'mug-ena',
  status: 'active',
  brand: 'Ena',
  tags: ['stoneware'],
  categories: ['mugs-and-cups'],
  texts: [
    { locale: 'en', title: 'Mug Ena', description: 'Holds 300 ml.' },
    { locale: 'de', title: 'Becher Ena', handle: 'becher-ena' },
  ],
  options: [
    { name: 'Colour', names: { de: 'Farbe' }, values: [{ value: 'moss', values: { de: 'Moos' } }, { value: 'clay' }] },
  ],
  variants: [
    { sku: 'MUG-ENA-MOSS', optionValues: ['moss'], weightGrams: 320 },
    { sku: 'MUG-ENA-CLAY', optionValues: ['clay'], weightGrams: 320 },
  ],
}

/** The product as it is now, with the tag that a later write sends back. */
export const shown = (product: Product, status: 200 | 201 = 200): Reply<AdminProduct> => ({
  status,
  body: adminProductOf(product),
  headers: {
    etag: versionEtag(product.id, product.version),
    ...(status === 201 ? { location: `/api/admin/products/${product.id}` } : {}),
  },
})

/** The same, and what the audit log keeps of the change: the members that differ. */
export function shownChange(
  { before, after }: Changed | { before: null; after: Product },
  status: 200 | 201 = 200,
): Reply<AdminProduct> {
  const is = adminProductOf(after) as Record<string, unknown>
  const was = before === null ? {} : (adminProductOf(before) as Record<string, unknown>)
  const names = Object.keys({ ...was, ...is }).filter(
    (name) => name !== 'version' && name !== 'changedAt' && JSON.stringify(was[name]) !== JSON.stringify(is[name]),
  )
  const only = (of: Record<string, unknown>) =>
    Object.fromEntries(names.filter((name) => name in of).map((name) => [name, of[name]]))
  return { ...shown(after, status), audit: { ...(before === null ? {} : { before: only(was) }), after: only(is) } }
}

const readRoutes: Route<CatalogContext>[] = [
  get(
    '/api/admin/products',
    {
      summary: 'Lists products in all states, newest first.',
      description: '`q` finds words as in the shop, and a SKU or a handle as a whole.',
      access: 'staff',
      query: Type.Object({
        status: Type.Optional(Type.Enum(['draft', 'active', 'archived'])),
        category: Type.Optional(Handle),
        q: Type.Optional(Type.String({ maxLength: 200 })),
        ...limitQuery,
      }),
      reply: Type.Object({ items: Type.Array(Item), next: Type.Optional(Type.String()) }),
    },
    async ({ db, secrets }: CatalogContext, { query, locales }) => {
      const { status = null, category = null, q: typed = '', limit = 20, after } = query
      const q = typed.trim() === '' ? null : typed.trim()
      const kind = `admin products:${JSON.stringify([status, category, q])}`
      const before =
        after === undefined ? 'ffffffff-ffff-ffff-ffff-ffffffffffff' : (readCursor(secrets, kind, after)[0] as string)
      const filter = { status, category, q, words: wordsOf(q ?? ''), locales: chainOf(locales, []) }
      const { items, next } = pageOf(await listAll(db, filter, before, limit + 1), limit, ({ id }) =>
        cursorOf(secrets, kind, [id]),
      )
      const listed = items.map(({ image, ...item }) => ({ ...item, ...(image === null ? {} : { image: image.url }) }))
      return { status: 200, body: { items: listed, ...(next === undefined ? {} : { next }) } }
    },
  ),
  get(
    '/api/admin/products/:id',
    {
      summary: 'Shows a product whole, in any state.',
      access: 'staff',
      params: ofProduct,
      reply: AdminProduct,
      refuses: { product_not_found: 404 },
    },
    async ({ db }: CatalogContext, { params }) => {
      const [product] = await readProducts(db, { ids: [params.id] })
      if (product === undefined) throw notFound()
      return shown(product)
    },
  ),
]

const writeRoutes: Route<CatalogContext>[] = [
  post(
    '/api/admin/products',
    {
      summary: 'Makes a product with its variants.',
      description:
        'A draft when no status is given. Prices are set by /api/admin/prices, stock by /api/admin/stock/adjustments.',
      access: 'staff',
      body: NewProduct,
      bodyLimit: 1_000_000,
      reply: AdminProduct,
      statuses: [201],
      refuses: catalog.commands.putProducts.refuses,
      example,
    },
    async (context: CatalogContext, { body }) => shownChange(await putProduct(context, body, { mayExist: false }), 201),
  ),
  put(
    '/api/admin/products/by-handle/:handle',
    {
      summary: 'Makes a product, or changes the one of this handle.',
      description:
        'What is left out of an existing product stays as it is: texts of other languages, variants of other SKUs. ' +
        'The same again changes nothing.',
      access: 'staff',
      params: Type.Object({ handle: Handle }),
      body: ProductFields,
      bodyLimit: 1_000_000,
      headers: matching,
      reply: AdminProduct,
      statuses: [200, 201],
      refuses: { ...catalog.commands.putProducts.refuses, precondition_failed: 412 },
      example: { ...example, handle: undefined },
    },
    async (context: CatalogContext, { params, body, headers }) => {
      const change = await putProduct(
        context,
        { ...body, handle: params.handle },
        { mayExist: true, ifMatch: headers['if-match'] },
      )
      return shownChange(change, change.before === null ? 201 : 200)
    },
  ),
  patch(
    '/api/admin/products/:id',
    {
      summary: 'Changes a product.',
      description:
        'JSON Merge Patch (RFC 7396): what is left out stays, null clears, a list replaces the whole list. ' +
        '`images` may be sent back as read, in another order, with other `alt`.',
      access: 'staff',
      params: ofProduct,
      body: ProductPatch,
      bodyLimit: 1_000_000,
      headers: matching,
      reply: AdminProduct,
      refuses: changeRefusals,
      example: { brand: 'Ena', tags: ['stoneware', 'new'] },
    },
    async (context: CatalogContext, { params, body, headers }) =>
      shownChange(
        await changeProduct(context, params.id, headers['if-match'], (before, tx) =>
          patched(tx, before, body as Static<typeof ProductPatch>),
        ),
      ),
  ),
  del(
    '/api/admin/products/:id',
    {
      summary: 'Removes a draft.',
      description: 'What was on sale is archived instead, because orders point at it.',
      access: 'staff',
      params: ofProduct,
      headers: matching,
      reply: Type.Null(),
      statuses: [204],
      refuses: { product_not_found: 404, not_draft: 409, precondition_failed: 412 },
    },
    async (context: CatalogContext, { params, headers }) => {
      const product = await removeDraft(context, params.id, headers['if-match'])
      return { status: 204, audit: { before: adminProductOf(product) } }
    },
  ),
]

const turn = (verb: string, status: Status, summary: string): Route<CatalogContext> =>
  post(
    `/api/admin/products/:id/${verb}`,
    { summary, access: 'staff', params: ofProduct, headers: matching, reply: AdminProduct, refuses: changeRefusals },
    async (context: CatalogContext, { params, headers }) =>
      shownChange(await changeProduct(context, params.id, headers['if-match'], (before) => ({ ...before, status }))),
  )

export const productRoutes: Route<CatalogContext>[] = [
  ...readRoutes,
  ...writeRoutes,
  turn('activate', 'active', 'Puts a product on sale.'),
  turn('archive', 'archived', 'Takes a product out of the shop for good; orders keep what they need of it.'),
  turn('draft', 'draft', 'Takes a product out of the shop to work on it.'),
]
