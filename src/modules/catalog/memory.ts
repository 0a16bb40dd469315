/** What each process keeps: bytes of public pages, and the markets. Never truth; a job forgets what changed, and time forgets the rest. */
import { type Cache, type Page, cacheOf } from '#kernel/cache.ts'
import type { Clock } from '#kernel/chance.ts'
import type { OutputOf } from '#kernel/contract.ts'
import type { pricing } from '#modules/pricing/contract.ts'

export type Market = OutputOf<typeof pricing.queries.markets>[number]
export type CatalogMemory = {
  pages: Cache | null
  /** Which product a kept page shows, by the page's key. */
  shows: Map<string, string>
  markets: { at: number; list: Promise<Market[]> } | null
  /** Transactions older than this (xid8) were looked at; null before the first look. */
  seen: string | null
  seenAt: number
}
type Keeper = { memory: CatalogMemory; clock: Clock }

const pageBytesMax = 32 * 1024 * 1024
/** The backstop behind the job that forgets what changed. */
const pageTtlMs = 60_000
/** A key and an id take about 300 bytes; more of them than pages fit means that they are of pages long gone. */
const shownMax = 50_000

/** Made once a process. */
export const catalogMemory = (): CatalogMemory => ({ pages: null, shows: new Map(), markets: null, seen: null, seenAt: 0 })

/** What a page is made of; `productId` when it shows one product, so that it is forgotten with that product only. */
export type Made = { body: Buffer; productId?: string }

/** The kept page of this key, or the one that `make` makes: identical reads in flight are one, a refusal is not kept. */
export function readPage({ memory, clock }: Keeper, key: string, make: () => Promise<Made>): Promise<Page> {
  memory.pages ??= cacheOf({ maxBytes: pageBytesMax, ttlMs: pageTtlMs, clock })
  return memory.pages.read(key, async () => {
    const { body, productId } = await make()
    if (productId !== undefined) memory.shows.set(key, productId)
    return { body }
  })
}

/** Forgets the pages of these products, and every list and tree, since any of them may show them. */
export function forgetProducts({ memory }: Pick<Keeper, 'memory'>, productIds: Iterable<string>): void {
  const changed = new Set(productIds)
  if (changed.size === 0) return
  if (memory.shows.size > shownMax) return forgetAll({ memory })
  memory.pages?.drop((key) => {
    const productId = memory.shows.get(key)
    // A page that is being made for the first time is not known to show a product yet; it may have read what was true before.
    const stale = productId === undefined || changed.has(productId)
    if (stale) memory.shows.delete(key)
    return stale
  })
}

/** Forgets every page. */
export function forgetAll({ memory }: Pick<Keeper, 'memory'>): void {
  memory.pages?.drop(() => true)
  memory.shows.clear()
}
