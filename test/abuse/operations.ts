/** The operations of a running shop, read from its own OpenAPI document, with who may use each from the routes themselves. */
import type { Access } from '../../src/kernel/module.ts'
import type { World } from '../world/world.ts'

export type Schema = {
  $ref?: string
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  allOf?: Schema[]
  properties?: Record<string, Schema>
  patternProperties?: Record<string, Schema>
  additionalProperties?: boolean | Schema
  required?: string[]
  items?: Schema
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
}
export type Field = { name: string; schema: Schema; required: boolean }
export type Operation = {
  /** `POST /api/orders`. */
  name: string
  method: string
  path: string
  access: Access
  isAdmin: boolean
  params: Field[]
  query: Field[]
  headers: string[]
  /** It takes no request without an `Idempotency-Key`. */
  needsKey: boolean
  /** Null where the address takes no JSON. */
  body: Schema | null
  /** The document's own, with made-up ids. */
  example: unknown
  /** What a yes holds, where that is JSON. */
  reply: Schema | null
  isMultipart: boolean
  isRaw: boolean
  /** Statuses that the document declares. */
  statuses: Set<number>
}
export type Api = { operations: Operation[]; resolve(schema: Schema): Schema }

/** Reads the document. Throws when an operation of it is no route of a module, or has none. */
export async function apiOf(world: World): Promise<Api> {
  const { body: document } = await world.http('GET', '/api/openapi.json')
  const routes = world.process.serves.flatMap(({ routes }) => routes)
  const resolve = (schema: any): any => {
    if (schema?.$ref === undefined) return schema
    const at = (schema.$ref as string).split('/').slice(1)
    return resolve(at.reduce((part: any, name) => part[name], document))
  }
  const operations: Operation[] = []
  for (const [path, methods] of Object.entries<Record<string, any>>(document.paths)) {
    for (const [verb, operation] of Object.entries(methods)) {
      const method = verb.toUpperCase()
      const pattern = (text: string) => text.replaceAll(/:(\w+)/g, '{$1}')
      const route = routes.find((each) => each.method === method && pattern(each.path) === path)
      if (route === undefined) throw new Error(`${method} ${path} is in the document and no route of a module`)
      const parameters = (operation.parameters ?? []).map(resolve)
      const fields = (where: string): Field[] => parameters.filter((each: any) => each.in === where)
      const content = operation.requestBody?.content ?? {}
      operations.push({
        name: `${method} ${path}`,
        method,
        path,
        access: route.access,
        isAdmin: path.startsWith('/api/admin'),
        params: fields('path'),
        query: fields('query'),
        headers: fields('header').map(({ name }) => name.toLowerCase()),
        needsKey: fields('header').some(({ name, required }) => name === 'Idempotency-Key' && required),
        body: content['application/json']?.schema ?? null,
        example: content['application/json']?.example,
        reply: replyOf(operation.responses),
        isMultipart: 'multipart/form-data' in content,
        isRaw: '*/*' in content,
        statuses: new Set(Object.keys(operation.responses).map(Number)),
      })
    }
  }
  // What takes away comes last: it would take it away from the others.
  const takes = ({ method, path }: Operation) =>
    path.endsWith('/erase') ? 2 : Number(method === 'DELETE' || /(cancel|archive|everywhere)$/.test(path))
  return { operations: operations.sort((one, other) => takes(one) - takes(other)), resolve }
}

function replyOf(responses: Record<string, any>): Schema | null {
  const [yes] = Object.keys(responses).filter((status) => Number(status) < 300)
  return responses[yes ?? '']?.content?.['application/json']?.schema ?? null
}
