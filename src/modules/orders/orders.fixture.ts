/** A world for tests of orders alone: a cart that is ready, stock and a provider that say what the test wants. */
import type { TestContext } from 'node:test'
import { Refusal } from '#kernel/errors.ts'
import type { Snapshot } from '#commerce/scalars.ts'
import { newWorld } from '../../../test/world/world.ts'

export const variantId = '00000000-0000-7000-8000-0000000000b1'
export const snapshot: Snapshot = {
  market: 'eu',
  currency: 'EUR',
  taxIncluded: true,
  locale: 'en',
  email: 'ada@example.com',
  lines: [
    {
      id: '00000000-0000-7000-8000-0000000000c1',
      variantId,
      productId: '00000000-0000-7000-8000-0000000000d1',
      sku: 'mug',
      title: 'Mug',
      quantity: 2,
      taxClass: 'standard',
      unitPrice: 1_000,
      total: 2_000,
      net: 1_681,
      tax: 319,
    },
  ],
  shippingAddress: {
    firstName: 'Ada',
    lastName: 'Byron',
    line1: 'Hauptstr. 1',
    city: 'Hamburg',
    postalCode: '20095',
    country: 'DE',
  },
  shippingOption: { id: '00000000-0000-7000-8000-0000000000e1', name: 'Standard', price: 490, taxClass: 'standard' },
  totals: { subtotal: 2_000, discount: 0, shipping: 490, tax: 397, total: 2_490 },
  taxLines: [{ name: 'VAT', ppm: 190_000, base: 2_093, tax: 397 }],
  pricedAt: '2026-01-01T00:00:00.000Z',
}

/** Opens it. `pay` and `hold` may be replaced while the test runs: `shop.pay = async () => …`. */
export async function orderingShop(t: Pick<TestContext, 'after'>, link: 'local' | 'loop' = 'loop') {
  const shop = {
    snapshot,
    closed: false,
    missing: [] as string[],
    paid: [] as string[],
    released: [] as string[],
    cancelled: [] as string[],
    pay: async (_input: { key: string }): Promise<unknown> => ({ provider: 'test', status: 'succeeded' }),
    hold: async (): Promise<unknown> => ({ held: 2 }),
    cancel: async (): Promise<unknown> => ({ status: 'voided' }),
  }
  const cart = async ({ cartId }: { cartId: string }) => ({
    cartId,
    version: 1,
    snapshot: shop.snapshot,
    missing: shop.missing,
    closed: shop.closed,
  })
  const world = await newWorld(t, {
    modules: ['orders'],
    link,
    fakes: {
      carts: { cartForOrder: cart, open: cart },
      inventory: {
        hold: () => shop.hold(),
        release: async ({ orderId }) => (shop.released.push(orderId), { released: 2 }),
      },
      payments: {
        providers: async () => ['test'],
        pay: (input) => (shop.paid.push(input.key), shop.pay(input)),
        cancel: ({ orderId }) => (shop.cancelled.push(orderId), shop.cancel()),
      },
    },
  })
  const cartId = world.process.options.ids.next()
  const place = (key: string, members: object = {}) =>
    world.http('POST', '/api/orders', {
      headers: { 'idempotency-key': key, 'cart-token': 'right' },
      body: {
        cartId,
        expectedTotal: { amount: shop.snapshot.totals.total, currency: 'EUR' },
        payment: { provider: 'test', method: 'test_ok' },
        ...members,
      },
    })
  return Object.assign(shop, { world, place, cartId, sweep: () => world.job('orders', 'finish-orders') })
}

export const soldOut = () =>
  Promise.reject(new Refusal('out_of_stock', 409, { lines: [{ sku: 'mug', wanted: 2, available: 1 }] }))
