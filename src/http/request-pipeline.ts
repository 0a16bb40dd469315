/** The way of a request: gate (who is let in, who asks, may they) → body → checks → key → act → reply. */
import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import type { Process } from '#kernel/compose.ts'
import { Overloaded, UnknownOutcome, Unavailable } from '#kernel/errors.ts'
import type { Principal } from '#kernel/module.ts'
import { accessOf } from './access.ts'
import type { Admission } from './admission.ts'
import { type Door, holdsSomething } from './door.ts'
import type { LargeBodies } from './large-bodies.ts'
import { actOf } from './route-act.ts'
import { type Served, exchangeOf } from './exchange.ts'
import type { Patience } from './patience.ts'
import { type ProblemOptions, type Sent, kernelRefusal, problemOf } from './problem.ts'
import type { RateLimits } from './rate-limit.ts'
import { send } from './replies.ts'
import type { Recorder } from './request-record.ts'
import { bodyLimitBytes } from './wire.ts'

/** What every request of a process is served with. */
export type Kernel = {
  process: Process
  authenticate(headers: Record<string, string | undefined>): Promise<Principal>
  admission: Admission
  bodies: LargeBodies
  door: Door
  rates: RateLimits
  patience: Patience
  record: Recorder
  problems: ProblemOptions
  trustedProxies: number
  /** In tests: an answer that does not fit its schema, or a refusal that is not declared, is a thrown bug. */
  checkReplies: boolean
  isDraining(): boolean
  shed: Shed
}

const urlMax = 8_192

/**
 * Runs before anything of the body is read. Refuses what is malformed, shed (503), too often (429), wrongly signed
 * (401) or not allowed (401, 403). `served` null: one of the kernel's own pages, open to all.
 */
export function gateOf(kernel: Kernel, served: Served | null): onRequestHookHandler {
  const { authenticate, door, admission, rates } = kernel
  return (request, reply, done) => {
    const exchange = (request.exchange = exchangeOf(request, served, kernel))
    try {
      if (kernel.isDraining()) return kernel.shed(request, reply.header('connection', 'close'))
      const isKnown = served === null || door.hasPassed(request.raw)
      if (!isKnown && !admission.open(served.traffic, holdsSomething(request.headers)))
        return kernel.shed(request, reply)
      checkLine(request)
      const { waitMs, headers } = rates.take(exchange.network, served?.route.limit)
      exchange.headers = headers
      if (waitMs > 0) throw kernelRefusal('rate_limited', { retryAfterMs: waitMs })
      if (served !== null && !hasRoom(kernel, request, served))
        return kernel.shed(request, reply.header('connection', 'close'))
      if (served === null || request.headers.authorization === undefined) {
        if (served !== null) accessOf(served.route.access, exchange.principal)
        return done()
      }
    } catch (error) {
      return done(error as Error)
    }
    authenticate(request.headers as Record<string, string | undefined>)
      .then((principal) => {
        exchange.principal = principal
        accessOf(served.route.access, principal)
      })
      .then(() => done(), done)
  }
}

/** Counted with the heap: it is memory that is short. A multipart body is read as it is used, and holds none. */
function hasRoom({ bodies, admission }: Kernel, { raw }: FastifyRequest, { route, traffic }: Served): boolean {
  if (route.multipart === true || bodies.admits(raw, route.bodyLimit ?? bodyLimitBytes)) return true
  admission.shed[traffic].heap++
  return false
}

function checkLine({ raw, headers }: FastifyRequest): void {
  const url = raw.url ?? ''
  if (url.length > urlMax) throw kernelRefusal('url_too_long')
  // Absolute-form is for proxies: a host in the request line that differs from ours has no good reason to be here.
  if (!url.startsWith('/')) throw kernelRefusal('malformed_url')
  if (raw.httpVersion === '1.1' && !namesOneHost(raw.rawHeaders)) throw kernelRefusal('malformed_request')
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') throw kernelRefusal('unsupported_media_type')
}

/** Two hosts may mean one to a proxy in front and the other to us (RFC 9112 §3.2). */
function namesOneHost(rawHeaders: string[]): boolean {
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]!.length === 4 && rawHeaders[at]!.toLowerCase() === 'host') hosts++
  return hosts === 1
}

type Shed = (request: FastifyRequest, reply: FastifyReply) => void
/** Says no with bytes that are ready but for the request's id: turning away must cost next to nothing. */
export function shedderOf({ publicUrl, log }: ProblemOptions): Shed {
  const { status, headers, body } = problemOf({ publicUrl, log }, new Overloaded('too much to do'), '\n')
  const [head = '', tail = ''] = body.toString().split('\\n')
  return (request, reply) =>
    send(request, reply, { status, headers, body: `${head}${request.exchange.requestId}${tail}` })
}

/**
 * Answers a request that passed the gate: holds a place of its class, and never waits much longer than the route's
 * deadline. Statements and calls end at the deadline by themselves; the wait is for what waits for something else.
 */
export function handlerOf(kernel: Kernel, served: Served): (request: FastifyRequest, reply: FastifyReply) => void {
  const { admission, problems, patience } = kernel
  const act = actOf(kernel, served)
  const { method, multipart, deadlineMs = served.traffic === 'checkout' ? 8_000 : 5_000 } = served.route
  const why = 'a route ran past its deadline'
  const late = () => (method === 'GET' ? new Unavailable(why) : new UnknownOutcome(why))
  return (request, reply) => {
    if (!admission.enter(served.traffic, holdsSomething(request.headers))) return kernel.shed(request, reply)
    const answer = (sent: Sent) => {
      // Also where a refusal left part of an upload unread.
      if (kernel.isDraining() || (multipart === true && sent.status >= 400)) reply.header('connection', 'close')
      send(request, reply, sent)
    }
    const fail = (error: unknown) => answer(problemOf(problems, error, request.exchange.requestId))
    const began = performance.now()
    const leave = () => admission.leave(served.traffic, performance.now() - began)
    const work = act(request, deadlineMs)
    work.then(leave, leave)
    // Again at the end: an answer may have a header that cannot be sent.
    patience
      .within(work, deadlineMs + 1_000, late)
      .then(answer, fail)
      .catch(fail)
  }
}
