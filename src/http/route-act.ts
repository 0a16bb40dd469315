/** One route's act on one request: checked input, the key and the audit log around the handler, the reply as bytes. */
import { hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { type Origin, check, findings } from '#kernel/calls/dispatch.ts'
import { isoTime } from '#kernel/chance.ts'
import { describe } from '#kernel/compose.ts'
import { Refusal } from '#kernel/errors.ts'
import { type Module, type Reply, type Request, type Route, headersOf } from '#kernel/module.ts'
import { type Write, begin, changesOf, end } from './audit-writes.ts'
import { type Served, localesOf, marketOf } from './exchange.ts'
import { keyOf, once, scopeOf } from './idempotency.ts'
import { parseJson } from './json-body.ts'
import { filesOf } from './multipart.ts'
import { type Sent, kernelRefusal, problemOf } from './problem.ts'
import { kernelCodes } from './problem-codes.ts'
import { fieldsOf, paramsOf, queryOf } from './query.ts'
import { sentOf } from './replies.ts'
import { onlyDeclared, undeclaredIn } from './reply-fields.ts'
import type { Kernel } from './request-pipeline.ts'
import { bodyLimitBytes } from './wire.ts'

type Asked = Request<any, any, any>

/**
 * Makes the act of a route. It throws only before the handler runs: for what the input lacks, or a key that is taken.
 */
export function actOf(kernel: Kernel, served: Served): (request: FastifyRequest, deadlineMs: number) => Promise<Sent> {
  const { route, module } = served
  const { clock } = kernel.process.options
  const isAudited = route.method !== 'GET' && route.path.startsWith('/api/admin')
  const keeps = route.method === 'POST' ? (route.idempotency ?? 'optional') : 'none'
  return async (request, deadlineMs) => {
    const { exchange } = request
    const asked = askedOf(request, route)
    const { principal, requestId, traceparent } = exchange
    const deadline = clock.now() + deadlineMs
    const origin: Origin = { principal, deadline, trace: { requestId, traceparent }, traffic: served.traffic }
    const handle = () => handled(kernel, served, asked, origin)
    const act =
      isAudited && principal.id !== null ? () => audited(kernel, module!, route, asked, origin, handle) : handle
    const { key } = asked
    if (keeps === 'required' && key === null) throw kernelRefusal('idempotency_key_required')
    if (key === null || keeps === 'own' || keeps === 'none') return (await act()).sent
    const keyed = {
      pool: kernel.process.options.poolOf(module!.contract.name),
      schema: module!.contract.name,
      secrets: kernel.process.options.secrets,
      key,
      scope: scopeOf(principal, asked.headers['cart-token'], Object.keys(asked.params).length > 0, key),
      bodyHash: hash('sha256', `${route.method} ${request.url} ${asked.bodyHash}`, 'hex'),
      leftMs: deadlineMs,
      deadline: origin.deadline,
      report: (error: unknown) =>
        kernel.problems.log.error({ requestId, err: describe(error) }, 'an answer could not be kept under its key'),
    }
    return once(keyed, async () => (await act()).sent)
  }
}

/** The checked input. Refuses malformed or unfit bodies, queries and paths (400), and other content types (415). */
function askedOf(request: FastifyRequest, route: Route): Asked {
  const { exchange, headers, url } = request
  const at = url.indexOf('?')
  const fields = fieldsOf(at < 0 ? '' : url.slice(at + 1))
  const params = paramsOf(route.params, request.params as Record<string, string>)
  const query = queryOf(route.query, fields)
  const key = route.method === 'POST' ? keyOf(headers['idempotency-key'] as string | undefined) : null
  if (Buffer.isBuffer(request.body)) exchange.raw = request.body
  const hashed = route.multipart === true ? `multipart ${headers['content-length']}` : exchange.raw
  return {
    body: bodyOf(request, route),
    query,
    params,
    headers: headers as Record<string, string | undefined>,
    key,
    get bodyHash() {
      return hash('sha256', hashed, 'hex')
    },
    raw: exchange.raw,
    locales: localesOf(fields['locale'], headers['accept-language']),
    market: marketOf(fields['market'], headers['market'] as string | undefined),
    network: exchange.network,
    files: () => filesOf(request, route.bodyLimit ?? bodyLimitBytes),
  }
}

function bodyOf({ exchange, headers }: FastifyRequest, route: Route): unknown {
  if (route.method === 'GET' || route.multipart === true) return undefined
  const isJson = /^application\/(merge-patch\+)?json\b/i.test(headers['content-type'] ?? '')
  if (route.raw === true && (route.body === undefined || !isJson)) return undefined
  if (/charset=(?!"?utf-?8"?\s*(;|$))/i.test(headers['content-type'] ?? ''))
    throw kernelRefusal('unsupported_media_type')
  // No bytes are an empty object; `null` is a value like any other, and no schema of ours takes it.
  const body = parseJson(exchange.raw)
  if (route.body !== undefined) {
    const given = body === undefined ? {} : body
    check(route.body, given, 'the body')
    return given
  }
  const names = typeof body === 'object' && body !== null ? Object.keys(body) : []
  if (names.length > 0 || (body !== undefined && (typeof body !== 'object' || body === null))) {
    const errors = names
      .slice(0, 20)
      .map((name) => ({ pointer: `/${name}`, code: 'unknown_field', detail: 'is not a field of this request' }))
    throw kernelRefusal('invalid', { detail: 'This address takes no body.', errors })
  }
  return undefined
}

type Handled = { sent: Sent; audit: Reply['audit'] }

/** Runs the handler. Its failures are answers too: what is kept or audited is what the caller gets. */
async function handled(
  { process, problems, checkReplies }: Kernel,
  { route, module }: Served,
  asked: Asked,
  origin: Origin,
): Promise<Handled> {
  try {
    const reply = await route.handle(process.contextFor(module!, origin), asked)
    if (checkReplies) checkReply(route, reply)
    return { sent: sentOf(shown(route, reply)), audit: reply.audit }
  } catch (error) {
    const declared = !(error instanceof Refusal) || error.code in kernelCodes || error.code in (route.refuses ?? {})
    const thrown =
      declared || !checkReplies
        ? error
        : new Error(`${route.method} ${route.path} refused with "${error.code}", which it does not declare`, {
            cause: error,
          })
    return { sent: problemOf(problems, thrown, origin.trace.requestId), audit: undefined }
  }
}

/** Texts and bytes were made by whoever answers them; an object may hold more than the asker is to see. */
function shown({ reply: schema }: Route, reply: Reply): Reply {
  const { body } = reply
  if (typeof body !== 'object' || body === null || Buffer.isBuffer(body)) return reply
  return { ...reply, body: onlyDeclared(schema, body) }
}

function checkReply(
  { method, path, reply: schema, statuses = [200] }: Route,
  { status, body, type = 'application/json' }: Reply,
): void {
  const what = `${method} ${path}`
  if (status < 300 && !(statuses as number[]).includes(status))
    throw new Error(`${what} answered ${status}, which it does not declare`)
  if (status >= 204 || !/json/.test(type)) return
  const text = Buffer.isBuffer(body) || typeof body === 'string' ? body.toString() : JSON.stringify(body)
  const answer: unknown = JSON.parse(text ?? 'null')
  const [wrong] = findings(schema, answer)
  if (wrong !== undefined) throw new Error(`${what} answered in another shape: ${wrong.pointer || '/'} ${wrong.detail}`)
  const [more] = undeclaredIn(schema, answer)
  if (more !== undefined) throw new Error(`${what} answered with ${more}, which its schema does not declare`)
}

async function audited(
  kernel: Kernel,
  module: Module,
  route: Route,
  asked: Asked,
  origin: Origin,
  handle: () => Promise<Handled>,
): Promise<Handled> {
  const { process, problems } = kernel
  const { clock, ids, poolOf } = process.options
  const schema = module.contract.name
  const { kind, id } = origin.principal
  const write: Write = {
    pool: poolOf(schema),
    schema,
    auditId: ids.next(),
    at: isoTime(clock),
    actor: kind === 'user' ? id! : `${kind}:${id}`,
    route: `${route.method} ${route.path}`,
    target: Object.values(asked.params).join('/') || null,
    requestId: origin.trace.requestId,
    headers: headersOf(origin.trace),
    deadline: origin.deadline,
  }
  await begin(write)
  const { sent, audit } = await handle()
  await end(write, { status: sent.status, changes: changesOf(audit, asked.body) }).catch((error) => {
    problems.log.error(
      { requestId: write.requestId, auditId: write.auditId, err: describe(error) },
      'an audit row keeps no outcome',
    )
  })
  return { sent, audit }
}
