/**
 * Carts that wait for their order. A few are filled over the API, as a shopper would; the rest are copies of their rows with ids
 * of their own, because filling 20,000 one by one takes longer than to measure them.
 */
import pg from 'pg'
import { systemClock, systemRandom, uuidv7From } from '../src/kernel/chance.ts'
import { secretsOf } from '../src/kernel/secrets.ts'
import { requestOf } from './load.ts'
import { type Shop, admin, secret } from './shop.ts'

const secrets = secretsOf(secret)
const ids = uuidv7From(systemClock, systemRandom)
const address = { firstName: 'Ada', lastName: 'B', line1: 'C 1', city: 'Hamburg', postalCode: '20095', country: 'DE' }

/** Puts a million of every SKU on its shelves. */
export async function fillShelves(shop: Shop, database: pg.Pool): Promise<void> {
  await countStock(shop, database, null, () => 1_000_000)
}

/**
 * Counts a SKU, or every one (null), at all its locations: `onHand` says what there is at the first location and what at the others.
 * Over the API, so that everybody hears of it.
 */
export async function countStock(
  shop: Shop,
  database: pg.Pool,
  sku: string | null,
  onHand: (isFirst: boolean) => number,
): Promise<void> {
  const { rows } = await database.query<{ sku: string; location: string; first: boolean }>(
    `select sku, location, row_number() over (partition by sku order by location) = 1 as first from inventory.stock
    where $1::text is null or sku = $1`,
    [sku],
  )
  const { accessToken } = await ask(shop, 'POST', '/api/users/login', admin)
  const lane = async () => {
    for (let row = rows.pop(); row !== undefined; row = rows.pop()) {
      const body = { sku: row.sku, location: row.location, setTo: onHand(row.first), reason: 'bench' }
      await ask(shop, 'POST', '/api/admin/stock/adjustments', body, { authorization: `Bearer ${accessToken}` })
    }
  }
  await Promise.all(Array.from({ length: 8 }, lane))
}

/** Variants that are for sale in the market `eu`, in the order of their ids. */
export async function variantsForSale(database: pg.Pool): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    `select distinct variant_id as id from pricing.prices where market = 'eu' order by 1`,
  )
  return rows.map(({ id }) => id)
}

/** Fills `count` carts over the API, each with the variants that `pick` names for it, up to the choice of delivery; answers their ids. */
export async function fillCarts(shop: Shop, count: number, pick: (at: number) => string[]): Promise<string[]> {
  const made: string[] = []
  let turn = 0
  const lane = async () => {
    for (let at = turn++; at < count; at = turn++) {
      const lines = pick(at).map((variantId) => ({ variantId, quantity: 1 }))
      const cart = await ask(shop, 'POST', '/api/carts', { lines })
      const path = `/api/carts/${cart.id}`
      const token = { 'cart-token': cart.token }
      await ask(shop, 'PATCH', path, { email: `b${at}@example.com`, shippingAddress: address }, token)
      const { items } = await ask(shop, 'GET', `${path}/shipping-options`, undefined, token)
      await ask(shop, 'PATCH', path, { shippingOptionId: items[0].id }, token)
      made.push(cart.id)
    }
  }
  await Promise.all(Array.from({ length: 8 }, lane))
  return made
}

/** Copies of these carts, `count` in all and priced now; answers the request that orders each. */
export async function orderRequests(database: pg.Pool, templates: string[], count: number): Promise<Buffer[]> {
  const copies = Array.from({ length: count }, (_, at) => ({ id: ids.next(), of: templates[at % templates.length]! }))
  const { rows } = await database.query<{ id: string; total: string; currency: string }>(
    `insert into carts.carts (id, kind, market, locale, email, note, shipping_address, billing_address, shipping_option, lines,
      sums, lost, priced_at)
    select copy.id, kind, market, locale, email, note, shipping_address, billing_address, shipping_option, lines, sums, lost,
      banyan.now()
    from unnest($1::uuid[], $2::uuid[]) as copy (id, of) join carts.carts on carts.id = copy.of
    returning id, sums #>> '{totals,total}' as total, sums ->> 'currency' as currency`,
    [copies.map(({ id }) => id), copies.map(({ of }) => of)],
  )
  return rows.map(({ id, total, currency }) => orderRequest(id, { amount: Number(total), currency }))
}

function orderRequest(cartId: string, expectedTotal: object): Buffer {
  const token = `${cartId}.${secrets.sign('cart token', cartId)}`
  const body = { cartId, expectedTotal, payment: { provider: 'test', method: 'test_ok' } }
  return requestOf('POST', '/api/orders', { 'cart-token': token, 'idempotency-key': cartId }, body)
}

async function ask(
  shop: Shop,
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<any> {
  const response = await fetch(shop.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`)
  return answer
}
