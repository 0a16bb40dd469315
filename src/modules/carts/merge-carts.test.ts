import assert from 'node:assert/strict'
import test from 'node:test'
import { refusalOf } from '#kernel/errors.ts'
import { orders } from '#modules/orders/contract.ts'
import { type Shop, ada, bob, goods, openShop, trinket } from './carts.fixture.ts'
import { carts } from './contract.ts'
import { mergeAtLogin } from './merge-carts.ts'

const merge = (shop: Shop, guest: { id: string; token: string }, userId: string = ada.id) =>
  shop.world.client(carts).merge({ guestCartId: guest.id, token: guest.token, userId })
const mine = async (shop: Shop) => (await shop.world.http('GET', '/api/carts/mine', { as: ada })).body
const contents = (cart: any) => cart.lines.map(({ variantId, quantity }: any) => [variantId, quantity])
const trinkets = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => ({ variantId: trinket(from + at), quantity: 1 }))

test('a guest who logs in without a cart of his own keeps the one he filled', async (t) => {
  const shop = await openShop(t, { link: 'loop' })
  const guest = await shop.make({ email: 'ada@example.com', lines: [{ variantId: goods.mug, quantity: 2 }] })

  const first = await merge(shop, guest)
  const second = await merge(shop, guest)

  assert.deepEqual(
    [first, second],
    [
      { cartId: guest.id, merged: true },
      { cartId: guest.id, merged: true },
    ],
  )
  const cart = await mine(shop)
  assert.deepEqual([cart.id, contents(cart), cart.email], [guest.id, [[goods.mug, 2]], 'ada@example.com'])
})

test("B43 the guest's lines go to the user's cart, priced as they are now, and the guest's is closed", async (t) => {
  const shop = await openShop(t, { link: 'loop' })
  const own = await shop.make({ lines: [{ variantId: goods.mug, quantity: 1 }] }, ada)
  const guest = await shop.make({
    lines: [
      { variantId: goods.pot, quantity: 2 },
      { variantId: goods.mug, quantity: 2 },
    ],
  })

  const first = await merge(shop, guest)
  const second = await merge(shop, guest)

  assert.deepEqual(
    [first, second],
    [
      { cartId: own.id, merged: true },
      { cartId: own.id, merged: true },
    ],
  )
  const cart = await mine(shop)
  assert.deepEqual(
    [cart.id, contents(cart), cart.totals.total.amount],
    [
      own.id,
      [
        [goods.mug, 3],
        [goods.pot, 2],
      ],
      3 * 1_200 + 2 * 3_000,
    ],
  )
  const edit = await shop.add(guest, goods.mug)
  assert.deepEqual([edit.status, edit.body.code, edit.body.cartId], [409, 'cart_closed', own.id])
})

test('one read and one write are all that a merge asks of the database', async (t) => {
  const shop = await openShop(t, { link: 'local' })
  await shop.make({ lines: [{ variantId: goods.mug, quantity: 1 }] }, ada)
  const guest = await shop.make({ lines: [{ variantId: goods.pot, quantity: 2 }] })
  shop.world.statements.length = 0

  await merge(shop, guest)

  assert.equal(shop.world.statements.length, 2)
})

test('F66 many guest carts merged at once into no cart end in one, with every line', async (t) => {
  const shop = await openShop(t, { link: 'loop' })
  const guests = await Promise.all(
    Array.from({ length: 6 }, (_, at) =>
      shop.make({ lines: [{ variantId: goods.mug, quantity: 1 }, ...trinkets(at, at + 1)] }),
    ),
  )

  await Promise.all(guests.flatMap((guest) => [merge(shop, guest), merge(shop, guest)]))

  const cart = await mine(shop)
  const wanted = Object.fromEntries([[goods.mug, 6], ...trinkets(0, 6).map(({ variantId }) => [variantId, 1])])
  assert.deepEqual(Object.fromEntries(contents(cart)), wanted)
  assert.deepEqual(await shop.world.sql`select count(*)::int from carts.carts where closed_at is null`, [{ count: 1 }])
})

test('F66 guest carts merged by several processes at once end in one, with every line', async (t) => {
  const shop = await openShop(t, { link: 'local' })
  const guests = await Promise.all([0, 1, 2].map((at) => shop.make({ lines: trinkets(at, at + 1) })))

  // Memory is what processes do not share: here nobody waits for his turn.
  const answers = await Promise.all(
    guests.map(({ id, token }) =>
      mergeAtLogin(
        { ...shop.world.context('carts'), memory: { turns: new Map() } },
        { guestCartId: id, token, userId: ada.id },
      ),
    ),
  )

  const cart = await mine(shop)
  assert.deepEqual(answers, Array(3).fill({ cartId: cart.id, merged: true }))
  assert.deepEqual(
    contents(cart)
      .map(([variantId]: any) => variantId)
      .sort(),
    [trinket(0), trinket(1), trinket(2)],
  )
})

test('F66 a merge beside edits of both carts loses no line', async (t) => {
  const shop = await openShop(t, { link: 'loop' })
  const own = await shop.make({ lines: trinkets(0, 1) }, ada)
  const guest = await shop.make({ lines: trinkets(1, 2) })

  const [, ...added] = await Promise.all([
    merge(shop, guest),
    ...[2, 3, 4].map((at) => shop.add(own, trinket(at))),
    ...[5, 6, 7].map((at) => shop.add(guest, trinket(at))),
  ])

  // What came for the guest's cart after its merge is refused, so the shopper knows; the rest is all there.
  const kept = added.flatMap(({ status }, at) => (status === 200 ? [trinket(at + 2)] : []))
  assert.ok(added.every(({ status, body }) => status === 200 || body.code === 'cart_closed'))
  assert.deepEqual(
    contents(await mine(shop))
      .map(([variantId]: any) => variantId)
      .sort(),
    [trinket(0), trinket(1), ...kept],
  )
})

test('a cart that moves between the read and the write of a merge loses nothing', async (t) => {
  const shop = await openShop(t, { link: 'local' })
  const own = await shop.make({ lines: trinkets(0, 1) }, ada)
  const guest = await shop.make({ lines: trinkets(1, 2) })
  const context = shop.world.context('carts')
  let moves = 2
  const sql = async (strings: TemplateStringsArray, ...values: any[]) => {
    // Another process writes the user's cart just before our write, twice.
    if (strings[0]!.includes('both_carts') && moves-- > 0) {
      await shop.world.sql`update carts.carts set version = version + 1,
          lines = jsonb_set(lines::jsonb, '{0,quantity}', ${String(moves + 5)}::jsonb)::json where id = ${own.id}`
    }
    return context.db.sql(strings, ...values)
  }

  const merged = await mergeAtLogin(
    { ...context, db: { ...context.db, sql } },
    { guestCartId: guest.id, token: guest.token, userId: ada.id },
  )

  assert.deepEqual([merged, moves], [{ cartId: own.id, merged: true }, -1])
  assert.deepEqual(contents(await mine(shop)), [
    [trinket(0), 5],
    [trinket(1), 1],
  ])
})

test('B43 a merge never takes more than 10,000 of one line', async (t) => {
  const shop = await openShop(t, { link: 'loop', stock: { mug: 50_000 } })
  await shop.make({ lines: [{ variantId: goods.mug, quantity: 6_000 }] }, ada)
  const guest = await shop.make({ lines: [{ variantId: goods.mug, quantity: 7_000 }] })

  await merge(shop, guest)

  assert.deepEqual(contents(await mine(shop)), [[goods.mug, 10_000]])
})

test("two carts that are too long for one stay two, both the user's", async (t) => {
  const shop = await openShop(t, { link: 'loop', trinkets: 210 })
  const own = await shop.make({ lines: trinkets(0, 150) }, ada)
  const guest = await shop.make({ lines: trinkets(150, 210) })

  const answers = [await merge(shop, guest), await merge(shop, guest)]

  assert.deepEqual(answers, Array(2).fill({ cartId: own.id, merged: false }))
  const beside = await shop.world.http('GET', `/api/carts/${guest.id}`, { as: ada })
  assert.deepEqual([(await mine(shop)).lines.length, beside.body.lines.length], [150, 60])
})

test("what the user's market does not sell stays in the cart, unpriced, until it is removed", async (t) => {
  const shop = await openShop(t, { link: 'loop' })
  const own = await shop.make({ market: 'swiss', lines: [{ variantId: goods.mug, quantity: 1 }] }, ada)
  const guest = await shop.make({
    lines: [
      { variantId: goods.pot, quantity: 1 },
      { variantId: goods.mug, quantity: 1 },
    ],
  })

  await merge(shop, guest)

  const cart = await mine(shop)
  assert.deepEqual(
    [contents(cart), cart.totals.subtotal],
    [
      [
        [goods.mug, 2],
        [goods.pot, 1],
      ],
      { amount: 3_000, currency: 'CHF' },
    ],
  )
  assert.deepEqual(
    cart.notices.map(({ code, lineId }: any) => [code, lineId]),
    [['not_for_sale', cart.lines[1].id]],
  )
  assert.equal(cart.id, own.id)
})

test('a cart that became an order is not merged again', async (t) => {
  const shop = await openShop(t, { link: 'loop' })
  const guest = await shop.make({ lines: [{ variantId: goods.mug, quantity: 1 }] })
  await shop.world.tell(orders.events.PaymentProcessed, {
    orderId: shop.next(),
    number: 'K7M2Q9XA',
    cartId: guest.id,
  } as any)

  const merged = await merge(shop, guest)

  assert.deepEqual(merged, { merged: false })
  assert.equal((await shop.world.http('GET', '/api/carts/mine', { as: ada })).status, 404)
})

test('a wrong token and the cart of somebody else are not found', async (t) => {
  const shop = await openShop(t, { link: 'loop' })
  const guest = await shop.make()
  const bobs = await shop.make({}, bob)

  const forged = await refusalOf(merge(shop, { id: guest.id, token: bobs.token }))
  const stolen = await refusalOf(merge(shop, bobs))

  assert.deepEqual([forged?.code, stolen?.code], ['cart_not_found', 'cart_not_found'])
})

test('a second cart of a user stands beside the first, which stays the one that log-in merges into', async (t) => {
  const shop = await openShop(t, { link: 'loop' })

  await Promise.all([shop.make({}, ada), shop.make({}, ada), shop.make({}, ada)])

  const kinds = await shop.world.sql`select kind from carts.carts order by kind`
  assert.deepEqual(
    kinds.map(({ kind }) => kind),
    ['basket', 'extra', 'extra'],
  )
})
