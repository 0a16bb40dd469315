import assert from 'node:assert/strict'
import { test } from 'node:test'
import { catalogWorld, product } from '../world.fixture.ts'

const options = [{ name: 'Colour', values: [{ value: 'moss' }, { value: 'clay' }] }]
const mug = {
  handle: 'mug',
  texts: [{ locale: 'en', title: 'Mug' }],
  options,
  variants: [
    { sku: 'MUG-MOSS', optionValues: ['moss'] },
    { sku: 'MUG-CLAY', optionValues: ['clay'] },
  ],
}
async function backOffice(t: Parameters<typeof catalogWorld>[0]) {
  const world = await catalogWorld(t)
  const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    world.http(method, `/api/admin/${path}`, { as: world.staff, ...(body === undefined ? {} : { body }), headers })
  return { world, ask }
}

test('a product that staff makes is a draft until it is activated, and then anyone sees it', async (t) => {
  const { world, ask } = await backOffice(t)

  const made = await ask('POST', 'products', mug)
  const hidden = await world.http('GET', '/api/products/mug')
  const activated = await ask('POST', `products/${made.body.id}/activate`)
  const seen = await world.http('GET', '/api/products/mug')
  await ask('POST', `products/${made.body.id}/archive`)
  const gone = await world.http('GET', '/api/products/mug')

  assert.deepEqual(
    [made.status, made.body.status, made.headers['location']],
    [201, 'draft', `/api/admin/products/${made.body.id}`],
  )
  assert.deepEqual([hidden.status, activated.body.status, seen.status, gone.status], [404, 'active', 200, 404])
})

test('nobody but staff sees the back office', async (t) => {
  const { world } = await backOffice(t)

  const guest = await world.http('GET', '/api/admin/products')
  const customer = await world.http('POST', '/api/admin/products', {
    as: world.customer('00000000-0000-7000-8000-000000000001'),
    body: mug,
  })

  assert.deepEqual([guest.status, customer.status], [401, 403])
})

test('a patch changes what it names, and a stale one changes nothing', async (t) => {
  const { world, ask } = await backOffice(t)
  const {
    body: { id },
    headers,
  } = await ask('POST', 'products', { ...mug, brand: 'Ena', tags: ['a'] })

  const first = await ask(
    'PATCH',
    `products/${id}`,
    { brand: null, tags: ['b'] },
    { 'if-match': String(headers['etag']) },
  )
  const stale = await ask('PATCH', `products/${id}`, { brand: 'Other' }, { 'if-match': String(headers['etag']) })
  const same = await ask('PATCH', `products/${id}`, { tags: ['b'] })

  assert.deepEqual([first.status, first.body.brand, first.body.tags, first.body.version], [200, undefined, ['b'], 2])
  assert.deepEqual([stale.status, stale.body.code], [412, 'precondition_failed'])
  assert.equal(same.body.version, 2)
  const [log] = await world.sql`select changes from catalog.audit_log where route like 'PATCH%' order by at limit 1`
  assert.deepEqual(log.changes, { before: { brand: 'Ena', tags: ['a'] }, after: { tags: ['b'] } })
})

test('PUT by handle makes a product once, and the same again changes nothing', async (t) => {
  const { ask } = await backOffice(t)
  const { handle, ...fields } = mug

  const made = await ask('PUT', `products/by-handle/${handle}`, fields)
  const again = await ask('PUT', `products/by-handle/${handle}`, fields)
  const changed = await ask('PUT', `products/by-handle/${handle}`, {
    ...fields,
    texts: [{ locale: 'de', title: 'Becher' }],
  })

  assert.deepEqual([made.status, again.status, changed.status], [201, 200, 200])
  assert.deepEqual([again.body.version, changed.body.version], [1, 2])
  assert.deepEqual(
    changed.body.texts.map(({ title }: { title: string }) => title),
    ['Becher', 'Mug'],
  )
})

test('a handle or a SKU of another product is refused', async (t) => {
  const { ask } = await backOffice(t)
  const {
    body: { id },
  } = await ask('POST', 'products', mug)
  await ask('POST', 'products', { ...product('cup'), texts: [{ locale: 'de', title: 'Tasse', handle: 'tasse' }] })

  const answers = [
    await ask('POST', 'products', product('mug')),
    await ask('PATCH', `products/${id}`, { handle: 'cup' }),
    await ask('PATCH', `products/${id}`, { texts: [{ locale: 'de', title: 'X', handle: 'tasse' }] }),
    await ask('POST', `products/${id}/variants`, { sku: 'CUP', optionValues: ['moss'] }),
  ]

  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.code]),
    [
      [409, 'handle_taken'],
      [409, 'handle_taken'],
      [409, 'handle_taken'],
      [422, 'options_invalid'],
    ],
  )
})

test('variants are added, changed and archived; an archived one leaves the shop and keeps its SKU', async (t) => {
  const { world, ask } = await backOffice(t)
  const { body } = await ask('POST', 'products', { ...mug, status: 'active' })
  const [moss, clay] = body.variants

  const twin = await ask('POST', `products/${body.id}/variants`, { sku: 'NEW', optionValues: ['moss'] })
  await ask('DELETE', `products/${body.id}/variants/${moss.id}`)
  const added = await ask('POST', `products/${body.id}/variants`, { sku: 'NEW', optionValues: ['moss'] })
  const back = await ask('PATCH', `products/${body.id}/variants/${moss.id}`, { archived: false })
  const heavier = await ask('PATCH', `products/${body.id}/variants/${clay.id}`, {
    weightGrams: 300,
    taxClass: 'reduced',
  })
  const page = await world.http('GET', '/api/products/mug')

  assert.deepEqual([twin.status, twin.body.code], [422, 'options_invalid'])
  assert.equal(added.status, 201)
  assert.deepEqual([back.status, back.body.code], [422, 'options_invalid'])
  assert.deepEqual([heavier.body.variants[1].weightGrams, heavier.body.variants[1].taxClass], [300, 'reduced'])
  assert.deepEqual(
    page.body.variants.map(({ sku }: { sku: string }) => sku),
    ['MUG-CLAY', 'NEW'],
  )
  assert.deepEqual(await world.sql`select sku from catalog.variants where archived`, [{ sku: 'MUG-MOSS' }])
})

test('an active product keeps a variant that can be bought, and options that its variants use', async (t) => {
  const { ask } = await backOffice(t)
  const { body } = await ask('POST', 'products', { ...mug, status: 'active' })

  await ask('DELETE', `products/${body.id}/variants/${body.variants[0].id}`)
  const last = await ask('DELETE', `products/${body.id}/variants/${body.variants[1].id}`)
  const used = await ask('PATCH', `products/${body.id}`, { options: [{ name: 'Colour', values: [{ value: 'moss' }] }] })
  const strange = await ask('DELETE', `products/${body.id}/variants/${body.id}`)

  assert.deepEqual(
    [last, used, strange].map(({ status, body }) => [status, body.code]),
    [
      [422, 'no_variants'],
      [422, 'options_invalid'],
      [404, 'variant_not_found'],
    ],
  )
})

test('only drafts are removed, and their handle and SKU are free again', async (t) => {
  const { ask } = await backOffice(t)
  const { body: draft } = await ask('POST', 'products', mug)
  const { body: active } = await ask('POST', 'products', { ...product('cup'), status: 'active' })

  const refused = await ask('DELETE', `products/${active.id}`)
  const removed = await ask('DELETE', `products/${draft.id}`)
  const again = await ask('POST', 'products', mug)

  assert.deepEqual([refused.status, refused.body.code, removed.status, again.status], [409, 'not_draft', 204, 201])
  assert.equal((await ask('GET', `products/${draft.id}`)).status, 404)
})

test('the list shows every state, finds words, SKUs and handles, and goes on by cursor', async (t) => {
  const { ask } = await backOffice(t)
  await ask('POST', 'products', mug)
  await ask('POST', 'products', { ...product('cup'), status: 'active' })
  await ask('POST', 'products', product('jug'))
  const handles = async (query: string) =>
    (await ask('GET', `products${query}`)).body.items.map(({ handle }: { handle: string }) => handle)

  const first = await ask('GET', 'products?limit=2')

  assert.deepEqual(
    first.body.items.map(({ handle }: { handle: string }) => handle),
    ['jug', 'cup'],
  )
  assert.deepEqual(await handles(`?limit=2&after=${encodeURIComponent(first.body.next)}`), ['mug'])
  assert.deepEqual(await handles('?status=active'), ['cup'])
  assert.deepEqual(await handles('?q=MUG-CLAY'), ['mug'])
  assert.deepEqual(await handles('?q=title+of+ju'), ['jug'])
  assert.deepEqual(await handles('?q=cup'), ['cup'])
})
