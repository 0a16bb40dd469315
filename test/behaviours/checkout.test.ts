import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { pricing } from '../../src/modules/pricing/contract.ts'
import { ada, order, readyCart } from '../world/juniper.ts'
import { fillSmallShop } from '../world/small-shop.ts'
import { newWorld } from '../world/world.ts'

async function shopWith(t: TestContext, stock: Record<string, number> = {}) {
  const world = await newWorld(t)
  const shop = await fillSmallShop(world, stock)
  const ask = (method: string, path: string, { token }: { token: string }, body?: object) =>
    world.http(method, path, { headers: { 'cart-token': token }, ...(body === undefined ? {} : { body }) })
  const decide = async () => {
    const id = (await world.provider!.books()).payments[0]!.id
    const response = await fetch(`${world.provider!.url}/v1/payments/${id}/decision`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ decision: 'approve' }),
    })
    assert.equal(response.status, 200)
    await world.moveTime({ minutes: 2 })
    await world.job('orders', 'finish-orders')
    await world.settle()
  }
  const ordered = async (id: string, token: string) =>
    (await world.http('GET', `/api/orders/${id}`, { headers: { 'order-token': token } })).body
  const orders = () => world.sql`select status from orders.orders`
  return { ...shop, shop, world, ask, decide, ordered, orders }
}

test('B38 while a buyer is at his bank the cart may change; the order does not, and is closed over what was bought', async (t) => {
  const { shop, variants, ask, decide, ordered } = await shopWith(t)
  const cart = await readyCart(shop, { mug: 2 })
  const placed = await order(shop, cart, 'k1', 'test_requires_action')
  const path = `/api/carts/${cart.id}`

  const added = await ask('POST', `${path}/lines`, cart, { variantId: variants['pot'], quantity: 1 })
  const changed = await ask('PATCH', `${path}/lines/${added.body.lines[0].id}`, cart, { quantity: 5 })
  const second = await order(shop, { ...cart, total: changed.body.totals.total }, 'k2')
  await decide()
  const paid = await ordered(placed.body.id, placed.body.token)
  const late = await ask('POST', `${path}/lines`, cart, { variantId: variants['pot'], quantity: 1 })

  assert.deepEqual([placed.status, added.status, changed.status], [202, 200, 200])
  assert.deepEqual([second.status, second.body.code, second.body.order.id], [409, 'cart_closed', placed.body.id])
  assert.deepEqual(
    [paid.status, paid.lines.map(({ quantity }: any) => quantity), paid.totals.total],
    ['PAID', [2], cart.total],
  )
  assert.deepEqual([late.status, late.body.code, late.body.order.id], [409, 'cart_closed', placed.body.id])
})

test('B39 an order needs goods that are sold and in stock, an address to write to, one to send to and a way to get there', async (t) => {
  const { shop, world, variants, ask, orders } = await shopWith(t, { lamp: 1 })
  const bare = (await world.http('POST', '/api/carts', { body: {} })).body
  const full = await readyCart(shop, { mug: 1 })
  const lamp = await readyCart(shop, { lamp: 1 })
  await order(shop, await readyCart(shop, { lamp: 1 }), 'lamp-1')

  const empty = await order(shop, { ...bare, total: bare.totals.total }, 'empty')
  await ask('POST', `/api/carts/${bare.id}/lines`, bare, { variantId: variants['pot'], quantity: 1 })
  const nameless = await order(shop, { ...bare, total: { amount: 890, currency: 'EUR' } }, 'nameless')
  const soldOut = await order(shop, lamp, 'lamp-2')
  const [{ id }] = await world.sql`select id from catalog.products where handle = 'mug'`
  await world.http('PATCH', `/api/admin/products/${id}`, { as: world.administrator, body: { status: 'archived' } })
  await world.settle()
  await world.moveTime({ minutes: 2 })
  const gone = await order(shop, full, 'gone')

  assert.deepEqual(
    [empty.status, empty.body.code, empty.body.missing],
    [422, 'cart_incomplete', ['lines', 'email', 'shippingAddress', 'shippingOption']],
  )
  assert.deepEqual([nameless.status, nameless.body.missing], [422, ['email', 'shippingAddress', 'shippingOption']])
  assert.deepEqual([soldOut.status, soldOut.body.code], [409, 'out_of_stock'])
  assert.deepEqual([gone.status, gone.body.code], [422, 'not_for_sale'])
  assert.deepEqual(new Set((await orders()).map(({ status }) => status)), new Set(['PAID', 'CANCELLED']))
})

test('B39 an order that waits for its payment may still be cancelled by its buyer', async (t) => {
  const { shop, world, ordered } = await shopWith(t)
  const { body } = await order(shop, await readyCart(shop, { mug: 1 }), 'k', 'test_requires_action')

  const cancelled = await world.http('POST', `/api/orders/${body.id}/cancel`, {
    headers: { 'order-token': body.token },
  })

  assert.deepEqual([cancelled.status, cancelled.body.status, cancelled.body.reason], [200, 'CANCELLED', 'by_customer'])
  assert.equal((await ordered(body.id, body.token)).status, 'CANCELLED')
  await world.job('orders', 'finish-orders')
})

test('B41 a market with one country offers the ways to it before there is an address, and a country without a rate shows no tax lines', async (t) => {
  const { world, variants, ask } = await shopWith(t)
  const lines = [{ variantId: variants['mug'], quantity: 1 }]
  const cart = (await world.http('POST', '/api/carts', { body: { market: 'eu', lines } })).body

  const offers = await ask('GET', `/api/carts/${cart.id}/shipping-options`, cart)
  const french = { ...ada.shippingAddress, postalCode: '75001', city: 'Paris', country: 'FR' }
  const there = await ask('PATCH', `/api/carts/${cart.id}`, cart, { shippingAddress: french })

  assert.deepEqual([cart.taxLines.length, cart.missing.includes('shippingAddress')], [1, true])
  assert.deepEqual(
    offers.body.items.map(({ name }: any) => name),
    ['Standard'],
  )
  assert.deepEqual([there.body.taxLines, there.body.totals.total.amount], [[], 1_200])
})

test('B45 a token opens its own order for thirty days and no other; a buyer who logs in keeps his', async (t) => {
  const { shop, world, variants } = await shopWith(t)
  const guests = [
    await order(shop, await readyCart(shop, { mug: 1 }), 'k1'),
    await order(shop, await readyCart(shop, { mug: 1 }), 'k2'),
  ]
  const [mine, other] = guests.map(({ body }) => body)
  const user = world.customer(world.process.options.ids.next())
  const lines = [{ variantId: variants['mug'], quantity: 1 }]
  const body = { ...ada, lines, shippingOptionId: shop.options['eu'], payment: { provider: 'test', method: 'test_ok' } }
  const own = await world.http('POST', '/api/orders', { as: user, body, headers: { 'idempotency-key': 'k3' } })
  const look = async (id: string, headers: Record<string, string>, as?: any) =>
    (await world.http('GET', `/api/orders/${id}`, { headers, as })).status

  const before = [
    await look(mine.id, { 'order-token': mine.token }),
    await look(mine.id, { 'order-token': other.token }),
    await look(mine.id, {}),
  ]
  await world.moveTime({ days: 29, hours: 23 })
  const late = await look(mine.id, { 'order-token': mine.token })
  await world.moveTime({ hours: 2 })
  const after = [
    await look(mine.id, { 'order-token': mine.token }),
    await look(own.body.id, {}, user),
    await look(own.body.id, { 'order-token': own.body.token }),
  ]

  assert.deepEqual([before, late, after], [[200, 404, 404], 200, [404, 200, 404]])
})

test('B46 sent again, in turn or at once, it is the same order; another total is told and leaves the cart open', async (t) => {
  const { shop, world, variants, ask, orders } = await shopWith(t)
  const cart = await readyCart(shop, { mug: 1 })
  await world.client(pricing).setPrices({
    changeId: world.process.options.ids.next(),
    prices: [{ variantId: variants['mug']!, market: 'eu', amount: 1_300 }],
  })
  await world.moveTime({ minutes: 2 })

  const drifted = await order(shop, cart, 'k1')
  const edited = await ask('PATCH', `/api/carts/${cart.id}`, cart, { note: 'Ring twice' })
  const seen = { ...cart, total: edited.body.totals.total }
  const [first, ...twins] = await Promise.all([1, 2, 3].map(() => order(shop, seen, 'k2')))
  const again = await order(shop, seen, 'k2')

  assert.deepEqual([drifted.status, drifted.body.code, drifted.body.totals.total.amount], [409, 'total_changed', 1_790])
  assert.equal(edited.status, 200)
  for (const { status, body } of [first!, ...twins])
    assert.ok(status === 201 ? body.id === again.body.id : body.code === 'idempotency_in_flight', JSON.stringify(body))
  assert.deepEqual([again.status, await orders()], [201, [{ status: 'PAID' }]])
})

test('B47 what a payment is of is fixed when the order is placed: new rates and prices change neither', async (t) => {
  const { shop, world, variants, decide, ordered } = await shopWith(t)
  const cart = await readyCart(shop, { mug: 1 })
  const { body } = await order(shop, cart, 'k', 'test_requires_action')
  const changeId = () => world.process.options.ids.next()
  await world
    .client(pricing)
    .putTaxRates({ changeId: changeId(), rates: [{ country: 'DE', name: 'MwSt.', ppm: 250_000 }] })
  await world
    .client(pricing)
    .setPrices({ changeId: changeId(), prices: [{ variantId: variants['mug']!, market: 'eu', amount: 9_900 }] })

  await decide()

  const paid = await ordered(body.id, body.token)
  assert.deepEqual([paid.status, paid.totals, paid.taxLines], ['PAID', body.totals, body.taxLines])
  assert.equal((await world.provider!.books()).payments[0]!.captured, 1_690)
})

test('B48 a way to pay that the shop does not offer is refused before anything is written', async (t) => {
  const { shop, world, orders } = await shopWith(t)
  const cart = await readyCart(shop, { mug: 1 })

  const { status, body } = await world.http('POST', '/api/orders', {
    headers: { 'cart-token': cart.token, 'idempotency-key': 'k' },
    body: { cartId: cart.id, expectedTotal: cart.total, payment: { provider: 'nobody', method: 'x' } },
  })

  assert.deepEqual([status, body.code, await orders()], [422, 'provider_unknown', []])
})
