/** The one place where answers leave: common headers, 304, HEAD, and the bytes. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Reply } from '../module.ts'
import { noneMatchHits } from './etag.ts'
import type { Sent } from './problem.ts'

const json = 'application/json'
/** No script or style inside a page, nothing from elsewhere, no frame around it. */
export const pagePolicy = [
  "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'",
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
].join('; ')
/** For everything else that a browser could be made to show, drawings above all. JSON it does not run. */
const dataPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox"
export const openHeaders = { 'access-control-allow-origin': '*', 'access-control-expose-headers': '*' }
/** On every answer. */
export const plainHeaders = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' }

/** A handler's reply as what is sent: objects become JSON, texts and bytes go as they are. */
export function sentOf({ status, body, type, headers }: Reply): Sent {
  const bytes =
    body === undefined ? '' : typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  const named = Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]))
  if (body !== undefined || type !== undefined) named['content-type'] = type ?? named['content-type'] ?? json
  return { status, headers: named, body: bytes }
}

/** Sends an answer. A reader who has these bytes already gets 304 instead. */
export function send(request: FastifyRequest, reply: FastifyReply, sent: Sent): FastifyReply {
  const { exchange, method } = request
  const isRead = method === 'GET' || method === 'HEAD'
  const type = sent.headers['content-type'] ?? ''
  reply.headers(exchange.headers)
  if (!type.includes('json'))
    reply.header('content-security-policy', type.startsWith('text/html') ? pagePolicy : dataPolicy)
  if (isOpenToAll(exchange.served?.route.path ?? request.url)) reply.headers(openHeaders)
  reply.headers(plainHeaders)
  reply.header('x-request-id', exchange.requestId)
  reply.headers(sent.headers)
  // What someone logged in, wrote, or got with a token is theirs alone; a handler may open only what a guest may read.
  const isOwn = !isRead || exchange.principal.kind !== 'guest'
  if (isOwn || sent.headers['cache-control'] === undefined) reply.header('cache-control', 'no-store')
  else if (!('vary' in sent.headers) && sent.headers['cache-control'] !== 'no-store')
    reply.header('vary', 'Authorization, Accept-Language, Market')
  if (isRead && sent.status === 200 && noneMatchHits(request.headers['if-none-match'], sent.headers['etag'])) {
    return reply.removeHeader('content-type').code(304).send()
  }
  if (sent.status === 204 || sent.status === 304) return reply.code(sent.status).send()
  // Bytes, not text: Fastify would add a charset to the type, which JSON does not have (RFC 8259 §11).
  return reply.code(sent.status).send(typeof sent.body === 'string' ? Buffer.from(sent.body) : sent.body)
}

/**
 * Storefronts of any origin may read and write with a token in a header; the back office is not for foreign pages. No
 * cookies, so no credentials.
 */
export const isOpenToAll = (url: string): boolean => url.startsWith('/api') && !url.startsWith('/api/admin')

/** The answer to a browser's question before it sends (Fetch standard, CORS preflight), and to OPTIONS by hand. */
export function preflight(url: string, allow: string): Sent {
  const headers: Record<string, string> = { allow }
  if (isOpenToAll(url)) {
    headers['access-control-allow-methods'] = allow
    headers['access-control-allow-headers'] =
      'Authorization, Content-Type, Idempotency-Key, Cart-Token, Order-Token, If-Match, If-None-Match, ' +
      'Market, Accept-Language, X-Request-Id, traceparent'
    headers['access-control-max-age'] = '86400'
  }
  return { status: 204, headers, body: '' }
}
