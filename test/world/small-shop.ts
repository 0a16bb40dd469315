/** The same small shop as Juniper's, filled by commands in the test's own process: quick, for tests that count or race. */
import { catalog } from '../../src/modules/catalog/contract.ts'
import { inventory } from '../../src/modules/inventory/contract.ts'
import { pricing } from '../../src/modules/pricing/contract.ts'
import { shipping } from '../../src/modules/shipping/contract.ts'
import type { Juniper } from './juniper.ts'
import type { World } from './world.ts'

/** Fills a world of real modules; answers what journeys and shoppers need. `stock` by SKU of mug, pot and lamp; default 20. */
export async function fillSmallShop(world: World, stock: Record<string, number> = {}): Promise<Juniper> {
  const id = () => world.process.options.ids.next()
  await world.client(pricing).putMarkets({
    changeId: id(),
    markets: [
      {
        handle: 'eu',
        name: 'Europe',
        currency: 'EUR',
        countries: ['DE', 'FR'],
        locales: ['en', 'de'],
        taxIncluded: true,
      },
      { handle: 'us', name: 'United States', currency: 'USD', countries: ['US'], locales: ['en'], taxIncluded: false },
    ],
  })
  await world.client(pricing).putTaxRates({ changeId: id(), rates: [{ country: 'DE', name: 'MwSt.', ppm: 190_000 }] })
  const [zone, option] = [id(), id()]
  await world.client(shipping).putOffer({
    changeId: id(),
    zones: [{ id: zone, name: 'eu', countries: ['DE'] }],
    options: [{ id: option, zoneId: zone, names: { en: 'Standard' }, prices: { eu: { price: 490 } } }],
  })
  await world.sql`insert into inventory.locations (handle, name) values ('hamburg', 'Hamburg') on conflict do nothing`
  const skus = [
    ['mug', 1_200],
    ['pot', 890],
    ['lamp', 9_900],
  ] as const
  const made = await world.client(catalog).putProducts({
    batchId: id(),
    products: skus.map(([sku]) => ({
      handle: sku,
      status: 'active',
      texts: [{ locale: 'en', title: `A ${sku}` }],
      variants: [{ sku }],
    })),
  })
  const variants = Object.fromEntries(
    made.flatMap((each) => each.variants.map(({ sku, variantId }) => [sku, variantId])),
  )
  await world.client(pricing).setPrices({
    changeId: id(),
    prices: skus.map(([sku, amount]) => ({ variantId: variants[sku]!, market: 'eu', amount })),
  })
  await world.client(inventory).adjust({
    batchId: id(),
    adjustments: skus.map(([sku]) => ({ sku, location: 'hamburg', setTo: stock[sku] ?? 20, reason: 'opening' })),
  })
  await world.settle()
  const adminToken = `test:${Buffer.from(JSON.stringify(world.administrator)).toString('base64url')}`
  return {
    http: (method, path, options) => world.http(method, path, options),
    adminToken,
    variants,
    options: { eu: option },
  }
}
