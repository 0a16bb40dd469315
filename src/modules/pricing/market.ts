/** A market: where we sell in one currency, to which countries, and whether its prices include tax. */
import type { InputOf, OutputOf } from '#kernel/contract.ts'
import { addressForm } from '#commerce/address.ts'
import { type Refusal, refusal } from '#kernel/errors.ts'
import { exponentOf, isCurrency } from '#commerce/money.ts'
import { pricing } from './contract.ts'

export type Market = OutputOf<typeof pricing.queries.markets>[number]
/** A market as its row has it: the exponent comes from the table of currencies. */
export type StoredMarket = Omit<Market, 'exponent'>

export type NewMarket = InputOf<typeof pricing.commands.putMarkets>['markets'][number]
/** A market with nothing left out, ready to be written. */
export type WholeMarket = Required<NewMarket>

/** Fills in what was left out: the first country, UTC, capture now, not the default. */
export function wholeMarket(given: NewMarket): WholeMarket {
  return { defaultCountry: given.countries[0]!, timeZone: 'UTC', capture: 'now', isDefault: false, ...given }
}

/**
 * What is wrong with a market that stands alone: a currency, country or time zone that does not exist, a default
 * country outside.
 */
export function marketRefusal({ currency, countries, defaultCountry, timeZone }: WholeMarket): Refusal | null {
  const { putMarkets } = pricing.commands
  const unknown = countries.filter((country) => addressForm(country) === null)
  if (!isCurrency(currency))
    return refusal(putMarkets, 'currency_unknown', {
      detail: `${currency} is no currency of ISO 4217 in use; take for example EUR.`,
    })
  if (unknown.length > 0)
    return refusal(putMarkets, 'country_unknown', {
      detail: `${unknown.join(', ')}: take codes of ISO 3166-1, for example DE.`,
    })
  if (!countries.includes(defaultCountry)) {
    return refusal(putMarkets, 'default_country_not_in_market', {
      detail: `Choose one of the market's countries: ${countries.join(', ')}.`,
    })
  }
  if (!isTimeZone(timeZone))
    return refusal(putMarkets, 'time_zone_unknown', { detail: 'Take an IANA name, for example Europe/Berlin.' })
  return null
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    // Intl tells only by throwing that a zone is unknown.
    return false
  }
}

/** Adds the currency's exponent, which clients need to show amounts. */
export const marketOf = (stored: StoredMarket): Market => ({ ...stored, exponent: exponentOf(stored.currency) })

/**
 * Where tax is owed before, and after, an address is known: the given country; else the market's default country where
 * prices include tax; else nowhere (null), so there are no tax lines. `false`: the country is not one of this
 * market's.
 */
export function destinationIn(
  market: Pick<Market, 'countries' | 'taxIncluded' | 'defaultCountry'>,
  country: string | undefined,
): string | null | false {
  if (country === undefined) return market.taxIncluded ? market.defaultCountry : null
  return market.countries.includes(country) ? country : false
}
