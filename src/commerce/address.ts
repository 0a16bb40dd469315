/** Which parts of an address a country wants, what is wrong with one, and how it stands on a parcel. */
import { layouts } from './address-formats.ts'
import type { FieldError } from '#kernel/errors.ts'
import { postalCodes } from './postal-codes.ts'
import { regionNamed, regionsIn } from './regions.ts'
import type { Address } from './scalars.ts'

/** What a form for a country asks for beside names, street and city. */
export type AddressForm = {
  postalCode: { required: boolean; example?: string }
  /** Absent: the country's post asks for no region. */
  regions?: readonly { code: string; name: string }[]
}

/** The form of a country, or null when ISO 3166-1 knows no such country. */
export function addressForm(country: string): AddressForm | null {
  if (!layouts.has(country)) return null
  const codes = postalCodes.get(country)
  const regions = regionsIn(country)
  return {
    postalCode: codes === undefined ? { required: false } : { required: codes.required, example: codes.example },
    ...(regions === null ? {} : { regions }),
  }
}

/**
 * What is wrong with an address for its country, with pointers below `at` (a JSON pointer, "/shippingAddress") and
 * what to do. Empty when it can be delivered to, as far as a table knows. Never throws.
 */
export function addressProblems(address: Address, at = ''): FieldError[] {
  const problem = (field: keyof Address, code: string, detail: string): FieldError => ({
    pointer: `${at}/${field}`,
    code,
    detail,
  })
  const problems = always.flatMap(([field, what]) =>
    isBlank(address[field]) ? [problem(field, 'required', `Enter ${what}.`)] : [],
  )
  for (const [field, text] of Object.entries(address)) {
    // A line break would forge a line on the parcel and a header in a letter.
    if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(String(text)))
      problems.push(problem(field as keyof Address, 'invalid', 'Leave out line breaks and control characters.'))
  }
  const form = addressForm(address.country)
  if (form === null)
    return [...problems, problem('country', 'invalid', 'Choose a country by its ISO 3166-1 code, for example DE.')]
  const postalCode = postalCodeProblem(address, form)
  const region = regionProblem(address, form)
  if (postalCode !== null) problems.push(problem('postalCode', ...postalCode))
  if (region !== null) problems.push(problem('region', ...region))
  return problems
}

const always: [keyof Address, string][] = [
  ['firstName', 'the first name'],
  ['lastName', 'the last name'],
  ['line1', 'the street and number'],
  ['city', 'the city'],
]
const isBlank = (text: string | undefined): boolean => text === undefined || text.trim() === ''

function postalCodeProblem({ country, postalCode }: Address, form: AddressForm): [code: string, detail: string] | null {
  const codes = postalCodes.get(country)
  if (codes === undefined) return null
  if (isBlank(postalCode))
    return form.postalCode.required ? ['required', `Enter the postal code, for example ${codes.example}.`] : null
  const fits = codes.pattern.test(postalCode!.trim().toUpperCase())
  return fits ? null : ['invalid', `Correct the postal code: in ${country} it looks like ${codes.example}.`]
}

function regionProblem({ country, region }: Address, { regions }: AddressForm): [code: string, detail: string] | null {
  if (regions === undefined) return null
  const example = `${regions[0]!.code} (${regions[0]!.name})`
  if (isBlank(region)) return ['required', `Enter the state or region, for example ${example}.`]
  return regionNamed(country, region) === null
    ? ['invalid', `Choose a state or region of ${country}, for example ${example}.`]
    : null
}

/**
 * The lines of an address in the order of its country's post, names first, the country's name (in `locale`, BCP 47) in
 * capitals. Takes any address, also one with problems: what is missing leaves no gap, and a postal code is never lost.
 * Never throws.
 */
export function formatAddress(address: Address, locale = 'en'): string[] {
  const { firstName, lastName, company, line1, line2, city, postalCode, country } = address
  const layout = layouts.get(country) ?? 'S|C P|R|K'
  const whole = layout.includes('P') || isBlank(postalCode) ? layout : layout.replace('|K', '|P|K')
  const region = regionNamed(country, address.region)
  const parts: Record<string, string> = {
    C: clean(city),
    P: clean(postalCode),
    R: region?.name ?? clean(address.region),
    r: region?.code ?? clean(address.region),
    K: countryName(country, locale).toUpperCase(),
  }
  const lines = whole
    .split('|')
    .flatMap((line) => (line === 'S' ? [clean(line1), clean(line2)] : [lineOf(line, parts)]))
  return [`${clean(firstName)} ${clean(lastName)}`.trim(), clean(company), ...lines].filter((line) => line !== '')
}

/** Fills one line; the comma or dash beside a part that is missing goes with it. */
function lineOf(line: string, parts: Record<string, string>): string {
  let text = ''
  for (const [, between = '', letter = ''] of line.matchAll(/([ ,-]*)([A-Za-z])/g)) {
    const part = parts[letter] ?? ''
    if (part !== '') text += text === '' ? part : between + part
  }
  return text
}

const clean = (text: string | undefined): string => (text ?? '').replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ').trim()

function countryName(country: string, locale: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'region' }).of(country) ?? country
  } catch {
    // Intl throws on a locale or a country that is none; the code still finds its way.
    return country
  }
}
