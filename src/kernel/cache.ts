/** Ready bytes of public reads, bounded in memory: a read is a hit, or one question that everyone who waits shares. */
import { LRUCache } from 'lru-cache'
import { strongEtag } from './http/etag.ts'
import type { Random } from './chance.ts'

export type Page = { body: Buffer; etag: string }
export type Cache = {
  /**
   * The page of this key, made by `make` when it is not there. Identical reads in flight are one; a failure is not
   * kept.
   */
  read(key: string, make: () => Promise<{ body: Buffer }>): Promise<Page>
  /** Forgets one key, or all that the predicate names; a read in flight for one of them is not kept when it ends. */
  drop(which: string | ((key: string) => boolean)): void
  /** Bytes kept now. */
  readonly size: number
}
export type CacheOptions = { maxBytes: number; ttlMs: number; clock: { now(): number }; random?: Random }

type Entry = Page & { until: number }
type Flight = { page: Promise<Page>; dropped: boolean }
/** What an entry costs beside its bytes: key, tag, and the list's own links. */
const overheadBytes = 300

/**
 * Makes a cache. Entries live `ttlMs`, less up to a tenth by chance, so that what was read together does not expire
 * together.
 */
export function cacheOf({ maxBytes, ttlMs, clock, random }: CacheOptions): Cache {
  const kept = new LRUCache<string, Entry>({
    maxSize: maxBytes,
    sizeCalculation: ({ body }, key) => body.length + key.length * 2 + overheadBytes,
  })
  const flights = new Map<string, Flight>()
  let turn = 0
  /** From the given chance, or else by turns: an even spread needs no unpredictability. */
  const jitter = () => (random === undefined ? (turn += 0.618) % 1 : random.bytes(1)[0]! / 256)

  const fly = (key: string, make: () => Promise<{ body: Buffer }>): Promise<Page> => {
    const flight: Flight = {
      dropped: false,
      page: Promise.resolve()
        .then(make)
        .then(({ body }) => ({ body, etag: strongEtag(body) })),
    }
    flights.set(key, flight)
    const land = () => flights.get(key) === flight && flights.delete(key)
    flight.page.then((page) => {
      if (!flight.dropped) kept.set(key, { ...page, until: clock.now() + ttlMs * (1 - jitter() / 10) })
      land()
    }, land)
    return flight.page
  }

  return {
    read(key, make) {
      const entry = kept.get(key)
      if (entry !== undefined && entry.until > clock.now()) return Promise.resolve(entry)
      return flights.get(key)?.page ?? fly(key, make)
    },
    drop(which) {
      const named = typeof which === 'string' ? (key: string) => key === which : which
      const gone = [...kept.keys()].filter(named)
      for (const key of gone) kept.delete(key)
      for (const [key, flight] of flights) {
        if (!named(key)) continue
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
