/** The one place where answers leave: common headers, 304, HEAD, and the bytes. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Reply } from '#kernel/module.ts'
import { depart } from './departures.ts'
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
  const named: Record<string, string> = {}
  for (const name in headers) named[name.toLowerCase()] = headers[name]!
  if (body !== undefined || type !== undefined) named['content-type'] = type ?? named['content-type'] ?? json
  return { status, headers: named, body: bytes }
}

/** Sends an answer and records it. A reader who has these bytes already gets 304 instead. Throws when a header cannot be sent. */
export function send(request: FastifyRequest, reply: FastifyReply, sent: Sent): void {
  const { exchange, method } = request
  const isRead = method === 'GET' || method === 'HEAD'
  const headers = headersOf(request, sent, isRead)
  const closing = reply.getHeader('connection')
  if (closing !== undefined) headers['connection'] = closing as string
  const hasIt = isRead && sent.status === 200 && noneMatchHits(request.headers['if-none-match'], sent.headers['etag'])
  const status = hasIt ? 304 : sent.status
  const isEmpty = status === 204 || status === 304
  if (isEmpty) delete headers['content-type']
  else headers['content-length'] = String(Buffer.byteLength(sent.body))
  // Fastify would look at every header and hook once more; nothing of it is left to decide.
  reply.hijack()
  reply.raw.writeHead(status, headers)
  exchange.record(request, status, isEmpty ? 0 : Number(headers['content-length']))
  depart(reply.raw, isEmpty ? null : sent.body)
}

function headersOf({ exchange, url }: FastifyRequest, { headers: own }: Sent, isRead: boolean): Record<string, string> {
  const type = own['content-type'] ?? ''
  const headers: Record<string, string> = { ...exchange.headers }
  if (!type.includes('json'))
    headers['content-security-policy'] = type.startsWith('text/html') ? pagePolicy : dataPolicy
  if (isOpenToAll(exchange.served?.route.path ?? url)) Object.assign(headers, openHeaders)
  Object.assign(headers, plainHeaders)
  headers['x-request-id'] = exchange.requestId
  Object.assign(headers, own)
  // What someone logged in, wrote, or got with a token is theirs alone; a handler may open only what a guest may read.
  const isOwn = !isRead || exchange.principal.kind !== 'guest'
  const cacheControl = own['cache-control']
  if (isOwn || cacheControl === undefined) headers['cache-control'] = 'no-store'
  else if (cacheControl !== 'no-store' && own['vary'] === undefined)
    headers['vary'] = 'Authorization, Accept-Language, Market'
  return headers
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
