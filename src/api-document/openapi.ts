/** The routes as an OpenAPI 3.1 document: what the server checks and what the document says come from one list. */
import type { Route } from '#kernel/module.ts'
import type { Served } from '#http/exchange.ts'
import { type Components, type Json, type Schema, componentsOf, pascal } from './openapi-schemas.ts'
import { problemParts, responsesOf } from './openapi-refusals.ts'

export type Document = Schema & { paths: Record<string, Record<string, Operation>> }
export type Operation = Schema & { operationId: string; summary: string; tags: string[] }
export type DocumentOptions = { title: string; version: string; publicUrl: string }

const about = `Everything is JSON in camelCase. Ids are UUIDs, times are RFC 3339 in UTC,
money is \`{ amount, currency }\` in integer minor units.
Lists answer \`{ items, next }\`; send \`next\` as \`after\` for the following page.
Every failure is a problem document (RFC 9457) with a stable \`code\`.
POST requests bear an \`Idempotency-Key\`: the same key and body get the same answer for 24 hours.`

/**
 * Makes the document from every route of the process. Takes what the shop is called, its version and public address.
 */
export function openApiOf(served: Served[], { title, version, publicUrl }: DocumentOptions): Document {
  const components = componentsOf()
  const ids = new Set<string>()
  const paths: Record<string, Record<string, Operation>> = {}
  const sorted = served.toSorted((a, b) => (a.route.path < b.route.path ? -1 : a.route.path > b.route.path ? 1 : 0))
  for (const { route, module } of sorted) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
    const name = module?.contract.name ?? 'kernel'
    ;(paths[path] ??= {})[route.method.toLowerCase()] = operationOf(route, path, name, components, ids)
  }
  const tags = [...new Set(sorted.map(({ module }) => module?.contract.name ?? 'kernel'))].sort()
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: { title: `${title} API`, version, description: about },
    servers: [{ url: publicUrl }],
    tags: tags.map((tag) => ({ name: tag })),
    paths,
    components: {
      schemas: { ...components.schemas, ...problemParts.schemas },
      responses: problemParts.responses(),
      examples: problemParts.examplesOf(served, publicUrl),
      parameters: everywhere,
      securitySchemes,
    },
  } as unknown as Document
}

const securitySchemes = {
  bearerAuth: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The access token from `POST /api/users/login`.',
  },
  cartToken: {
    type: 'apiKey',
    in: 'header',
    name: 'Cart-Token',
    description: 'The `token` that a guest got with the cart.',
  },
  orderToken: {
    type: 'apiKey',
    in: 'header',
    name: 'Order-Token',
    description: 'The `token` that a guest got with the order.',
  },
}

const everywhere: Schema = {
  locale: {
    name: 'locale',
    in: 'query',
    description: 'Language of the answer (BCP 47); else `Accept-Language` decides.',
    schema: { type: 'string' },
    example: 'de',
  },
  market: {
    name: 'market',
    in: 'query',
    description: 'Handle of the market; else the header `Market`, else the default market.',
    schema: { type: 'string' },
  },
  idempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
    example: '01890a5d-ac96-774b-bcce-b302099a8057',
    description: 'One new UUID for each thing you want done, the same one for each repeat.',
  },
}
const pointTo = (name: string): Schema => ({ $ref: `#/components/parameters/${name}` })

function operationOf(route: Route, path: string, module: string, components: Components, ids: Set<string>): Operation {
  const body = bodyOf(route, module, components)
  return {
    operationId: idOf(route.method, path, ids),
    tags: [module],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    security: securityOf(route),
    parameters: parametersOf(route, path, module, components),
    ...(body === null ? {} : { requestBody: body }),
    responses: responsesOf(route, module, components),
  }
}

/** `GET /api/admin/products/{id}` → `getAdminProductsById`. */
function idOf(method: string, path: string, ids: Set<string>): string {
  const words = path
    .replace(/^\/api\//, '/')
    .split('/')
    .filter(Boolean)
    .map((part) => (part.startsWith('{') ? `By${pascal(part)}` : pascal(part)))
  const wanted = `${method.toLowerCase()}${words.join('')}`
  const id = ids.has(wanted) ? `${wanted}${ids.size}` : wanted
  ids.add(id)
  return id
}

/** True when the route reads this header, by its own list. */
const reads = ({ headers = {} }: Route, name: string): boolean =>
  Object.keys(headers).some((each) => each.toLowerCase() === name)

function securityOf(route: Route): Json {
  if (route.access !== 'anyone') return [{ bearerAuth: [] }]
  const tokens = [
    ['cart-token', 'cartToken'],
    ['order-token', 'orderToken'],
  ] as const
  const known = tokens.filter(([header]) => reads(route, header)).map(([, scheme]) => ({ [scheme]: [] as Json[] }))
  return [...known, { bearerAuth: [] }, {}]
}

type Shape = { properties?: Record<string, Schema>; required?: string[] }
function parametersOf(route: Route, path: string, module: string, components: Components): Json {
  const parameters: Schema[] = []
  const add = (where: 'path' | 'query' | 'header', name: string, schema: unknown, required: boolean) => {
    const { description, ...rest } = components.refer(schema, module)
    parameters.push({ name, in: where, required, ...(description === undefined ? {} : { description }), schema: rest })
  }
  const inPath = (route.params ?? {}) as Shape
  for (const [, name] of path.matchAll(/\{(\w+)\}/g))
    add('path', name!, inPath.properties?.[name!] ?? { type: 'string' }, true)
  const inQuery = (route.query ?? {}) as Shape
  for (const [name, schema] of Object.entries(inQuery.properties ?? {}))
    add('query', name, schema, inQuery.required?.includes(name) ?? false)
  for (const [name, description] of Object.entries<string>(route.headers ?? {})) {
    if (!['cart-token', 'order-token', 'idempotency-key'].includes(name.toLowerCase()))
      add('header', name, { type: 'string', description }, false)
  }
  if ('precondition_failed' in (route.refuses ?? {}) && !reads(route, 'if-match')) {
    add(
      'header',
      'If-Match',
      { type: 'string', description: 'The `ETag` you read; the write is refused when someone was faster.' },
      false,
    )
  }
  const hasKey = route.method === 'POST' && route.idempotency !== 'none'
  const isRequired = route.idempotency === 'required' || 'idempotency_key_required' in (route.refuses ?? {})
  if (hasKey)
    parameters.push(
      isRequired ? { ...(everywhere['idempotencyKey'] as Schema), required: true } : pointTo('idempotencyKey'),
    )
  if (!path.startsWith('/api/') || path.startsWith('/api/admin')) return parameters
  const named = (name: string) => inQuery.properties?.[name] !== undefined
  return [...parameters, ...['locale', 'market'].filter((name) => !named(name)).map(pointTo)]
}

function bodyOf(route: Route, module: string, components: Components): Schema | null {
  const example = route.example === undefined ? {} : { example: route.example as Json }
  if (route.multipart === true) {
    const schema = { type: 'object', properties: { file: { type: 'string', format: 'binary' } } }
    return { required: true, content: { 'multipart/form-data': { schema } } }
  }
  if (route.body === undefined)
    return route.raw === true ? { required: true, content: { '*/*': { schema: {}, ...example } } } : null
  const schema = components.refer(route.body, module)
  const isOptional = ((route.body as Shape).required ?? []).length === 0
  const content: Schema = { 'application/json': { schema, ...example } }
  if (route.method === 'PATCH') content['application/merge-patch+json'] = { schema }
  return { required: !isOptional, content }
}
