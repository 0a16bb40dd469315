/** Zones and options: where we deliver to, how, and what it costs there. */
import type { InputOf, OutputOf } from '#kernel/contract.ts'
import { regionCode } from '#commerce/regions.ts'
import type { shipping } from './contract.ts'

/** Countries as a whole, and single regions (ISO 3166-2). */
export type Zone = { id: string; name: string; countries: string[]; regions: string[] }
/**
 * What an option costs in a market, in minor units: free from a subtotal on, offered between two subtotals (both
 * inclusive).
 */
export type OptionPrice = { price: number; freeFrom?: number; minSubtotal?: number; maxSubtotal?: number }
export type Option = {
  id: string
  zoneId: string
  /** Locale → text. */
  names: Record<string, string>
  estimates: Record<string, string>
  /** Market → price; it is not offered in the others. */
  prices: Record<string, OptionPrice>
  taxClass: string
  active: boolean
}
/** Everything that shipping knows. */
export type Offer = { zones: readonly Zone[]; options: readonly Option[] }
type Question = InputOf<typeof shipping.queries.optionsFor>
export type OfferedOption = OutputOf<typeof shipping.queries.optionsFor>[number]

/** The options for a destination and a subtotal, cheapest first, ties by id. Empty when we do not deliver there. */
export function offered(
  { zones, options }: Offer,
  { market, country, region, subtotal, locale }: Question,
): OfferedOption[] {
  const reached = new Set(zonesAt(zones, country, region))
  return options
    .flatMap((option) => {
      const price = option.active && reached.has(option.zoneId) ? priceOf(own(option.prices, market), subtotal) : null
      if (price === null) return []
      const estimate = inLocale(option.estimates, locale)
      return [
        {
          id: option.id,
          name: inLocale(option.names, locale) ?? '',
          price,
          taxClass: option.taxClass,
          ...(estimate === undefined ? {} : { estimate }),
        },
      ]
    })
    .sort((a, b) => a.price - b.price || (a.id < b.id ? -1 : 1))
}

/**
 * Ids of the zones that hold a destination. A zone that names the region wins over zones that name the country only:
 * islands cost their own.
 */
function zonesAt(zones: readonly Zone[], country: string, region: string | undefined): string[] {
  const code = regionCode(country, region)
  const exact = code === null ? [] : zones.filter(({ regions }) => regions.includes(code))
  const found = exact.length > 0 ? exact : zones.filter(({ countries }) => countries.includes(country))
  return found.map(({ id }) => id)
}

/** By its own keys: a market may be called `constructor`, and a language `valueOf` may be asked for. */
const own = <T>(values: Record<string, T>, key: string): T | undefined =>
  Object.hasOwn(values, key) ? values[key] : undefined

/** What it costs for a subtotal; null when it is not offered for it. */
function priceOf(price: OptionPrice | undefined, subtotal: number): number | null {
  if (price === undefined) return null
  if (subtotal < (price.minSubtotal ?? 0) || subtotal > (price.maxSubtotal ?? Infinity)) return null
  return subtotal >= (price.freeFrom ?? Infinity) ? 0 : price.price
}

/**
 * The text in the asked locale, else in its language, else in another variant of it, else English, else the first
 * there is.
 */
export function inLocale(texts: Record<string, string>, locale: string): string | undefined {
  const language = locale.split('-')[0]!
  const near = Object.keys(texts).find((each) => each.split('-')[0] === language)
  return (
    own(texts, locale) ??
    own(texts, language) ??
    (near === undefined ? undefined : texts[near]) ??
    texts['en'] ??
    Object.values(texts)[0]
  )
}
