import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { titleKeyOf } from '../locale.ts'
import { catalogWorld, product } from '../world.fixture.ts'
import { listByTitle } from './list-store.ts'
import { runs } from '../../../../test/properties/runs.ts'

type Item = {
  handle: string
  title: string
  priceFrom: { amount: number }
  priceTo: { amount: number }
  available: boolean
}
type World = Awaited<ReturnType<typeof catalogWorld>>

/** Every page of a list, walked by its cursors. */
async function walk(
  world: World,
  query: string,
  between: (page: number) => Promise<unknown> = async () => {},
): Promise<Item[]> {
  const items: Item[] = []
  for (let next: string | undefined = '', page = 0; next !== undefined; page++) {
    const { status, body, text } = await world.http(
      'GET',
      `/api/products?${query}${next === '' ? '' : `&after=${encodeURIComponent(next)}`}`,
    )
    assert.equal(status, 200, text)
    items.push(...body.items)
    next = body.next
    await between(page)
  }
  return items
}

test('a category lists what stands in it and below it', async (t) => {
  const world = await catalogWorld(t)
  await world.sell([
    product('mug', { categories: ['mugs'] }),
    product('pan', { categories: ['pans', 'mugs'] }),
    product('rug', { categories: ['rugs'] }),
  ])
  const mugs = (await world.sql`select id from catalog.categories where handle = 'mugs'`)[0].id
  await world.http('POST', `/api/admin/categories/${mugs}/move`, { as: world.staff, body: { parent: 'rugs' } })

  assert.deepEqual(await world.titles('?category=mugs'), ['pan', 'mug'])
  assert.deepEqual(await world.titles('?category=rugs'), ['rug', 'pan', 'mug'])
  assert.deepEqual(await world.titles(''), ['rug', 'pan', 'mug'])
  assert.equal((await world.http('GET', '/api/products?category=none')).body.code, 'category_unknown')
})

test('a list shows only what is active and has a price in the market', async (t) => {
  const world = await catalogWorld(t)
  await world.sell([product('mug'), product('draft', { status: 'draft' })])
  await world.put([product('unpriced')])

  assert.deepEqual(await world.titles(''), ['mug'])
  assert.deepEqual(await world.titles('?market=us'), [])
})

test('words are found by their beginning in the language of the reader', async (t) => {
  const world = await catalogWorld(t)
  await world.sell([
    product('mug', {
      texts: [
        { locale: 'en', title: 'Ceramic mug' },
        { locale: 'de', title: 'Becher aus Keramik' },
      ],
      brand: 'Joyce',
    }),
    product('chairs', {
      texts: [
        { locale: 'en', title: 'Folding chairs' },
        { locale: 'de', title: 'Klappstühle' },
      ],
    }),
  ])
  const found = (q: string, locale: string) => world.titles(`?q=${encodeURIComponent(q)}&locale=${locale}`)

  assert.deepEqual(await found('cerami', 'en'), ['mug'])
  assert.deepEqual(await found('chair', 'en'), ['chairs'])
  assert.deepEqual(await found('folded chairs', 'en'), ['chairs'])
  assert.deepEqual(await found('klappstuhl', 'de'), ['chairs'])
  assert.deepEqual(await found('keram', 'de'), ['mug'])
  assert.deepEqual(await found('keram', 'en'), [])
  assert.deepEqual(await found('joyce ce', 'en'), ['mug'])
  assert.deepEqual(await found('MUG', 'en'), ['mug'])
  assert.deepEqual(await found('ceramic -mug', 'en'), [])
  assert.deepEqual(await found(`'; drop table "x" & | ! ( :* \\`, 'en'), [])
})

test('what is misspelt finds what is like it, and says so; nonsense finds nothing', async (t) => {
  const world = await catalogWorld(t)
  const names = ['Ceramic mug', 'Ceramic bowl', 'Oak chair', 'Straße nach Süden']
  await world.sell(names.map((title, n) => product(`p-${n}`, { texts: [{ locale: 'en', title }] })))
  const ask = async (query: string) => (await world.http('GET', `/api/products?${query}`)).body

  const first = await ask('q=cermaic&limit=1&count=true')
  const second = await ask(`q=cermaic&limit=1&after=${encodeURIComponent(first.next)}`)
  const both = await ask('q=cermaic+mgu')

  assert.deepEqual([first.alike, first.count.exact, second.alike, second.next], [true, false, true, undefined])
  assert.deepEqual([first, second].map(({ items }) => items[0].title).sort(), ['Ceramic bowl', 'Ceramic mug'])
  assert.equal(both.items[0]?.title, 'Ceramic mug')
  assert.deepEqual(
    (await ask('q=strase')).items.map(({ title }: Item) => title),
    ['Straße nach Süden'],
  )
  assert.deepEqual(await ask('q=xyzzy'), { items: [] })
})

test('a product without a text in the language is found and shown by the one that it has', async (t) => {
  const world = await catalogWorld(t)
  await world.sell([
    product('mug', {
      texts: [
        { locale: 'en', title: 'Mug' },
        { locale: 'de', title: 'Becher' },
      ],
    }),
    product('anvil', { texts: [{ locale: 'en', title: 'Anvil' }] }),
  ])

  const { body, headers } = await world.http('GET', '/api/products?sort=title&locale=de')

  assert.deepEqual(
    body.items.map(({ title }: Item) => title),
    ['Anvil', 'Becher'],
  )
  assert.equal(headers['content-language'], 'de')
})

test('prices are those that hold now for one piece, and a list follows when a window opens', async (t) => {
  const world = await catalogWorld(t)
  const made = await world.sell([product('mug'), product('cup')])
  const [variant] = made.get('mug')!.variants
  const at = (minutes: number) => new Date(world.clock.now() + minutes * 60_000).toISOString()
  const sale = {
    market: 'de',
    currency: 'EUR',
    amount: 500,
    compareAt: 900,
    minQuantity: 1,
    validFrom: at(10),
    validTo: at(20),
  }
  const { pricing } = await import('#modules/pricing/contract.ts')
  await world.tell(pricing.events.PriceChanged, {
    variantId: variant!.variantId,
    prices: [
      { market: 'de', currency: 'EUR', amount: 1_900, minQuantity: 1 },
      { market: 'de', currency: 'EUR', amount: 100, minQuantity: 10 },
      sale,
    ],
  })
  const cheapest = async () => {
    await world.job('catalog', 'turn-listing')
    await world.refresh()
    return (await world.http('GET', '/api/products?sort=price')).body.items.map(({ handle, priceFrom }: Item) => [
      handle,
      priceFrom.amount,
    ])
  }

  assert.deepEqual(await cheapest(), [
    ['cup', 1_000],
    ['mug', 1_900],
  ])
  await world.moveTime({ minutes: 11 })
  assert.deepEqual(await cheapest(), [
    ['mug', 500],
    ['cup', 1_000],
  ])
  const page = await world.http('GET', '/api/products/mug')
  assert.deepEqual(page.body.variants[0].compareAtPrice, { amount: 900, currency: 'EUR' })
  await world.moveTime({ minutes: 10 })
  assert.deepEqual(await cheapest(), [
    ['cup', 1_000],
    ['mug', 1_900],
  ])
})

test('a walk by cursor in any order shows each product once while others are put in', async (t) => {
  const world = await catalogWorld(t)
  const first = Array.from({ length: 23 }, (_, n) => product(`old-${n}`, { categories: ['things'] }))
  await world.sell(first, 500)

  for (const sort of ['newest', 'price', '-price', 'title']) {
    let n = 0
    const items = await walk(world, `category=things&limit=5&sort=${sort}`, async (page) => {
      await world.sell([product(`new-${sort.replace('-', 'd')}-${page}`, { categories: ['things'] })], 100 + n++)
      await world.refresh()
    })

    const old = items.map(({ handle }) => handle).filter((handle) => handle.startsWith('old-'))
    assert.equal(old.length, 23, sort)
    assert.equal(new Set(items.map(({ handle }) => handle)).size, items.length, sort)
  }
})

test('a walk by cursor is the sorted list', { timeout: 60_000 }, async (t) => {
  const world = await catalogWorld(t)
  const titles = ['Äpfel', 'apfel', 'Zebra', 'Öl', 'ol', 'Ofen', 'Straße', 'strasse', 'b 1', 'B 2', 'a', 'éclair']
  const goods = titles.map((title, n) => ({ handle: `p-${n}`, title, amount: (n % 4) * 100 + 100 }))
  for (const { handle, title, amount } of goods)
    await world.sell([product(handle, { texts: [{ locale: 'en', title: `${title} thing` }] })], amount)
  const newest = [...goods].reverse()
  const byPrice = (sign: number) => newest.toSorted((a, b) => sign * (a.amount - b.amount)).map(({ amount }) => amount)
  const byTitle = goods
    .map(({ title }) => titleKeyOf(`${title} thing`))
    .toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const sort = fc.constantFrom('newest', 'price', '-price', 'title')
  const words = fc.constantFrom('', '&q=thing')

  await fc.assert(
    fc.asyncProperty(sort, words, fc.integer({ min: 1, max: 13 }), async (order, q, limit) => {
      const items = await walk(world, `sort=${order}&limit=${limit}${q}`)

      assert.equal(new Set(items.map(({ handle }) => handle)).size, goods.length)
      if (order === 'newest')
        assert.deepEqual(
          items.map(({ handle }) => handle),
          newest.map(({ handle }) => handle),
        )
      else if (order === 'title')
        assert.deepEqual(
          items.map(({ title }) => titleKeyOf(title)),
          byTitle,
        )
      else
        assert.deepEqual(
          items.map(({ priceFrom }) => priceFrom.amount),
          byPrice(order === 'price' ? 1 : -1),
        )
    }),
    runs(40),
  )
})

test('a large shelf is listed by title as a small one is, and words are found in a category as in the shop', async (t) => {
  const world = await catalogWorld(t)
  const stands = (n: number) => ({
    categories: n % 3 === 0 ? ['rare'] : ['often'],
    texts: [{ locale: 'en', title: `Thing ${(n * 7) % 10}` }],
  })
  await world.sell(Array.from({ length: 10 }, (_, n) => product(`p-${n}`, stands(n))))
  const { db } = world.context('catalog')
  const ask = { category: 'rare', market: 'de', locales: ['en'], rows: 20 }
  const start = { s: '', id: '00000000-0000-0000-0000-000000000000' }

  const small = await listByTitle(db, ask, start, 100)
  const large = await listByTitle(db, ask, start, 1)
  const found = await world.titles('?category=rare&q=thing&sort=title')

  assert.deepEqual(
    small.map(({ title }) => title),
    ['Thing 0', 'Thing 1', 'Thing 2', 'Thing 3'],
  )
  assert.deepEqual(large, small)
  assert.deepEqual(
    found,
    small.map(({ handle }) => handle),
  )
})

test('a list costs one statement, two with a count, and a cursor opens no other list', async (t) => {
  const world = await catalogWorld(t)
  await world.sell([product('mug'), product('cup'), product('jug')])
  await world.http('GET', '/api/categories')
  world.statements.length = 0

  const page = await world.http('GET', '/api/products?limit=2')
  const cost = world.statements.length
  const counted = await world.http('GET', '/api/products?limit=2&count=true')
  const foreign = await world.http(
    'GET',
    `/api/products?limit=2&sort=price&after=${encodeURIComponent(page.body.next)}`,
  )

  assert.deepEqual([cost, world.statements.length], [1, 3])
  assert.deepEqual(counted.body.count, { value: 3, exact: true })
  assert.deepEqual([foreign.status, foreign.body.code], [400, 'cursor_invalid'])
  assert.equal((await world.http('GET', '/api/products?limit=101')).status, 400)
})
