/** Writes who sees what: for each role the operations it opens, with every field of their answers. */

type Schema = Record<string, any>
type Document = { paths: Record<string, Record<string, Schema>>; components: { schemas: Record<string, Schema> } }
type Open = { route: { method: string; path: string; access: string } }

const roles: [access: string, title: string][] = [
  ['anyone', 'Anyone'],
  ['customer', 'Who is logged in'],
  ['staff', 'Staff'],
  ['administrator', 'Administrators'],
]

/**
 * The page. Takes the OpenAPI document and who may use each route; `written` says by which command it is made. An answer holds no
 * other fields: the kernel takes out what its schema does not declare.
 */
export function fieldsText(written: string, document: object, served: Open[]): string {
  const { paths, components } = document as Document
  const named = new Set<string>()
  const name = (found: string) => void named.add(found)
  const sections = roles.map(([access, title]) => {
    const lines = served
      .filter(({ route }) => route.access === access)
      .map(({ route: { method, path } }) => {
        const pattern = path.replaceAll(/:(\w+)/g, '{$1}')
        return `- \`${method} ${pattern}\` ${answerOf(paths[pattern]![method.toLowerCase()]!, name)}`
      })
    return `## ${title}\n\n${lines.sort().join('\n')}`
  })
  const shapes: string[] = []
  for (const each of named) shapes.push(`- **${each}** ${inner(components.schemas[each]!, name)}`)
  return `# Who sees what

${written} Every field of every answer, by who may ask for it; \`?\` marks what may be absent. What is not declared is taken out of an answer
before it is sent, so a field that is new for a role is new on this page.

${sections.join('\n\n')}

## Shapes

${shapes.sort().join('\n')}
`
}

/** What a yes holds: its named shape, its fields, its kind of bytes, or nothing. */
function answerOf({ responses }: Schema, name: (found: string) => void): string {
  const yes = Object.entries<Schema>(responses).filter(([status]) => Number(status) < 300)
  const [type, media] = Object.entries<Schema>(yes[0]?.[1]['content'] ?? {})[0] ?? []
  if (type === undefined) return '–'
  return type === 'application/json' ? shapeOf(media!['schema'], name) || 'bytes' : `\`${type}\``
}

/** A schema in one line: a name, `{ fields }`, `[…]` around lists; nothing for a single value. */
function shapeOf(schema: Schema, name: (found: string) => void): string {
  if (schema['$ref'] !== undefined) {
    const found = String(schema['$ref']).split('/').at(-1)!
    name(found)
    return found
  }
  return inner(schema, name)
}

function inner(schema: Schema, name: (found: string) => void): string {
  const each = (one: Schema) => shapeOf(one, name)
  if (schema['items'] !== undefined) return `[${each(schema['items'])}]`
  if (schema['allOf'] !== undefined) return schema['allOf'].map(each).join(' & ')
  if (schema['anyOf'] !== undefined) return [...new Set(schema['anyOf'].map(each))].filter(Boolean).join(' | ')
  if (schema['patternProperties'] !== undefined)
    return `{ any: ${Object.values<Schema>(schema['patternProperties']).map(each).join() || 'value'} }`
  if (schema['properties'] === undefined)
    return ['type', 'enum', 'const'].some((each) => schema[each] !== undefined) ? '' : 'whatever'
  const fields = Object.entries<Schema>(schema['properties']).map(([field, one]) => {
    const text = each(one)
    return `${field}${schema['required']?.includes(field) ? '' : '?'}${text === '' ? '' : `: ${text}`}`
  })
  return fields.length === 0 ? '{ }' : `{ ${fields.join(', ')} }`
}
