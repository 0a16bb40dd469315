/** A shop for tests of carts: markets, prices, stock and delivery are real, catalog says what the test wants. */
import type { TestContext } from 'node:test'
import { inventory } from '#modules/inventory/contract.ts'
import { pricing } from '#modules/pricing/contract.ts'
import { newWorld } from '../../../test/world/world.ts'

const id = (at: number) => `00000000-0000-7000-8000-${String(at).padStart(12, '0')}`
export const goods = { mug: id(1), pot: id(2), rug: id(3) }
export const options = { standard: id(11), express: id(12), alps: id(13) }
export const ada = { kind: 'user', id: id(101), roles: ['customer'] } as const
export const bob = { kind: 'user', id: id(102), roles: ['customer'] } as const

export const inHamburg = {
  firstName: 'Ada',
  lastName: 'Byron',
  line1: 'Hauptstr. 1',
  city: 'Hamburg',
  postalCode: '20095',
  country: 'DE',
}
export const inVienna = { ...inHamburg, line1: 'Ring 2', city: 'Wien', postalCode: '1010', country: 'AT' }
export const inZurich = { ...inHamburg, line1: 'Gasse 3', city: 'Zürich', postalCode: '8001', country: 'CH' }

export type Shop = Awaited<ReturnType<typeof openShop>>
type Asked = { headers?: Record<string, string>; as?: any; body?: unknown }
type Made = { id: string; token: string }

type Wanted = { stock?: Record<string, number>; link?: 'local' | 'loop'; trinkets?: number }

/** Opens it. Mug 12.00, pot 30.00, rug 250.00 EUR with 19 % tax in them (DE; AT 20 %); the market `swiss` adds 8.1 % on top. */
export async function openShop(
  t: Pick<TestContext, 'after'>,
  { stock = {}, link = 'local', trinkets = 10 }: Wanted = {},
) {
  const shop = {
    /** Runs once, while the next edit asks its neighbours. */
    meanwhile: null as null | (() => Promise<unknown>),
    archived: new Set<string>(),
  }
  const variant = (variantId: string) => {
    const [sku, at] = Object.entries(goods).find(([, each]) => each === variantId) ?? [
      `sku-${variantId.slice(-3)}`,
      variantId,
    ]
    return {
      variantId: at,
      productId: at,
      sku,
      title: sku.toUpperCase(),
      handle: sku,
      image: `/media/${sku}.svg`,
      taxClass: 'standard',
    }
  }
  const variantsOf = async ({ variantIds }: { variantIds: string[] }) => {
    const first = shop.meanwhile
    shop.meanwhile = null
    await first?.()
    return variantIds.filter((each) => !shop.archived.has(each)).map(variant)
  }
  const world = await newWorld(t, {
    modules: ['carts', 'pricing', 'inventory', 'shipping'],
    link,
    fakes: { catalog: { variantsOf } },
  })
  const next = () => world.process.options.ids.next()
  await fill(world, { mug: 100, pot: 5, rug: 0, ...stock }, trinkets)

  const setPrice = (variantId: string, amount: number, market = 'eu') =>
    world.client(pricing).setPrices({ changeId: next(), prices: [{ variantId, market, amount }] })
  const setStock = (sku: string, setTo: number) =>
    world
      .client(inventory)
      .adjust({ batchId: next(), adjustments: [{ sku, location: 'hamburg', setTo, reason: 'count' }] })
  const make = async (body: object = {}, as?: any) => {
    const { status, body: cart } = await world.http('POST', '/api/carts', { body, as })
    if (status !== 201) throw new Error(`no cart: ${JSON.stringify(cart)}`)
    return cart
  }
  const ask = (method: string, { id, token }: Made, path = '', { headers = {}, ...rest }: Asked = {}) =>
    world.http(method, `/api/carts/${id}${path}`, { headers: { 'cart-token': token, ...headers }, ...rest })
  const add = (cart: Made, variantId: string, quantity = 1, more: object = {}) =>
    ask('POST', cart, '/lines', { body: { variantId, quantity, ...more } })
  const change = (cart: Made, body: object) => ask('PATCH', cart, '', { body })
  const show = async (cart: Made) => (await ask('GET', cart)).body
  return Object.assign(shop, { world, next, setPrice, setStock, make, ask, add, change, show })
}

/** Markets, taxes, prices of the goods, delivery and stock, where catalog is no matter. */
export async function fill(
  world: Awaited<ReturnType<typeof newWorld>>,
  stock: Record<string, number>,
  trinkets: number,
): Promise<void> {
  const next = () => world.process.options.ids.next()
  const prices = world.client(pricing)
  await prices.putMarkets({
    changeId: next(),
    markets: [
      {
        handle: 'eu',
        name: 'Europe',
        currency: 'EUR',
        countries: ['DE', 'AT'],
        locales: ['en', 'de'],
        taxIncluded: true,
        isDefault: true,
      },
      {
        handle: 'swiss',
        name: 'Switzerland',
        currency: 'CHF',
        countries: ['CH'],
        locales: ['de-CH'],
        taxIncluded: false,
      },
    ],
  })
  await prices.putTaxRates({
    changeId: next(),
    rates: [
      { country: 'DE', name: 'VAT', ppm: 190_000 },
      { country: 'AT', name: 'VAT', ppm: 200_000 },
      { country: 'CH', name: 'VAT', ppm: 81_000 },
    ],
  })
  const amounts = { mug: 1_200, pot: 3_000, rug: 25_000 }
  await prices.setPrices({
    changeId: next(),
    prices: [
      ...Object.entries(amounts).map(([sku, amount]) => ({ variantId: goods[sku as 'mug'], market: 'eu', amount })),
      { variantId: goods.mug, market: 'swiss', amount: 1_500 },
      ...Array.from({ length: trinkets }, (_, at) => ({ variantId: id(201 + at), market: 'eu', amount: 100 })),
    ],
  })
  const zone = next()
  await world.sql`insert into shipping.zones (id, name, countries, regions) values (${zone}, 'Home', array['DE', 'AT'], '{}')`
  const alps = next()
  await world.sql`insert into shipping.zones (id, name, countries, regions) values (${alps}, 'Alps', array['AT'], '{}')`
  await world.sql`
    insert into shipping.options (id, zone_id, names, tax_class, active) values
      (${options.standard}, ${zone}, '{"en": "Standard"}', 'standard', true),
      (${options.express}, ${zone}, '{"en": "Express"}', 'standard', true),
      (${options.alps}, ${alps}, '{"en": "Alpine"}', 'standard', true)`
  await world.sql`
    insert into shipping.option_prices (option_id, market, price, free_from, max_subtotal) values
      (${options.standard}, 'eu', 490, 5000, null), (${options.express}, 'eu', 1490, null, 20000), (${options.alps}, 'eu', 990, null, null)`
  await world.sql`insert into inventory.locations (handle, name) values ('hamburg', 'Hamburg')`
  const many = Object.fromEntries(Array.from({ length: trinkets }, (_, at) => [`sku-${String(201 + at)}`, 50]))
  const adjustments = Object.entries({ ...many, ...stock }).map(([sku, setTo]) => ({
    sku,
    location: 'hamburg',
    setTo,
    reason: 'opening',
  }))
  await world.client(inventory).adjust({ batchId: next(), adjustments })
}
/** One of the further variants (ten, unless the test wants more): 1.00 EUR, 50 in stock each. */
export const trinket = (at: number): string => id(201 + at)
