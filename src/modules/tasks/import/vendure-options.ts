/** Options and SKUs of a product in Vendure's product import. */
import type { Finding, Remark } from '../task.ts'
import { handleOf, listOf, present } from './cell.ts'
import type { NewProduct } from './format.ts'
import { cellOf } from './header.ts'
import type { Row } from './row.ts'
import { type Sheet, labels } from './vendure-sheet.ts'

/** The options that the first row names, with the values that the rows use; a row with fewer or more values is an error. */
export function optionsOf(sheet: Sheet, rows: Row[], errors: Finding[]): NonNullable<NewProduct['options']> {
  const names = (locale?: string) => listOf(cellOf(rows[0]!, sheet.column('optionGroups', locale)))
  const values = (row: Row, locale?: string) => listOf(cellOf(row, sheet.column('optionValues', locale)))
  const groups = names()
  for (const row of rows) {
    const { length } = values(row)
    if (length === groups.length) continue
    const detail =
      `There are ${length} option values for ${groups.length} option groups (row ${rows[0]!.number}). ` +
      'Give one value for each group, separated by |.'
    errors.push({ row: row.number, column: labels.values, code: 'option_values_mismatch', detail })
  }
  const others = sheet.locales.filter((locale) => locale !== sheet.locale)
  const spoken = (pick: (locale: string) => string | undefined): Record<string, string> | undefined => {
    const said = others.flatMap((locale) => (pick(locale) === undefined ? [] : [[locale, pick(locale)!]]))
    return said.length === 0 ? undefined : Object.fromEntries(said)
  }
  return groups.map((name, at) => {
    const rowOf = new Map(rows.toReversed().map((row) => [values(row)[at], row]))
    const used = [...new Set(rows.flatMap((row) => values(row)[at] ?? []))]
    return {
      name,
      ...present({ names: spoken((locale) => names(locale)[at]) }),
      values: used.map((value) => ({
        value,
        ...present({ values: spoken((locale) => values(rowOf.get(value)!, locale)[at]) }),
      })),
    }
  })
}

/**
 * In Vendure variants may share a SKU; here it is one thing for ever, so the others of a product get their values
 * behind it.
 */
export function skusOf(sheet: Sheet, rows: Row[], remarks: Remark[]): string[] {
  const taken = new Set<string>()
  const values = new Set<string>()
  return rows.map((row) => {
    const sku = cellOf(row, sheet.column('sku'))
    const own = cellOf(row, sheet.column('optionValues'))
    const behind = handleOf(own)
    const other = `${sku.slice(0, 63 - Math.min(behind.length, 40))}-${behind.slice(0, 40)}`
    const isTaken = taken.has(sku) && !values.has(own) && behind !== '' && !taken.has(other)
    const given = isTaken ? other : sku
    if (isTaken) {
      remarks.push({
        code: 'sku_changed',
        column: labels.sku,
        row: row.number,
        detail: `Another variant of the product has the SKU ${sku}: this one became ${other}.`,
      })
    }
    taken.add(given)
    values.add(own)
    return given
  })
}
