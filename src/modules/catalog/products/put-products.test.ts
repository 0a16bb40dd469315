import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusalOf } from '#kernel/errors.ts'
import { catalog } from '../contract.ts'
import { catalogWorld, product } from '../world.fixture.ts'

test('a batch makes whole products, and its repeat answers the same', async (t) => {
  const world = await catalogWorld(t, { link: 'loop' })

  const answer = await world.put([product('mug', { categories: ['kitchen'] }), product('chair')])

  assert.deepEqual(
    answer.map(({ handle, created }) => [handle, created]),
    [
      ['mug', true],
      ['chair', true],
    ],
  )
  assert.deepEqual(await world.sql`select handle, status, version from catalog.products order by id`, [
    { handle: 'mug', status: 'active', version: 1 },
    { handle: 'chair', status: 'active', version: 1 },
  ])
  assert.deepEqual(
    (await world.events(catalog.events.ProductChanged)).map(({ handle, skus }) => [handle, skus]),
    [
      ['mug', ['MUG']],
      ['chair', ['CHAIR']],
    ],
  )
})

test('what is left out of an existing product stays as it is, and an equal one is not written again', async (t) => {
  const world = await catalogWorld(t)
  await world.put([product('mug', { brand: 'Ena', texts: [{ locale: 'en', title: 'Mug', description: 'Round.' }] })])

  await world.put([
    product('mug', {
      texts: [
        { locale: 'en', title: 'Mug' },
        { locale: 'de', title: 'Becher' },
      ],
      variants: [{ sku: 'MUG', weightGrams: 300 }],
    }),
  ])
  const [second] = await world.put([product('mug', { texts: [{ locale: 'en', title: 'Mug' }] })])

  const [row] = await world.sql`select brand, version from catalog.products`
  assert.deepEqual(row, { brand: 'Ena', version: 2 })
  assert.equal(second!.created, false)
  const texts = await world.sql`select locale, title, description from catalog.texts order by locale`
  assert.deepEqual(texts, [
    { locale: 'de', title: 'Becher', description: null },
    { locale: 'en', title: 'Mug', description: 'Round.' },
  ])
  assert.deepEqual(await world.sql`select weight_grams from catalog.variants`, [{ weight_grams: 300 }])
  assert.equal((await world.events(catalog.events.ProductChanged)).length, 2)
})

test('a SKU belongs to one product: a batch that gives it to another is refused whole', async (t) => {
  const world = await catalogWorld(t)
  await world.put([product('mug')])

  const taken = await refusalOf(world.put([product('bowl'), product('cup', { variants: [{ sku: 'MUG' }] })]))
  const inBatch = await refusalOf(
    world.put([product('one', { variants: [{ sku: 'X' }] }), product('two', { variants: [{ sku: 'X' }] })]),
  )

  assert.equal(taken?.code, 'sku_taken')
  assert.equal(inBatch?.code, 'sku_taken')
  assert.deepEqual(await world.sql`select handle from catalog.products`, [{ handle: 'mug' }])
})

test('two batches that make the same product at once make it once', async (t) => {
  const world = await catalogWorld(t)

  const answers = await Promise.all(
    [1, 2, 3, 4].map((n) => world.put([product('mug', { variants: [{ sku: 'MUG', weightGrams: n }] })])),
  )

  assert.equal(new Set(answers.map(([one]) => one!.productId)).size, 1)
  assert.equal(answers.filter(([one]) => one!.created).length, 1)
})

test('a handle stands once in a batch', async (t) => {
  const world = await catalogWorld(t)

  const refusal = await refusalOf(world.put([product('mug'), product('mug', { variants: [{ sku: 'OTHER' }] })]))

  assert.equal(refusal?.code, 'handle_taken')
})

test('variants may not have the same values, nor values that are no option', async (t) => {
  const world = await catalogWorld(t)
  const options = [{ name: 'Colour', values: [{ value: 'moss' }, { value: 'clay' }] }]
  const refused = async (variants: { sku: string; optionValues?: string[] }[]) =>
    (await refusalOf(world.put([product('mug', { options, variants })])))?.code

  assert.equal(
    await refused([
      { sku: 'A', optionValues: ['moss'] },
      { sku: 'B', optionValues: ['moss'] },
    ]),
    'options_invalid',
  )
  assert.equal(await refused([{ sku: 'A', optionValues: ['blue'] }]), 'options_invalid')
  assert.equal(await refused([{ sku: 'A' }]), 'options_invalid')
  assert.equal(
    await refused([
      { sku: 'A', optionValues: ['moss'] },
      { sku: 'B', optionValues: ['clay'] },
    ]),
    undefined,
  )
})

test('two variants can swap their values', async (t) => {
  const world = await catalogWorld(t)
  const options = [{ name: 'Colour', values: [{ value: 'moss' }, { value: 'clay' }] }]
  await world.put([
    product('mug', {
      options,
      variants: [
        { sku: 'A', optionValues: ['moss'] },
        { sku: 'B', optionValues: ['clay'] },
      ],
    }),
  ])

  await world.put([
    product('mug', {
      variants: [
        { sku: 'A', optionValues: ['clay'] },
        { sku: 'B', optionValues: ['moss'] },
      ],
    }),
  ])

  assert.deepEqual(await world.sql`select sku, option_values as values, archived from catalog.variants order by sku`, [
    { sku: 'A', values: ['clay'], archived: false },
    { sku: 'B', values: ['moss'], archived: false },
  ])
})

test('a batch of 200 products costs at most 18 statements', async (t) => {
  const world = await catalogWorld(t)
  const products = Array.from({ length: 200 }, (_, n) =>
    product(`thing-${n}`, {
      categories: ['things'],
      tags: ['a'],
      texts: [
        { locale: 'en', title: `T ${n}` },
        { locale: 'de', title: `D ${n}` },
      ],
    }),
  )
  world.statements.length = 0

  await world.put(products)

  const own = world.statements.filter((text) => !/outbox where|leases/.test(text))
  assert.ok(own.length <= 18, `${own.length} statements`)
})
