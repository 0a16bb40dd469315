/** Ready bytes of public reads, bounded in memory: a read is a hit, or one question that everyone who waits shares. */
import { LRUCache } from 'lru-cache'
import { strongEtag } from './etag.ts'
import type { Random } from '#kernel/chance.ts'

/** Bytes and their tag, with what else was made of them. */
export type Page<T = {}> = T & { body: Buffer; etag: string }
export type Cache<T = {}> = {
  /**
   * The page of this key, made by `make` when it is not there. Identical reads in flight are one; a failure is not
   * kept.
   */
  read(key: string, make: () => Promise<T & { body: Buffer }>): Promise<Page<T>>
  /**
   * Forgets one key, or all that the predicate names; a read in flight for one of them is not kept when it ends. Of a
   * page that is still being made only the key is known.
   */
  drop(which: string | ((key: string, page: Page<T> | undefined) => boolean)): void
  /** Bytes kept now. */
  readonly size: number
}
export type CacheOptions = { maxBytes: number; ttlMs: number; clock: { now(): number }; random?: Random }

type Entry<T> = { page: Page<T>; until: number; found: Promise<Page<T>> }
type Flight<T> = { page: Promise<Page<T>>; dropped: boolean }
/** What an entry costs beside its bytes: key, tag, what else is known of it, and the list's own links. */
const overheadBytes = 500

/**
 * Makes a cache. Entries live `ttlMs`, less up to a tenth by chance, so that what was read together does not expire
 * together.
 */
export function cacheOf<T = {}>({ maxBytes, ttlMs, clock, random }: CacheOptions): Cache<T> {
  const kept = new LRUCache<string, Entry<T>>({
    maxSize: maxBytes,
    sizeCalculation: ({ page: { body } }, key) => body.length + key.length * 2 + overheadBytes,
  })
  const flights = new Map<string, Flight<T>>()
  let turn = 0
  /** From the given chance, or else by turns: an even spread needs no unpredictability. */
  const jitter = () => (random === undefined ? (turn += 0.618) % 1 : random.bytes(1)[0]! / 256)

  const fly = (key: string, make: () => Promise<T & { body: Buffer }>): Promise<Page<T>> => {
    const flight: Flight<T> = {
      dropped: false,
      page: Promise.resolve()
        .then(make)
        .then((made) => ({ ...made, etag: strongEtag(made.body) })),
    }
    flights.set(key, flight)
    const land = () => flights.get(key) === flight && flights.delete(key)
    flight.page.then((page) => {
      if (!flight.dropped) kept.set(key, { page, until: clock.now() + ttlMs * (1 - jitter() / 10), found: flight.page })
      land()
    }, land)
    return flight.page
  }

  return {
    read(key, make) {
      const entry = kept.get(key)
      if (entry !== undefined && entry.until > clock.now()) return entry.found
      return flights.get(key)?.page ?? fly(key, make)
    },
    drop(which) {
      const named = typeof which === 'string' ? (key: string) => key === which : which
      const gone = [...kept.entries()].filter(([key, { page }]) => named(key, page))
      for (const [key] of gone) kept.delete(key)
      for (const [key, flight] of flights) {
        if (!named(key, undefined)) continue
        // It may have read what was true before: who asks from now on gets a read of his own.
        flight.dropped = true
        flights.delete(key)
      }
    },
    get size() {
      return kept.calculatedSize
    },
  }
}
