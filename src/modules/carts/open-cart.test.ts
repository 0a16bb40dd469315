import assert from 'node:assert/strict'
import test from 'node:test'
import { refusalOf } from '#kernel/errors.ts'
import { customers } from '#modules/customers/contract.ts'
import { orders } from '#modules/orders/contract.ts'
import { ada, goods, inHamburg, inVienna, inZurich, openShop, options } from './carts.fixture.ts'
import { carts } from './contract.ts'

const wish = {
  locale: 'en',
  email: 'ada@example.com',
  lines: [{ variantId: goods.mug, quantity: 2 }],
  shippingAddress: inHamburg,
  shippingOptionId: options.standard,
}
const paid = (cartId: string) =>
  ({ orderId: '00000000-0000-7000-8000-0000000000f1', number: 'K7M2Q9XA', cartId }) as any

test('an order reads a fresh cart with one statement, and copies the snapshot as it is', async (t) => {
  const shop = await openShop(t, { link: 'local' })
  const cart = await shop.make({
    email: 'ada@example.com',
    lines: [{ variantId: goods.mug, quantity: 2, metadata: { name: 'Ada' } }],
  })
  await shop.change(cart, { shippingAddress: inVienna, shippingOptionId: options.standard, note: 'Ring' })
  shop.world.statements.length = 0

  const { snapshot, ...read } = await shop.world.client(carts).cartForOrder({ cartId: cart.id, token: cart.token })

  assert.equal(shop.world.statements.length, 1)
  assert.deepEqual(read, { cartId: cart.id, version: 2, missing: [], closed: false })
  const { lines, pricedAt, taxLines, ...rest } = snapshot
  assert.deepEqual(lines, [
    {
      id: cart.lines[0].id,
      variantId: goods.mug,
      productId: goods.mug,
      sku: 'mug',
      title: 'MUG',
      image: '/media/mug.svg',
      quantity: 2,
      taxClass: 'standard',
      metadata: { name: 'Ada' },
      unitPrice: 1_200,
      total: 2_400,
      net: 2_000,
      tax: 400,
    },
  ])
  assert.deepEqual(rest, {
    capture: 'now',
    market: 'eu',
    currency: 'EUR',
    taxIncluded: true,
    locale: 'en',
    email: 'ada@example.com',
    note: 'Ring',
    shippingAddress: inVienna,
    shippingOption: { id: options.standard, name: 'Standard', price: 490, taxClass: 'standard' },
    totals: { subtotal: 2_400, discount: 0, shipping: 490, tax: 482, total: 2_890 },
  })
  assert.ok(pricedAt.endsWith('Z'))
  assert.equal(
    taxLines.reduce((sum, { tax }) => sum + tax, 0),
    482,
  )
})

test('F63 an order gets the current price of a cart older than a minute, and what it lacks', async (t) => {
  const shop = await openShop(t, { link: 'loop' })
  const cart = await shop.make({ lines: [{ variantId: goods.mug, quantity: 1 }] }, ada)
  const empty = await shop.make()
  await shop.setPrice(goods.mug, 1_300)
  await shop.world.moveTime({ seconds: 61 })

  const read = await shop.world.client(carts).cartForOrder({ cartId: cart.id, userId: ada.id })
  const nothing = await shop.world.client(carts).cartForOrder({ cartId: empty.id, token: empty.token })

  assert.deepEqual(
    [read.snapshot.totals.total, read.userId, read.missing],
    [1_300, ada.id, ['email', 'shippingAddress', 'shippingOption']],
  )
  assert.deepEqual(nothing.missing, ['lines', 'email', 'shippingAddress', 'shippingOption'])
})

test('an order does not get a cart by a wrong token, nor one with goods that are no longer sold', async (t) => {
  const shop = await openShop(t, { link: 'loop' })
  const cart = await shop.make({ lines: [{ variantId: goods.mug, quantity: 1 }] })
  const cartForOrder = (input: object) => shop.world.client(carts).cartForOrder({ cartId: cart.id, ...input })

  const stranger = await refusalOf(cartForOrder({ userId: ada.id }))
  const forged = await refusalOf(cartForOrder({ token: `${cart.id}.x` }))
  shop.archived.add(goods.mug)
  await shop.world.moveTime({ seconds: 61 })
  const gone = await refusalOf(cartForOrder({ token: cart.token }))

  assert.deepEqual([stranger?.code, forged?.code], ['cart_not_found', 'cart_not_found'])
  assert.deepEqual([gone?.code, gone?.details['variantIds']], ['not_for_sale', [goods.mug]])
})

test('a cart opened for an order answers the same when it is asked again, also when the world has changed', async (t) => {
  const shop = await openShop(t, { link: 'loop' })
  const cartId = shop.next()
  const { open } = shop.world.client(carts)

  const first = await open({ cartId, userId: ada.id, ...wish })
  await shop.setPrice(goods.mug, 9_900)
  await shop.setStock('mug', 0)
  const second = await open({ cartId, userId: ada.id, ...wish })

  assert.deepEqual(second, first)
  assert.deepEqual([first.missing, first.version, first.snapshot.totals.total], [[], 1, 2_890])
})

test("a cart opened for an order is in nobody's way: it is not the one the user fills", async (t) => {
  const shop = await openShop(t, { link: 'loop' })

  await shop.world.client(carts).open({ cartId: shop.next(), userId: ada.id, ...wish })

  assert.equal((await shop.world.http('GET', '/api/carts/mine', { as: ada })).status, 404)
})

test('opening a cart refuses what cannot be ordered, and leaves no row', async (t) => {
  const shop = await openShop(t, { link: 'loop' })
  const tried = async (change: object) =>
    (await refusalOf(shop.world.client(carts).open({ cartId: shop.next(), ...wish, ...change })))?.code

  assert.equal(await tried({ market: 'moon' }), 'market_unknown')
  assert.equal(await tried({ market: 'swiss' }), 'country_not_in_market')
  assert.equal(await tried({ shippingAddress: inZurich }), 'country_not_in_market')
  assert.equal(await tried({ shippingAddress: { ...inHamburg, postalCode: '1' } }), 'address_invalid')
  assert.equal(await tried({ lines: [{ variantId: shop.next(), quantity: 1 }] }), 'not_for_sale')
  assert.equal(
    await tried({
      lines: [
        { variantId: goods.pot, quantity: 3 },
        { variantId: goods.pot, quantity: 3 },
      ],
    }),
    'out_of_stock',
  )
  assert.equal(
    await tried({
      lines: [
        { variantId: goods.mug, quantity: 10_000 },
        { variantId: goods.mug, quantity: 1 },
      ],
    }),
    'amount_too_large',
  )
  assert.deepEqual(await shop.world.sql`select count(*)::int from carts.carts`, [{ count: 0 }])
})

test('an option that is not offered leaves the opened cart without one', async (t) => {
  const shop = await openShop(t, { link: 'loop' })

  const { missing, snapshot } = await shop.world
    .client(carts)
    .open({ cartId: shop.next(), ...wish, shippingOptionId: options.alps })

  assert.deepEqual([missing, snapshot.shippingOption], [['shippingOption'], undefined])
})

test('a paid cart is closed with its order, answers as it was, and no longer changes', async (t) => {
  const shop = await openShop(t, { link: 'loop' })
  const cart = await shop.make({ lines: [{ variantId: goods.mug, quantity: 1 }] })
  const line = `/lines/${cart.lines[0].id}`

  const event = await shop.world.tell(orders.events.PaymentProcessed, paid(cart.id))
  await shop.world.tell(orders.events.PaymentProcessed, paid(cart.id), event)
  await shop.setPrice(goods.mug, 9_900)
  await shop.world.moveTime({ hours: 1 })
  const edits = [
    await shop.add(cart, goods.mug),
    await shop.change(cart, { email: 'ada@example.com' }),
    await shop.ask('PATCH', cart, line, { body: { quantity: 0 } }),
    await shop.ask('DELETE', cart, line),
  ]
  const shown = await shop.show(cart)
  const read = await shop.world.client(carts).cartForOrder({ cartId: cart.id, token: cart.token })

  const order = { id: paid(cart.id).orderId, number: 'K7M2Q9XA' }
  for (const { status, body } of edits) assert.deepEqual([status, body.code, body.order], [409, 'cart_closed', order])
  assert.deepEqual([shown.closed, shown.order, shown.totals.total.amount, shown.version], [true, order, 1_200, 2])
  assert.deepEqual([read.closed, read.snapshot.totals.total], [true, 1_200])
})

test('an edit that meets the closing of its cart is refused', async (t) => {
  const shop = await openShop(t, { link: 'loop' })
  const cart = await shop.make()
  shop.meanwhile = () => shop.world.tell(orders.events.PaymentProcessed, paid(cart.id))

  const { status, body } = await shop.add(cart, goods.mug)

  assert.deepEqual([status, body.code], [409, 'cart_closed'])
  assert.deepEqual((await shop.show(cart)).lines, [])
})

test('a cart that nobody touched for thirty days is deleted, a younger one is not', async (t) => {
  const shop = await openShop(t, { link: 'loop' })
  const old = await shop.make()
  const kept = await shop.make()
  await shop.world.moveTime({ days: 20 })
  await shop.add(kept, goods.mug)
  await shop.world.moveTime({ days: 11 })

  await shop.world.job('carts', 'delete-old-carts')

  assert.equal((await shop.ask('GET', old)).status, 404)
  assert.equal((await shop.ask('GET', kept)).status, 200)
})

test('who is erased leaves no cart behind, under account or address', async (t) => {
  const shop = await openShop(t, { link: 'loop' })
  await shop.make({}, ada)
  await shop.make({ email: 'ADA@example.com' })
  const other = await shop.make({ email: 'bob@example.com' })

  await shop.world.tell(customers.events.CustomerErased, {
    customerId: shop.next(),
    userId: ada.id,
    email: 'ada@example.com',
  })

  assert.deepEqual(await shop.world.sql`select id from carts.carts`, [{ id: other.id }])
})
