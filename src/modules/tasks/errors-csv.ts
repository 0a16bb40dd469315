/** Findings as a CSV file that a spreadsheet opens without running anything in it. */
import type { Finding } from './task.ts'

/** The file: row, column, code, and what to do; one line a finding. */
export function errorsCsv(findings: readonly Finding[]): string {
  const lines = findings.map(({ row, column, code, detail }) =>
    [String(row), column ?? '', code, detail].map(cellOf).join(','),
  )
  return `${['row,column,code,what to do', ...lines].join('\r\n')}\r\n`
}

/** What begins like a formula gets an apostrophe in front: spreadsheets show it as text (OWASP, CSV injection). */
function cellOf(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
