import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inventory } from '#modules/inventory/contract.ts'
import { pricing } from '#modules/pricing/contract.ts'
import { catalogWorld, holdTable, product } from '../world.fixture.ts'

type World = Awaited<ReturnType<typeof catalogWorld>>
const shelves = (world: World) =>
  world.sql`
    select market, price_from::int as price from catalog.shelves
    where category_id = '00000000-0000-0000-0000-000000000000' order by market`
const priced = (variantId: string, ...amounts: [string, number][]) => ({
  variantId,
  prices: amounts.map(([market, amount]) => ({ market, currency: 'EUR', amount, minQuantity: 1 })),
})

test('prices of two variants told at the same moment both count', async (t) => {
  const world = await catalogWorld(t)
  const options = [{ name: 'Size', values: [{ value: 'S' }, { value: 'M' }] }]
  const [made] = await world.put([
    product('shirt', { options, variants: ['S', 'M'].map((value) => ({ sku: value, optionValues: [value] })) }),
  ])
  const [small, medium] = made!.variants.map(({ variantId }) => variantId)
  // The first one has put the product on its shelf, and not committed, when the second one comes.
  const changes = await holdTable(world, 'catalog.changes')
  const first = world.tell(pricing.events.PriceChanged, priced(small!, ['de', 500]))
  await changes.waiting(1)
  const second = world.tell(pricing.events.PriceChanged, priced(medium!, ['de', 900]))
  await changes.waiting(2)

  await changes.release()
  await Promise.all([first, second])

  assert.deepEqual(await shelves(world), [{ market: 'de', price: 500 }])
  const { body } = await world.http('GET', '/api/products')
  assert.deepEqual([body.items[0].priceFrom.amount, body.items[0].priceTo.amount], [500, 900])
})

test('prices that are told again replace all that was known, and a market that is gone leaves the lists', async (t) => {
  const world = await catalogWorld(t)
  const [made] = await world.put([product('mug')])
  const { variantId } = made!.variants[0]!

  const event = await world.tell(pricing.events.PriceChanged, priced(variantId, ['de', 500], ['us', 700]))
  await world.tell(pricing.events.PriceChanged, priced(variantId, ['us', 800]))
  await world.tell(pricing.events.PriceChanged, priced(variantId, ['de', 500], ['us', 700]), event)

  assert.deepEqual(await shelves(world), [{ market: 'us', price: 800 }])
  await world.tell(pricing.events.PriceChanged, priced(variantId))
  assert.deepEqual(await shelves(world), [])
})

test('what shoppers see is what pricing and inventory say, through their events', async (t) => {
  const world = await catalogWorld(t, { modules: ['catalog', 'pricing', 'inventory'], fakes: {} })
  await world.sql`insert into inventory.locations (handle, name) values ('hamburg', 'Hamburg') on conflict do nothing`
  await world.client(pricing).putMarkets({
    changeId: world.process.options.ids.next(),
    markets: [{ handle: 'eu', name: 'Europe', currency: 'EUR', countries: ['DE'], locales: ['en'], taxIncluded: true }],
  })
  const [made] = await world.put([product('mug')])
  const { variantId } = made!.variants[0]!

  await world.client(pricing).setPrices({
    changeId: world.process.options.ids.next(),
    prices: [{ variantId, market: 'eu', amount: 990, compareAt: 1_200 }],
  })
  await world.client(inventory).adjust({
    batchId: world.process.options.ids.next(),
    adjustments: [{ sku: 'MUG', location: 'hamburg', setTo: 3, reason: 'count' }],
  })
  await world.settle()

  const { body } = await world.http('GET', '/api/products/mug')
  assert.deepEqual(body.variants[0].price, { amount: 990, currency: 'EUR' })
  assert.deepEqual([body.variants[0].available, body.variants[0].inStock], [true, 'low'])
})

test('prices and stock of many products, told together, are taken together, and each product gets its own', async (t) => {
  const world = await catalogWorld(t, { modules: ['catalog', 'pricing', 'inventory'], fakes: {} })
  const { ids } = world.process.options
  await world.sql`insert into inventory.locations (handle, name) values ('hamburg', 'Hamburg') on conflict do nothing`
  await world.client(pricing).putMarkets({
    changeId: ids.next(),
    markets: [{ handle: 'eu', name: 'Europe', currency: 'EUR', countries: ['DE'], locales: ['en'], taxIncluded: true }],
  })
  const made = await world.put(['cup', 'mug', 'pot'].map((handle) => product(handle)))
  const told = async (amounts: number[], stock: number[]) => {
    const variants = made.map(({ variants: [variant] }) => variant!)
    await world.client(pricing).setPrices({
      changeId: ids.next(),
      prices: variants.map(({ variantId }, at) => ({ variantId, market: 'eu', amount: amounts[at]! })),
    })
    await world.client(inventory).adjust({
      batchId: ids.next(),
      adjustments: variants.map(({ sku }, at) => ({ sku, location: 'hamburg', setTo: stock[at]!, reason: 'count' })),
    })
    await world.settle()
  }

  await told([100, 200, 300], [50, 3, 50])
  await told([150, 200, 350], [50, 3, 0])

  const pages = await Promise.all(['cup', 'mug', 'pot'].map((handle) => world.http('GET', `/api/products/${handle}`)))
  assert.deepEqual(
    pages.map(({ body }) => [body.variants[0].price.amount, body.variants[0].inStock]),
    [
      [150, 'in'],
      [200, 'low'],
      [350, 'out'],
    ],
  )
  const commits = await world.sql`
    select subscriber, count(*)::int as facts, count(distinct xmin::text)::int as commits from catalog.inbox
    where subscriber in ('take-prices', 'take-stock') group by 1 order by 1`
  assert.deepEqual(commits, [
    { subscriber: 'take-prices', facts: 5, commits: 2 },
    { subscriber: 'take-stock', facts: 6, commits: 2 },
  ])
})

test('a language that is new to the shop is spoken in lists once every product has a face in it', async (t) => {
  const world = await catalogWorld(t)
  await world.sell([
    product('mug'),
    product('cup', {
      texts: [
        { locale: 'en', title: 'Cup' },
        { locale: 'en-GB', title: 'Cuppa' },
      ],
    }),
  ])
  const french = async () => {
    await world.refresh()
    const { body, headers } = await world.http('GET', '/api/products?sort=title&locale=fr')
    return [headers['content-language'], body.items.map(({ title }: { title: string }) => title)]
  }

  await world.put([product('mug', { texts: [{ locale: 'fr', title: 'Tasse' }] })])
  const before = await french()
  await world.job('catalog', 'turn-listing')
  const after = await french()

  assert.deepEqual(before, ['en', ['Cup', 'Title of mug']])
  assert.deepEqual(after, ['fr', ['Cup', 'Tasse']])
})

test('changes of one process are forgotten by another, and a change of the tree forgets everything', async (t) => {
  const world = await catalogWorld(t)
  await world.sell([product('mug', { categories: ['mugs'] }), product('cup')])
  await world.quiet(['mug', 'cup'])
  const titles = async () =>
    Promise.all(['mug', 'cup'].map(async (handle) => (await world.http('GET', `/api/products/${handle}`)).body.title))
  const before = await titles()

  // As another process would write.
  await world.sql`update catalog.texts set title = 'New' where kind = 'product'`
  await world.sql`insert into catalog.changes (product_id) select id from catalog.products where handle = 'mug'`
  const unseen = await titles()
  await world.refresh()
  const seen = await titles()
  await world.sql`insert into catalog.changes (product_id) values (null)`
  await world.refresh()

  assert.deepEqual(
    [before, unseen, seen],
    [
      ['Title of mug', 'Title of cup'],
      ['Title of mug', 'Title of cup'],
      ['New', 'Title of cup'],
    ],
  )
  assert.deepEqual(await titles(), ['New', 'New'])
})

test('a change that commits after a later look is seen by the next one', async (t) => {
  const world = await catalogWorld(t)
  await world.sell([product('mug')])
  await world.refresh()
  await world.http('GET', '/api/products/mug')
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  let wrote = () => {}
  const written = new Promise<void>((resolve) => (wrote = resolve))
  const slow = world.context('catalog').db.transaction(async (tx: any) => {
    await tx.sql`update catalog.texts set title = 'Late'`
    await tx.sql`insert into catalog.changes (product_id) select id from catalog.products`
    wrote()
    await held
  })

  await written
  await world.put([product('cup')])
  await world.refresh()
  await world.http('GET', '/api/products/mug')
  release()
  await slow
  await world.refresh()

  assert.equal((await world.http('GET', '/api/products/mug')).body.title, 'Late')
})
