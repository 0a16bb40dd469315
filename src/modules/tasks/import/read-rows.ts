/** A CSV file as a stream of rows, from any row on. */
import { type CsvError, type Info, parse } from 'csv-parse'
import { createReadStream } from 'node:fs'
import type { Read } from './row.ts'

/** Longest row in bytes: a quote that is never closed must not take the rest of a large file into memory. */
const rowBytesMax = 1024 * 1024

/** Where to begin: the byte, and the number of the row before it. */
export type Start = { offset: number; row: number }
export const fromTheTop: Start = { offset: 0, row: 0 }

/**
 * Reads rows one after the other; cells are trimmed, also around quotes. Never throws for what is in the file: what
 * cannot be read comes as `Broken`, last. Throws when the file itself cannot be read.
 */
export async function* readRows(
  path: string,
  delimiter: string,
  start: Start,
  chunkBytes = 64 * 1024,
): AsyncGenerator<Read> {
  let broken = null as CsvError | null
  const file = createReadStream(path, { start: start.offset, highWaterMark: chunkBytes })
  const parser = parse({
    bom: start.offset === 0,
    info: true,
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    ltrim: true,
    max_record_size: rowBytesMax,
    // Without this an error throws away rows that were read before it and not yet handed out.
    skip_records_with_error: true,
    on_skip: (error) => void (broken ??= error ?? null),
  })
  file.on('error', (error) => parser.destroy(error))
  file.pipe(parser)
  let at = start
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      // After too long a row the parser has lost its place.
      if (isFatal(broken) && info.records > Number(broken!['records'])) break
      at = { offset: start.offset + info.bytes, row: at.row + 1 }
      yield { number: at.row, endsAt: at.offset, cells: record.map(bare) }
    }
  } finally {
    file.destroy()
  }
  if (broken !== null) yield brokenOf(broken, at)
}

/** Spaces around quotes keep the parser from taking the quotes off. */
function bare(cell: string): string {
  const text = cell.trim()
  return text.length > 1 && text !== cell && text.startsWith('"') && text.endsWith('"')
    ? text.slice(1, -1).trim()
    : text
}

const isFatal = (error: CsvError | null): boolean => error !== null && error.code !== 'CSV_QUOTE_NOT_CLOSED'

function brokenOf(error: CsvError, { offset, row }: Start): Read {
  const isLast = !isFatal(error)
  return {
    number: row + 1,
    endsAt: offset,
    isFatal: !isLast,
    code: isLast ? 'quote_not_closed' : 'row_too_long',
    detail: isLast
      ? 'A quotation mark opens a cell here and none closes it. Close it, and import the file again: the rows from here on were not read.'
      : 'The row is longer than 1 MB, most likely because a quotation mark is not closed. Mend it: nothing from here on was read.',
  }
}
