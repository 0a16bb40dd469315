/**
 * The rules of money: integers of minor units, half away from zero, BigInt inside, and nothing lost when something is
 * split.
 */
import { exponents } from './currencies.ts'

/**
 * A result is no safe integer, so JSON could not carry it exactly. Acts turn it into the refusal `amount_too_large`
 * (422).
 */
export class AmountTooLarge extends RangeError {}

const million = 1_000_000n

/**
 * Number of digits behind the point of an ISO 4217 currency (JPY 0, EUR 2, KWD 3), by the standard's table, not by
 * Intl's. Throws on an unknown one.
 */
export function exponentOf(currency: string): number {
  const exponent = exponents.get(currency)
  if (exponent === undefined) throw new RangeError(`${currency} is no currency of ISO 4217`)
  return exponent
}

/** True for a current currency of ISO 4217 that has minor units. */
export const isCurrency = (currency: string): boolean => exponents.has(currency)

/** `unit × quantity` in minor units. Throws AmountTooLarge. */
export const times = (unit: number, quantity: number): number => exactly(BigInt(unit) * BigInt(quantity))

/** The sum of amounts in minor units. Throws AmountTooLarge, also when only the sum is too large. */
export const sum = (amounts: readonly number[]): number =>
  exactly(amounts.reduce((total, each) => total + BigInt(each), 0n))

/** Tax on a net amount: `round(net × ppm / 10⁶)`, half away from zero. `ppm`: parts per million (19 % is 190,000). */
export const taxOnNet = (net: number, ppm: number): number => exactly(rounded(BigInt(net) * BigInt(ppm), million))

/**
 * Tax inside a gross amount: `round(gross × ppm / (10⁶ + all))`, half away from zero. `all` is the sum of every rate
 * that the gross contains, in parts per million, and `ppm` itself where there is one.
 */
export const taxInGross = (gross: number, ppm: number, all: number = ppm): number =>
  exactly(rounded(BigInt(gross) * BigInt(ppm), million + BigInt(all)))

/**
 * Splits an amount over weights by largest remainder: the shares add up to it exactly, ties go to the earlier, a zero
 * weight gets none, and a share of `amount ≤ Σ weights` is never above its weight. Takes weights ≥ 0; throws a
 * RangeError when there is something to split and nothing to split it over.
 */
export function split(amount: number, weights: readonly number[]): number[] {
  const whole = weights.reduce((total, each) => total + BigInt(each), 0n)
  if (weights.some((each) => each < 0)) throw new RangeError('a weight is negative')
  if (amount === 0) return weights.map(() => 0)
  if (whole === 0n) throw new RangeError('nothing to split it over: every weight is 0')
  const size = BigInt(Math.abs(amount))
  const parts = weights.map((weight, at) => ({
    at,
    share: (size * BigInt(weight)) / whole,
    rest: (size * BigInt(weight)) % whole,
  }))
  const left = Number(size - parts.reduce((total, { share }) => total + share, 0n))
  // What is left is fewer than the parts with a remainder, so a zero weight (remainder 0, last) never gets one.
  const first = parts.toSorted((a, b) => (a.rest === b.rest ? a.at - b.at : a.rest > b.rest ? -1 : 1)).slice(0, left)
  for (const part of first) part.share += 1n
  return parts.map(({ share }) => exactly(amount < 0 ? -share : share))
}

const formats = new Map<string, Intl.NumberFormat>()

/**
 * An amount as people read it, "5,98 €" in `de`: digits by ISO 4217's exponent, words and order by the locale (BCP
 * 47).
 */
export function formatMoney(amount: number, currency: string, locale: string): string {
  const exponent = exponentOf(currency)
  const key = `${locale} ${currency}`
  let format = formats.get(key)
  if (format === undefined) {
    // Locales come from outside: at the bound everything is thrown away, so that nobody can fill the memory with them.
    if (formats.size >= 500) formats.clear()
    format = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: exponent,
      maximumFractionDigits: exponent,
    })
    formats.set(key, format)
  }
  // A string keeps every digit; a division would round large amounts.
  return format.format(decimalOf(amount, exponent) as Intl.StringNumericLiteral)
}

/** Minor units as a decimal text, exact: 598 with exponent 2 is "5.98". */
export function decimalOf(amount: number, exponent: number): string {
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0')
  const at = digits.length - exponent
  return `${amount < 0 ? '-' : ''}${digits.slice(0, at)}${exponent === 0 ? '' : `.${digits.slice(at)}`}`
}

/** `dividend / divisor`, half away from zero, so that a refund is the mirror of its sale. Takes a divisor above 0. */
function rounded(dividend: bigint, divisor: bigint): bigint {
  const size = dividend < 0n ? -dividend : dividend
  const quotient = (2n * size + divisor) / (2n * divisor)
  return dividend < 0n ? -quotient : quotient
}

function exactly(value: bigint): number {
  const amount = Number(value)
  if (!Number.isSafeInteger(amount))
    throw new AmountTooLarge(`${value} minor units are more than a JSON number carries exactly`)
  return amount
}
