/** What is known of one request before its body is read: its id, where it comes from, who asks, and for which route. */
import type { FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { type Module, type Principal, type Route, type TrafficClass, guest } from '#kernel/module.ts'
import { networkOf } from './network.ts'
import { kernelRefusal } from './problem.ts'
import type { Kernel } from './request-pipeline.ts'
import type { Recorder } from './request-record.ts'

/** A route with the module whose it is; null: the kernel's own. */
export type Served = { module: Module | null; route: Route; traffic: TrafficClass }
export type Exchange = {
  served: Served | null
  requestId: string
  /** When it began, by `performance.now()`. */
  begunMs: number
  /** Told once, when the answer leaves. */
  record: Recorder
  traceparent: string | null
  network: string
  principal: Principal
  /** The body as it came; empty until it has. */
  raw: Buffer
  /** Headers that every answer to this request carries. */
  headers: Record<string, string>
}
declare module 'fastify' {
  interface FastifyRequest {
    exchange: Exchange
  }
}

const noBytes = Buffer.alloc(0)

/** True for a sane `X-Request-Id`: one that may stand in a log and in a header. */
export const isRequestId = (given: unknown): given is string =>
  typeof given === 'string' && /^[\w.:-]{1,100}$/.test(given)

/** The header as it came where it is sane (W3C Trace Context §3.2, version 00), else null. */
export const traceparentOf = (given: unknown): string | null =>
  typeof given === 'string' && /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/.test(given) ? given : null

/**
 * Begins an exchange. A sane `X-Request-Id` is kept, so that a client's log and ours meet; any other gets a new one.
 */
export function exchangeOf(
  { headers, raw }: FastifyRequest,
  served: Served | null,
  { process, trustedProxies, record }: Pick<Kernel, 'process' | 'trustedProxies' | 'record'>,
): Exchange {
  const given = headers['x-request-id']
  const requestId = isRequestId(given) ? given : process.options.ids.next()
  return {
    served,
    requestId,
    begunMs: performance.now(),
    record,
    traceparent: traceparentOf(headers['traceparent']),
    network: networkOf(raw.socket.remoteAddress, headers['x-forwarded-for'] as string | undefined, trustedProxies),
    principal: guest,
    raw: noBytes,
    headers: {},
  }
}

/** Always the same list, as a header that came before gives: who keeps something by it finds it again. */
const noLocales: string[] = []
const parsed = new LRUCache<string, string[]>({ max: 500 })
/**
 * Languages the caller asked for, best first: `?locale=`, else `Accept-Language` by its weights (RFC 9110 §12.5.4), at
 * most ten.
 */
export function localesOf(locale: unknown, acceptLanguage: string | undefined): string[] {
  if (locale !== undefined) {
    if (typeof locale === 'string' && isLanguage(locale)) return [locale]
    const errors = [
      { pointer: '/locale', code: 'invalid', detail: 'is no language tag (BCP 47), like "de" or "en-GB"' },
    ]
    throw kernelRefusal('invalid', { errors })
  }
  if (acceptLanguage === undefined) return noLocales
  let locales = parsed.get(acceptLanguage)
  if (locales === undefined) parsed.set(acceptLanguage, (locales = byWeight(acceptLanguage)))
  return locales
}

const isLanguage = (text: string): boolean => /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$/.test(text)

function byWeight(header: string): string[] {
  const ranges = header
    .slice(0, 1_000)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';')
      const weight = parameters
        .map((each) => /^\s*q=([01](\.\d{0,3})?)\s*$/.exec(each)?.[1])
        .find((each) => each !== undefined)
      return { tag: tag.trim(), weight: Number(weight ?? 1) }
    })
  const known = ranges.filter(({ tag, weight }) => isLanguage(tag) && weight > 0)
  return known
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 10)
    .map(({ tag }) => tag)
}

/**
 * The market's handle from `?market=` or `Market`, or null for the default. Refuses `invalid` (400) what is no handle.
 */
export function marketOf(market: unknown, header: string | undefined): string | null {
  const given = market ?? header
  if (given === undefined || given === '') return null
  if (typeof given === 'string' && /^[a-z0-9][a-z0-9-]{0,63}$/i.test(given)) return given
  throw kernelRefusal('invalid', {
    errors: [{ pointer: '/market', code: 'invalid', detail: 'is no handle of a market' }],
  })
}
