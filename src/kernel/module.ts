/** A module as one value: who it is, whom it may call, what it answers, hears, serves and repeats. */
import type { Static, TObject, TProperties, TSchema } from 'typebox'
import type { BodyOf, CallsOf, Client, Contract, Event, InputOf, OutputOf, Refuses } from './contract.ts'
import type { Db, Once } from './database/sql.ts'
import type { Clock, Ids, Random } from './chance.ts'
import type { Log } from './log.ts'
import type { Secrets } from './secrets.ts'
import type { Settings } from './settings.ts'

export type Needs = Record<string, Contract>
export type Role = 'customer' | 'staff' | 'administrator'

/** On whose behalf something is done. A guest has no id; the system is the shop itself: jobs, reactions, imports. */
export type Principal =
  | { readonly kind: 'guest'; readonly id: null; readonly roles: readonly Role[] }
  | { readonly kind: 'user' | 'machine' | 'system'; readonly id: string; readonly roles: readonly Role[] }
export const guest: Principal = { kind: 'guest', id: null, roles: [] }
export const system: Principal = { kind: 'system', id: 'system', roles: ['administrator', 'staff'] }

/** Made anew for each request, event or job: it carries the time left and on whose behalf; nothing is read from a global. */
export type Context<N extends Needs = {}, M = unknown> = { readonly [K in keyof N]: Client<N[K]> } & {
  readonly db: Db
  readonly principal: Principal
  /** Epoch milliseconds by `clock`; what starts later is refused, what runs longer is cancelled. */
  readonly deadline: number
  readonly clock: Clock
  readonly random: Random
  readonly ids: Ids
  readonly log: Log
  readonly secrets: Secrets
  readonly settings: Settings
  /** What this module keeps in the process: caches and counters, never truth. Made once a process by `memory()`. */
  readonly memory: M
  readonly trace: Trace
}

/** W3C trace context and the request's id, handed on with every call and event. */
export type Trace = { readonly requestId: string; readonly traceparent: string | null }
/** What stands beside a fact in its outbox row: the trace of the request that made it true. */
export type FactHeaders = { traceparent: string }
/** The headers of the facts of a request; null when it came without a trace. */
export const headersOf = ({ traceparent }: Trace): FactHeaders | null => (traceparent === null ? null : { traceparent })

type Answers<C extends Contract, X> = {
  [M in keyof CallsOf<C>]: (context: X, input: InputOf<CallsOf<C>[M]>) => Promise<OutputOf<CallsOf<C>[M]>>
}

/** A reaction is one statement: its effect and the inbox row that says "seen" are one commit. It gets no clients. */
export type Reaction = {
  event: Event
  subscriber: string
  /** How many facts it takes at once, each of another aggregate. */
  most: number
  react: (once: Once, facts: Heard<any>[]) => Promise<unknown>
}
/** A fact as a reaction gets it. */
export type Heard<B> = { body: B; meta: EventMeta }
/** `id` is the event's own and the key of external effects; `at` is when it became true (RFC 3339); `settings` of who reacts. */
export type EventMeta = { id: string; at: string; clock: Clock; ids: Ids; settings: Settings }

/** Hears `event`, one fact a statement; `subscriber` is part of the inbox key and never changes. */
export function when<E extends Event>(
  event: E,
  subscriber: string,
  react: (once: Once, body: BodyOf<E>, meta: EventMeta) => Promise<unknown>,
): Reaction {
  return { event, subscriber, most: 1, react: (once, [fact]) => react(once, fact!.body, fact!.meta) }
}

/** Hears `event`, up to 100 facts a statement, each of another aggregate: for what every purchase tells. */
export function whenMany<E extends Event>(
  event: E,
  subscriber: string,
  react: (once: Once, facts: Heard<BodyOf<E>>[]) => Promise<unknown>,
): Reaction {
  return { event, subscriber, most: 100, react }
}

/** `one`: one process at a time, by a lease. `each`: every process that works for the module (its statement claims by itself, or it tends memory). */
export type Job<X> = {
  name: string
  everyMs: number
  on: 'one' | 'each'
  run: (context: X, fence: number) => Promise<unknown>
}
/** Repeats `run` every `everyMs`; `fence` grows with each holder of the lease (0 on `each`). */
export function every<X>(
  everyMs: number,
  name: string,
  run: (context: X, fence: number) => Promise<unknown>,
  { on = 'one' }: { on?: 'one' | 'each' } = {},
): Job<X> {
  return { name, everyMs, on, run }
}

/** Work put off to a time (`db.later`), repeated with back-off until it does not throw, parked after eight attempts. Its effects bear a repeat. */
export type Delayed<X> = { name: string; run: (context: X, payload: any, id: string) => Promise<unknown> }
/** Declares a delayed job; `db.later(name, id, payload, delayMs)` puts one off. */
export function later<X, P>(name: string, run: (context: X, payload: P, id: string) => Promise<unknown>): Delayed<X> {
  return { name, run }
}

/** Who may use a route: anyone, any logged-in user, staff (and administrators), administrators only. */
export type Access = 'anyone' | 'customer' | 'staff' | 'administrator'
/** Admission class, first to be served first: placing orders and webhooks; carts and reading; search, back office, reports. */
export type TrafficClass = (typeof trafficClasses)[number]
export const trafficClasses = ['checkout', 'browse', 'back'] as const

/** What a handler is given. `body`, `query` and `params` are checked against their schemas. */
export type Request<B, Q, P> = {
  body: B
  query: Q
  params: P
  /** Lower-case header names. */
  headers: Record<string, string | undefined>
  /** The `Idempotency-Key`, or null. */
  key: string | null
  /** SHA-256 of the raw body, hex: what tells a repeat from a reuse of the key. */
  bodyHash: string
  /** The raw bytes, on routes with `raw: true`. */
  raw: Buffer
  /** Languages the client asked for, best first (BCP 47), from `?locale=` or `Accept-Language`. */
  locales: string[]
  /** The market's handle from `?market=` or `Market`, or null for the default. */
  market: string | null
  /** The network the caller comes from: an IPv4 address or an IPv6 /64. */
  network: string
  /** The file parts of a multipart request, on routes with `multipart: true`. */
  files: () => AsyncIterable<FilePart>
}

/** `fields`: the text fields that have arrived so far; all of them once the last file was read. */
export type FilePart = {
  name: string
  filename: string
  type: string
  stream: AsyncIterable<Buffer>
  fields: () => Record<string, string>
}

/** What a handler returns. A string or Buffer is sent as it is, with `type` (default JSON); anything else as JSON. */
export type Reply<R = unknown> = {
  /** 402, 409 and 422 only where an act replays an answer that it kept. */
  status: 200 | 201 | 202 | 204 | 302 | 304 | 402 | 409 | 422
  body?: R | Buffer
  type?: string
  headers?: Record<string, string>
  /** Back office writes only: what the audit log keeps of the change. Without it, the names of the body's fields. */
  audit?: { before?: unknown; after?: unknown }
}

export type RouteOptions<B extends TSchema, Q extends TProperties, P extends TProperties, R extends TSchema> = {
  /** One sentence for the API document, and what a caller should know beside it. */
  summary: string
  description?: string
  access: Access
  /** Default: `back` under /api/admin, else `browse`. */
  traffic?: TrafficClass
  body?: B
  query?: TObject<Q>
  params?: TObject<P>
  /** Header names with what they are for, for the API document. */
  headers?: Record<string, string>
  reply: R
  /** Statuses of a yes; the first is the usual one. Default 200. */
  statuses?: (200 | 201 | 202 | 204)[]
  /** Refusals that may come, beside the kernel's own; codes are those of the contract's calls or of the act. */
  refuses?: Refuses
  /** POST only: the kernel keeps the answer under the `Idempotency-Key` ('optional', the default); the act does so itself ('own'); 'required' and 'none' speak for themselves. */
  idempotency?: 'optional' | 'required' | 'own' | 'none'
  /** Name of the stricter limit that this route has beside the general one. */
  limit?: 'login' | 'register' | 'mail'
  raw?: boolean
  multipart?: boolean
  /** Largest body in bytes; default 256 KiB. */
  bodyLimit?: number
  /** Example of the body, shown in the API document. */
  example?: unknown
  deadlineMs?: number
}
export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
export type Route<X = any> = RouteOptions<any, any, any, any> & {
  method: Method
  path: string
  handle: (context: X, request: Request<any, any, any>) => Promise<Reply<any>>
}

/** Routes are data: OpenAPI, the gateway's table, the abuse tests and "every route says who may" are read from the same list. */
function route(method: Method) {
  return <
    X,
    B extends TSchema = never,
    Q extends TProperties = {},
    P extends TProperties = {},
    R extends TSchema = TSchema,
  >(
    path: string,
    options: RouteOptions<B, Q, P, R>,
    handle: (
      context: X,
      request: Request<Static<B>, Static<TObject<Q>>, Static<TObject<P>>>,
    ) => Promise<Reply<Static<R>>>,
  ): Route<X> => ({ ...options, method, path, handle: handle as Route<X>['handle'] })
}
export const get = route('GET')
export const post = route('POST')
export const patch = route('PATCH')
export const put = route('PUT')
export const del = route('DELETE')

type Parts<C extends Contract, N extends Needs, M> = {
  contract: C
  needs: N
  answers: Answers<C, Context<N, M>>
  /** Folder of the module: `import.meta.url` of its module.ts; migrations stand beside it. */
  at: string
  memory?: () => M
  reactions?: Reaction[]
  routes?: Route<Context<N, M>>[]
  jobs?: Job<Context<N, M>>[]
  delayed?: Delayed<Context<N, M>>[]
}
export type Module = {
  contract: Contract
  needs: Needs
  answers: Record<string, (context: any, input: any) => Promise<unknown>>
  at: string
  memory: () => unknown
  reactions: Reaction[]
  routes: Route[]
  jobs: Job<any>[]
  delayed: Delayed<any>[]
}

/** Checks by types that every call of the contract is answered, and nothing else, and that each act gets only what `needs` declares. */
export function defineModule<C extends Contract, N extends Needs, M = unknown>(parts: Parts<C, N, M>): Module {
  const { reactions = [], routes = [], jobs = [], delayed = [], memory = () => ({}), ...rest } = parts
  return { ...rest, memory, reactions, routes, jobs, delayed } as Module
}
