/** Values that a schema would take: from what is really in the shop where the field's name says so, else made up. */
import type { Dice } from './chance.ts'
import type { Api, Operation, Schema } from './operations.ts'

/** What is in the shop, by the name of the field that would hold it. */
export type Known = Record<string, readonly unknown[]>
/** Bytes with their headers where an operation takes no JSON. */
export type Written = Record<string, () => { payload: string | Buffer; headers: Record<string, string> }>
export type Sampler = { api: Api; known: Known; written: Written; dice: Dice }

/** Texts for the patterns that the document uses; a field with a new one gets the first that fits, or plain letters. */
const texts = ['mug', 'DE', 'EUR', 'en', 'ada@example.com', '+49 40 123', 'Ada Byron', 'a'.repeat(64), '{{name}}']

/** A value that fits, or nearly: formats and lengths are kept, rules that stand in no schema are not. */
export function valueOf(sampler: Sampler, given: Schema, name = '', depth = 0): unknown {
  const { api, known, dice } = sampler
  const schema = api.resolve(given)
  if (Object.hasOwn(known, name) && dice.next() < 0.85) return dice.pick(known[name]!)
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return dice.pick(schema.enum)
  const choices = schema.anyOf ?? schema.allOf
  if (choices !== undefined) return valueOf(sampler, dice.pick(choices), name, depth + 1)
  switch (schema.type) {
    case 'object':
      return objectOf(sampler, schema, depth)
    case 'array': {
      const most = Math.min(schema.maxItems ?? 3, (schema.minItems ?? 0) + 2)
      const length = depth > 8 ? (schema.minItems ?? 0) : Math.max(schema.minItems ?? 0, 1 + dice.int(most))
      return Array.from({ length }, () => valueOf(sampler, schema.items ?? {}, name, depth + 1))
    }
    case 'integer':
      return numberOf(schema, dice)
    case 'number':
      return numberOf(schema, dice) + dice.pick([0, 0.5])
    case 'boolean':
      return dice.next() < 0.5
    case 'null':
      return null
    case 'string':
      return textOf(schema, dice)
    default:
      return dice.pick<unknown>(['text', 1, true, null, {}, []])
  }
}

function objectOf(sampler: Sampler, schema: Schema, depth: number): Record<string, unknown> {
  const { dice } = sampler
  const value: Record<string, unknown> = {}
  for (const [name, each] of Object.entries(schema.properties ?? {})) {
    const isWanted = schema.required?.includes(name) || (depth < 6 && dice.next() < 0.6)
    if (isWanted) value[name] = valueOf(sampler, each, name, depth + 1)
  }
  for (const [pattern, each] of Object.entries(schema.patternProperties ?? {})) {
    const name = ['en', 'eu', 'key', '1'].find((text) => new RegExp(pattern, 'u').test(text)) ?? 'en'
    value[name] = valueOf(sampler, each, name, depth + 1)
  }
  return value
}

function numberOf({ minimum = -5, maximum = 1_000 }: Schema, dice: Dice): number {
  const edge = dice.next()
  if (edge < 0.1) return minimum
  if (edge < 0.2) return maximum
  return minimum + dice.int(Math.min(maximum - minimum, 50) + 1)
}

function textOf({ format, pattern, minLength = 0, maxLength = 200 }: Schema, dice: Dice): string {
  if (format === 'uuid') return `01890a5d-ac96-774b-bcce-${String(dice.int(1e12)).padStart(12, '0')}`
  if (format === 'date-time') return dice.pick(['2026-11-21T12:00:00Z', '2020-02-29T00:00:00.000Z'])
  const fits = (text: string) =>
    text.length >= minLength &&
    text.length <= maxLength &&
    (pattern === undefined || new RegExp(pattern, 'u').test(text))
  const found = dice.some(texts, texts.length).find(fits) ?? 'x'.repeat(Math.max(minLength, 1))
  return pattern === undefined && dice.next() < 0.2 ? `${found} Ünïcødé 漢字 🪴`.slice(0, maxLength) : found
}

/** The document's example, with what is really there in the place of what is made up, where it is of the same kind. */
export function exampleOf(sampler: Sampler, value: unknown, name = ''): unknown {
  const { known, dice } = sampler
  const there = Object.hasOwn(known, name) ? known[name]!.filter((each) => kindOf(each) === kindOf(value)) : []
  if (there.length > 0) return dice.pick(there)
  if (Array.isArray(value)) return value.map((each) => exampleOf(sampler, each, name))
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, exampleOf(sampler, each, key)]))
  return value
}

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'list' : typeof value)

/** A path with its parameters filled from what is known under `<noun before it>/`; `other` puts something else in, by the parameter's name. */
export function pathOf(sampler: Sampler, { path, params }: Operation, other: Record<string, string> = {}): string {
  const parts = path.split('/')
  const filled = parts.map((part, at) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    if (name === undefined) return part
    const schema = params.find((each) => each.name === name)?.schema ?? { type: 'string' }
    const there = sampler.known[`${parts[at - 1]}/`]
    const value = other[name] ?? (there === undefined ? valueOf(sampler, schema, name) : sampler.dice.pick(there))
    return encodeURIComponent(String(value))
  })
  return filled.join('/')
}

export type Place = { at: (string | number)[]; value: unknown }
/** Every place in a value, the value itself first. */
export function placesOf(value: unknown, at: (string | number)[] = []): Place[] {
  const inner = Array.isArray(value)
    ? [...value.entries()]
    : value !== null && typeof value === 'object'
      ? Object.entries(value)
      : []
  return [{ at, value }, ...inner.flatMap(([name, each]) => placesOf(each, [...at, name]))]
}

/** A copy with another value at one place. */
export function withAt(value: unknown, [name, ...rest]: (string | number)[], other: unknown): unknown {
  if (name === undefined) return other
  if (Array.isArray(value)) return value.map((each, at) => (at === name ? withAt(each, rest, other) : each))
  const object = value as Record<string, unknown>
  return { ...object, [name]: withAt(object[name], rest, other) }
}
