/** Whether one JSON schema takes every value that another describes. It knows the keywords that contracts use; what it does not know it calls a difference. */
import { isDeepStrictEqual } from 'node:util'
import { Compile } from 'typebox/compile'

type Schema = Record<string, any>

/** Words that say nothing about which values fit. */
const annotations = new Set(['title', 'description', 'default', 'examples', '$id', '~kind', '~optional'])
const known = new Set(
  'type properties required additionalProperties patternProperties items enum const anyOf pattern format minLength maxLength minimum maximum minItems maxItems uniqueItems minProperties maxProperties'.split(
    ' ',
  ),
)

/** Why a value that fits `from` may not fit `to`, each with the path to the place; empty when every value does. */
export function accepts(from: Schema, to: Schema, at = ''): string[] {
  if (isDeepStrictEqual(plain(from), plain(to))) return []
  const words = Object.keys(plain(to))
  if (words.length === 0) return []
  const strange = [...Object.keys(plain(from)), ...words].filter((word) => !known.has(word))
  if (strange.length > 0) return [`${at}: "${strange[0]}" cannot be compared, and differs`]
  if (from['anyOf'] !== undefined) return from['anyOf'].flatMap((each: Schema) => accepts(each, to, at))
  if (to['anyOf'] !== undefined) {
    const fits = to['anyOf'].some((each: Schema) => accepts(from, each, at).length === 0)
    return fits ? [] : [`${at}: fits none of the alternatives`]
  }
  const values = from['enum'] ?? ('const' in from ? [from['const']] : null)
  if (values !== null) return ofValues(values, to, at)
  if ('enum' in to || 'const' in to) return [`${at}: takes only certain values`]
  if (
    to['type'] !== undefined &&
    from['type'] !== to['type'] &&
    !(from['type'] === 'integer' && to['type'] === 'number')
  )
    return [`${at}: was ${from['type'] ?? 'anything'}, and is ${to['type']}`]
  return [...limits(from, to, at), ...(to['type'] === 'object' ? ofObject(from, to, at) : []), ...ofItems(from, to, at)]
}

const plain = (schema: Schema): Schema =>
  Object.fromEntries(Object.entries(schema).filter(([word]) => !annotations.has(word)))

function ofValues(values: unknown[], to: Schema, at: string): string[] {
  const validator = Compile(to as never)
  return values
    .filter((value) => !validator.Check(value))
    .map((value) => `${at}: does not take ${JSON.stringify(value)}`)
}

const least = ['minimum', 'minLength', 'minItems', 'minProperties']
const most = ['maximum', 'maxLength', 'maxItems', 'maxProperties']
/** Bounds of `to` that are tighter, and forms that it did not ask for. */
function limits(from: Schema, to: Schema, at: string): string[] {
  const tighter = [
    ...least.filter(
      (word) => to[word] !== undefined && to[word] > (from[word] ?? (word === 'minimum' ? -Infinity : 0)),
    ),
    ...most.filter((word) => to[word] !== undefined && to[word] < (from[word] ?? Infinity)),
    ...['pattern', 'format'].filter((word) => to[word] !== undefined && to[word] !== from[word]),
    ...(to['uniqueItems'] === true && from['uniqueItems'] !== true ? ['uniqueItems'] : []),
  ]
  return tighter.map((word) => `${at}: ${word} was ${from[word] ?? 'not there'}, and is ${to[word]}`)
}

function ofItems(from: Schema, to: Schema, at: string): string[] {
  return to['items'] === undefined ? [] : accepts(from['items'] ?? {}, to['items'], `${at}/*`)
}

function ofObject(from: Schema, to: Schema, at: string): string[] {
  const [before, after] = [from['properties'] ?? {}, to['properties'] ?? {}] as Record<string, Schema>[]
  const had = new Set<string>(from['required'] ?? [])
  const required = ((to['required'] ?? []) as string[]).filter((name) => !had.has(name))
  const isClosed = to['additionalProperties'] === false
  const patterns = Object.entries((to['patternProperties'] ?? {}) as Record<string, Schema>)
  const each = Object.entries(before!).flatMap(([name, schema]) => {
    const there = after![name] ?? patterns.find(([pattern]) => new RegExp(pattern, 'u').test(name))?.[1]
    if (there !== undefined) return accepts(schema, there, `${at}/${name}`)
    return isClosed ? [`${at}/${name}: is not taken`] : []
  })
  return [...required.map((name) => `${at}/${name}: is required`), ...each, ...ofRest(from, to, at)]
}

/** Members that no name describes: by a pattern, or any at all. */
function ofRest(from: Schema, to: Schema, at: string): string[] {
  const [before, after] = [from['patternProperties'] ?? {}, to['patternProperties'] ?? {}] as Record<string, Schema>[]
  const isOpen = from['additionalProperties'] !== false
  const byPattern = Object.entries(before!).flatMap(([pattern, schema]) => {
    if (after![pattern] !== undefined) return accepts(schema, after![pattern], `${at}/~${pattern}`)
    return to['additionalProperties'] === false ? [`${at}: members by the pattern ${pattern} are not taken`] : []
  })
  // A name that only one of two open objects describes was never sent by the other: that is how an answer grows.
  return isOpen && to['additionalProperties'] === false ? [...byPattern, `${at}: takes no other members`] : byPattern
}
