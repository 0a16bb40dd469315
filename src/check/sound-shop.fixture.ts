/** A shop in which a bit of everything has happened, all of it in order: what a promise is broken in, on purpose. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import pg from 'pg'
import { type Juniper, ada, order, readyCart } from '../../test/world/juniper.ts'
import { fillSmallShop } from '../../test/world/small-shop.ts'
import { type World, newWorld } from '../../test/world/world.ts'
import { payments } from '../modules/payments/contract.ts'
import { pricing } from '../modules/pricing/contract.ts'
import { roleName } from '../../test/world/cluster.ts'
import { type ShopToCheck, shopIn } from './shop-to-check.ts'

/** Ids of orders by what became of them. */
export type Orders = Record<
  | 'tooLate'
  | 'sent'
  | 'members'
  | 'refunded'
  | 'declined'
  | 'soldOut'
  | 'cancelled'
  | 'atBank'
  | 'authorised'
  | 'captured',
  string
>
export type SoundShop = {
  world: World
  orders: Orders
  variants: Record<string, string>
  shop: ShopToCheck
  /** Runs statements and a look at what they did to the shop, and takes everything back. */
  broken<T>(plant: string, look: (shop: ShopToCheck) => Promise<T>): Promise<T>
}

/** Opens a shop with orders that were sent, refunded, declined, cancelled, sold out, authorised, captured, and one at its bank. */
export async function soundShop(t: Pick<TestContext, 'after'>): Promise<SoundShop> {
  const world = await newWorld(t)
  const juniper = await fillSmallShop(world, { lamp: 3 })
  await moveAPrice(world, juniper.variants['mug']!)
  const orders = await placeOrders(world, juniper)
  await world.settle()
  const more = { secrets: world.secrets, roleOf: roleName }
  const client = new pg.Client({ connectionString: world.url })
  // The world goes with its database before this test's own end is asked for.
  client.on('error', () => {})
  await client.connect()
  t.after(() => client.end())
  const shop = shopIn((text, values) => client.query(text, values), more)
  return {
    world,
    orders,
    variants: juniper.variants,
    shop,
    async broken(plant, look) {
      await client.query('begin')
      try {
        await client.query(plant)
        return await look(shop)
      } finally {
        await client.query('rollback')
      }
    },
  }
}

/** Two facts about one variant, and a price for many at once. */
async function moveAPrice(world: World, variantId: string): Promise<void> {
  const set = (amount: number, minQuantity: number) =>
    world.client(pricing).setPrices({
      changeId: world.process.options.ids.next(),
      prices: [{ variantId, market: 'eu', amount, minQuantity }],
    })
  await set(1_100, 10)
  await world.settle()
  await set(1_150, 10)
  await world.settle()
}

async function placeOrders(world: World, shop: Juniper): Promise<Orders> {
  const as = world.administrator
  const admin = (id: string, act: string, body: object = {}) =>
    done(
      world.http('POST', `/api/admin/orders/${id}/${act}`, {
        as,
        body,
        headers: { 'idempotency-key': world.process.options.ids.next() },
      }),
    )
  const place = async (lines: Record<string, number>, method = 'test_ok') => {
    const answer = await order(shop, await readyCart(shop, lines), world.process.options.ids.next(), method)
    return answer.body.order?.id ?? answer.body.id
  }
  const tooLate = await place({ pot: 1 }, 'test_requires_action')
  await chargeTooLate(world, tooLate)
  const sent = await place({ mug: 2, pot: 1 })
  await admin(sent, 'fulfilments', { carrier: 'DHL' })
  const refunded = await place({ mug: 3 })
  await world.settle()
  await admin(refunded, 'refunds', { amount: { amount: 500, currency: 'EUR' }, reason: 'a chip' })
  const declined = await place({ pot: 2 }, 'test_declined')
  await place({ lamp: 2 })
  // Two carts see the last lamp; the second order loses it.
  const [last, late] = [await readyCart(shop, { lamp: 1 }), await readyCart(shop, { lamp: 1 })]
  await order(shop, last, 'last-lamp')
  const lost = await order(shop, late, 'late-lamp')
  assert.equal(lost.body.code, 'out_of_stock', lost.text)
  const [soldOut] = await world.sql`select id from orders.orders where reason = 'out_of_stock'`
  const cancelled = await place({ pot: 3 })
  await admin(cancelled, 'cancel')
  await world.job('orders', 'finish-orders')
  const atBank = await place({ mug: 4 }, 'test_requires_action')
  const members = await memberOrder(world, shop)
  await world.http('PATCH', '/api/admin/markets/eu', { as, body: { capture: 'later' } })
  const authorised = await place({ mug: 5 })
  const captured = await place({ pot: 4 })
  await world.settle()
  await world
    .client(payments)
    .capture({ captureId: world.process.options.ids.next(), orderId: captured, amount: 1_000 })
  await world.settle()
  await admin(captured, 'capture')
  await world.settle()
  await admin(captured, 'refunds', { amount: { amount: 100, currency: 'EUR' } })
  return {
    tooLate,
    sent,
    members,
    refunded,
    declined,
    soldOut: soldOut.id,
    cancelled,
    atBank,
    authorised,
    captured,
  }
}

/** The shopper says yes at his bank after the order expired: the money comes in, and goes back. */
async function chargeTooLate(world: World, orderId: string): Promise<void> {
  const [payment] = (await world.provider!.books()).payments.filter(({ key }) => key.startsWith(orderId))
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ decision: 'approve' })
  await fetch(`${world.providerUrl}/v1/payments/${payment!.id}/decision`, { method: 'POST', headers, body })
  await world.moveTime({ hours: 2 })
  for (const _ of ['closed', 'paid back', 'done']) await world.job('orders', 'finish-orders')
  await world.settle()
  const [late] = await world.sql`select status, payment_status from orders.orders where id = ${orderId}`
  assert.deepEqual(late, { status: 'CANCELLED', payment_status: 'refunded' })
}

async function memberOrder(world: World, shop: Juniper): Promise<string> {
  const person = { email: 'mara@example.com', password: 'four words in a row' }
  await done(world.http('POST', '/api/users/register', { body: { ...person, firstName: 'Mara', lastName: 'Lind' } }))
  const { body } = await world.http('POST', '/api/users/login', { body: person })
  const mine: Juniper = {
    ...shop,
    http: (method, path, options) => world.http(method, path, { ...options, token: body.accessToken }),
  }
  const placed = await order(mine, await readyCart(mine, { mug: 1 }, { ...ada, email: person.email }), 'hers')
  return placed.body.id
}

async function done(answer: Promise<{ status: number; text: string }>): Promise<void> {
  const { status, text } = await answer
  assert.ok(status < 300, text)
}
