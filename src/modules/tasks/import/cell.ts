/** What a cell says: amounts, whole numbers, lists, handles. Pure; nothing here throws. */

/**
 * An amount in major units as minor units: `12.99` with exponent 2 is 1299. Null for what is no such amount: another
 * sign than a point, more digits than the currency has (unless they are 0), below zero, or beyond 2^53.
 */
export function amountOf(text: string, exponent: number): number | null {
  const parts = /^(\d{1,15})(?:\.(\d{1,15}))?$/.exec(text)
  if (parts === null) return null
  const [, whole = '0', fraction = ''] = parts
  if (/[1-9]/.test(fraction.slice(exponent))) return null
  const minor = Number(whole + fraction.slice(0, exponent).padEnd(exponent, '0'))
  return Number.isSafeInteger(minor) ? minor : null
}

/** A whole number, also written `12.0`; null for anything else and beyond ten million. */
export function wholeNumberOf(text: string): number | null {
  if (!/^-?\d{1,8}(\.0+)?$/.test(text)) return null
  const value = Number(text)
  return Math.abs(value) <= 10_000_000 ? value + 0 : null
}

/** The parts between `|`, without space around them and without empty ones. */
export const listOf = (text: string): string[] =>
  text
    .split('|')
    .map((part) => part.trim())
    .filter((part) => part !== '')

const letters: Record<string, string> = { ß: 'ss', æ: 'ae', ø: 'o', œ: 'oe', đ: 'd', ł: 'l', þ: 'th', ð: 'd', ı: 'i' }

/** A handle from a text: `Mabef M/02` is `mabef-m-02`. Empty when there is no Latin letter or digit in it. */
export function handleOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[ßæøœđłþðı]/g, (letter) => letters[letter]!)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 120)
    .replaceAll(/^-+|-+$/g, '')
}

/** A language tag as this shop writes it: `zh_Hans` is `zh-Hans`; null for what is none. */
export function localeOf(text: string): string | null {
  const [language = '', ...rest] = text.replaceAll('_', '-').split('-')
  const locale = [language.toLowerCase(), ...rest].join('-')
  return /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(locale) && locale.length <= 20 ? locale : null
}

/** An address of a picture that shoppers can see: on the web by https, or one that was uploaded here. */
export const isPicture = (text: string): boolean =>
  /^https:\/\/[^\s"'<>\\]+$/.test(text) || /^(\/media\/)?[0-9a-f]{64}(\.[a-z]{2,5})?$/.test(text)

/** Without the members that are undefined. */
export function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as never
}
