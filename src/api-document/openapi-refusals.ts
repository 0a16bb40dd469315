/** Answers and refusals of a route in the OpenAPI document: every code that may come, by status, with an example. */
import type { Route } from '#kernel/module.ts'
import type { Served } from '#http/exchange.ts'
import type { Components, Json, Schema } from './openapi-schemas.ts'
import { kernelCodes, titleOf } from '#http/problem-codes.ts'

const text = { type: 'string' }
const problemSchema: Schema = {
  type: 'object',
  title: 'Problem',
  description: 'A failure (RFC 9457). More members may stand beside these; they belong to the code.',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri', description: 'Leads to an explanation of the code.' },
    title: text,
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What happened and what to do.' },
    code: { type: 'string', description: 'Stable; programs decide by it.' },
    requestId: text,
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'code', 'detail'],
        properties: {
          pointer: { type: 'string', description: 'JSON pointer (RFC 6901) into the input.' },
          code: text,
          detail: text,
        },
      },
    },
  },
}

/** The kernel's own codes that a route may answer with, beside those that it declares. */
export function kernelRefusalsOf(route: Route): string[] {
  const { method, path, access, body, multipart, raw, idempotency = 'optional' } = route
  const hasBody = method !== 'GET' && (body !== undefined || multipart === true || raw === true)
  return [
    'invalid',
    'malformed_url',
    'unauthenticated',
    'rate_limited',
    'internal',
    'overloaded',
    'unavailable',
    ...(access === 'anyone' || access === 'customer' ? [] : ['forbidden']),
    // Also where the path itself is no address: a parameter longer than any can be.
    ...(/[{:]/.test(path) ? ['not_found'] : []),
    ...(hasBody ? ['malformed_request', 'body_too_large', 'unsupported_media_type'] : []),
    ...(hasBody && body !== undefined ? ['malformed_json'] : []),
    ...(method === 'GET' ? [] : ['unknown_outcome']),
    ...(method === 'POST' && idempotency !== 'none' ? ['idempotency_key_invalid'] : []),
    ...(method === 'POST' && (idempotency === 'optional' || idempotency === 'required')
      ? ['idempotency_in_flight', 'idempotency_key_reused']
      : []),
    ...(idempotency === 'required' ? ['idempotency_key_required'] : []),
  ]
}

/** Every refusal of a route: code → status, the declared ones first. */
export function refusalsOf(route: Route): Map<string, number> {
  const own = Object.entries<number>(route.refuses ?? {})
  return new Map([...own, ...kernelRefusalsOf(route).map((code) => [code, kernelCodes[code]!.status] as const)])
}

const usual: Record<number, string> = {
  200: 'Done.',
  201: 'Made.',
  202: 'Accepted; the outcome is not known yet.',
  204: 'Done; there is nothing to say.',
}

/** The responses of one operation. */
export function responsesOf(route: Route, module: string, components: Components): Schema {
  const responses: Schema = {}
  const type = (route.reply as { contentMediaType?: string }).contentMediaType ?? 'application/json'
  for (const status of route.statuses ?? [200]) {
    const content = status === 204 ? {} : { content: { [type]: { schema: components.refer(route.reply, module) } } }
    responses[status] = { description: usual[status]!, ...content }
  }
  const byStatus = Map.groupBy(refusalsOf(route), ([, status]) => status)
  for (const [status, codes] of [...byStatus].sort(([a], [b]) => a - b)) {
    const names = codes.map(([code]) => code)
    const sameEverywhere = commonResponses.find(
      (each) => each.status === status && names.every((name) => each.codes.includes(name)),
    )
    responses[status] = sameEverywhere
      ? { $ref: `#/components/responses/${sameEverywhere.name}` }
      : problemResponse(names)
  }
  return responses
}

function problemResponse(codes: string[]): Schema {
  const schema = {
    allOf: [{ $ref: '#/components/schemas/Problem' }, { type: 'object', properties: { code: { enum: codes } } }],
  }
  const examples = Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]))
  return {
    description: codes.map(titleOf).join(', or '),
    content: { 'application/problem+json': { schema, examples } },
  }
}

/** What nearly every route may answer stands once. */
const commonResponses = [
  { name: 'Unauthenticated', status: 401, codes: ['unauthenticated'] },
  { name: 'Forbidden', status: 403, codes: ['forbidden'] },
  { name: 'TooLarge', status: 413, codes: ['body_too_large'] },
  { name: 'UnsupportedMediaType', status: 415, codes: ['unsupported_media_type'] },
  { name: 'RateLimited', status: 429, codes: ['rate_limited'] },
  { name: 'Internal', status: 500, codes: ['internal'] },
  { name: 'NotNow', status: 503, codes: ['overloaded', 'unavailable', 'unknown_outcome'] },
]

export const problemParts = {
  schemas: { Problem: problemSchema },
  responses: (): Schema =>
    Object.fromEntries(
      commonResponses.map(({ name, codes, status }) => [name, { ...problemResponse(codes), ...retryHeader(status) }]),
    ),
  /** One example document for each code that any route may answer with. */
  examplesOf(served: Served[], publicUrl: string): Schema {
    const codes = new Map(served.flatMap(({ route }) => [...refusalsOf(route)]))
    for (const { codes: common, status } of commonResponses) for (const code of common) codes.set(code, status)
    return Object.fromEntries(
      [...codes].sort().map(([code, status]) => [code, { value: exampleOf(code, status, publicUrl) }]),
    )
  },
}

function retryHeader(status: number): Schema {
  if (status !== 429 && status !== 503) return {}
  return { headers: { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } } }
}

/** The document as a client would get it. */
export function exampleOf(code: string, status: number, publicUrl: string): Record<string, Json> {
  const detail = kernelCodes[code]?.detail
  const errors = code === 'invalid' ? { errors: [{ pointer: '/email', code: 'required', detail: 'is required' }] } : {}
  return {
    type: `${publicUrl}/problems/${code}`,
    title: titleOf(code),
    status,
    ...(detail === undefined ? {} : { detail }),
    code,
    requestId: '01890a5d-ac96-774b-bcce-b302099a8057',
    ...errors,
  }
}
