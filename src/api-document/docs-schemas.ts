/** Schemas as tables of fields: name, type, what it is; nested ones unfold in place. */
import { type Html, html, prose } from '#http/page.ts'
import type { Document, Operation } from './openapi.ts'
import type { Schema } from './openapi-schemas.ts'

type Shape = {
  $ref?: string
  type?: string | string[]
  format?: string
  enum?: unknown[]
  const?: unknown
  items?: Schema
  anyOf?: Schema[]
  allOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  description?: string
  minimum?: number
  maximum?: number
  maxLength?: number
  additionalProperties?: unknown
  patternProperties?: Record<string, Schema>
}
const depthMax = 5

/** The body of an operation, or null when it has none. */
export function bodyHtml(document: Document, operation: Operation): Html | null {
  const content = (operation['requestBody'] as Schema | undefined)?.['content'] as Record<string, Schema> | undefined
  const [type, media] = Object.entries(content ?? {})[0] ?? []
  if (type === undefined || media === undefined) return null
  if (type === '*/*') return html`<p>Raw bytes, of the type that the description names.</p>`
  return html`${type === 'application/json' ? null : html`<p><code>${type}</code></p>`}${fieldsHtml(document, media['schema'] as Schema)}`
}

/** The fields of a schema as a list, in which nested ones unfold; what is no object is one line. */
export function fieldsHtml(document: Document, schema: Schema, depth = 0): Html {
  const shape = resolved(document, schema)
  if (shape.items !== undefined)
    return html`<p>A list. Each item:</p>
      ${fieldsHtml(document, shape.items, depth + 1)}`
  const fields = Object.entries(shape.properties ?? {})
  if (fields.length === 0) return html`<p>${shapeOf(schema)}</p>`
  const rows = fields.map(([name, field]) => {
    const inner = innerOf(document, field)
    const unfolds = depth < depthMax && inner.properties !== undefined
    const isRequired = shape.required?.includes(name) ?? false
    const about = resolved(document, field).description
    return fieldHtml(name, field, isRequired, about, unfolds ? fieldsHtml(document, inner as Schema, depth + 1) : null)
  })
  return html`<ul class="fields">
    ${rows}
  </ul>`
}

/** One field or parameter: its name, whether it must be there, its type, and what it is. */
export function fieldHtml(
  name: string,
  schema: Schema,
  isRequired: boolean,
  about?: string,
  inner?: Html | null,
): Html {
  return html`<li>
    <code>${name}</code> ${isRequired ? html`<span class="must">required</span> ` : null}<span class="shape"
      >${shapeOf(schema)}</span
    >${about === undefined ? null : html`<p>${prose(about)}</p>`}${
      inner === undefined || inner === null
        ? null
        : html`<details>
            <summary>Fields</summary>
            ${inner}
          </details>`
    }
  </li>`
}

/** What unfolds: of a list its item, of a map its values. */
function innerOf(document: Document, schema: Schema): Shape {
  const shape = resolved(document, schema)
  return shape.items === undefined ? shape : resolved(document, shape.items)
}

function resolved(document: Document, schema: Schema): Shape {
  const { $ref, allOf, anyOf } = schema as Shape
  if ($ref !== undefined)
    return resolved(
      document,
      ((document['components'] as Schema)['schemas'] as Record<string, Schema>)[$ref.split('/').at(-1)!] ?? {},
    )
  if (allOf !== undefined) {
    const parts = allOf.map((each) => resolved(document, each))
    return {
      properties: Object.assign({}, ...parts.map((each) => each.properties)),
      required: parts.flatMap((each) => each.required ?? []),
    }
  }
  // "This or null" reads as this.
  const [only, ...more] = (anyOf ?? []).filter((each) => (each as Shape).type !== 'null')
  return only !== undefined && more.length === 0 ? resolved(document, only) : (schema as Shape)
}

/** The type in a few words: `integer 1–100`, `"a" or "b"`, `list of Money`. */
export function shapeOf(schema: Schema): string {
  const { $ref, type, format, enum: values, const: only, items, anyOf, minimum, maximum, maxLength } = schema as Shape
  if ($ref !== undefined) return $ref.split('/').at(-1)!
  if (values !== undefined) return values.map((each) => JSON.stringify(each)).join(' or ')
  if (only !== undefined) return JSON.stringify(only)
  if (items !== undefined) return (items as Shape).properties === undefined ? `list of ${shapeOf(items)}` : 'list'
  if (anyOf !== undefined) return anyOf.map(shapeOf).join(' or ')
  const range = rangeOf(minimum, maximum)
  const limit = maxLength === undefined ? '' : `, up to ${maxLength}`
  return `${format ?? (Array.isArray(type) ? type.join(' or ') : (type ?? 'anything'))}${range}${limit}`
}

/** The largest safe integers bound every number of JSON, so they say nothing of this one. */
function rangeOf(minimum = -Number.MAX_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER): string {
  const [from, to] = [minimum > -Number.MAX_SAFE_INTEGER, maximum < Number.MAX_SAFE_INTEGER]
  if (from && to) return ` ${minimum} to ${maximum}`
  return from ? ` from ${minimum}` : to ? ` to ${maximum}` : ''
}
