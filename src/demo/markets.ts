/** Where Juniper Yard sells: three markets, each with its currency, its countries and its way of stating tax. */
import type { InBoth, MarketHandle } from './product.ts'

export type Market = {
  handle: MarketHandle
  name: InBoth
  /** ISO 4217, and the digits of its minor unit. */
  currency: 'EUR' | 'USD' | 'JPY'
  exponent: 0 | 2
  /** ISO 3166-1 alpha-2. A country belongs to one market. */
  countries: readonly string[]
  locales: readonly ('en' | 'de')[]
  taxIncluded: boolean
  defaultCountry: string
  /** IANA name. */
  timeZone: string
  isDefault: boolean
}

/** The member states of the European Union. */
export const euCountries: readonly string[] =
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ')

export const markets: readonly Market[] = [
  {
    handle: 'eu',
    name: { en: 'European Union', de: 'Europäische Union' },
    currency: 'EUR',
    exponent: 2,
    countries: euCountries,
    locales: ['en', 'de'],
    taxIncluded: true,
    defaultCountry: 'DE',
    timeZone: 'Europe/Berlin',
    isDefault: true,
  },
  {
    handle: 'us',
    name: { en: 'United States', de: 'Vereinigte Staaten' },
    currency: 'USD',
    exponent: 2,
    countries: ['US'],
    locales: ['en'],
    taxIncluded: false,
    defaultCountry: 'US',
    timeZone: 'America/New_York',
    isDefault: false,
  },
  {
    handle: 'jp',
    name: { en: 'Japan', de: 'Japan' },
    currency: 'JPY',
    exponent: 0,
    countries: ['JP'],
    locales: ['en'],
    taxIncluded: true,
    defaultCountry: 'JP',
    timeZone: 'Asia/Tokyo',
    isDefault: false,
  },
]
