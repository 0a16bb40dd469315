/** Lists of the shop: by category, by words, in five orders, a page at a time. */
import { type Static, Type } from 'typebox'
import { type CursorValue, cursorOf, pageOf, readCursor } from '#http/paging.ts'
import { Refusal } from '#kernel/errors.ts'
import { Id, Money } from '#commerce/scalars.ts'
import type { CatalogContext } from '../context.ts'
import type { Market } from '../memory.ts'
import {
  type After,
  type Ask,
  type Row,
  countShelf,
  listByTitle,
  listCheapest,
  listDearest,
  listNewest,
} from './list-store.ts'
import { Picture, pictureOf } from './product-page.ts'
import { type SearchOrder, candidatesMax, countWords, searchAlike, searchWords } from './search-store.ts'
import { plainWordsOf, wordsOf } from './search-words.ts'

export const sorts = ['newest', 'price', '-price', 'title', 'relevance'] as const
export const ProductItem = Type.Object(
  {
    id: Id,
    handle: Type.String(),
    title: Type.String(),
    image: Type.Optional(Picture),
    priceFrom: Money,
    priceTo: Money,
    available: Type.Boolean(),
  },
  { title: 'ProductItem' },
)
export const ProductList = Type.Object({
  items: Type.Array(ProductItem),
  /** The words were found nowhere; these are like them. */
  alike: Type.Optional(Type.Literal(true)),
  next: Type.Optional(Type.String()),
  count: Type.Optional(Type.Object({ value: Type.Integer(), exact: Type.Boolean() })),
})
export type Listing = {
  category: string | null
  q: string | null
  sort: (typeof sorts)[number]
  after: string | null
  limit: number
  count: boolean
}

const nil = '00000000-0000-0000-0000-000000000000'
const last = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
/** Before the first row of each order. */
const starts: Record<Listing['sort'], After> = {
  newest: { n: 0, s: '', id: last },
  price: { n: -1, s: '', id: nil },
  '-price': { n: Number.MAX_SAFE_INTEGER, s: '', id: last },
  title: { n: 0, s: '', id: nil },
  relevance: { n: 0, s: '', id: last },
}
const searchStart: After = { n: -Number.MAX_SAFE_INTEGER, s: '', id: last }

/**
 * One page in the market, in the language that speaks best by `chain`. One statement, and one more with `count`, or
 * when the words are found nowhere and what is like them is looked for. Refuses `category_unknown` (404), and
 * `cursor_invalid` (400) for a cursor of another list.
 */
export async function listProducts(
  context: CatalogContext,
  market: Market,
  chain: string[],
  listing: Listing,
): Promise<{ body: Static<typeof ProductList>; locale: string }> {
  const { secrets } = context
  const { category, q, sort, limit } = listing
  const kind = `products:${JSON.stringify([category, q, sort, market.handle])}`
  const ask: Ask = { category, market: market.handle, locales: chain, rows: limit + 1 }
  const after = listing.after === null ? null : afterOf(readCursor(secrets, kind, listing.after))
  const { rows, isAlike } = await rowsOf(context, ask, listing, after)
  const { locale, shelf } = rows[0]!
  if (shelf === null) {
    const detail = `There is no category "${category}": choose one of /api/categories.`
    throw new Refusal('category_unknown', 404, { detail })
  }
  const read = rows.filter(({ id }) => id !== null)
  const { items, next } = pageOf(read, limit, ({ n, s, id }) => cursorOf(secrets, kind, [n, s, id, isAlike]))
  const seen = { value: items.length, exact: next === undefined && after === null }
  const count = listing.count ? (isAlike ? seen : await countOf(context.db, ask, q)) : null
  return {
    locale: locale ?? chain[0] ?? 'und',
    body: {
      items: items.filter(({ handle }) => handle !== null).map((row) => itemOf(row, chain)),
      ...(isAlike && items.length > 0 ? { alike: true as const } : {}),
      ...(next === undefined ? {} : { next }),
      ...(count === null ? {} : { count }),
    },
  }
}

type Place = After & { isAlike: boolean }
const afterOf = ([n, s, id, isAlike]: CursorValue[]): Place => ({
  n: n as number,
  s: s as string,
  id: id as string,
  isAlike: isAlike as boolean,
})

type Found = { rows: Row[]; isAlike: boolean }

async function rowsOf({ db }: CatalogContext, ask: Ask, { q, sort }: Listing, after: Place | null): Promise<Found> {
  if (q === null) return { rows: await shelfOf(db, ask, sort, after ?? starts[sort]), isAlike: false }
  const words = plainWordsOf(q)
  if (after?.isAlike === true) return { rows: await searchAlike(db, ask, words, after), isAlike: true }
  const rows = await searchWords(db, ask, wordsOf(q), sort as SearchOrder, after ?? searchStart)
  const isFound = rows[0]!.id !== null || rows[0]!.shelf === null || after !== null
  if (isFound || words.length === 0) return { rows, isAlike: false }
  return { rows: await searchAlike(db, ask, words, searchStart), isAlike: true }
}

function shelfOf(db: CatalogContext['db'], ask: Ask, sort: Listing['sort'], after: After): Promise<Row[]> {
  if (sort === 'price') return listCheapest(db, ask, after)
  if (sort === '-price') return listDearest(db, ask, after)
  return sort === 'title' ? listByTitle(db, ask, after) : listNewest(db, ask, after)
}

/** Counted to 1,000 and no further: a full count of a large shop costs more than it tells. */
async function countOf(
  db: CatalogContext['db'],
  ask: Ask,
  q: string | null,
): Promise<{ value: number; exact: boolean }> {
  const most = candidatesMax + 1
  const counted = q === null ? await countShelf(db, ask, most) : await countWords(db, ask, wordsOf(q), most)
  return { value: Math.min(counted, candidatesMax), exact: counted <= candidatesMax }
}

function itemOf(
  { id, handle, title, image, priceFrom, priceTo, currency, available }: Row,
  chain: string[],
): Static<typeof ProductItem> {
  return {
    id: id!,
    handle: handle!,
    title,
    ...(image === null ? {} : { image: pictureOf(image, chain, title) }),
    priceFrom: { amount: priceFrom, currency },
    priceTo: { amount: priceTo, currency },
    available,
  }
}
