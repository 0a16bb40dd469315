/** A price: what one variant costs in one market, from a quantity on, in a window of time. */
import type { InputOf } from '#kernel/contract.ts'
import type { FieldError } from '#kernel/errors.ts'
import type { pricing } from './contract.ts'

export type NewPrice = InputOf<typeof pricing.commands.setPrices>['prices'][number]
/** The price chosen for the line that stands at `at` (from 1). */
export type ChosenPrice = { at: number; amount: number; compareAt: number | null }

/** Windows that end before they begin, as pointers into `prices`. */
export function windowProblems(prices: readonly NewPrice[]): FieldError[] {
  return prices.flatMap(({ validFrom, validTo }, at) =>
    validFrom !== undefined && validTo !== undefined && Date.parse(validTo) <= Date.parse(validFrom)
      ? [{ pointer: `/prices/${at}/validTo`, code: 'window_empty', detail: 'Choose an end that is after validFrom.' }]
      : [],
  )
}

/** Of prices for the same variant, market, step and window the last one, so that one change names each at most once. */
export function lastOfEach(prices: readonly NewPrice[]): NewPrice[] {
  const time = (text: string | undefined) => (text === undefined ? '' : Date.parse(text))
  const keyOf = ({ variantId, market, minQuantity = 1, validFrom, validTo }: NewPrice) =>
    [variantId.toLowerCase(), market, minQuantity, time(validFrom), time(validTo)].join(' ')
  return [...new Map(prices.map((price) => [keyOf(price), price])).values()]
}
