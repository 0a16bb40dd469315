/** Query strings and path parameters: text that becomes what the schema says, or is refused. */
import type { TSchema } from 'typebox'
import { check } from '#kernel/calls/dispatch.ts'
import { kernelRefusal } from './problem.ts'

type Fields = Record<string, string | string[]>
type Shape = { type?: string; default?: unknown; items?: Shape; anyOf?: Shape[]; properties?: Record<string, Shape> }

/** Known on every route: the language and the market of the answer. */
const everywhere = new Set(['locale', 'market'])

/**
 * The fields of a query string. A repeated one is a list. Refuses `malformed_url` (400): wrong percent-codes, NUL, over
 * 100 fields.
 */
export function fieldsOf(query: string): Fields {
  const fields: Fields = Object.create(null)
  if (query === '') return fields
  const parts = query.split('&')
  if (parts.length > 100) throw kernelRefusal('malformed_url', { detail: 'The query has more than 100 fields.' })
  for (const part of parts) {
    if (part === '') continue
    const at = part.indexOf('=')
    const name = decoded(at < 0 ? part : part.slice(0, at))
    const value = at < 0 ? '' : decoded(part.slice(at + 1))
    const before = fields[name]
    fields[name] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]
  }
  return fields
}

function decoded(text: string): string {
  let plain: string
  try {
    plain = decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw kernelRefusal('malformed_url')
  }
  if (plain.includes('\0')) throw kernelRefusal('malformed_url')
  return plain
}

/**
 * The query as the route's schema has it: numbers and booleans made from their text, defaults filled in. Refuses
 * `invalid` (400) with pointers: a field the route does not know, one given twice that is no list, a text that is no
 * number.
 */
export function queryOf(schema: TSchema | undefined, fields: Fields): Record<string, unknown> {
  const shapes = ((schema as Shape | undefined)?.properties ?? {}) as Record<string, Shape>
  const value: Record<string, unknown> = {}
  const errors = []
  for (const [name, given] of Object.entries(fields)) {
    if (Object.hasOwn(shapes, name)) value[name] = coerced(shapes[name]!, given)
    else if (!everywhere.has(name))
      errors.push({ pointer: `/${name}`, code: 'unknown_field', detail: 'is not a field of this query' })
  }
  if (errors.length > 0)
    throw kernelRefusal('invalid', {
      detail: 'Leave out the query fields that the pointers name.',
      errors: errors.slice(0, 20),
    })
  for (const [name, shape] of Object.entries(shapes)) {
    if (shape.default !== undefined && !(name in value)) value[name] = shape.default
  }
  if (schema !== undefined) check(schema, value, 'the query')
  return value
}

/** The path's parameters, made and checked likewise. Refuses `invalid` (400), and NUL as `malformed_url`. */
export function paramsOf(schema: TSchema | undefined, params: Record<string, string>): Record<string, unknown> {
  const shapes = ((schema as Shape | undefined)?.properties ?? {}) as Record<string, Shape>
  const value: Record<string, unknown> = {}
  for (const [name, given] of Object.entries(params)) {
    if (given.includes('\0')) throw kernelRefusal('malformed_url')
    value[name] = coerced(shapes[name] ?? {}, given)
  }
  if (schema !== undefined) check(schema, value, 'the path')
  return value
}

/** Only what reads as the wanted type is made one; everything else stays text, for the schema to refuse. */
function coerced(shape: Shape, given: string | string[]): unknown {
  if (shape.type === 'array')
    return (Array.isArray(given) ? given : [given]).map((each) => coerced(shape.items ?? {}, each))
  if (Array.isArray(given)) return given
  const types = [shape.type, ...(shape.anyOf ?? []).map(({ type }) => type)]
  if ((types.includes('integer') || types.includes('number')) && /^-?\d{1,15}(\.\d{1,15})?$/.test(given))
    return Number(given)
  if (types.includes('boolean') && (given === 'true' || given === 'false')) return given === 'true'
  return given
}
