/** A small named world, made by HTTP alone, so that the same journey runs in every stage: Juniper sells mugs, pots and one lamp. */
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'

export type Answer = { status: number; headers: Record<string, string>; body: any; text: string }
export type Http = (
  method: string,
  path: string,
  options?: { body?: unknown; headers?: Record<string, string>; token?: string },
) => Promise<Answer>
/** Where a journey runs: a way to ask, and a token of its administrator. */
export type Stage = { http: Http; adminToken: string }
export type Juniper = Stage & { variants: Record<string, string>; options: Record<string, string> }

const address = {
  firstName: 'Ada',
  lastName: 'Byron',
  line1: 'Hauptstr. 1',
  city: 'Hamburg',
  postalCode: '20095',
  country: 'DE',
}
export const ada = { email: 'ada@example.com', shippingAddress: address }

/** Waits until `look` answers something other than null, at most ten seconds: other processes take their time. */
export async function eventually<T>(look: () => Promise<T | null>, what: string): Promise<T> {
  for (let left = 200; left > 0; left--) {
    const found = await look()
    if (found !== null) return found
    await pause(50)
  }
  throw new Error(`it did not come to pass: ${what}`)
}

/** Opens the shop's doors: markets, taxes, delivery, a location, goods with stock and prices. `stock` by SKU. */
export async function openJuniper(stage: Stage, stock: Record<string, number> = {}): Promise<Juniper> {
  const admin = async (method: string, path: string, body: unknown): Promise<any> => {
    const answer = await stage.http(method, path, { body, token: stage.adminToken })
    assert.ok(answer.status < 300, `${method} ${path} answered ${answer.status}: ${answer.text}`)
    return answer.body
  }
  await admin('POST', '/api/admin/markets', {
    handle: 'eu',
    name: 'Europe',
    currency: 'EUR',
    countries: ['DE', 'FR'],
    locales: ['en', 'de'],
    taxIncluded: true,
  })
  await admin('POST', '/api/admin/markets', {
    handle: 'us',
    name: 'United States',
    currency: 'USD',
    countries: ['US'],
    locales: ['en'],
    taxIncluded: false,
  })
  await admin('POST', '/api/admin/tax-rates', { country: 'DE', name: 'MwSt.', ppm: 190_000 })
  await admin('POST', '/api/admin/tax-rates', {
    country: 'US',
    region: 'NY',
    name: 'Sales tax',
    ppm: 40_000,
    shipping: false,
  })
  const options: Record<string, string> = {}
  for (const [market, country, price] of [
    ['eu', 'DE', 490],
    ['us', 'US', 1_400],
  ] as const) {
    const zone = await admin('POST', '/api/admin/shipping-zones', { name: market, countries: [country] })
    const option = await admin('POST', '/api/admin/shipping-options', {
      zoneId: zone.id,
      names: { en: 'Standard' },
      prices: { [market]: { price } },
    })
    options[market] = option.id
  }
  await admin('PUT', '/api/admin/locations/hamburg', { name: 'Hamburg', position: 0 })
  const variants: Record<string, string> = {}
  for (const [sku, title, eur] of [
    ['mug', 'Stoneware mug', 1_200],
    ['pot', 'Clay pot', 890],
    ['lamp', 'Brass lamp', 9_900],
  ] as const) {
    const product = await admin('PUT', `/api/admin/products/by-handle/${sku}`, {
      status: 'active',
      texts: [{ locale: 'en', title, description: `A ${sku} that lasts.` }],
      variants: [{ sku }],
    })
    const variantId: string = product.variants[0].id
    variants[sku] = variantId
    await admin('POST', '/api/admin/prices', {
      prices: [
        { variantId, market: 'eu', price: { amount: eur, currency: 'EUR' } },
        { variantId, market: 'us', price: { amount: eur, currency: 'USD' } },
      ],
    })
    await admin('POST', '/api/admin/stock/adjustments', {
      sku,
      location: 'hamburg',
      setTo: stock[sku] ?? 20,
      reason: 'opening',
    })
  }
  return { ...stage, variants, options }
}

/** A cart that is ready to be ordered, by the steps of a shopper: cart, lines, address, option. */
export async function readyCart(
  { http, variants, options }: Juniper,
  lines: Record<string, number>,
  buyer: object = ada,
): Promise<{ id: string; token: string; total: object }> {
  const made = await http('POST', '/api/carts', { body: {} })
  const { id, token } = made.body
  const headers = { 'cart-token': token }
  for (const [sku, quantity] of Object.entries(lines)) {
    const added = await http('POST', `/api/carts/${id}/lines`, {
      headers,
      body: { variantId: variants[sku], quantity },
    })
    assert.equal(added.status, 200, added.text)
  }
  await http('PATCH', `/api/carts/${id}`, { headers, body: buyer })
  const ready = await http('PATCH', `/api/carts/${id}`, { headers, body: { shippingOptionId: options['eu'] } })
  assert.deepEqual(ready.body.missing, [], ready.text)
  return { id, token, total: ready.body.totals.total }
}

/** Places the order of a cart. */
export function order(
  { http }: Juniper,
  cart: { id: string; token: string; total: object },
  key: string,
  method = 'test_ok',
): Promise<Answer> {
  const body = { cartId: cart.id, expectedTotal: cart.total, payment: { provider: 'test', method } }
  return http('POST', '/api/orders', { headers: { 'idempotency-key': key, 'cart-token': cart.token }, body })
}

/** What is on the shelf, held and free of a SKU. */
export async function shelf({ http, adminToken }: Juniper, sku: string): Promise<{ onHand: number; held: number }> {
  const { body } = await http('GET', `/api/admin/stock/levels?sku=${sku}`, { token: adminToken })
  return { onHand: body.items[0].onHand, held: body.items[0].held }
}
