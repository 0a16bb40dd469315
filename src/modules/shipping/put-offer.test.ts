import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { newWorld } from '../../../test/world/world.ts'
import { shipping } from './contract.ts'

const id = (last: number) => `01890000-0000-7000-8000-${String(last).padStart(12, '0')}`
const zone = { id: id(1), name: 'Europe', countries: ['DE', 'AT'] }
const option = {
  id: id(2),
  zoneId: id(1),
  names: { en: 'Standard', de: 'Standardversand' },
  estimates: { en: '2 to 4 days' },
  prices: { eu: { price: 490, freeFrom: 5_000 } },
}

async function shop(t: TestContext, link: 'local' | 'loop' = 'local') {
  const world = await newWorld(t, { modules: ['shipping'], link })
  const staff = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
    world.http(method, `/api/admin${path}`, {
      as: world.staff,
      ...(body === undefined ? {} : { body }),
      ...(headers === undefined ? {} : { headers }),
    })
  const options = (subtotal = 0) =>
    world.client(shipping).optionsFor({ market: 'eu', country: 'DE', subtotal, locale: 'en' })
  return { world, staff, options }
}

test('an offer that was put is offered at once, and asking costs no statement', async (t) => {
  const { world, options } = await shop(t, 'loop')
  assert.deepEqual(await options(), [])

  await world.client(shipping).putOffer({ changeId: id(9), zones: [zone], options: [option] })
  const offeredNow = await options()
  world.statements.length = 0
  const free = await options(5_000)

  assert.deepEqual(offeredNow, [
    { id: id(2), name: 'Standard', price: 490, taxClass: 'standard', estimate: '2 to 4 days' },
  ])
  assert.deepEqual([free[0]!.price, world.statements.length], [0, 0])
})

test('the same change again does nothing; another one replaces whole', async (t) => {
  const { world, options } = await shop(t, 'loop')
  const client = world.client(shipping)
  await client.putOffer({ changeId: id(9), zones: [zone], options: [option] })

  await client.putOffer({
    changeId: id(10),
    zones: [],
    options: [{ ...option, names: { en: 'Parcel' }, prices: { eu: { price: 100 } } }],
  })
  await client.putOffer({ changeId: id(9), zones: [zone], options: [option] })

  assert.deepEqual(
    (await options(5_000)).map(({ name, price }) => [name, price]),
    [['Parcel', 100]],
  )
})

test('all or none: an option of a zone that does not exist leaves nothing behind', async (t) => {
  const { world } = await shop(t, 'loop')

  const refusal = await world
    .client(shipping)
    .putOffer({ changeId: id(9), zones: [zone], options: [{ ...option, zoneId: id(77) }] })
    .then(
      () => null,
      (error) => error,
    )

  assert.deepEqual([refusal.code, refusal.status], ['zone_unknown', 422])
  assert.equal((await world.sql`select from shipping.zones`).length, 0)
})

test('staff make, change and remove zones and options, and shoppers see it at once', async (t) => {
  const { staff, options } = await shop(t)
  const { id: _zoneId, ...newZone } = zone
  const { id: _optionId, ...newOption } = option

  const madeZone = await staff('POST', '/shipping-zones', newZone)
  const made = await staff('POST', '/shipping-options', { ...newOption, zoneId: madeZone.body.id })
  assert.deepEqual(
    [madeZone.status, made.status, made.body.prices, (await options()).length],
    [201, 201, option.prices, 1],
  )

  const changed = await staff('PATCH', `/shipping-options/${made.body.id}`, {
    estimates: { en: null, de: 'bald' },
    prices: { eu: { freeFrom: null }, ch: { price: 900 } },
  })
  assert.deepEqual(
    [changed.body.estimates, changed.body.prices, changed.body.version],
    [{ de: 'bald' }, { eu: { price: 490 }, ch: { price: 900 } }, 2],
  )
  assert.deepEqual((await staff('GET', `/shipping-options/${made.body.id}`)).body, changed.body)
  assert.equal((await options(5_000))[0]!.price, 490)

  const moved = await staff('PATCH', `/shipping-zones/${madeZone.body.id}`, { countries: ['AT'], regions: ['US-HI'] })
  assert.deepEqual([moved.body.countries, moved.body.regions, await options()], [['AT'], ['US-HI'], []])

  const inUse = await staff('DELETE', `/shipping-zones/${madeZone.body.id}`)
  const removed = await staff('DELETE', `/shipping-options/${made.body.id}`)
  const gone = await staff('DELETE', `/shipping-zones/${madeZone.body.id}`)
  assert.deepEqual([inUse.body.code, removed.status, gone.status], ['zone_in_use', 204, 204])
})

test('what is wrong is refused with a code, and a stale If-Match changes nothing', async (t) => {
  const { staff } = await shop(t)
  const { id: _zoneId, ...newZone } = zone
  const { id: _optionId, ...newOption } = option
  const made = await staff('POST', '/shipping-zones', newZone)
  const stale = { 'if-match': made.headers['etag']! }
  await staff('PATCH', `/shipping-zones/${made.body.id}`, { name: 'EU' }, stale)
  const good = await staff('POST', '/shipping-options', { ...newOption, zoneId: made.body.id })
  const price = (eu: object) => staff('PATCH', `/shipping-options/${good.body.id}`, { prices: { eu } })

  const answers = [
    await staff('PATCH', `/shipping-zones/${made.body.id}`, { name: 'lost' }, stale),
    await staff('PATCH', `/shipping-zones/${made.body.id}`, { countries: [] }),
    await staff('POST', '/shipping-options', newOption),
    await price({ minSubtotal: 10, maxSubtotal: 5 }),
    await price({ price: -1 }),
    await staff('PATCH', `/shipping-options/${good.body.id}`, { prices: { eu: null } }),
    await staff('GET', `/shipping-options/${id(77)}`),
    await staff('GET', `/shipping-zones/${id(77)}`),
  ]

  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.code]),
    [
      [412, 'precondition_failed'],
      [422, 'zone_empty'],
      [422, 'zone_unknown'],
      [422, 'subtotals_crossed'],
      [400, 'invalid'],
      [400, 'invalid'],
      [404, 'shipping_option_not_found'],
      [404, 'zone_not_found'],
    ],
  )
})

test('lists are paged, options also by zone', async (t) => {
  const { world, staff } = await shop(t)
  await world.client(shipping).putOffer({
    changeId: id(9),
    zones: [zone, { ...zone, id: id(5) }],
    options: [option, { ...option, id: id(3), zoneId: id(5) }],
  })

  for (const list of ['/shipping-zones', '/shipping-options']) {
    const first = (await staff('GET', `${list}?limit=1`)).body
    const second = (await staff('GET', `${list}?limit=1&after=${encodeURIComponent(first.next)}`)).body
    assert.deepEqual(
      [first.items.length, second.items.length, second.next, first.items[0].id < second.items[0].id],
      [1, 1, undefined, true],
    )
  }
  assert.deepEqual(
    (await staff('GET', `/shipping-options?zoneId=${id(5)}`)).body.items.map((each: any) => each.id),
    [id(3)],
  )
})

test('of many who change one option at once each one counts', async (t) => {
  const { world, staff } = await shop(t)
  await world.client(shipping).putOffer({ changeId: id(9), zones: [zone], options: [option] })
  const locales = ['fr', 'it', 'es', 'nl', 'pl', 'sv', 'da', 'fi']

  const answers = await Promise.all(
    locales.map((locale) => staff('PATCH', `/shipping-options/${id(2)}`, { names: { [locale]: 'Standard' } })),
  )

  const { names, version } = (await staff('GET', `/shipping-options/${id(2)}`)).body
  assert.deepEqual(
    answers.map(({ status }) => status),
    locales.map(() => 200),
  )
  assert.deepEqual([Object.keys(names).sort(), version], [['de', 'en', ...locales].sort(), 9])
})
