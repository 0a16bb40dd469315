/** How parcels travel, what that costs, and the two places they leave from. */
import { euCountries } from './markets.ts'
import type { InBoth, LocationHandle, MarketHandle } from './product.ts'

export type ShippingOption = {
  handle: ShippingOptionHandle
  name: InBoth
  estimate: InBoth
  /** Minor units of the market's currency; tax is in it where the market's prices include tax. */
  priceMinor: number
  /** From this subtotal on, delivery is free. */
  freeFromMinor?: number
}
export type ShippingZone = {
  handle: string
  name: InBoth
  market: MarketHandle
  countries: readonly string[]
  options: readonly ShippingOption[]
}
export type ShippingOptionHandle = 'eu-standard' | 'eu-express' | 'us-standard' | 'us-express' | 'jp-standard'

const STANDARD: InBoth = { en: 'Standard', de: 'Standardversand' }
const EXPRESS: InBoth = { en: 'Express', de: 'Expressversand' }
const days = (span: string): InBoth => {
  const [from, to] = span.split('–')
  return { en: `${from} to ${to} working days`, de: `${from} bis ${to} Werktage` }
}

export const shippingZones: readonly ShippingZone[] = [
  {
    handle: 'eu',
    name: { en: 'European Union', de: 'Europäische Union' },
    market: 'eu',
    countries: euCountries,
    options: [
      { handle: 'eu-standard', name: STANDARD, estimate: days('2–4'), priceMinor: 490, freeFromMinor: 5_000 },
      { handle: 'eu-express', name: EXPRESS, estimate: days('1–2'), priceMinor: 990 },
    ],
  },
  {
    handle: 'us',
    name: { en: 'United States', de: 'Vereinigte Staaten' },
    market: 'us',
    countries: ['US'],
    options: [
      { handle: 'us-standard', name: STANDARD, estimate: days('6–10'), priceMinor: 1_400, freeFromMinor: 15_000 },
      { handle: 'us-express', name: EXPRESS, estimate: days('2–4'), priceMinor: 3_200 },
    ],
  },
  {
    handle: 'jp',
    name: { en: 'Japan', de: 'Japan' },
    market: 'jp',
    countries: ['JP'],
    options: [
      { handle: 'jp-standard', name: STANDARD, estimate: days('5–9'), priceMinor: 1_800, freeFromMinor: 20_000 },
    ],
  },
]

export type Location = {
  handle: LocationHandle
  name: InBoth
  address: { company: string; line1: string; postalCode: string; city: string; country: string }
}

/** The workshop with its shop, and the store for what is large. */
export const locations: readonly Location[] = [
  {
    handle: 'hamburg',
    name: { en: 'Workshop, Hamburg', de: 'Werkstatt Hamburg' },
    address: {
      company: 'Juniper Yard GmbH',
      line1: 'Wacholderhof 3',
      postalCode: '22765',
      city: 'Hamburg',
      country: 'DE',
    },
  },
  {
    handle: 'leipzig',
    name: { en: 'Store, Leipzig', de: 'Lager Leipzig' },
    address: {
      company: 'Juniper Yard GmbH',
      line1: 'Alte Spinnereistraße 18',
      postalCode: '04179',
      city: 'Leipzig',
      country: 'DE',
    },
  },
]
