/**
 * Writes the kernel's tables from public data: `node scripts/generate-tables.ts`. Finds the data by BANYAN_SHARED_DATA, or
 * in `../shared/data` beside the checkout. The tables are committed, so only who changes them needs the data.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const data = process.env['BANYAN_SHARED_DATA'] ?? new URL('../../shared/data', import.meta.url).pathname
const read = (path: string): string => readFileSync(`${data}/${path}`, 'utf8')
const write = (path: string, text: string): void => writeFileSync(new URL(`../src/kernel/${path}`, import.meta.url), text)

/** `AAA BBB …` in lines of at most 116 characters, each with two spaces in front. */
export function wrapped(words: string[]): string {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length > 110) lines.push(`  ${word}`)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines.join('\n')
}

/** One record of a CSV line (RFC 4180 without line breaks inside fields). */
const fieldsOf = (line: string): string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((match) => (match[1] ?? match[2] ?? '').replaceAll('""', '"'))

/** Currencies in use with their exponents; withdrawn ones and those without minor units (gold, test codes) are left out. */
export function currencyTable(csv: string): string {
  const byExponent = new Map<string, Set<string>>()
  for (const line of csv.trim().split(/\r?\n/).slice(1)) {
    const [, , code = '', , exponent = '', withdrawn = ''] = fieldsOf(line)
    if (!/^[A-Z]{3}$/.test(code) || !/^\d$/.test(exponent) || withdrawn !== '') continue
    byExponent.set(exponent, (byExponent.get(exponent) ?? new Set()).add(code))
  }
  const groups = [...byExponent].sort(([a], [b]) => Number(a) - Number(b))
  const rows = groups.map(([exponent, codes]) => `  [${exponent}, \`\n${wrapped([...codes].sort())}\`],`)
  return `/**
 * Currencies of ISO 4217 in use, by the number of digits of their minor unit. Written by scripts/generate-tables.ts; do not edit.
 * Facts from github.com/datasets/currency-codes, data/codes-all.csv (ODC PDDL 1.0).
 */
const codesByExponent: [number, string][] = [
${rows.join('\n')}
]

/** ISO 4217 code → exponent. */
export const exponents: ReadonlyMap<string, number> = new Map(
  codesByExponent.flatMap(([exponent, codes]) => codes.trim().split(/\\s+/).map((code) => [code, exponent] as const)),
)
`
}

if (import.meta.main) {
  write('currencies.ts', currencyTable(read('tax-and-currency/iso4217-codes-all.csv')))
}
