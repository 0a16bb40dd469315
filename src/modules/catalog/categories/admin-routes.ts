import { type Static, Type } from 'typebox'
import { requireMatch, versionEtag } from '#http/etag.ts'
import { Refusal } from '#kernel/errors.ts'
import { type Reply, type Route, del, get, patch, post } from '#kernel/module.ts'
import { Handle, Id } from '#commerce/scalars.ts'
import type { CatalogContext } from '../context.ts'
import { NewCategory, Text } from '../contract.ts'
import type { Text as Texts } from '../products/product.ts'
import { type Category, readCategories } from './category-store.ts'
import { byHandle, changeTree, placedIn } from './change-tree.ts'
import { childrenOf, treeFrom, without } from './tree.ts'

/** `path`: handles from the root, parted by `/`. */
const AdminCategory = Type.Object(
  {
    id: Id,
    handle: Handle,
    parentId: Type.Optional(Id),
    path: Type.String(),
    position: Type.Integer(),
    texts: Type.Array(Text),
    version: Type.Integer(),
  },
  { title: 'AdminCategory' },
)
const Patch = Type.Object(
  { handle: Type.Optional(Handle), texts: Type.Optional(Type.Array(Text, { maxItems: 20 })) },
  { additionalProperties: false, minProperties: 1 },
)
const Move = Type.Object(
  {
    parent: Type.Union([Handle, Type.Null()]),
    position: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
  },
  { additionalProperties: false },
)
const one = Type.Object({ id: Id })
const matching = { 'If-Match': 'The ETag that was read: 412 when somebody changed it since.' }
const refuses = {
  category_not_found: 404,
  category_unknown: 404,
  category_cycle: 422,
  handle_taken: 409,
  precondition_failed: 412,
} as const
const textsFrom = (list: Static<typeof Text>[] = []): Record<string, Texts> =>
  Object.fromEntries(list.map(({ locale, ...text }) => [locale, text]))

function viewsOf(categories: Category[]): Static<typeof AdminCategory>[] {
  const paths = new Map<string, string>()
  return categories.map(({ id, handle, parentId, position, texts, version }) => {
    const path = parentId === null ? handle : `${paths.get(parentId)}/${handle}`
    paths.set(id, path)
    return {
      id,
      handle,
      ...(parentId === null ? {} : { parentId }),
      path,
      position,
      version,
      texts: Object.entries(texts).map(([locale, text]) => ({ locale, ...text })),
    }
  })
}

/** The category as it is now, with its tag; `audit` when it was changed. */
async function shown({ db }: CatalogContext, id: string, status: 200 | 201, before?: Category): Promise<Reply<any>> {
  const view = viewsOf(await readCategories(db)).find((each) => each.id === id)
  if (view === undefined) throw notFound()
  const headers = {
    etag: versionEtag(id, view.version),
    ...(status === 201 ? { location: `/api/admin/categories/${id}` } : {}),
  }
  return { status, body: view, headers, audit: { ...(before === undefined ? {} : { before }), after: view } }
}

const notFound = () =>
  new Refusal('category_not_found', 404, { detail: 'There is no such category. Look for it in /api/admin/categories.' })

function chosen(categories: Category[], id: string, ifMatch: string | undefined): Category {
  const category = categories.find((each) => each.id === id)
  if (category === undefined) throw notFound()
  requireMatch(ifMatch, versionEtag(id, category.version))
  return category
}

export const categoryRoutes: Route<CatalogContext>[] = [
  get(
    '/api/admin/categories',
    {
      summary: 'Lists every category, parents before their children.',
      access: 'staff',
      reply: Type.Object({ items: Type.Array(AdminCategory) }),
    },
    async ({ db }: CatalogContext) => ({ status: 200, body: { items: viewsOf(await readCategories(db)) } }),
  ),
  get(
    '/api/admin/categories/:id',
    {
      summary: 'Shows a category.',
      access: 'staff',
      params: one,
      reply: AdminCategory,
      refuses: { category_not_found: 404 },
    },
    async (context: CatalogContext, { params }) => {
      const { audit: _audit, ...reply } = await shown(context, params.id, 200)
      return reply
    },
  ),
  post(
    '/api/admin/categories',
    {
      summary: 'Makes a category.',
      access: 'staff',
      body: NewCategory,
      reply: AdminCategory,
      statuses: [201],
      refuses,
      example: {
        handle: 'mugs-and-cups',
        parent: 'kitchen',
        texts: [
          { locale: 'en', title: 'Mugs and cups' },
          { locale: 'de', title: 'Becher und Tassen' },
        ],
      },
    },
    async (context: CatalogContext, { body }) => {
      const id = await changeTree(context, (categories) => {
        const tree = treeFrom(categories)
        if (categories.some(({ handle }) => handle === body.handle)) {
          throw new Refusal('handle_taken', 409, {
            detail: `The handle "${body.handle}" belongs to a category: choose another.`,
          })
        }
        const id = context.ids.next()
        const parentId = body.parent === undefined || body.parent === null ? null : byHandle(tree, body.parent).id
        const texts = body.texts === undefined ? [] : [{ id, texts: textsFrom(body.texts) }]
        return [{ tree: placedIn(tree, { id, handle: body.handle }, parentId, body.position ?? null), texts }, id]
      })
      return shown(context, id, 201)
    },
  ),
  patch(
    '/api/admin/categories/:id',
    {
      summary: 'Changes handle and texts of a category.',
      description: 'JSON Merge Patch; `texts` replaces the whole list.',
      access: 'staff',
      params: one,
      body: Patch,
      headers: matching,
      reply: AdminCategory,
      refuses,
      example: { texts: [{ locale: 'en', title: 'Mugs' }] },
    },
    async (context: CatalogContext, { params, body, headers }) => {
      const before = await changeTree(context, (categories) => {
        const category = chosen(categories, params.id, headers['if-match'])
        const { id, handle, parentId, path, position } = category
        const tree = treeFrom(categories).set(id, { id, handle: body.handle ?? handle, parentId, path, position })
        return [{ tree, texts: body.texts === undefined ? [] : [{ id, texts: textsFrom(body.texts) }] }, category]
      })
      return shown(context, params.id, 200, before)
    },
  ),
  post(
    '/api/admin/categories/:id/move',
    {
      summary: 'Moves a category, with everything below it.',
      description: '`parent` is a handle, or null for the root; `position` counts from 0 among the new siblings.',
      access: 'staff',
      params: one,
      body: Move,
      headers: matching,
      reply: AdminCategory,
      refuses,
      example: { parent: 'living', position: 0 },
    },
    async (context: CatalogContext, { params, body, headers }) => {
      const before = await changeTree(context, (categories) => {
        const category = chosen(categories, params.id, headers['if-match'])
        const tree = treeFrom(categories)
        return [
          {
            tree: placedIn(
              tree,
              category,
              body.parent === null ? null : byHandle(tree, body.parent).id,
              body.position ?? null,
            ),
          },
          category,
        ]
      })
      return shown(context, params.id, 200, before)
    },
  ),
  del(
    '/api/admin/categories/:id',
    {
      summary: 'Removes a category that has none below it.',
      description: 'Its products stay in the shop and only leave it.',
      access: 'staff',
      params: one,
      headers: matching,
      reply: Type.Null(),
      statuses: [204],
      refuses: { category_not_found: 404, category_not_empty: 409, precondition_failed: 412 },
    },
    async (context: CatalogContext, { params, headers }) => {
      const before = await changeTree(context, (categories) => {
        const category = chosen(categories, params.id, headers['if-match'])
        const tree = treeFrom(categories)
        if (childrenOf(tree, category.id).length > 0) {
          throw new Refusal('category_not_empty', 409, { detail: 'Move or remove the categories below it first.' })
        }
        return [{ tree: without(tree, category.id), dropped: category.id }, category]
      })
      return { status: 204, audit: { before } }
    },
  ),
]
