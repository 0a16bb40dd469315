/** What an answer may show: the members that its schema declares, and no other, whatever row they were read from. */
import type { TSchema } from 'typebox'
import { validatorOf } from '#kernel/calls/dispatch.ts'

type Schema = {
  $ref?: string
  $defs?: Record<string, Schema>
  properties?: Record<string, Schema>
  patternProperties?: Record<string, Schema>
  additionalProperties?: boolean | Schema
  items?: Schema
  anyOf?: Schema[]
  allOf?: Schema[]
}
/** Answers the value without what is not declared: itself where there is nothing to take out. `at` is told of what was. */
type Cut = (value: unknown, at: string, found: (pointer: string) => void) => unknown

const cuts = new WeakMap<object, Cut>()
const nothing = () => {}

/**
 * A reply without the members that its schema does not declare, at every depth: a column more in a row, or a spread too
 * many, shows nobody anything. A schema without properties declares whatever is there.
 */
export const onlyDeclared = (schema: TSchema, body: unknown): unknown => cutOf(schema)(body, '', nothing)

/** Pointers (RFC 6901) to the members that `onlyDeclared` would take out. */
export function undeclaredIn(schema: TSchema, body: unknown): string[] {
  const found: string[] = []
  cutOf(schema)(body, '', (pointer) => found.push(pointer))
  return found
}

function cutOf(schema: TSchema): Cut {
  let cut = cuts.get(schema)
  if (cut === undefined) cuts.set(schema, (cut = made(schema as Schema, {})))
  return cut
}

const asItIs: Cut = (value) => value

function made(schema: Schema, outer: Record<string, Schema>): Cut {
  const defs = { ...outer, ...schema.$defs }
  const { $ref, items, anyOf, properties, patternProperties, additionalProperties } = flat(schema)
  if ($ref !== undefined) return byReference(defs[$ref.replace(/^#\/\$defs\//, '')], defs)
  if (anyOf !== undefined) return oneOf(anyOf, defs)
  if (items !== undefined) return eachOf(made(items, defs))
  if (properties === undefined && patternProperties === undefined) return asItIs
  const named = new Map(Object.entries(properties ?? {}).map(([name, each]) => [name, made(each, defs)]))
  const patterns = Object.entries(patternProperties ?? {}).map(([text, each]) => ({
    pattern: new RegExp(text, 'u'),
    cut: made(each, defs),
  }))
  const others = typeof additionalProperties === 'object' ? made(additionalProperties, defs) : undefined
  return membersOf((name) => named.get(name) ?? patterns.find(({ pattern }) => pattern.test(name))?.cut ?? others)
}

/** An intersection of objects declares what any of them declares; any other is left whole. */
function flat(schema: Schema): Schema {
  if (schema.allOf === undefined) return schema
  const parts = [{ ...schema, allOf: undefined }, ...schema.allOf.map(flat)]
  if (parts.some(({ $ref, anyOf, items, patternProperties }) => $ref ?? anyOf ?? items ?? patternProperties)) return {}
  return { properties: Object.assign({}, ...parts.map(({ properties }) => properties)) }
}

/** Made at its first use, because a recursive schema has no end. */
function byReference(schema: Schema | undefined, defs: Record<string, Schema>): Cut {
  if (schema === undefined) return asItIs
  let cut = cuts.get(schema)
  return (value, at, found) => {
    if (cut === undefined) cuts.set(schema, (cut = made(schema, defs)))
    return cut(value, at, found)
  }
}

/** The first that the value fits, without regard to what is too much; where it fits none, it is left to the check. */
function oneOf(schemas: Schema[], defs: Record<string, Schema>): Cut {
  const options = schemas.map((each) => {
    const whole = { ...each, $defs: defs } as TSchema
    return { fits: (value: unknown) => validatorOf(whole).Check(value), cut: made(each, defs) }
  })
  return (value, at, found) => {
    if (typeof value !== 'object' || value === null) return value
    const option = options.find(({ fits }) => fits(value))
    return option === undefined ? value : option.cut(value, at, found)
  }
}

function eachOf(cut: Cut): Cut {
  return (value, at, found) => {
    if (!Array.isArray(value)) return value
    let copy: unknown[] | null = null
    for (let n = 0; n < value.length; n++) {
      const each = cut(value[n], `${at}/${n}`, found)
      if (each !== value[n]) (copy ??= [...value])[n] = each
    }
    return copy ?? value
  }
}

function membersOf(cutFor: (name: string) => Cut | undefined): Cut {
  return (value, at, found) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    let copy: Record<string, unknown> | null = null
    for (const [name, member] of Object.entries(value)) {
      const cut = cutFor(name)
      if (cut === undefined) found(`${at}/${name}`)
      const each = cut?.(member, `${at}/${name}`, found)
      if (cut !== undefined && each === member) continue
      copy ??= { ...(value as Record<string, unknown>) }
      if (cut === undefined) delete copy[name]
      else copy[name] = each
    }
    return copy ?? value
  }
}
