/** Token buckets per network, in the process, bounded: what one caller may ask, so that the others are served. */
import { LRUCache } from 'lru-cache'
import type { Settings } from '#kernel/settings.ts'
import { secondsOf } from './problem.ts'

export type LimitName = 'login' | 'register' | 'mail'
export type RateLimits = {
  /** Takes one from the network's buckets. Answers how long to wait (0: go on) and the headers that tell the caller. */
  take(network: string, name: LimitName | undefined): { waitMs: number; headers: Record<string, string> }
}

type Bucket = { tokens: number; at: number }
type Limit = { take(network: string): { left: number; waitMs: number } }

/** 50,000 networks are remembered, about 5 MB; who is forgotten starts with a full bucket. */
const networksMax = 50_000

/** `quota` requests in `windowMs`, filled up evenly; a full bucket may be spent at once. */
function limitOf(quota: number, windowMs: number, clock: { now(): number }): Limit {
  const buckets = new LRUCache<string, Bucket>({ max: networksMax })
  const perMs = quota / windowMs
  return {
    take(network) {
      const now = clock.now()
      let bucket = buckets.get(network)
      if (bucket === undefined) buckets.set(network, (bucket = { tokens: quota, at: now }))
      bucket.tokens = Math.min(quota, bucket.tokens + Math.max(0, now - bucket.at) * perMs)
      bucket.at = now
      if (bucket.tokens < 1) return { left: 0, waitMs: (1 - bucket.tokens) / perMs }
      bucket.tokens -= 1
      return { left: Math.floor(bucket.tokens), waitMs: 0 }
    },
  }
}

/**
 * The limits of a process: the general one of every request, and stricter ones of routes that guess at secrets or send
 * mail, each with buckets of its own. Header fields as in draft-ietf-httpapi-ratelimit-headers-10.
 */
export function rateLimitsOf(limits: Settings['limits'], clock: { now(): number }): RateLimits {
  const general = limitOf(limits.requestsPerSecond, 1_000, clock)
  const strict = new Map<LimitName, Limit>()
  for (const name of ['login', 'register', 'mail'] as const)
    strict.set(name, limitOf(limits.loginsPerMinute, 60_000, clock))
  const policy = `"requests";q=${limits.requestsPerSecond};w=1`
  const policies = new Map(
    [...strict.keys()].map((name) => [name, `${policy}, "${name}";q=${limits.loginsPerMinute};w=60`]),
  )

  return {
    take(network, name) {
      const all = general.take(network)
      const one = name === undefined || all.waitMs > 0 ? null : strict.get(name)!.take(network)
      const headers = {
        'ratelimit-policy': name === undefined ? policy : policies.get(name)!,
        ratelimit: `"requests";r=${all.left};t=1${one === null ? '' : `, "${name}";r=${one.left};t=${secondsOf(one.waitMs)}`}`,
      }
      return { waitMs: Math.max(all.waitMs, one?.waitMs ?? 0), headers }
    },
  }
}
