/** The door before the house: who has no place is turned away with ready bytes, before a router, a log line or a token is looked at. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Ids } from '#kernel/chance.ts'
import { Overloaded } from '#kernel/errors.ts'
import type { Method, TrafficClass } from '#kernel/module.ts'
import type { Admission } from './admission.ts'
import { isRequestId } from './exchange.ts'
import { pathClasses } from './path-classes.ts'
import { type ProblemOptions, problemOf } from './problem.ts'
import { isOpenToAll, openHeaders, plainHeaders } from './replies.ts'

export type Door = {
  /** Tells the door the class of a route; `null`: always let in. */
  know(method: Method, pattern: string, traffic: TrafficClass | null): void
  /** True when the request was answered here with 503; nothing else may be done with it then. */
  turnsAway(request: IncomingMessage, response: ServerResponse): boolean
  /** True when the door let this request in, so that the gate need not ask again. */
  hasPassed(request: IncomingMessage): boolean
}

/** What is left of a larger body is not worth reading: the socket goes. */
const bodySkippedMaxBytes = 64 * 1024

/**
 * Opens the door of a process. In quiet times it looks at nothing. When the least class would be turned away, it tells the class
 * by method and path; what no route knows counts as `back`, preflights and probes are always let in.
 */
export function doorOf(admission: Admission, ids: Ids, { publicUrl, log }: ProblemOptions): Door {
  const classes = pathClasses<TrafficClass | null>()
  const passed = new WeakSet<IncomingMessage>()
  const sayNo = noOf(ids, { publicUrl, log })
  return {
    know: classes.add,
    hasPassed: (request) => passed.has(request),
    turnsAway(request, response) {
      if (admission.isOpenToAll()) return false
      const { method = '', url = '' } = request
      const traffic = method === 'OPTIONS' ? null : classes.of(method, url)
      if (traffic === null) return false
      if (admission.open(traffic ?? 'back', holdsSomething(request.headers))) {
        passed.add(request)
        return false
      }
      sayNo(request, response)
      return true
    },
  }
}

/** Whether the sender has a cart or an order. Who makes a token up gains a better place in the crowd, and nothing else. */
export const holdsSomething = (headers: IncomingMessage['headers']): boolean =>
  headers['cart-token'] !== undefined || headers['order-token'] !== undefined

/** Ready but for the id of the request. Text, so that head and body leave in one write. */
function noOf(ids: Ids, problems: ProblemOptions): (request: IncomingMessage, response: ServerResponse) => void {
  const { status, headers, body } = problemOf(problems, new Overloaded('too much to do'), '\n')
  const [start = '', end = ''] = body.toString().split('\\n')
  const heads = { plain: { ...plainHeaders, ...headers }, open: { ...openHeaders, ...plainHeaders, ...headers } }
  const ready = { plain: Object.entries(heads.plain).flat(), open: Object.entries(heads.open).flat() }
  const bytes = Buffer.byteLength(start + end)
  return (request, response) => {
    const given = request.headers['x-request-id']
    const id = isRequestId(given) ? given : ids.next()
    const head = [...(isOpenToAll(request.url ?? '') ? ready.open : ready.plain), 'x-request-id', id]
    head.push('content-length', String(bytes + id.length))
    if (!isSmall(request.headers)) head.push('connection', 'close')
    response.writeHead(status, head).end(`${start}${id}${end}`)
  }
}

const isSmall = (headers: IncomingMessage['headers']): boolean =>
  headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= bodySkippedMaxBytes
