import { pricing } from '#modules/pricing/contract.ts'
import { shipping } from '#modules/shipping/contract.ts'
import type { Filling } from './fill-demo-shop.ts'
import { markets } from './markets.ts'
import { locations, shippingZones } from './shipping.ts'
import { taxRates } from './tax-rates.ts'

/** Markets, taxes, ways of delivery and the places where goods lie. */
export async function fillSettings({ client, id, call }: Filling): Promise<void> {
  await client(pricing).putMarkets({
    changeId: id('markets'),
    markets: markets.map(({ name, exponent: _exponent, countries, locales, ...market }) => ({
      ...market,
      name: name.en,
      countries: [...countries],
      locales: [...locales],
    })),
  })
  await client(pricing).putTaxRates({ changeId: id('tax rates'), rates: [...taxRates] })
  await client(shipping).putOffer({
    changeId: id('shipping'),
    zones: shippingZones.map(({ handle, name, countries }) => ({
      id: id(`zone ${handle}`),
      name: name.en,
      countries: [...countries],
    })),
    options: shippingZones.flatMap(({ handle, market, options }) =>
      options.map(({ handle: option, name, estimate, priceMinor, freeFromMinor }) => ({
        id: id(`option ${option}`),
        zoneId: id(`zone ${handle}`),
        names: { ...name },
        estimates: { ...estimate },
        prices: {
          [market]: { price: priceMinor, ...(freeFromMinor === undefined ? {} : { freeFrom: freeFromMinor }) },
        },
      })),
    ),
  })
  for (const [position, { handle, name, address }] of locations.entries()) {
    await call('PUT', `/api/admin/locations/${handle}`, { body: { name: name.en, position, address: { ...address } } })
  }
}
