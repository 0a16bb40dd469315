/** Rows of a CSV file, as a spreadsheet counts them, and the columns that its header names. */

/** `number`: the header is 1, blank rows count. `endsAt`: the byte after it, from where reading can go on. */
export type Row = { number: number; endsAt: number; cells: string[] }
/** What could not be read as rows. `isFatal`: nothing after it can be read either. */
export type Broken = { number: number; endsAt: number; code: string; detail: string; isFatal: boolean }
export type Read = Row | Broken

export const isBroken = (read: Read): read is Broken => 'code' in read
export const isBlank = ({ cells }: Row): boolean => cells.every((cell) => cell === '')

/** A column: `price:eu` has the name `price` and the suffix `eu`. Names are compared without regard to case. */
export type Column = { at: number; label: string; name: string; suffix: string | null }

/** The columns that a header names, in its order; those without a label are left out. */
export function columnsOf(header: string[]): Column[] {
  return header.flatMap((cell, at) => {
    // Labels come back in errors and notices, so they are short and can be stored.
    const label = cell.replaceAll('\0', '').slice(0, 200)
    if (label === '') return []
    const colon = label.indexOf(':')
    const name = (colon < 0 ? label : label.slice(0, colon)).trim().toLowerCase()
    return [{ at, label, name, suffix: colon < 0 ? null : label.slice(colon + 1).trim() }]
  })
}

/** The separator that the first line uses most, outside quotes: comma, semicolon or tab. */
export function delimiterOf(head: string): string {
  const line = /^(?:[^"\r\n]|"(?:[^"]|"")*"?)*/.exec(head)![0].replaceAll(/"(?:[^"]|"")*"?/g, '')
  const counted = [',', ';', '\t'].map((sign) => ({ sign, count: line.split(sign).length }))
  return counted.reduce((best, each) => (each.count > best.count ? each : best)).sign
}
