import assert from 'node:assert/strict'
import test from 'node:test'
import { catalog } from '#modules/catalog/contract.ts'
import { pricing } from '#modules/pricing/contract.ts'
import { newWorld } from '../../../test/world/world.ts'
import { fill, inHamburg, inVienna, options } from './carts.fixture.ts'
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
