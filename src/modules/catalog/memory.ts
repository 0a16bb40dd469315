/**
 * What each process keeps: bytes of public pages, and the markets. Never truth; a job forgets what changed, and time
 * forgets the rest.
 */
import { type Cache, type Page, cacheOf } from '#kernel/cache.ts'
import type { Clock } from '#kernel/chance.ts'
import type { OutputOf } from '#kernel/contract.ts'
import type { pricing } from '#modules/pricing/contract.ts'

export type Market = OutputOf<typeof pricing.queries.markets>[number]
export type CatalogMemory = {
  pages: Cache | null
  /** What a kept page shows and in which language, by the page's key. */
  shows: Map<string, Shown>
  markets: { at: number; list: Promise<Market[]> } | null
  /** Transactions older than this (xid8) were looked at; null before the first look. */
  seen: string | null
  seenAt: number
}
type Shown = { locale: string; productId: string | null }
type Keeper = { memory: CatalogMemory; clock: Clock }

const pageBytesMax = 32 * 1024 * 1024
/** The backstop behind the job that forgets what changed. */
const pageTtlMs = 60_000
/** A key and an id take about 300 bytes; more of them than pages fit means that they are of pages long gone. */
const shownMax = 50_000

/** Made once a process. */
export const catalogMemory = (): CatalogMemory => ({
  pages: null,
  shows: new Map(),
  markets: null,
  seen: null,
  seenAt: 0,
})

/** What a page is made of; `productId` when it shows one product, so that it is forgotten with that product only. */
export type Made = { body: object; locale: string; productId?: string }

/**
 * The kept page of this key, or the one that `make` makes: identical reads in flight are one, a refusal is not kept.
 */
export async function readPage(
  { memory, clock }: Keeper,
  key: string,
  make: () => Promise<Made>,
): Promise<Page & { locale: string }> {
  memory.pages ??= cacheOf({ maxBytes: pageBytesMax, ttlMs: pageTtlMs, clock })
  const page = await memory.pages.read(key, async () => {
    const { body, locale, productId = null } = await make()
    // Pages leave the cache by themselves; what is known of them must not outgrow it, however many questions are asked.
    if (memory.shows.size >= shownMax) forgetAll({ memory })
    memory.shows.set(key, { locale, productId })
    return { body: Buffer.from(JSON.stringify(body)) }
  })
  return { ...page, locale: memory.shows.get(key)?.locale ?? 'und' }
}

/** Forgets the pages of these products, and every list and tree, since any of them may show them. */
export function forgetProducts({ memory }: Pick<Keeper, 'memory'>, productIds: Iterable<string>): void {
  const changed = new Set(productIds)
  if (changed.size === 0) return
  memory.pages?.drop((key) => {
    const productId = memory.shows.get(key)?.productId ?? null
    // A page that is being made for the first time is not known to show a product yet; it may have read what was true
    // before.
    const stale = productId === null || changed.has(productId)
    if (stale) memory.shows.delete(key)
    return stale
  })
}

/** Forgets every page. */
export function forgetAll({ memory }: Pick<Keeper, 'memory'>): void {
  memory.pages?.drop(() => true)
  memory.shows.clear()
}
