/** Reading a text as a file of some format, for tests of formats. */
import type { Draft, Format, Opened, Parsed, Shop } from './format.ts'
import { formatFor } from './formats.ts'
import { type Group, groupRows } from './group-rows.ts'
import { type Row, columnsOf, isBroken } from './row.ts'

export const shop: Shop = {
  markets: [
    { handle: 'eu', currency: 'EUR', exponent: 2 },
    { handle: 'jp', currency: 'JPY', exponent: 0 },
  ],
  locations: ['hamburg', 'berlin'],
  locale: 'en',
}

/** Rows of cells; the first is the header and row 1. */
export const rowsOf = (table: string[][]): Row[] =>
  table.map((cells, at) => ({ number: at + 1, endsAt: (at + 1) * 10, cells: cells.map((cell) => cell.trim()) }))

/** A table drawn with commas, without quotes. */
export const drawn = (text: string): string[][] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split(','))

export type ReadFile = { format: Format; opened: Opened; groups: Group[]; parsed: Parsed[]; drafts: Draft[] }

/** Reads a table as the format that its header says. */
export async function readTable(table: string[][], facts: Shop = shop): Promise<ReadFile> {
  const [header, ...rows] = rowsOf(table)
  const columns = columnsOf(header!.cells)
  const format = formatFor(columns, null)!
  const opened = format.open(columns, facts)
  const groups = await Array.fromAsync(groupRows(rows, opened.reader))
  const parsed = groups.filter((group): group is Parsed => !isBroken(group as never))
  return { format, opened, groups, parsed, drafts: parsed.flatMap(({ draft }) => draft ?? []) }
}

/** Errors as `row column code`. */
export const codesOf = ({ parsed, opened }: ReadFile): string[] =>
  [...opened.errors, ...parsed.flatMap(({ errors }) => errors)].map(
    ({ row, column, code }) => `${row} ${column ?? '-'} ${code}`,
  )
