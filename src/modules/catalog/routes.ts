import { type Static, Type } from 'typebox'
import { limitQuery } from '#http/paging.ts'
import { Refusal } from '#kernel/errors.ts'
import { type Reply, type Request, type Route, get } from '#kernel/module.ts'
import { Handle } from '#commerce/scalars.ts'
import type { CatalogContext } from './context.ts'
import { CategoryTree, readTree } from './categories/category-tree.ts'
import { ProductList, type Listing, listProducts, sorts } from './listing/list-products.ts'
import { readPageRow } from './listing/page-store.ts'
import { ProductPage, productPageOf } from './listing/product-page.ts'
import { marketOf, marketRefusals } from './market.ts'
import { mediaRoutes } from './media/routes.ts'
import { type Made, type Market, readPage } from './memory.ts'
import { voiceOf } from './voice.ts'

/** Five seconds in a browser or a proxy; behind it each process forgets what changed within about a second. */
const shortly = 'public, max-age=5'
const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

type Asked = Pick<Request<never, never, never>, 'market' | 'locales'>

/** Bytes of a public read from the cache, or made now; `question` names it, beside market and languages. */
async function kept(
  context: CatalogContext,
  request: Asked,
  question: string,
  make: (market: Market, chain: string[]) => Promise<Made>,
): Promise<Reply<any>> {
  const market = await marketOf(context, request.market)
  const { chain, key } = voiceOf(context.memory, request.locales, market)
  const { body, etag, locale } = await readPage(context, `${question} ${key}`, () => make(market, chain))
  return { status: 200, body, headers: { etag, 'cache-control': shortly, 'content-language': locale } }
}

const shopRoutes: Route<CatalogContext>[] = [
  get(
    '/api/products',
    {
      summary: 'Lists what is for sale in a market.',
      description:
        'By category (with everything below it), by words, or both. `q` finds whole words and the beginning of the ' +
        'last one; what is found nowhere is looked for by likeness, and the answer says `alike`. ' +
        'Prices are those of one piece now; a product without a price in the market is not listed.',
      access: 'anyone',
      query: Type.Object({
        category: Type.Optional(Handle),
        q: Type.Optional(Type.String({ maxLength: 200 })),
        sort: Type.Optional(Type.Enum([...sorts], { description: 'Default: `relevance` with `q`, else `newest`.' })),
        count: Type.Optional(Type.Boolean({ description: 'Adds how many there are, counted to at most 1,000.' })),
        ...limitQuery,
      }),
      reply: ProductList,
      refuses: { ...marketRefusals, category_unknown: 404 },
    },
    async (context: CatalogContext, request) => {
      const { category = null, after = null, limit = 20, count = false } = request.query
      const q = request.query.q?.trim() || null
      const sort =
        q === null && request.query.sort === 'relevance'
          ? 'newest'
          : (request.query.sort ?? (q === null ? 'newest' : 'relevance'))
      const listing: Listing = { category, q, sort, after, limit, count }
      return kept(context, request, `list ${JSON.stringify(listing)}`, (market, chain) =>
        listProducts(context, market, chain, listing),
      )
    },
  ),
  get(
    '/api/products/:idOrHandle',
    {
      summary: 'Shows a product with its variants, prices and stock.',
      description:
        'Found by id, or by its handle in any locale of the market. ' +
        'A variant without `price` is not for sale in the market.',
      access: 'anyone',
      params: Type.Object({ idOrHandle: Type.String({ minLength: 1, maxLength: 120 }) }),
      reply: ProductPage,
      refuses: { ...marketRefusals, product_not_found: 404 },
    },
    async (context: CatalogContext, request) => {
      const { idOrHandle } = request.params
      return kept(context, request, `product ${JSON.stringify(idOrHandle)}`, async (market, chain) => {
        const id = isId.test(idOrHandle) ? idOrHandle : null
        const row = await readPageRow(context.db, { id, handle: idOrHandle, locales: chain, market: market.handle })
        if (row === null)
          throw new Refusal('product_not_found', 404, {
            detail: 'There is no such product in the shop: it may have gone. Look in /api/products.',
          })
        const { page, locale } = productPageOf(row, chain)
        return { body: page satisfies Static<typeof ProductPage>, locale, productId: row.id }
      })
    },
  ),
  get(
    '/api/categories',
    {
      summary: 'The tree of categories.',
      access: 'anyone',
      reply: CategoryTree,
      refuses: marketRefusals,
    },
    async (context: CatalogContext, request) =>
      kept(context, request, 'categories', (_market, chain) => readTree(context.db, chain)),
  ),
]

export const routes: Route<CatalogContext>[] = [...shopRoutes, ...mediaRoutes]
