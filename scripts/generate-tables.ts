/**
 * Writes the tables of commerce from public data: `node scripts/generate-tables.ts`. Finds the data by
 * BANYAN_SHARED_DATA, or in `../shared/data` beside the checkout. The tables are committed, so only who changes them
 * needs the data.
 */
import { readFileSync, writeFileSync } from 'node:fs'

/** Where the public data lies. */
export const dataFolder: string =
  process.env['BANYAN_SHARED_DATA'] ?? new URL('../../shared/data', import.meta.url).pathname
const read = (path: string): string => readFileSync(`${dataFolder}/${path}`, 'utf8')
const write = (path: string, text: string): void =>
  writeFileSync(new URL(`../src/commerce/${path}`, import.meta.url), text)

/** `AAA BBB …` in lines of at most 116 characters, each with two spaces in front. */
function wrapped(words: string[]): string {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length > 110) lines.push(`  ${word}`)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines.join('\n')
}

/** A row of a generated table, as the formatter leaves it. */
const rowOf = (key: string, codes: string[]): string => `  [\n    ${key},\n    \`\n${wrapped(codes)}\`,\n  ],`

/** One record of a CSV line (RFC 4180 without line breaks inside fields). */
const fieldsOf = (line: string): string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((match) =>
    (match[1] ?? match[2] ?? '').replaceAll('""', '"'),
  )

/**
 * Currencies in use with their exponents; withdrawn ones and those without minor units (gold, test codes) are left
 * out.
 */
export function currencyTable(csv: string): string {
  const byExponent = new Map<string, Set<string>>()
  for (const line of csv.trim().split(/\r?\n/).slice(1)) {
    const [, , code = '', , exponent = '', withdrawn = ''] = fieldsOf(line)
    if (!/^[A-Z]{3}$/.test(code) || !/^\d$/.test(exponent) || withdrawn !== '') continue
    byExponent.set(exponent, (byExponent.get(exponent) ?? new Set()).add(code))
  }
  const groups = [...byExponent].sort(([a], [b]) => Number(a) - Number(b))
  const rows = groups.map(([exponent, codes]) => rowOf(exponent, [...codes].sort()))
  return `/**
 * Currencies of ISO 4217 in use, by the number of digits of their minor unit.
 * Written by scripts/generate-tables.ts; do not edit.
 * Facts from github.com/datasets/currency-codes, data/codes-all.csv (ODC PDDL 1.0).
 */
const codesByExponent: [number, string][] = [
${rows.join('\n')}
]

/** ISO 4217 code → exponent. */
export const exponents: ReadonlyMap<string, number> = new Map(
  codesByExponent.flatMap(([exponent, codes]) => codes.match(/\\w+/g)!.map((code) => [code, exponent] as const)),
)
`
}

/**
 * The generic and country templates of the file, by name (`generic4`, `US`, `CN_en`); a few keep only whose template
 * they use.
 */
function templatesOf(yaml: string): Map<string, string[]> {
  const templates = new Map<string, string[]>()
  let name = ''
  let body: string[] | null = null
  for (const line of yaml.split('\n').filter((each) => !/^\s*#/.test(each))) {
    const head = /^"?(\w+)"?:(?: &\w+ \|)?\s*$/.exec(line) ?? /^(\w+): &\w+ \|\s*$/.exec(line)
    const alias = /^\s+(?:address_template: \*|use_country: )"?(\w+)"?/.exec(line)
    if (head !== null) name = head[1]!
    if (alias !== null && !templates.has(name)) templates.set(name, [`=${alias[1]}`])
    if (/^\w+: &\w+ \|/.test(line) || /^\s+address_template: \|/.test(line)) templates.set(name, (body = []))
    else if (/^\s+\{\{/.test(line)) body?.push(line.trim())
    else body = null
  }
  return templates
}

function bodyOf(templates: Map<string, string[]>, name: string): string[] {
  const body = templates.get(name) ?? templates.get('default')!
  return body[0]?.startsWith('=') === true ? bodyOf(templates, body[0].slice(1)) : body
}

/** Which of our parts a `{{{name}}}` or a `{{#first}}…{{/first}}` group stands for; empty: none of ours. */
function partOf(names: string[]): string {
  const has = (...some: string[]) => some.some((each) => names.includes(each))
  if (has('city', 'town', 'postal_city')) return 'C'
  if (has('road')) return 'S'
  if (has('postcode')) return 'P'
  if (has('country')) return 'K'
  if (has('state_code', 'county_code')) return 'r'
  return has('state', 'province') ? 'R' : ''
}

/**
 * One line of a template in our letters, without what is not ours: `{{{postcode}}} {{#first}} … {{/first}}` is "P C".
 */
function lettersOf(line: string): string {
  const letters = line.replace(
    /\{\{#first\}\}(.*?)\{\{\/first\}\}|\{\{\{(\w+)\}\}\}/g,
    (_, group: string | undefined, name: string) =>
      partOf(group === undefined ? [name] : [...group.matchAll(/\{\{\{(\w+)\}\}\}/g)].map((match) => match[1]!)),
  )
  return letters
    .replace(/[^SCPrRK,\- ]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,-]+|[\s,-]+$/g, '')
    .replace(/[\s,-]*S.*S?[\s,-]*$/, 'S')
}

/**
 * A country's template as "S|P C|K". Where the native order begins with the country, the one for Latin script is
 * taken.
 */
function layoutOf(templates: Map<string, string[]>, country: string): string {
  const native = bodyOf(templates, country).map(lettersOf)
  const first = native.findIndex((line) => line.includes('K'))
  const big = first !== -1 && first < native.findIndex((line) => line.includes('S'))
  const lines = !big
    ? native
    : templates.has(`${country}_en`)
      ? bodyOf(templates, `${country}_en`).map(lettersOf)
      : native.toReversed()
  const seen = new Set<string>()
  const once = lines.map((line) =>
    [...line].filter((letter) => !/[A-Za-z]/.test(letter) || !(seen.has(letter) || !seen.add(letter))).join(''),
  )
  const kept = once.map((line) => line.replace(/^[\s,-]+|[\s,-]+$/g, '')).filter((line) => line !== '')
  if (!seen.has('S')) kept.unshift('S')
  if (!seen.has('C')) kept.splice(kept.indexOf('S') + 1, 0, 'C')
  return seen.has('K') ? kept.join('|') : [...kept, 'K'].join('|')
}

/** Every country of ISO 3166-1 with the order in which its post reads an address. */
export function addressTable(yaml: string, countryCodes: string): string {
  const templates = templatesOf(yaml)
  const countries = [...countryCodes.matchAll(/^"?([A-Z]{2})"?:/gm)]
    .map((match) => match[1]!)
    .filter((code) => !code.startsWith('X'))
  const byLayout = Map.groupBy(countries, (country) => layoutOf(templates, country))
  const rows = [...byLayout]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([layout, codes]) => rowOf(`'${layout}'`, codes.sort()))
  return `/**
 * The order in which each country's post reads an address: S street lines, C city, P postal code, R region
 * (r: its code), K country; a bar starts a line. Written by scripts/generate-tables.ts; do not edit.
 * Facts from github.com/OpenCageData/address-formatting, conf/countries/worldwide.yaml (MIT, (c) 2020 OpenCage GmbH).
 */
const countriesByLayout: [string, string][] = [
${rows.join('\n')}
]

/** ISO 3166-1 alpha-2 → layout. */
export const layouts: ReadonlyMap<string, string> = new Map(
  countriesByLayout.flatMap(([layout, codes]) => codes.match(/\\w+/g)!.map((code) => [code, layout] as const)),
)
`
}

if (import.meta.main) {
  write('currencies.ts', currencyTable(read('tax-and-currency/iso4217-codes-all.csv')))
  write(
    'address-formats.ts',
    addressTable(read('address-formatting/worldwide.yaml'), read('address-formatting/country_codes.yaml')),
  )
}
