/** Rows of one product stand next to each other: a file of any size is read a product at a time. */
import { type Parsed, type Reader } from './format.ts'
import { type Broken, type Read, type Row, isBlank, isBroken } from './row.ts'

/** As many variants as a product may have, and as many letters as are held for one. */
const rowsMax = 2_048
const lettersMax = 8_000_000

/** A product's rows parsed, or what could not be read. */
export type Group = Parsed | Broken

/** Groups rows by product and parses them. Every row that is not blank is in exactly one group. */
export async function* groupRows(rows: AsyncIterable<Read> | Iterable<Read>, reader: Reader): AsyncGenerator<Group> {
  let held: Row[] = []
  let letters = 0
  let isTooLarge = false
  const taken = (): Parsed => {
    const parsed = isTooLarge ? tooLarge(held) : reader.parse(held)
    held = []
    letters = 0
    return parsed
  }
  let first: Row | null = null
  for await (const row of rows) {
    if (isBroken(row)) {
      if (held.length > 0) yield taken()
      yield row
      continue
    }
    if (isBlank(row)) continue
    if (reader.beginsProduct(row, first)) {
      if (held.length > 0) yield taken()
      first = row
      isTooLarge = false
    }
    first ??= row
    held.push(row)
    letters += row.cells.reduce((sum, cell) => sum + cell.length, 0)
    if (held.length > rowsMax || letters > lettersMax) {
      isTooLarge = true
      yield taken()
    }
  }
  if (held.length > 0) yield taken()
}

function tooLarge(rows: Row[]): Parsed {
  const detail = `A product has at most ${rowsMax} variants. Split it into several products.`
  const errors = rows.map(({ number }) => ({ row: number, column: null, code: 'product_too_large', detail }))
  return { rows: rows.map(({ number }) => number), endsAt: rows.at(-1)!.endsAt, draft: null, errors, remarks: [] }
}
