/**
 * What each process keeps: bytes of public pages, and the markets. Never truth; a job forgets what changed, and time
 * forgets the rest.
 */
import { type Cache, type Page, cacheOf } from '#http/cache.ts'
import type { Clock } from '#kernel/chance.ts'
import type { OutputOf } from '#kernel/contract.ts'
import type { pricing } from '#modules/pricing/contract.ts'

export type Market = OutputOf<typeof pricing.queries.markets>[number]
/** `productId` of a page that shows one product; null: a list or a tree, which may show any. */
type Shown = { productId: string | null; locale: string }
/** Languages to try, best first, and what a question in that market and those languages is kept under. */
export type Voice = { chain: string[]; key: string }
export type CatalogMemory = {
  pages: Cache<Shown> | null
  /** By the list that was asked for, which is the same one for the same header, and the market as it was last told. */
  voices: WeakMap<readonly string[], WeakMap<Market, Voice>>
  markets: { at: number; list: Promise<Market[]> } | null
  /** Transactions older than this (xid8) were looked at; null before the first look. */
  seen: string | null
  seenAt: number
}
type Keeper = { memory: CatalogMemory; clock: Clock }

const pageBytesMax = 32 * 1024 * 1024
/** The backstop behind the job that forgets what changed. */
const pageTtlMs = 60_000
/** Made once a process. */
export const catalogMemory = (): CatalogMemory => ({
  pages: null,
  voices: new WeakMap(),
  markets: null,
  seen: null,
  seenAt: 0,
})

/** What a page is made of; `productId` when it shows one product, so that it is forgotten with that product only. */
export type Made = { body: object; locale: string; productId?: string }

/**
 * The kept page of this key, or the one that `make` makes: identical reads in flight are one, a refusal is not kept.
 */
export function readPage({ memory, clock }: Keeper, key: string, make: () => Promise<Made>): Promise<Page<Shown>> {
  memory.pages ??= cacheOf<Shown>({ maxBytes: pageBytesMax, ttlMs: pageTtlMs, clock })
  return memory.pages.read(key, async () => {
    const { body, locale, productId = null } = await make()
    return { body: Buffer.from(JSON.stringify(body)), productId, locale }
  })
}

/** Forgets the pages of these products, and every list and tree, since any of them may show them. */
export function forgetProducts({ memory }: Pick<Keeper, 'memory'>, productIds: Iterable<string>): void {
  const changed = new Set(productIds)
  if (changed.size === 0) return
  // What is being made now may have read what was true before.
  memory.pages?.drop((_key, page) => page === undefined || page.productId === null || changed.has(page.productId))
}

/** Forgets every page. */
export function forgetAll({ memory }: Pick<Keeper, 'memory'>): void {
  memory.pages?.drop(() => true)
}
