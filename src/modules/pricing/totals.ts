/**
 * The one place where money is added up: line totals, taxes, discount, shipping, total. Pure; amounts in minor units.
 */
import { split, sum, taxInGross, taxOnNet, times } from '#commerce/money.ts'
import type { TaxLine, Totals } from '#commerce/scalars.ts'
import type { Tax } from './tax-rate.ts'

export type Taxable = {
  /** Taxes owed at the destination; empty: no tax context. */
  taxes: readonly Tax[]
  /** Taxes that an included price contains at home: what is taken off where the destination's rate is 0. */
  homeTaxes: readonly Tax[]
}
export type Sum = {
  taxIncluded: boolean
  lines: readonly (Taxable & { unitPrice: number; quantity: number })[]
  /**
   * Taken off the order, meant as the market's prices are (gross where tax is included); never more than the lines
   * cost.
   */
  discount?: number
  shipping?: Taxable & { price: number }
}
export type AddedUp = { lines: { total: number; net: number; tax: number }[]; taxLines: TaxLine[]; totals: Totals }

/**
 * Adds up. Rounds half away from zero, once per line and tax. `line.total` is `unitPrice × quantity`; net + tax is
 * what the line costs after discount. The discount is split over the lines by largest remainder on their totals. Tax
 * lines are sums of line taxes, shipping's included. subtotal − discount + shipping (+ tax where prices exclude it) =
 * total, never below 0. Throws AmountTooLarge. Rules: purchase.md §1 of the design; features.md §5, behaviours 1–15.
 */
export function addUp({ taxIncluded, lines, discount = 0, shipping }: Sum): AddedUp {
  const totals = lines.map(({ unitPrice, quantity }) => times(unitPrice, quantity))
  const subtotal = sum(totals)
  const off = split(Math.min(discount, subtotal), totals)
  const taxed = lines.map((line, at) => taxOf(totals[at]! - off[at]!, line, taxIncluded))
  const shipped = shipping === undefined ? null : taxOf(shipping.price, shipping, taxIncluded)
  const all = shipped === null ? taxed : [...taxed, shipped]

  const tax = sum(all.map((each) => each.tax))
  const taken = sum([...off, ...all.map((each) => each.relief)])
  const price = shipping?.price ?? 0
  const total = sum([subtotal, -taken, price, taxIncluded ? 0 : tax])
  return {
    lines: taxed.map((each, at) => ({ total: totals[at]!, net: each.net, tax: each.tax })),
    taxLines: taxLinesOf(all),
    totals: { subtotal, discount: taken, shipping: price, tax, total },
  }
}

type Taxed = { net: number; tax: number; relief: number; parts: readonly { name: string; ppm: number; tax: number }[] }

function taxOf(amount: number, { taxes, homeTaxes }: Taxable, taxIncluded: boolean): Taxed {
  if (!taxIncluded) {
    const parts = taxes.map(({ name, ppm }) => ({ name, ppm, tax: taxOnNet(amount, ppm) }))
    return { net: amount, tax: taxSum(parts), relief: 0, parts }
  }
  const relief = reliefOf(amount, taxes, homeTaxes)
  const all = allOf(taxes)
  const parts = taxes.map(({ name, ppm }) => ({ name, ppm, tax: taxInGross(amount, ppm, all) }))
  const tax = taxSum(parts)
  return { net: amount - relief - tax, tax, relief, parts }
}

/**
 * An included price is the same gross price wherever its tax is owed, except at a rate of 0 (an export): there the tax
 * that it contains at home is taken off, on the line and not on the unit (200 at 20 % become 167), and shown as a
 * discount.
 */
function reliefOf(gross: number, taxes: readonly Tax[], homeTaxes: readonly Tax[]): number {
  const exempt = taxes.length > 0 && taxes.every(({ ppm }) => ppm === 0)
  if (!exempt) return 0
  const all = allOf(homeTaxes)
  return sum(homeTaxes.map(({ ppm }) => taxInGross(gross, ppm, all)))
}

const allOf = (taxes: readonly Tax[]): number => taxes.reduce((total, { ppm }) => total + ppm, 0)
const taxSum = (parts: readonly { tax: number }[]): number => sum(parts.map(({ tax }) => tax))

/** One tax line per name and rate, in order of appearance. */
function taxLinesOf(all: readonly Taxed[]): TaxLine[] {
  const lines = new Map<string, { name: string; ppm: number; bases: number[]; taxes: number[] }>()
  for (const { net, parts } of all) {
    for (const { name, ppm, tax } of parts) {
      const key = `${ppm} ${name}`
      const line = lines.get(key) ?? { name, ppm, bases: [], taxes: [] }
      lines.set(key, line)
      line.bases.push(net)
      line.taxes.push(tax)
    }
  }
  return [...lines.values()].map(({ name, ppm, bases, taxes }) => ({ name, ppm, base: sum(bases), tax: sum(taxes) }))
}
