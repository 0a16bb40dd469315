import assert from 'node:assert/strict'
import test from 'node:test'
import { ada, bob, goods, inHamburg, inVienna, openShop, options, trinket } from './carts.fixture.ts'
import { changeCart } from './change-cart.ts'

const eur = (amount: number) => ({ amount, currency: 'EUR' })

test('a new cart is empty, costs nothing, and says what an order would miss', async (t) => {
  const shop = await openShop(t)

  const { id, token, pricedAt, ...cart } = await shop.make()

  assert.deepEqual(cart, {
    version: 1,
    market: 'eu',
    currency: 'EUR',
    locale: 'en',
    taxIncluded: true,
    lines: [],
    taxLines: [],
    notices: [],
    totals: { subtotal: eur(0), discount: eur(0), shipping: eur(0), tax: eur(0), total: eur(0) },
    missing: ['email', 'shippingAddress', 'shippingOption'],
  })
  assert.ok(token.startsWith(`${id}.`))
  assert.ok(pricedAt)
})

test('a line is shown with its price, and the tax of the default country is in it', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make()

  const { status, body } = await shop.add(cart, goods.mug, 2)

  assert.equal(status, 200)
  const [{ id: _, ...line }] = body.lines
  assert.deepEqual(line, {
    variantId: goods.mug,
    productId: goods.mug,
    sku: 'mug',
    title: 'MUG',
    image: '/media/mug.svg',
    quantity: 2,
    unitPrice: eur(1_200),
    total: eur(2_400),
    available: true,
  })
  assert.deepEqual(body.totals, {
    subtotal: eur(2_400),
    discount: eur(0),
    shipping: eur(0),
    tax: eur(383),
    total: eur(2_400),
  })
  assert.deepEqual(body.taxLines, [{ name: 'VAT', rate: 0.19, base: eur(2_017), tax: eur(383) }])
})

test('B34 the same goods add up, other metadata makes a line of its own', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make()

  await shop.add(cart, goods.mug, 1, { metadata: { name: 'Ada', colour: 'red' } })
  await shop.add(cart, goods.mug, 2, { metadata: { colour: 'red', name: 'Ada' } })
  await shop.add(cart, goods.mug.toUpperCase(), 4)
  const { body } = await shop.add(cart, goods.mug, 8, { metadata: {} })

  assert.deepEqual(
    body.lines.map(({ quantity, metadata }: any) => [quantity, metadata?.name]),
    [
      [3, 'Ada'],
      [12, undefined],
    ],
  )
})

test('a cart goes from lines to a complete order in four steps', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make({ lines: [{ variantId: goods.mug, quantity: 2 }] })

  await shop.change(cart, { email: 'ada@example.com' })
  const placed = await shop.change(cart, { shippingAddress: inVienna })
  const offered = await shop.ask('GET', cart, '/shipping-options')
  const chosen = await shop.change(cart, { shippingOptionId: options.alps })

  assert.deepEqual(placed.body.missing, ['shippingOption'])
  assert.deepEqual(
    placed.body.taxLines.map(({ rate }: any) => rate),
    [0.2],
  )
  assert.deepEqual(offered.body.items, [
    { id: options.standard, name: 'Standard', price: eur(490) },
    { id: options.alps, name: 'Alpine', price: eur(990) },
    { id: options.express, name: 'Express', price: eur(1_490) },
  ])
  assert.deepEqual(chosen.body.missing, [])
  assert.deepEqual(chosen.body.shippingOption, { id: options.alps, name: 'Alpine', price: eur(990) })
  assert.equal(chosen.body.totals.total.amount, placed.body.totals.total.amount + 990)
})

test('ten lines added at once all stick', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make()

  const answers = await Promise.all(Array.from({ length: 10 }, (_, at) => shop.add(cart, trinket(at))))

  assert.deepEqual(
    answers.map(({ status }) => status),
    Array(10).fill(200),
  )
  const { lines, totals, version } = await shop.show(cart)
  assert.deepEqual(
    lines.map(({ variantId }: any) => variantId).sort(),
    Array.from({ length: 10 }, (_, at) => trinket(at)),
  )
  assert.deepEqual([totals.total.amount, version], [1_000, 11])
})

test('B42 shipping and billing address set at once both stick', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make({ lines: [{ variantId: goods.mug, quantity: 1 }] })

  await Promise.all([
    shop.change(cart, { shippingAddress: inHamburg }),
    shop.change(cart, { billingAddress: inVienna }),
    shop.change(cart, { note: 'Ring twice' }),
  ])

  const { shippingAddress, billingAddress, note, taxLines } = await shop.show(cart)
  assert.deepEqual([shippingAddress.city, billingAddress.city, note], ['Hamburg', 'Wien', 'Ring twice'])
  assert.equal(taxLines[0].rate, 0.19)
})

test('edits by several processes at once all stick', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make()

  // Memory is what processes do not share: here nobody waits for his turn.
  await Promise.all(
    [0, 1, 2].map((at) => {
      const line = { id: shop.next(), variantId: trinket(at), quantity: 1 }
      const context = { ...shop.world.context('carts'), memory: { turns: new Map() } }
      return changeCart(context, { cartId: cart.id, token: cart.token }, { kind: 'add', lines: [line] })
    }),
  )

  const { lines, version } = await shop.show(cart)
  assert.deepEqual(
    [lines.map(({ variantId }: any) => variantId).sort(), version],
    [[trinket(0), trinket(1), trinket(2)], 4],
  )
})

test('an edit that another process overtook is applied again to the cart as it is then', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make({ lines: [{ variantId: goods.mug, quantity: 1 }] })
  shop.meanwhile = () => shop.world.sql`
    update carts.carts set version = version + 1, note = 'from elsewhere', lines = jsonb_set(lines::jsonb, '{0,quantity}', '5')::json
    where id = ${cart.id}`

  const { status, body } = await shop.add(cart, goods.mug, 2)

  assert.equal(status, 200)
  assert.deepEqual([body.lines[0].quantity, body.note, body.version], [7, 'from elsewhere', 3])
})

test('an edit that is overtaken three times is refused, and changes nothing', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make()
  const overtake = async () => {
    await shop.world.sql`update carts.carts set version = version + 1 where id = ${cart.id}`
    shop.meanwhile = overtake
  }
  shop.meanwhile = overtake

  const { status, body } = await shop.add(cart, goods.mug)

  assert.deepEqual([status, body.code], [409, 'cart_busy'])
  assert.deepEqual((await shop.show(cart)).lines, [])
})

test("with a wrong token, another cart's or none, no route finds the cart", async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make({ lines: [{ variantId: goods.mug, quantity: 1 }] })
  const other = await shop.make()
  const line = `/lines/${cart.lines[0].id}`
  const routes: [string, string, object?][] = [
    ['GET', ''],
    ['PATCH', '', { email: 'eve@example.com' }],
    ['POST', '/lines', { variantId: goods.mug, quantity: 1 }],
    ['PATCH', line, { quantity: 0 }],
    ['DELETE', line],
    ['GET', '/shipping-options'],
  ]

  for (const [method, path, body] of routes) {
    for (const token of [other.token, `${cart.id}.${other.token.split('.')[1]}`, cart.token.slice(0, -1), 'x', '.']) {
      const { status, body: problem } = await shop.ask(method, { id: cart.id, token }, path, { body })
      assert.deepEqual([status, problem.code], [404, 'cart_not_found'], `${method} ${path} with ${token}`)
    }
    const { status } = await shop.world.http(method, `/api/carts/${cart.id}${path}`, { body, as: bob })
    assert.equal(status, 404, `${method} ${path} as somebody else`)
  }
  assert.deepEqual(
    (await shop.show(cart)).lines.map(({ quantity }: any) => quantity),
    [1],
  )
})

test('a user opens his cart without a token, finds it under mine, and nobody else does', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make({}, ada)

  const own = await shop.world.http('GET', `/api/carts/${cart.id}`, { as: ada })
  const mine = await shop.world.http('GET', '/api/carts/mine', { as: ada })
  const others = await shop.world.http('GET', '/api/carts/mine', { as: bob })
  const guests = await shop.world.http('GET', '/api/carts/mine')

  assert.deepEqual([own.status, own.body.id], [200, cart.id])
  assert.deepEqual([mine.status, mine.body.id, mine.body.token], [200, cart.id, undefined])
  assert.deepEqual([others.status, others.body.code, guests.status], [404, 'cart_not_found', 401])
})

test('B37 quantity 0 removes a line, and deleting one that is gone is told', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make({
    lines: [
      { variantId: goods.mug, quantity: 1 },
      { variantId: goods.pot, quantity: 1 },
    ],
  })
  const [mug, pot] = cart.lines

  const first = await shop.ask('PATCH', cart, `/lines/${mug.id}`, { body: { quantity: 0 } })
  const second = await shop.ask('DELETE', cart, `/lines/${pot.id}`)
  const third = await shop.ask('DELETE', cart, `/lines/${pot.id}`)

  assert.deepEqual(
    first.body.lines.map(({ sku }: any) => sku),
    ['pot'],
  )
  assert.deepEqual([second.status, second.body.lines, second.body.totals.total], [200, [], eur(0)])
  assert.deepEqual([third.status, third.body.code], [404, 'line_not_found'])
})

test('a line that gets the metadata of another one becomes one with it', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make({
    lines: [
      { variantId: goods.mug, quantity: 1 },
      { variantId: goods.mug, quantity: 2, metadata: { name: 'Ada' } },
    ],
  })
  const [plain, named] = cart.lines

  const { body } = await shop.ask('PATCH', cart, `/lines/${named.id}`, { body: { metadata: null } })

  assert.deepEqual(
    body.lines.map(({ id, quantity }: any) => [id, quantity]),
    [[plain.id, 3]],
  )
})
