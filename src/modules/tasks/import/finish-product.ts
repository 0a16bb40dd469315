/** The last look at a product made of rows: what catalog would refuse is told by row and column, with what to do. */
import { findings } from '#kernel/calls/dispatch.ts'
import { NewProduct } from '#modules/catalog/contract.ts'
import type { Finding, Remark } from '../task.ts'
import type { Draft, Parsed } from './format.ts'
import type { Row } from './row.ts'

/** Labels of the columns that a format calls these parts by. */
export type Labels = {
  handle: string
  title: string
  description: string
  brand: string
  tags: string
  categories: string
  images: string
  options: string
  values: string
  sku: string
  taxClass: string
  weightGrams: string
  image: string
  status: string
}

/** What a reader found in the rows of one product; `all`: also those that it left out. */
export type Found = { rows: Row[]; all?: Row[]; draft: Draft; errors: Finding[]; remarks: Remark[]; labels: Labels }

/**
 * Checks a draft against catalog's own schema and rules. With any error there is no draft, and every row has a
 * finding.
 */
export function finishProduct({ rows, all = rows, draft, errors, remarks, labels }: Found): Parsed {
  const wrong = [...errors]
  const told = new Set(errors.map(({ row, column }) => `${row} ${column}`))
  const add = (finding: Finding) => {
    const place = `${finding.row} ${finding.column}`
    if (!told.has(place)) wrong.push(finding)
    told.add(place)
  }
  schemaFindings(rows, draft, labels).forEach(add)
  if (wrong.length === 0) variantFindings(draft, labels).forEach(add)
  const numbers = all.map(({ number }) => number)
  const endsAt = all.at(-1)!.endsAt
  if (wrong.length === 0) return { rows: numbers, endsAt, draft, errors: [], remarks }
  return { rows: numbers, endsAt, draft: null, errors: forEveryRow(numbers, wrong), remarks: [] }
}

/**
 * A product is taken whole or not at all, so that nothing half is sold: rows without a mistake of their own say whose
 * it is.
 */
export function forEveryRow(rows: number[], errors: Finding[]): Finding[] {
  const told = new Set(errors.map(({ row }) => row))
  const detail = `Not imported, because row ${errors[0]!.row} of the same product has a mistake. Mend that one, and import the file again.`
  const others = rows
    .filter((row) => !told.has(row))
    .map((row) => ({ row, column: null, code: 'product_incomplete', detail }))
  return [...errors, ...others].sort((a, b) => a.row - b.row)
}

function schemaFindings(rows: Row[], { product, items }: Draft, labels: Labels): Finding[] {
  // A file of prices and stock has no titles: those of a product that exists stay as they are.
  const checked =
    product.texts.length === 0 ? { ...product, texts: [{ locale: 'en', title: 'left as it is' }] } : product
  return findings(NewProduct, checked).map(({ pointer, detail }) => {
    const [part = '', at = '0', field = ''] = pointer.slice(1).split('/')
    const row = part === 'variants' ? (items[Number(at)]?.row ?? rows[0]!.number) : rows[0]!.number
    const column = columnOf(part, field, labels)
    return { row, column, code: `${codeName(part, field)}_invalid`, detail: adviceOf(part, field, detail) }
  })
}

function columnOf(part: string, field: string, labels: Labels): string {
  if (part === 'texts')
    return field === 'description' ? labels.description : field === 'handle' ? labels.handle : labels.title
  if (part === 'variants')
    return field === 'optionValues' ? labels.values : (labels[field as keyof Labels] ?? labels.sku)
  return labels[part as keyof Labels] ?? labels.handle
}

const codeName = (part: string, field: string): string =>
  (part === 'texts' || part === 'variants' ? field || part : part).replaceAll(
    /[A-Z]/g,
    (letter) => `_${letter.toLowerCase()}`,
  )

/** The schema's words say what is wrong; these say what to do, where the schema's do not. */
function adviceOf(part: string, field: string, detail: string): string {
  if (part === 'handle' || field === 'handle')
    return 'Write it in small letters, digits and single hyphens, at most 120: "blue-mug".'
  if (field === 'sku') return 'Give every variant a SKU of 1 to 64 characters without spaces.'
  if (part === 'categories')
    return 'Write the handles of categories in small letters, digits and hyphens, separated by |, at most 20.'
  if (part === 'status') return 'Write draft, active or archived.'
  if (part === 'options')
    return 'Names and values of options have 1 to 60 characters; an option has at most 250 values.'
  return `The value ${detail}. Correct it.`
}

/** Two variants with the same values cannot be told apart by shoppers. */
function variantFindings({ product, items }: Draft, labels: Labels): Finding[] {
  const seen = new Map<string, number>()
  return product.variants.flatMap(({ optionValues }, at) => {
    // A file of prices alone says nothing of values; those that there are stay.
    if (optionValues === undefined) return []
    const { row } = items[at]!
    const key = JSON.stringify(optionValues)
    const before = seen.get(key)
    if (before !== undefined) return [variantTwice(row, before, labels.values)]
    seen.set(key, row)
    return []
  })
}

/** Told of a variant that looks like the one of row `before`. */
export const variantTwice = (row: number, before: number, column: string): Finding => ({
  row,
  column,
  code: 'variant_twice',
  detail: `The variant has the same option values as the one of row ${before}, or none like it. Give it others, or remove the row.`,
})
