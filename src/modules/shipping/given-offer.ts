/** What the back office gives, made whole and checked: zones and options as they are stored. Pure. */
import { addressForm } from '#commerce/address.ts'
import type { InputOf } from '#kernel/contract.ts'
import { type RefusalDetails, refusal } from '#kernel/errors.ts'
import { regionCode } from '#commerce/regions.ts'
import { shipping } from './contract.ts'
import type { Option, OptionPrice, Zone } from './option.ts'

const { putOffer } = shipping.commands
export type GivenZone = InputOf<typeof putOffer>['zones'][number]
export type GivenOption = InputOf<typeof putOffer>['options'][number]

/**
 * A zone with its regions as ISO 3166-2. Refuses `zone_empty`, `country_unknown`, `region_unknown` (a region is
 * "US-HI": with its country).
 */
export function wholeZone({ id, name, countries, regions = [] }: GivenZone): Zone {
  if (countries.length + regions.length === 0)
    throw refusal(putOffer, 'zone_empty', { detail: 'Name at least one country or region.' })
  for (const country of countries) {
    if (addressForm(country) === null)
      throw refusal(putOffer, 'country_unknown', { detail: `${country}: take a code of ISO 3166-1, for example DE.` })
  }
  return { id, name, countries, regions: [...new Set(regions.map(wholeRegion))] }
}

function wholeRegion(region: string): string {
  const country = /^([A-Z]{2})-/.exec(region)?.[1]
  const code = country === undefined || addressForm(country) === null ? null : regionCode(country, region)
  if (code === null)
    throw refusal(putOffer, 'region_unknown', { detail: `${region}: take a code of ISO 3166-2, for example US-HI.` })
  return code
}

/** An option with nothing left out. Refuses `subtotals_crossed`: it would never be offered. */
export function wholeOption({ estimates = {}, taxClass = 'standard', active = true, ...given }: GivenOption): Option {
  for (const [market, price] of Object.entries(given.prices)) {
    if (isCrossed(price)) throw refusal(putOffer, 'subtotals_crossed', crossed(market))
  }
  return { ...given, estimates, taxClass, active }
}

const isCrossed = ({ minSubtotal = 0, maxSubtotal = Infinity }: OptionPrice): boolean => minSubtotal > maxSubtotal
const crossed = (market: string): RefusalDetails => ({
  detail: `In ${market} minSubtotal is above maxSubtotal: no cart would ever be offered this.`,
})
