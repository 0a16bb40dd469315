import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { newWorld, type World } from '../../../test/world/world.ts'
import { pricing } from './contract.ts'

const mug = '01890000-0000-7000-8000-000000000001'
const europe = {
  handle: 'eu',
  name: 'Europe',
  currency: 'EUR',
  countries: ['DE', 'AT'],
  locales: ['de', 'en'],
  taxIncluded: true,
  defaultCountry: 'DE',
  timeZone: 'Europe/Berlin',
  capture: 'later',
}
const swiss = {
  handle: 'ch',
  name: 'Schweiz',
  currency: 'CHF',
  countries: ['CH', 'LI'],
  locales: ['de', 'fr'],
  taxIncluded: true,
}

async function shop(t: TestContext) {
  const world = await newWorld(t, { modules: ['pricing'] })
  const staff = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
    world.http(method, `/api/admin${path}`, {
      as: world.staff,
      ...(body === undefined ? {} : { body }),
      ...(headers === undefined ? {} : { headers }),
    })
  return { world, staff }
}
const marketsOf = async (world: World) => (await world.http('GET', '/api/markets')).body.items

test('a new market is open at once: the first is the default, and shoppers see its exponent', async (t) => {
  const { world, staff } = await shop(t)
  assert.deepEqual(await marketsOf(world), [])

  const made = await staff('POST', '/markets', europe)
  await staff('POST', '/markets', { ...swiss, handle: 'kw', currency: 'KWD', countries: ['KW'] })

  assert.deepEqual([made.status, made.body.isDefault, made.body.version], [201, true, 1])
  assert.deepEqual(await marketsOf(world), [
    {
      handle: 'eu',
      name: 'Europe',
      currency: 'EUR',
      exponent: 2,
      countries: ['AT', 'DE'],
      locales: ['de', 'en'],
      taxIncluded: true,
      isDefault: true,
    },
    {
      handle: 'kw',
      name: 'Schweiz',
      currency: 'KWD',
      exponent: 3,
      countries: ['KW'],
      locales: ['de', 'fr'],
      taxIncluded: true,
      isDefault: false,
    },
  ])
})

test('a country belongs to one market, also when two are made at once', async (t) => {
  const { staff } = await shop(t)
  await staff('POST', '/markets', europe)

  const taken = await staff('POST', '/markets', { ...swiss, countries: ['CH', 'AT'] })
  const race = await Promise.all(['a', 'b', 'c'].map((handle) => staff('POST', '/markets', { ...swiss, handle })))

  assert.deepEqual(
    [taken.status, taken.body.code, taken.body.taken],
    [409, 'country_taken', [{ country: 'AT', market: 'eu' }]],
  )
  assert.deepEqual(race.map(({ status }) => status).sort(), [201, 409, 409])
})

test('the default moves to another market and never goes', async (t) => {
  const { staff } = await shop(t)
  await staff('POST', '/markets', europe)
  await staff('POST', '/markets', swiss)

  const none = await staff('PATCH', '/markets/eu', { isDefault: false })
  const removed = await staff('DELETE', '/markets/eu')
  const moved = await staff('PATCH', '/markets/ch', { isDefault: true })
  const gone = await staff('DELETE', '/markets/eu')
  const left = await staff('GET', '/markets')

  assert.deepEqual(
    [none.body.code, removed.body.code, moved.status, gone.status],
    ['default_market_required', 'default_market_required', 200, 204],
  )
  assert.deepEqual(
    left.body.items.map(({ handle, isDefault }: any) => [handle, isDefault]),
    [['ch', true]],
  )
})

test('what does not exist is refused by name: currency, country, time zone, a default outside', async (t) => {
  const { staff } = await shop(t)
  const codeOf = async (more: object) => (await staff('POST', '/markets', { ...europe, ...more })).body.code

  assert.deepEqual(
    [
      await codeOf({ currency: 'DEM' }),
      await codeOf({ countries: ['DE', 'ZZ'] }),
      await codeOf({ timeZone: 'Europe/Nowhere' }),
      await codeOf({ defaultCountry: 'FR' }),
    ],
    ['currency_unknown', 'country_unknown', 'time_zone_unknown', 'default_country_not_in_market'],
  )
  assert.equal((await staff('POST', '/markets', { ...europe, role: 'administrator' })).status, 400)
})

test('a market keeps its currency and its row while it has prices', async (t) => {
  const { staff } = await shop(t)
  await staff('POST', '/markets', europe)
  await staff('POST', '/markets', swiss)
  await staff('POST', '/prices', { prices: [{ variantId: mug, market: 'ch', price: { amount: 1, currency: 'CHF' } }] })

  const [currency, removed] = [
    await staff('PATCH', '/markets/ch', { currency: 'EUR' }),
    await staff('DELETE', '/markets/ch'),
  ]

  assert.deepEqual([currency.status, currency.body.code, removed.body.code], [409, 'market_in_use', 'market_in_use'])
})

test('a stale If-Match changes nothing, for markets and for tax rates', async (t) => {
  const { staff } = await shop(t)
  await staff('POST', '/markets', europe)
  const rate = await staff('POST', '/tax-rates', { country: 'DE', name: 'MwSt.', ppm: 190_000 })
  const stale = { 'if-match': (await staff('GET', '/markets/eu')).headers['etag']! }
  await staff('PATCH', '/markets/eu', { name: 'EU' }, stale)

  const market = await staff('PATCH', '/markets/eu', { name: 'lost' }, stale)
  await staff('PATCH', `/tax-rates/${rate.body.id}`, { ppm: 200_000 }, { 'if-match': rate.headers['etag']! })
  const tax = await staff('PATCH', `/tax-rates/${rate.body.id}`, { ppm: 1 }, { 'if-match': rate.headers['etag']! })

  assert.deepEqual([market.status, tax.status], [412, 412])
  assert.deepEqual(
    [(await staff('GET', '/markets/eu')).body.name, (await staff('GET', `/tax-rates/${rate.body.id}`)).body.ppm],
    ['EU', 200_000],
  )
})

test('tax rates are made, changed, set in bulk, paged and removed, and count at the next quote', async (t) => {
  const { world, staff } = await shop(t)
  await staff('POST', '/markets', europe)
  await staff('POST', '/prices', {
    prices: [{ variantId: mug, market: 'eu', price: { amount: 100, currency: 'EUR' } }],
  })
  const taxOf = async () =>
    (
      await world
        .client(pricing)
        .quote({ market: 'eu', lines: [{ id: mug, variantId: mug, quantity: 1, taxClass: 'standard' }] })
    ).totals.tax

  const made = await staff('POST', '/tax-rates', { country: 'DE', region: 'de-by', name: 'odd', ppm: 1 })
  const patched = await staff('PATCH', `/tax-rates/${made.body.id}`, { region: null, ppm: 190_000 })
  assert.deepEqual(
    [made.body.region, patched.body.region, patched.body.version, await taxOf()],
    ['DE-BY', undefined, 2, 16],
  )

  const twin = await staff('POST', '/tax-rates', { country: 'DE', name: 'again', ppm: 1 })
  const bulk = await staff('PUT', '/tax-rates', {
    rates: [
      { country: 'DE', name: 'MwSt.', ppm: 250_000 },
      { country: 'AT', name: 'USt.', ppm: 200_000 },
    ],
  })
  assert.deepEqual([twin.body.code, bulk.body, await taxOf()], ['tax_rate_taken', { set: 2 }, 20])

  const first = await staff('GET', '/tax-rates?limit=1')
  const second = await staff('GET', `/tax-rates?limit=1&after=${encodeURIComponent(first.body.next)}`)
  assert.deepEqual(
    [first.body.items[0].country, second.body.items[0].country, second.body.next],
    ['AT', 'DE', undefined],
  )

  const removed = await staff('DELETE', `/tax-rates/${made.body.id}`)
  assert.deepEqual(
    [removed.status, (await staff('DELETE', `/tax-rates/${made.body.id}`)).body.code, await taxOf()],
    [204, 'tax_rate_not_found', 0],
  )
})

test('prices are set in the currency of their market only, read, removed and logged with who did it', async (t) => {
  const { world, staff } = await shop(t)
  await staff('POST', '/markets', europe)
  const price = (amount: number, currency = 'EUR') => ({
    prices: [
      { variantId: mug, market: 'eu', price: { amount, currency }, compareAtPrice: { amount: 200, currency: 'EUR' } },
    ],
  })

  const swapped = await staff('POST', '/prices', price(100, 'USD'))
  const negative = await staff('POST', '/prices', price(-1))
  await staff('POST', '/prices', price(100))
  await staff('POST', '/prices', price(90))
  const { items } = (await staff('GET', `/prices?variantId=${mug}`)).body
  const removed = await staff('DELETE', `/prices/${items[0].id}`)
  const log = (await staff('GET', `/price-log?variantId=${mug}&limit=2`)).body
  const older = (await staff('GET', `/price-log?variantId=${mug}&limit=2&after=${encodeURIComponent(log.next)}`)).body

  assert.deepEqual(
    [swapped.status, swapped.body.errors[0].pointer, negative.status],
    [400, '/prices/0/price/currency', 400],
  )
  assert.deepEqual(
    [items[0].price, items[0].compareAtPrice, items[0].minQuantity],
    [{ amount: 90, currency: 'EUR' }, { amount: 200, currency: 'EUR' }, 1],
  )
  assert.equal(removed.status, 204)
  assert.deepEqual(
    [...log.items, ...older.items].map(({ amount, actor }: any) => [amount, actor]),
    [undefined, 90, 100].map((amount) => [amount, world.staff.id]),
  )
  assert.deepEqual((await world.events(pricing.events.PriceChanged)).at(-1), { variantId: mug, prices: [] })
})

test('the same changeId sets once, under whatever Idempotency-Key', async (t) => {
  const { staff } = await shop(t)
  await staff('POST', '/markets', europe)
  const set = (amount: number) =>
    staff('POST', '/prices', {
      changeId: mug,
      prices: [{ variantId: mug, market: 'eu', price: { amount, currency: 'EUR' } }],
    })

  await set(100)
  await set(1)

  assert.equal((await staff('GET', `/prices?variantId=${mug}`)).body.items[0].price.amount, 100)
})

test('nobody but staff writes or reads the back office', async (t) => {
  const { world } = await shop(t)

  const guest = await world.http('POST', '/api/admin/markets', { body: europe })
  const customer = await world.http('GET', '/api/admin/tax-rates', { as: world.customer(mug) })

  assert.deepEqual([guest.status, customer.status], [401, 403])
})

test('another process hears of a change after its copy is 30 s old, or when its job refreshes it', async (t) => {
  const { world, staff } = await shop(t)
  await staff('POST', '/markets', europe)
  const names = async () => (await marketsOf(world)).map(({ name }: any) => name)
  await names()
  await world.sql`update pricing.markets set name = 'changed elsewhere'`

  const fresh = await names()
  await world.job('pricing', 'refresh-markets-and-rates')
  const refreshed = await names()
  await world.sql`update pricing.markets set name = 'again'`
  await world.moveTime({ seconds: 31 })

  assert.deepEqual([fresh, refreshed, await names()], [['Europe'], ['changed elsewhere'], ['again']])
})
