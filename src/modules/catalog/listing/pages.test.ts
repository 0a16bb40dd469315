import assert from 'node:assert/strict'
import { test } from 'node:test'
import { catalogWorld, product } from '../world.fixture.ts'

test('a product page speaks the language asked for, and falls back without a redirect', async (t) => {
  const world = await catalogWorld(t)
  await world.sell([
    product('mug-ena', {
      texts: [
        { locale: 'de', title: 'Becher Ena', handle: 'becher-ena' },
        { locale: 'en', title: 'Mug Ena', description: 'Round.' },
      ],
      options: [{ name: 'Colour', names: { de: 'Farbe' }, values: [{ value: 'moss', values: { de: 'Moos' } }] }],
      variants: [{ sku: 'M', optionValues: ['moss'] }],
      categories: ['mugs'],
    }),
  ])

  const german = await world.http('GET', '/api/products/mug-ena', { headers: { 'accept-language': 'de-AT,en;q=0.5' } })
  const byHandle = await world.http('GET', '/api/products/becher-ena?locale=en')
  const french = await world.http('GET', '/api/products/mug-ena?locale=fr')

  assert.equal(german.status, 200, german.text)
  assert.equal(german.body.title, 'Becher Ena')
  assert.equal(german.headers['content-language'], 'de')
  assert.deepEqual(german.body.options, [{ name: 'Farbe', values: ['Moos'] }])
  assert.deepEqual(german.body.variants[0].optionValues, ['Moos'])
  assert.deepEqual(german.body.variants[0].price, { amount: 1000, currency: 'EUR' })
  assert.equal(german.body.variants[0].available, true)
  assert.equal(byHandle.body.title, 'Mug Ena')
  assert.equal(byHandle.body.id, german.body.id)
  assert.equal(french.headers['content-language'], 'de')
  assert.deepEqual(
    german.body.categories.map((each: { path: string }) => each.path),
    ['mugs'],
  )
})

test('drafts, archived products and unknown markets are told apart from what is there', async (t) => {
  const world = await catalogWorld(t)
  await world.put([product('draft', { status: 'draft' }), product('old', { status: 'archived' })])

  const answers = await Promise.all(
    ['draft', 'old', 'nothing'].map((handle) => world.http('GET', `/api/products/${handle}`)),
  )
  const market = await world.http('GET', '/api/products/draft?market=mars')

  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.code]),
    [
      [404, 'product_not_found'],
      [404, 'product_not_found'],
      [404, 'product_not_found'],
    ],
  )
  assert.deepEqual([market.status, market.body.code], [422, 'market_unknown'])
})

test('a page costs one statement when cold, none when warm, and a client that has it gets 304', async (t) => {
  const world = await catalogWorld(t)
  await world.sell([product('mug')])
  await world.http('GET', '/api/categories')
  world.statements.length = 0

  const cold = await world.http('GET', '/api/products/mug')
  const coldCost = world.statements.length
  const warm = await world.http('GET', '/api/products/mug')
  const known = await world.http('GET', '/api/products/mug', {
    headers: { 'if-none-match': String(cold.headers['etag']) },
  })

  assert.deepEqual([coldCost, world.statements.length], [1, 1])
  assert.equal(warm.text, cold.text)
  assert.match(String(cold.headers['cache-control']), /^public, max-age=\d+/)
  assert.equal(known.status, 304)
})

test('a kept page is forgotten when its price changes, and another page stays', async (t) => {
  const world = await catalogWorld(t)
  const made = await world.sell([product('mug'), product('cup')])
  await world.quiet(['mug', 'cup'])

  await world.price(made.get('mug')!.variants[0]!.variantId, 1_200)
  await world.refresh()
  world.statements.length = 0
  const mug = await world.http('GET', '/api/products/mug')
  const cup = await world.http('GET', '/api/products/cup')

  assert.equal(mug.body.variants[0].price.amount, 1_200)
  assert.equal(cup.status, 200)
  assert.equal(world.statements.length, 1)
})

test('a price that comes before its variant counts when the variant comes', async (t) => {
  const world = await catalogWorld(t)
  const batchId = world.process.options.ids.next()
  const [made] = await world.put([product('mug')], batchId)
  const variantId = made!.variants[0]!.variantId
  await world.sql`delete from catalog.products`

  await world.price(variantId, 700)
  await world.stock('MUG', 'low')
  await world.sql`insert into catalog.products (id, handle, status) values (${made!.productId}, 'mug', 'active')`
  await world.sql`
    insert into catalog.variants (id, product_id, sku, position) values (${variantId}, ${made!.productId}, 'MUG', 0)`
  await world.sql`
    insert into catalog.texts (owner_id, locale, kind, title, title_key)
    values (${made!.productId}, 'en', 'product', 'Mug', 'mug') on conflict do nothing`
  await world.sql`select catalog.face(array[${made!.productId}::uuid])`
  await world.job('catalog', 'turn-listing')

  const { body } = await world.http('GET', '/api/products')
  assert.deepEqual(
    body.items.map(({ handle, priceFrom, available }: any) => [handle, priceFrom.amount, available]),
    [['mug', 700, true]],
  )
})
