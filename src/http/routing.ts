/** The modules' routes on the server, and what answers where there is none. */
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Method, Module, Route, TrafficClass } from '#kernel/module.ts'
import type { Served } from './exchange.ts'
import { kernelRefusal, problemOf } from './problem.ts'
import { preflight, send } from './replies.ts'
import { type Kernel, gateOf, handlerOf } from './request-pipeline.ts'

export type Routes = {
  /** Every route of the modules that this process serves. */
  served: Served[]
  /** Methods that a path knows, by its pattern. */
  methods: Map<string, Set<string>>
}

/** `{id}` and `:id` mean the same. */
export const patternOf = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1')
const trafficOf = ({ traffic, path }: Route): TrafficClass =>
  traffic ?? (path.startsWith('/api/admin') ? 'back' : 'browse')

/**
 * Registers the routes of all modules, each kind of body in a scope of its own. Throws when two modules claim one
 * address.
 */
export function addRoutes(app: FastifyInstance, kernel: Kernel): Routes {
  const served = kernel.process.serves.flatMap((module: Module) =>
    module.routes.map((route): Served => ({ module, route, traffic: trafficOf(route) })),
  )
  const methods = new Map<string, Set<string>>()
  for (const { route } of served) remember(methods, route.method, patternOf(route.path))
  const kinds = Map.groupBy(served, ({ route }) => (route.multipart ? 'multipart' : route.raw ? 'raw' : 'json'))
  for (const [kind, those] of kinds) {
    void app.register(async (scope) => {
      scope.removeAllContentTypeParsers()
      if (kind === 'multipart')
        await scope.register(multipart, { limits: { files: 20, fields: 50, parts: 70, headerPairs: 50 } })
      const types = kind === 'json' ? ['application/json', 'application/merge-patch+json'] : '*'
      scope.addContentTypeParser(types, { parseAs: 'buffer' }, (_request, bytes, done) => done(null, bytes))
      for (const each of those) add(scope, kernel, each)
    })
  }
  app.decorateRequest('exchange')
  app.setErrorHandler((error, request, reply) => {
    const sent = problemOf(kernel.problems, error, request.exchange.requestId)
    // What was not read cannot be skipped cheaply: the socket goes.
    if (sent.status === 413) reply.header('connection', 'close')
    send(request, reply, sent)
  })
  return { served, methods }
}

function add(scope: FastifyInstance, kernel: Kernel, served: Served): void {
  const { method, path, bodyLimit } = served.route
  kernel.door.know(method, patternOf(path), served.traffic)
  scope.route({
    method,
    url: patternOf(path),
    onRequest: gateOf(kernel, served),
    handler: handlerOf(kernel, served),
    ...(bodyLimit === undefined ? {} : { bodyLimit }),
  })
}

/** Remembers that a path knows a method; HEAD comes with GET. */
export function remember(methods: Map<string, Set<string>>, method: Method, pattern: string): void {
  const known = methods.get(pattern) ?? new Set()
  if (method === 'GET') known.add('GET').add('HEAD')
  methods.set(pattern, known.add(method))
}

/** 405 with Allow where other methods are known, the answer to OPTIONS, else 404; problem documents all. */
export function refuseTheRest(app: FastifyInstance, kernel: Kernel, { methods }: Routes): void {
  const known = [...methods].map(([pattern, each]) => ({ matches: matcherOf(pattern), each }))
  const allowed = (path: string): string =>
    [...new Set(known.filter(({ matches }) => matches.test(path)).flatMap(({ each }) => [...each]))].sort().join(', ')
  const answer = (request: FastifyRequest, reply: FastifyReply) => {
    const allow = allowed(request.url.split('?')[0]!)
    if (allow !== '' && request.method === 'OPTIONS')
      return send(request, reply, preflight(request.url, `${allow}, OPTIONS`))
    const sent = problemOf(
      kernel.problems,
      kernelRefusal(allow === '' ? 'not_found' : 'method_not_allowed'),
      request.exchange.requestId,
    )
    return send(
      request,
      reply,
      allow === '' ? sent : { ...sent, headers: { ...sent.headers, allow: `${allow}, OPTIONS` } },
    )
  }
  app.setNotFoundHandler(answer)
  const gate = gateOf(kernel, null)
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done()
    // Answered here, before the body: what is wrong with it does not matter where nothing takes it.
    gate.call(app, request, reply, (error) => (error ? done(error) : answer(request, reply)))
  })
}

const matcherOf = (pattern: string): RegExp => {
  const parts = pattern
    .split(/(:\w+|\*)/)
    .map((part) => (part === '*' ? '.*' : part.startsWith(':') ? '[^/]+' : RegExp.escape(part)))
  return new RegExp(`^${parts.join('')}$`)
}
