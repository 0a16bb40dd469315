/** Which taxes a thing owes at a destination. */
import type { InputOf } from '#kernel/contract.ts'
import { addressForm } from '#commerce/address.ts'
import { isoTime } from '#kernel/chance.ts'
import { type Refusal, refusal } from '#kernel/errors.ts'
import { regionCode } from '#commerce/regions.ts'
import { pricing } from './contract.ts'

export type NewTaxRate = InputOf<typeof pricing.commands.putTaxRates>['rates'][number]

/** A rate as its row has it; `region` is ISO 3166-2 ("US-CA"), `ppm` parts per million, `validFrom` RFC 3339. */
export type TaxRate = {
  country: string
  region?: string
  taxClass: string
  name: string
  ppm: number
  /** False: what is shipped at this class owes no tax there. */
  shipping: boolean
  /** True: owed beside the country's tax (provincial sales tax beside GST); false: instead of it. */
  adds: boolean
  validFrom?: string
}
/** What a line owes: the name that a tax line shows, and the rate. */
export type Tax = { name: string; ppm: number }
export type Destination = { country: string; region: string | null }
export type RateTable = ReadonlyMap<string, readonly TaxRate[]>

/** The class that everything has which is given no other, and whose rate stands in for a class without one. */
export const standardClass = 'standard'

/**
 * A given rate with nothing left out: class `standard`, also for shipping, instead of the country's; the region as ISO
 * 3166-2. Refuses what no map knows.
 */
export function wholeTaxRate(given: NewTaxRate): TaxRate {
  const { country, region, taxClass = standardClass, name, ppm, shipping = true, adds = false, validFrom } = given
  if (addressForm(country) === null)
    throw unknownPlace('country_unknown', `${country}: take a code of ISO 3166-1, for example DE.`)
  const code = region === undefined ? undefined : regionCode(country, region)
  if (code === null) throw unknownPlace('region_unknown', `${region}: take a code of ISO 3166-2, for example US-CA.`)
  return {
    country,
    ...(code === undefined ? {} : { region: code }),
    taxClass,
    name,
    ppm,
    shipping,
    adds: adds && code !== undefined,
    // One spelling of an instant, so that the same start is the same rate.
    ...(validFrom === undefined ? {} : { validFrom: isoTime({ now: () => Date.parse(validFrom) }) }),
  }
}
const unknownPlace = (code: 'country_unknown' | 'region_unknown', detail: string): Refusal =>
  refusal(pricing.commands.putTaxRates, code, { detail })

/** What names a rate: where, for which class, from when. */
export const naturalKey = ({ country, region = '', taxClass, validFrom = '' }: TaxRate): string =>
  [country, region, taxClass, validFrom].join(' ')

const keyOf = (place: string, taxClass: string): string => `${place} ${taxClass}`
const startOf = ({ validFrom }: TaxRate): number => (validFrom === undefined ? -Infinity : Date.parse(validFrom))

/** Rates by place and class, the latest start first. */
export function rateTable(rates: readonly TaxRate[]): RateTable {
  const table = Map.groupBy(rates, (rate) => keyOf(rate.region ?? rate.country, rate.taxClass))
  for (const each of table.values()) each.sort((a, b) => startOf(b) - startOf(a))
  return table
}

/**
 * The taxes of a class at a destination, at a time (epoch ms): of each place the rate with the latest start that is
 * not ahead. A region's rate stands instead of the country's, or beside it when it `adds`; the US, for one, have rates
 * of states only. A class that a place has no rate for owes that place's `standard` rate, because goods without a rate
 * of their own take the usual one, and a misspelt class must not sell without tax; what is exempt needs a rate of 0. A
 * destination without any rate owes nothing and shows no tax lines (empty list); a rate of 0 shows one.
 */
export function taxesOf(table: RateTable, { country, region }: Destination, taxClass: string, at: number): TaxRate[] {
  const ofRegion = region === null ? null : rateAt(table, region, taxClass, at)
  if (ofRegion !== null && !ofRegion.adds) return [ofRegion]
  const ofCountry = rateAt(table, country, taxClass, at)
  return [ofCountry, ofRegion].filter((rate) => rate !== null)
}

/** The same for shipping, which owes the rate of its own class; rates that leave shipping alone fall out. */
export const shippingTaxesOf = (table: RateTable, destination: Destination, taxClass: string, at: number): TaxRate[] =>
  taxesOf(table, destination, taxClass, at).filter(({ shipping }) => shipping)

function rateAt(table: RateTable, place: string, taxClass: string, at: number): TaxRate | null {
  const begun = (each: TaxRate) => startOf(each) <= at
  return table.get(keyOf(place, taxClass))?.find(begun) ?? table.get(keyOf(place, standardClass))?.find(begun) ?? null
}
