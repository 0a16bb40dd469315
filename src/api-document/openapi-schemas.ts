/** Schemas of routes as OpenAPI components: what has a name stands once and is pointed at. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type Schema = { [key: string]: Json }
export type Components = {
  /** The schema with every named part replaced by a reference; names are kept for the document. */
  refer(schema: unknown, module: string): Schema
  /** All named schemas, by name. */
  schemas: Record<string, Schema>
}

const root = '#/components/schemas/'

/**
 * Collects named schemas (`$id`, else `title`). Two different ones of one name: the later gets its module's name in
 * front.
 */
export function componentsOf(): Components {
  const schemas: Record<string, Schema> = {}
  const texts = new Map<string, string>()

  const nameFor = (wanted: string, module: string, text: string): string => {
    const names = [
      wanted,
      `${pascal(module)}${wanted}`,
      ...Array.from({ length: 50 }, (_, at) => `${pascal(module)}${wanted}${at + 2}`),
    ]
    return names.find((name) => !texts.has(name) || texts.get(name) === text)!
  }
  const keep = (wanted: string, module: string, schema: Schema, local: Local): Json => {
    const text = JSON.stringify(schema)
    const name = nameFor(pascal(wanted), module, text)
    if (!texts.has(name)) {
      texts.set(name, text)
      schemas[name] = walkMembers(schema, module, local)
    }
    return { $ref: `${root}${name}` }
  }
  /** Names that `$defs` around this place declare; a `$ref` to one of them becomes a reference to its component. */
  type Local = ReadonlyMap<string, string>
  const walk = (value: Json, module: string, local: Local): Json => {
    if (Array.isArray(value)) return value.map((each) => walk(each, module, local))
    if (typeof value !== 'object' || value === null) return value
    const { $id, title, $defs } = value
    if ($defs !== undefined) return unfold(value, module, local)
    const { $ref } = value
    if (typeof $ref === 'string')
      return { $ref: `${root}${local.get($ref.replace(/^#\/\$defs\//, '')) ?? pascal($ref)}` }
    const name =
      typeof $id === 'string' ? $id : typeof title === 'string' && value['properties'] !== undefined ? title : null
    return name === null ? walkMembers(value, module, local) : keep(name, module, value, local)
  }
  /**
   * A recursive schema carries its parts in `$defs`; each becomes a component, so that the parts find each other by
   * name.
   */
  const unfold = ({ $defs, ...rest }: Schema, module: string, outer: Local): Json => {
    const parts = Object.entries($defs as Schema)
    const local = new Map([
      ...outer,
      ...parts.map(([name, part]) => [name, nameFor(pascal(name), module, JSON.stringify(part))] as const),
    ])
    for (const [name, part] of parts) keep(local.get(name)!, module, part as Schema, local)
    return walk(rest, module, local)
  }
  const walkMembers = (schema: Schema, module: string, local: Local): Schema =>
    Object.fromEntries(
      Object.entries(schema)
        .filter(([key]) => key !== '$id')
        .map(([key, value]) => [
          key,
          // Examples and constants are data, and a property may be called `title`.
          isData(key)
            ? value
            : key === 'properties' || key === 'patternProperties'
              ? walkEach(value as Schema, module, local)
              : walk(value, module, local),
        ]),
    )
  const walkEach = (properties: Schema, module: string, local: Local): Schema =>
    Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, walk(value, module, local)]))

  return { schemas, refer: (schema, module) => walk(plain(schema), module, new Map()) as Schema }
}

const isData = (key: string): boolean => ['enum', 'const', 'default', 'examples', 'required'].includes(key)
/** TypeBox keeps its own marks beside the JSON Schema, where JSON does not see them. */
const plain = (schema: unknown): Json => JSON.parse(JSON.stringify(schema ?? {}))

/** `tax-rate` → `TaxRate`: what OpenAPI allows as a component's name. */
export const pascal = (text: string): string =>
  text
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
