import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { pricing } from '../../src/modules/pricing/contract.ts'
import { shipping } from '../../src/modules/shipping/contract.ts'
import { ada } from '../world/juniper.ts'
import { fillSmallShop } from '../world/small-shop.ts'
import { newWorld } from '../world/world.ts'

const german = ada.shippingAddress
const american = { ...german, line1: '1 Main St', city: 'Albany', postalCode: '12207', country: 'US', region: 'NY' }

/** A shop whose market `us` adds 20 % to its prices, and delivers free of charge. */
async function shopWith(t: TestContext) {
  const world = await newWorld(t)
  const shop = await fillSmallShop(world)
  const next = () => world.process.options.ids.next()
  const [zone, free] = [next(), next()]
  await world.client(shipping).putOffer({
    changeId: next(),
    zones: [{ id: zone, name: 'us', countries: ['US'] }],
    options: [{ id: free, zoneId: zone, names: { en: 'Free' }, prices: { us: { price: 0 } } }],
  })
  const rates = (...given: object[]) => world.client(pricing).putTaxRates({ changeId: next(), rates: given as never })
  await rates({ country: 'US', name: 'Sales tax', ppm: 200_000 })
  const price = (sku: string, market: string, amount: number) =>
    world.client(pricing).setPrices({ changeId: next(), prices: [{ variantId: shop.variants[sku]!, market, amount }] })
  const cartOf = async (market: string, sku: string, quantity: number) => {
    const lines = [{ variantId: shop.variants[sku]!, quantity }]
    const { body } = await world.http('POST', '/api/carts', { body: { market, lines } })
    const headers = { 'cart-token': body.token }
    const change = async (more: object) =>
      (await world.http('PATCH', `/api/carts/${body.id}`, { headers, body: more })).body
    return { cart: body, headers, change }
  }
  return { ...shop, world, free, rates, price, cartOf }
}

test('B04 the shipping address decides the tax; a billing address elsewhere changes nothing', async (t) => {
  const { rates, cartOf } = await shopWith(t)
  await rates({ country: 'FR', name: 'TVA', ppm: 55_000 })
  const { change } = await cartOf('eu', 'mug', 1)

  const atHome = await change({ shippingAddress: german })
  const billed = await change({ billingAddress: american })
  const abroad = await change({ shippingAddress: { ...german, postalCode: '75001', city: 'Paris', country: 'FR' } })

  assert.deepEqual([atHome.totals.tax.amount, billed.totals.tax.amount, abroad.totals.tax.amount], [192, 192, 63])
  assert.equal(abroad.totals.total.amount, 1_200, 'the price is the same gross price')
})

test('B07 two of 999,999,900 with 20 % on top are 2,399,999,760, bought, paid and booked to the last unit', async (t) => {
  const { world, price, cartOf, free } = await shopWith(t)
  await price('lamp', 'us', 999_999_900)
  const { cart, headers, change } = await cartOf('us', 'lamp', 2)
  await change({ email: 'ada@example.com', shippingAddress: american })
  const { totals } = await change({ shippingOptionId: free })

  const placed = await world.http('POST', '/api/orders', {
    headers: { ...headers, 'idempotency-key': 'large' },
    body: { cartId: cart.id, expectedTotal: totals.total, payment: { provider: 'test', method: 'test_ok' } },
  })

  assert.equal(totals.total.amount, 2_399_999_760)
  assert.deepEqual([placed.status, placed.body.totals.total.amount], [201, 2_399_999_760], placed.text)
  assert.equal((await world.provider!.books()).payments[0]!.captured, 2_399_999_760)
  const [{ booked }] = await world.sql`select sum(debit)::text as booked from orders.ledger where account = 'provider'`
  assert.equal(booked, '2399999760')
})

test('B13 a fraction of a thing is refused when a cart is made, when a line is added and when it is changed', async (t) => {
  const { world, variants, cartOf } = await shopWith(t)
  const { cart, headers } = await cartOf('eu', 'mug', 1)
  const line = { variantId: variants['mug'], quantity: 1.5 }
  const send = (method: string, path: string, body: object) => world.http(method, path, { headers, body })

  const answers = [
    await send('POST', '/api/carts', { lines: [line] }),
    await send('POST', `/api/carts/${cart.id}/lines`, line),
    await send('PATCH', `/api/carts/${cart.id}/lines/${cart.lines[0].id}`, { quantity: 1.5 }),
    await send('POST', '/api/orders', { lines: [line], payment: { provider: 'test', method: 'test_ok' } }),
  ]

  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.code]),
    Array(4).fill([400, 'invalid']),
  )
  assert.equal((await world.http('GET', `/api/carts/${cart.id}`, { headers })).body.lines[0].quantity, 1)
})

test('B14 where no tax is known there are no tax fields: none on a product, no tax line in a cart', async (t) => {
  const { world, price, cartOf } = await shopWith(t)
  await price('mug', 'us', 1_200)

  await world.settle()
  const product = await world.http('GET', '/api/products/mug?market=us')
  const { cart, change } = await cartOf('us', 'mug', 1)
  const placed = await change({ shippingAddress: american })

  assert.deepEqual(product.body.variants[0].price, { amount: 1_200, currency: 'USD' })
  assert.doesNotMatch(product.text, /"[^"]*tax[^"]*":/i)
  assert.deepEqual([cart.taxLines, cart.totals.total.amount], [[], 1_200])
  assert.deepEqual(
    placed.taxLines.map(({ name, tax }: any) => [name, tax.amount]),
    [['Sales tax', 240]],
  )
})
