/**
 * The listener for machines of our own: calls and events of other process groups, metrics, health. Never opened to the
 * outside.
 */
import { type IncomingMessage, type Server as NodeServer, createServer } from 'node:http'
import { isSigned, isTimely } from '#kernel/calls/http-link.ts'
import { type Process, describe } from '#kernel/compose.ts'
import { Overloaded, Refusal, UnknownOutcome, Unavailable } from '#kernel/errors.ts'
import type { Delivery } from '#kernel/events/inbox.ts'
import { traceparentOf } from './exchange.ts'
import type { Metrics } from './metrics.ts'
import { type Principal, trafficClasses } from '#kernel/module.ts'
import type { Health } from './health.ts'
import type { Sent } from './problem.ts'

const bodyMax = 4 * 1024 * 1024
const kinds = ['guest', 'user', 'machine', 'system']
const json = { 'content-type': 'application/json' }

/**
 * Makes the server; it does not listen yet. Unsigned calls get 401, and neither their body nor their method is looked
 * at further.
 */
export function internalOf(process: Process, health: Health, metrics: Metrics): NodeServer {
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 15_000, keepAliveTimeout: 72_000 },
    (request, response) => {
      answer(process, health, metrics, request)
        .catch((error) => failed(process, request, error))
        .then(({ status, headers, body }) =>
          response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body),
        )
        .catch((error) => process.options.log.error({ err: describe(error) }, 'an internal answer could not be sent'))
    },
  )
  return server
}

async function answer(process: Process, health: Health, metrics: Metrics, request: IncomingMessage): Promise<Sent> {
  const [path = ''] = (request.url ?? '').split('?')
  if (request.method === 'GET') {
    if (path === '/livez') return health.live()
    if (path === '/readyz') return health.ready()
    if (path === '/metrics')
      return {
        status: 200,
        headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
        body: await metrics.text(),
      }
  }
  const [, root, module = '', method = '', ...rest] = path.split('/')
  if (request.method !== 'POST' || root !== '_m' || method === '' || rest.length > 0)
    return told(404, { code: 'not_found' })
  return called(process, request, path, module, method)
}

async function called(
  process: Process,
  request: IncomingMessage,
  path: string,
  module: string,
  method: string,
): Promise<Sent> {
  const { clock, secrets, ids } = process.options
  const head = (name: string) => String(request.headers[name] ?? '')
  const who = head('banyan-principal')
  // What was not read of a body stands in the way of what comes next, so the connection ends.
  const last = (sent: Sent): Sent => ({ ...sent, headers: { ...json, connection: 'close' } })
  // `unavailable` is the truth for the caller: nothing was executed. Its log and this status say why.
  const unsigned = told(401, { code: 'unavailable', detail: 'banyan-signature is missing, wrong or older than 30 s' })
  if (!isTimely(clock.now(), head('banyan-signature'))) return last(unsigned)
  const body = await bodyOf(request)
  if (body === null) return last(told(413, { code: 'body_too_large' }))
  if (!isSigned(secrets.key('service calls'), clock.now(), path, who, body, head('banyan-signature'))) return unsigned
  const principal = principalOf(who)
  const leftMs = Number(head('banyan-deadline-ms'))
  if (principal === null || !(leftMs > 0)) return unsigned
  const deadline = clock.now() + Math.min(leftMs, 60_000)
  const input = parsed(body)
  if (input === undefined) return told(400, { code: 'invalid', details: { detail: 'The body is no JSON.' } })
  if (method === '_events') {
    const deliveries = input as Delivery[]
    const [first] = Array.isArray(deliveries) ? deliveries : []
    if (
      first === undefined ||
      !deliveries.every((each) => each.module === module && each.subscriber === first.subscriber)
    )
      return told(400, { code: 'invalid' })
    await process.receiveAll(deliveries, deadline)
    return told(200, {})
  }
  const trace = {
    requestId: head('x-request-id') || ids.next(),
    traceparent: traceparentOf(request.headers['traceparent']),
  }
  const traffic = trafficClasses.find((each) => each === head('banyan-traffic'))
  const origin = { principal, deadline, trace, ...(traffic === undefined ? {} : { traffic }) }
  return told(200, (await process.dispatch(module, method, input, origin)) ?? {})
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** Null when it is larger than 4 MiB; the rest is then not read. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > bodyMax) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** The signature vouches for it; its shape is checked all the same, so that two versions that differ fail here. */
function principalOf(header: string): Principal | null {
  try {
    const { kind, id, roles } = JSON.parse(Buffer.from(header, 'base64url').toString()) as Principal
    return kinds.includes(kind) && (kind === 'guest') === (id === null) && Array.isArray(roles)
      ? ({ kind, id, roles } as Principal)
      : null
  } catch {
    return null
  }
}

const told = (status: number, body: unknown): Sent => ({ status, headers: json, body: JSON.stringify(body) })

function failed({ options }: Process, request: IncomingMessage, error: unknown): Sent {
  if (error instanceof Refusal)
    return told(error.status, { code: error.code, status: error.status, details: error.details })
  if (error instanceof Overloaded) return told(503, { code: 'overloaded', retryAfterMs: error.retryAfterMs })
  if (error instanceof Unavailable) return told(503, { code: 'unavailable' })
  if (error instanceof UnknownOutcome) return told(503, { code: 'unknown_outcome' })
  options.log.error(
    { path: request.url, requestId: request.headers['x-request-id'], err: describe(error) },
    'a call failed',
  )
  return told(500, { code: 'internal' })
}
