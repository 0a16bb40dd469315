/**
 * One log line and one count for each answered request: who asked for what, and how it went. Never bodies, tokens or
 * addresses of pages.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Answered, Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'

/** Nobody waits for the answer any more; the number is nginx's. */
const goneStatus = 499

/** Hangs the record on a server. `route` is the pattern, `bytes` the length of the answer's body. */
export function recordRequests(app: FastifyInstance, log: Log, metrics: Metrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    record(log, metrics, request, reply.statusCode, reply.elapsedTime, bytesOf(reply))
    done()
  })
  app.addHook('onRequestAbort', (request, done) => {
    record(log, metrics, request, goneStatus, 0, 0)
    done()
  })
}

function record(
  log: Log,
  metrics: Metrics,
  request: FastifyRequest,
  status: number,
  elapsedMs: number,
  bytes: number,
): void {
  const { exchange, method } = request
  // Gone before the first hook ran.
  if (exchange === undefined) return
  const { served, requestId, principal } = exchange
  const route = served?.route.path ?? request.routeOptions.url ?? 'unknown'
  const module = served?.module?.contract.name ?? 'kernel'
  metrics.request(module, method, route, status, elapsedMs)
  const answered: Answered = {
    method,
    route,
    status,
    ms: Math.round(elapsedMs * 10) / 10,
    requestId,
    module,
    bytes,
    principal: principal.kind,
  }
  if (principal.id !== null) answered.principalId = principal.id
  if (log.request === undefined) log.info(answered, 'request')
  else log.request(answered)
}

const bytesOf = (reply: FastifyReply): number => Number(reply.getHeader('content-length') ?? 0)
