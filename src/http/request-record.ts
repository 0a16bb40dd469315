/**
 * One log line and one count for each answered request: who asked for what, and how it went. Never bodies, tokens or
 * addresses of pages.
 */
import type { FastifyRequest } from 'fastify'
import type { Answered, Log } from '#kernel/log.ts'
import type { Counter, Metrics } from './metrics.ts'
import type { Served } from './exchange.ts'

/** Takes the request, the status of its answer and the length of the answer's body in bytes. */
export type Recorder = (request: FastifyRequest, status: number, bytes: number) => void

/** Nobody waits for the answer any more; the number is nginx's. */
const goneStatus = 499

/** Makes the record of a server. It is told when an answer leaves: to watch each socket until the last byte cost as much as the rest. */
export function recorderOf(log: Log, metrics: Metrics): Recorder {
  const counters = new Map<Served, Counter>()
  const counterOf = (served: Served): Counter => {
    let counter = counters.get(served)
    if (counter === undefined) {
      const { route, module } = served
      counters.set(served, (counter = metrics.requests(nameOf(module), route.method, route.path)))
    }
    return counter
  }
  return (request, answered, bytes) => {
    const { exchange, method, raw } = request
    const { served, requestId, principal, begunMs, traceparent } = exchange
    const elapsedMs = performance.now() - begunMs
    const status = raw.socket.destroyed ? goneStatus : answered
    const module = nameOf(served?.module)
    const route = served?.route.path ?? request.routeOptions.url ?? 'unknown'
    // A route answers HEAD too, where it answers GET.
    const count = method === served?.route.method ? counterOf(served) : metrics.requests(module, method, route)
    count(status, elapsedMs)
    const ms = Math.round(elapsedMs * 10) / 10
    const fields: Answered = { method, route, status, ms, requestId, module, bytes, principal: principal.kind }
    if (principal.id !== null) fields.principalId = principal.id
    if (traceparent !== null) fields.traceparent = traceparent
    if (log.request === undefined) log.info(fields, 'request')
    else log.request(fields)
  }
}

const nameOf = (module: Served['module'] | undefined): string => module?.contract.name ?? 'kernel'
