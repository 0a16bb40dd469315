import assert from 'node:assert/strict'
import test from 'node:test'
import { catalog } from '#modules/catalog/contract.ts'
import { pricing } from '#modules/pricing/contract.ts'
import { newWorld } from '../../../test/world/world.ts'
import { ada, fill, goods, inHamburg, inVienna, openShop, options } from './carts.fixture.ts'
import { carts } from './contract.ts'

test('no step of a cart asks the database more often than its budget, with real neighbours', async (t) => {
  const world = await newWorld(t, { modules: ['carts', 'catalog', 'pricing', 'inventory', 'shipping'] })
  await fill(world, { mug: 100 }, 0)
  const next = () => world.process.options.ids.next()
  const products = [
    { handle: 'mug', status: 'active' as const, texts: [{ locale: 'en', title: 'Mug' }], variants: [{ sku: 'mug' }] },
  ]
  const [mug] = await world.client(catalog).putProducts({ batchId: next(), products })
  const { variantId } = mug!.variants[0]!
  await world.client(pricing).setPrices({ changeId: next(), prices: [{ variantId, market: 'eu', amount: 1_200 }] })
  const ask = (method: string, { id, token }: any, path = '', body?: object) =>
    world.http(method, `/api/carts/${id}${path}`, { headers: { 'cart-token': token }, body })
  const make = async (body: object = {}) => (await world.http('POST', '/api/carts', { body })).body
  const cost = async (step: () => Promise<any>): Promise<number> => {
    world.statements.length = 0
    const { status = 200, body } = await step()
    assert.ok(status < 300, JSON.stringify(body))
    return world.statements.length
  }
  // Markets, taxes and zones are read once and kept in memory.
  const warm = await make({ lines: [{ variantId, quantity: 1 }] })
  await ask('PATCH', warm, '', { shippingAddress: inHamburg, shippingOptionId: options.standard })
  let cart: any = {}

  const costs = {
    create: await cost(async () => (cart = await make())),
    add: await cost(() => ask('POST', cart, '/lines', { variantId, quantity: 2 })),
    email: await cost(() => ask('PATCH', cart, '', { email: 'ada@example.com' })),
    address: await cost(() => ask('PATCH', cart, '', { shippingAddress: inVienna })),
    options: await cost(() => ask('GET', cart, '/shipping-options')),
    choose: await cost(() => ask('PATCH', cart, '', { shippingOptionId: options.standard })),
    show: await cost(() => ask('GET', cart)),
    forOrder: await cost(() => world.client(carts).cartForOrder({ cartId: cart.id, token: cart.token })),
    addWithOption: await cost(() => ask('POST', cart, '/lines', { variantId, quantity: 1 })),
    createWithLines: await cost(() => make({ lines: [{ variantId, quantity: 1 }] })),
    wrongToken: await cost(async () => ({ body: await ask('GET', { id: cart.id, token: 'x' }) })),
  }
  await world.sql`update carts.carts set priced_at = priced_at - interval '61 seconds'`
  const stale = await cost(() => ask('GET', cart))

  assert.deepEqual(
    { ...costs, stale },
    {
      create: 1,
      add: 5,
      email: 2,
      address: 2,
      options: 1,
      choose: 2,
      show: 1,
      forOrder: 1,
      addWithOption: 5,
      createWithLines: 4,
      wrongToken: 0,
      stale: 5,
    },
  )
})

test('carts that are opened at once share their statements, and each has its own line, price and stock', async (t) => {
  const shop = await openShop(t, { stock: { mug: 100, pot: 5 }, trinkets: 0 })
  await shop.make({ lines: [{ variantId: goods.mug, quantity: 1 }] })
  shop.world.statements.length = 0

  const made = await Promise.all(
    Array.from({ length: 32 }, (_, at) =>
      shop.make({ lines: [{ variantId: at % 2 === 0 ? goods.mug : goods.pot, quantity: 1 + (at % 3) }] }),
    ),
  )

  const seen = made.map(({ lines: [line] }) => [line.sku, line.quantity, line.unitPrice.amount])
  const wanted = made.map((_, at) => (at % 2 === 0 ? ['mug', 1 + (at % 3), 1_200] : ['pot', 1 + (at % 3), 3_000]))
  assert.deepEqual(seen, wanted)
  assert.ok(shop.world.statements.length <= 32, `${shop.world.statements.length} statements for 32 carts`)
})

test('of carts that one user opens at once one is the basket', async (t) => {
  const shop = await openShop(t)

  await Promise.all(Array.from({ length: 8 }, () => shop.make({}, ada)))

  const kinds = await shop.world.sql`select kind, count(*)::int as n from carts.carts group by kind order by kind`
  assert.deepEqual(kinds, [
    { kind: 'basket', n: 1 },
    { kind: 'extra', n: 7 },
  ])
})
