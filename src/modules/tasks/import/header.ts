/** Questions to the columns of a header that every format asks. */
import type { Finding } from '../task.ts'
import { localeOf } from './cell.ts'
import type { Shop } from './format.ts'
import type { Column, Row } from './row.ts'

/** The text of a row under a column; empty where the row is too short or there is no such column. */
export const cellOf = (row: Row, column: Column | undefined): string =>
  column === undefined ? '' : (row.cells[column.at] ?? '')

const inHeader = (column: string, code: string, detail: string): Finding => ({ row: 1, column, code, detail })

/** Columns that a file must have and does not. */
export function missingColumns(columns: Column[], required: string[]): Finding[] {
  const names = new Set(columns.map(({ name }) => name))
  return required
    .filter((each) => !names.has(each.toLowerCase()))
    .map((each) =>
      inHeader(
        each,
        'column_missing',
        `Add a column "${each}" to the header and to every row; its cells may be empty.`,
      ),
    )
}

/** Columns that stand twice: which of them is meant cannot be known. */
export function repeatedColumns(columns: Column[]): Finding[] {
  const seen = new Set<string>()
  return columns.flatMap(({ label, name, suffix }) => {
    const key = `${name}:${suffix ?? ''}`
    if (!seen.has(key)) return (seen.add(key), [])
    return [inHeader(label, 'column_twice', `The column "${label}" stands twice. Remove one of them.`)]
  })
}

/** Columns of one name by locale, in the order of the header; those without a suffix speak the shop's language. */
export function byLocale(
  columns: Column[],
  name: string,
  shop: Shop,
): { locales: Map<string, Column>; errors: Finding[] } {
  const locales = new Map<string, Column>()
  const errors: Finding[] = []
  for (const column of columns.filter((each) => each.name === name)) {
    const locale = column.suffix === null ? shop.locale : localeOf(column.suffix)
    if (locale === null)
      errors.push(
        inHeader(
          column.label,
          'locale_invalid',
          `"${column.suffix}" is no language: write "de" or "en-GB" after the colon.`,
        ),
      )
    else if (!locales.has(locale)) locales.set(locale, column)
  }
  return { locales, errors }
}

/** Columns of one name by market or location; those without a suffix mean the first that there is. */
export function byPlace(
  columns: Column[],
  name: string,
  { known, kind, make }: { known: string[]; kind: string; make: string },
): { places: Map<string, Column>; errors: Finding[] } {
  const places = new Map<string, Column>()
  const errors: Finding[] = []
  for (const column of columns.filter((each) => each.name === name)) {
    const place = column.suffix ?? known[0]
    if (place !== undefined && known.includes(place)) places.set(place, column)
    else {
      const there =
        known.length === 0 ? `This shop has no ${kind} yet` : `This shop has ${known.slice(0, 20).join(', ')}`
      errors.push(
        inHeader(
          column.label,
          `${kind}_unknown`,
          `There is no ${kind} "${place ?? ''}". ${there}: make it first (${make}), or correct the column.`,
        ),
      )
    }
  }
  return { places, errors }
}

/** What no database can keep, or what a text that was not saved as UTF-8 becomes. */
const unreadable = /[\0\uFFFD]/

/**
 * What is wrong with a row whatever its format: letters that cannot be read; fewer or more cells than the header, so
 * that what stands where cannot be known. Empty cells at the end do not count.
 */
export function rowFinding({ number, cells }: Row, length: number): Finding | null {
  if (cells.some((cell) => unreadable.test(cell))) {
    return {
      row: number,
      column: null,
      code: 'not_utf8',
      detail: 'Some letters cannot be read. Save the file as "CSV UTF-8" and import it again.',
    }
  }
  if (cells.length === length || (cells.length > length && cells.slice(length).every((cell) => cell === '')))
    return null
  const detail =
    `The row has ${cells.length} cells, the header has ${length} columns. ` +
    'Add or remove separators; put cells that contain one into quotation marks.'
  return { row: number, column: null, code: 'row_length', detail }
}
