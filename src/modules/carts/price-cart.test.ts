import assert from 'node:assert/strict'
import test from 'node:test'
import { type Shop, goods, inHamburg, inVienna, inZurich, openShop, options, trinket } from './carts.fixture.ts'

const eur = (amount: number) => ({ amount, currency: 'EUR' })
const codes = ({ notices }: any) => notices.map(({ code }: any) => code)
const later = (shop: Shop) => shop.world.moveTime({ seconds: 61 })

test('B35 more than there is is refused with what can be had, and nothing is added', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make({ lines: [{ variantId: goods.pot, quantity: 3 }] })

  const { status, body } = await shop.add(cart, goods.pot, 3, { metadata: { name: 'Ada' } })

  assert.deepEqual([status, body.code, body.available], [409, 'out_of_stock', 5])
  assert.deepEqual(body.lines, [{ variantId: goods.pot, sku: 'pot', wanted: 6, available: 5 }])
  assert.deepEqual(
    (await shop.show(cart)).lines.map(({ quantity }: any) => quantity),
    [3],
  )
})

test('B36 what is sold out adds no line, nor makes a cart', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make()

  const added = await shop.add(cart, goods.rug)
  const made = await shop.world.http('POST', '/api/carts', { body: { lines: [{ variantId: goods.rug, quantity: 1 }] } })

  assert.deepEqual([added.status, added.body.code, added.body.available], [409, 'out_of_stock', 0])
  assert.deepEqual([made.status, made.body.code], [409, 'out_of_stock'])
  assert.deepEqual((await shop.show(cart)).lines, [])
  assert.deepEqual(await shop.world.sql`select count(*)::int from carts.carts`, [{ count: 1 }])
})

test('raising a line above the stock is refused, lowering one that is above it is not', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make({ lines: [{ variantId: goods.pot, quantity: 5 }] })
  const path = `/lines/${cart.lines[0].id}`
  await shop.setStock('pot', 2)

  const raised = await shop.ask('PATCH', cart, path, { body: { quantity: 6 } })
  const lowered = await shop.ask('PATCH', cart, path, { body: { quantity: 4 } })

  assert.deepEqual([raised.status, raised.body.code, raised.body.available], [409, 'out_of_stock', 2])
  assert.equal(lowered.status, 200)
  assert.deepEqual(
    [lowered.body.lines[0].available, lowered.body.lines[0].inStock, codes(lowered.body)],
    [false, 2, ['out_of_stock']],
  )
})

test('what catalog or pricing does not sell is refused and leaves the cart as it is', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make({ market: 'swiss', lines: [{ variantId: goods.mug, quantity: 1 }] })
  const unpriced = await shop.add(cart, goods.pot)
  shop.archived.add(goods.mug)
  const archived = await shop.add(cart, goods.mug)

  assert.deepEqual([unpriced.status, unpriced.body.code, unpriced.body.variantIds], [422, 'not_for_sale', [goods.pot]])
  assert.deepEqual([archived.status, archived.body.code, archived.body.variantIds], [422, 'not_for_sale', [goods.mug]])
  assert.deepEqual(
    (await shop.show(cart)).lines.map(({ quantity }: any) => quantity),
    [1],
  )
})

test('B13 B37 quantities that are no amount of goods are refused', async (t) => {
  const shop = await openShop(t, { stock: { mug: 100_000 } })
  const cart = await shop.make({ lines: [{ variantId: goods.mug, quantity: 9_000 }] })
  const path = `/lines/${cart.lines[0].id}`

  for (const quantity of [0, -1, 0.5, 10_001, 1e9, '1', null])
    assert.equal((await shop.add(cart, goods.mug, quantity as number)).status, 400, String(quantity))
  for (const quantity of [-1, 1.5, 10_001])
    assert.equal((await shop.ask('PATCH', cart, path, { body: { quantity } })).status, 400, String(quantity))
  const tooMany = await shop.add(cart, goods.mug, 1_001)

  assert.deepEqual([tooMany.status, tooMany.body.code], [422, 'quantity_too_large'])
  assert.equal((await shop.show(cart)).lines[0].quantity, 9_000)
})

test('a cart holds 200 lines and not one more', async (t) => {
  const shop = await openShop(t, { trinkets: 201 })
  const cart = await shop.make({
    lines: Array.from({ length: 200 }, (_, at) => ({ variantId: trinket(at), quantity: 1 })),
  })

  const { status, body } = await shop.add(cart, trinket(200))

  assert.deepEqual([status, body.code], [422, 'too_many_lines'])
  assert.equal((await shop.show(cart)).lines.length, 200)
})

test('metadata is bounded: in names, lengths and number', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make()
  const many = Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`k${at}`, 'v']))

  for (const metadata of [
    many,
    { 'a b': 'x' },
    { ['k'.repeat(61)]: 'x' },
    { k: 'x'.repeat(251) },
    { k: 1 },
    { k: { deep: 'x' } },
  ]) {
    assert.equal((await shop.add(cart, goods.mug, 1, { metadata })).status, 400)
  }
})

test('B41 an address outside the market is refused with the countries that it has', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make({ lines: [{ variantId: goods.mug, quantity: 1 }] })

  const { status, body } = await shop.change(cart, { shippingAddress: inZurich })
  const billed = await shop.change(cart, { billingAddress: inZurich })

  assert.deepEqual([status, body.code, body.countries.toSorted()], [422, 'country_not_in_market', ['AT', 'DE']])
  assert.deepEqual([billed.status, billed.body.shippingAddress], [200, undefined])
})

test('an address that cannot be delivered to is refused with pointers', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make()

  const { status, body } = await shop.change(cart, {
    shippingAddress: { ...inHamburg, postalCode: 'ABC' },
    billingAddress: { ...inHamburg, line1: ' ' },
  })

  assert.deepEqual([status, body.code], [422, 'address_invalid'])
  assert.deepEqual(
    body.errors.map(({ pointer }: any) => pointer),
    ['/shippingAddress/postalCode'],
  )
})

test('a market that does not exist is refused, also when a cart moves there', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make()

  const made = await shop.world.http('POST', '/api/carts', { body: { market: 'moon' } })
  const moved = await shop.change(cart, { market: 'moon' })

  assert.deepEqual([made.status, made.body.code], [422, 'market_unknown'])
  assert.deepEqual([moved.status, moved.body.code], [422, 'market_unknown'])
})

test('B41 moving to another market prices everything again, there', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make({
    lines: [
      { variantId: goods.mug, quantity: 2 },
      { variantId: goods.pot, quantity: 1 },
    ],
  })

  const { body } = await shop.change(cart, { market: 'swiss', shippingAddress: inZurich })

  const [mug, pot] = body.lines
  assert.deepEqual(
    [body.currency, body.taxIncluded, mug.unitPrice.amount, body.totals.tax.amount],
    ['CHF', false, 1_500, 243],
  )
  assert.deepEqual([pot.available, pot.unitPrice.amount, codes(body)], [false, 0, ['not_for_sale']])
})

test('an option that is not offered is refused, and so is one before there is an address', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make({ lines: [{ variantId: goods.mug, quantity: 1 }] })

  const early = await shop.change(cart, { shippingOptionId: options.standard })
  const wrong = await shop.change(cart, { shippingAddress: inHamburg, shippingOptionId: options.alps })

  assert.deepEqual([early.status, early.body.code], [422, 'shipping_option_unavailable'])
  assert.deepEqual([wrong.status, wrong.body.code], [422, 'shipping_option_unavailable'])
  assert.equal((await shop.show(cart)).shippingAddress, undefined)
})

test('B40 an option that the new address or subtotal does not allow is cleared with a notice, until another is chosen', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make({ lines: [{ variantId: goods.mug, quantity: 1 }] })
  await shop.change(cart, { shippingAddress: inVienna, shippingOptionId: options.alps })

  const moved = await shop.change(cart, { shippingAddress: inHamburg })
  const chosen = await shop.change(cart, { shippingOptionId: options.express })
  const grown = await shop.add(cart, goods.mug, 20)

  assert.deepEqual(
    [moved.body.shippingOption, codes(moved.body), moved.body.totals.shipping],
    [undefined, ['shipping_option_cleared'], eur(0)],
  )
  assert.deepEqual([codes(chosen.body), chosen.body.totals.shipping], [[], eur(1_490)])
  assert.deepEqual([codes(grown.body), grown.body.missing], [['shipping_option_cleared'], ['email', 'shippingOption']])
})

test('delivery gets free when the subtotal reaches its bound', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make({ lines: [{ variantId: goods.mug, quantity: 4 }] })
  const before = await shop.change(cart, { shippingAddress: inHamburg, shippingOptionId: options.standard })

  const after = await shop.add(cart, goods.mug)

  assert.deepEqual([before.body.totals.shipping, after.body.totals.shipping], [eur(490), eur(0)])
  assert.deepEqual(after.body.totals.total, eur(6_000))
})

test('F63 B44 a price that changed is shown with the old one, until the shopper touches the line', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make({ lines: [{ variantId: goods.mug, quantity: 1 }] })
  await shop.setPrice(goods.mug, 1_300)

  const young = await shop.show(cart)
  await later(shop)
  const old = await shop.show(cart)
  const again = await shop.show(cart)
  const touched = await shop.add(cart, goods.mug)

  assert.deepEqual([young.lines[0].unitPrice, codes(young)], [eur(1_200), []])
  assert.deepEqual([old.lines[0].unitPrice, old.totals.total], [eur(1_300), eur(1_300)])
  const detail = 'MUG now costs €13.00 (before: €12.00).'
  assert.deepEqual(old.notices, [
    { code: 'price_changed', lineId: old.lines[0].id, detail, old: eur(1_200), new: eur(1_300) },
  ])
  assert.deepEqual([codes(again), codes(touched.body)], [['price_changed'], []])
})

test('a price of up to a minute ago stands while address and option are chosen, but not longer', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make({ lines: [{ variantId: goods.mug, quantity: 1 }] })
  await shop.setPrice(goods.mug, 1_300)
  await shop.world.moveTime({ seconds: 40 })

  const young = await shop.change(cart, { shippingAddress: inHamburg })
  await shop.world.moveTime({ seconds: 40 })
  const old = await shop.change(cart, { shippingOptionId: options.standard })

  assert.deepEqual([young.body.lines[0].unitPrice, old.body.lines[0].unitPrice], [eur(1_200), eur(1_300)])
})

test('the cart says what is gone or cannot be had any more before the buyer pays', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make({
    lines: [
      { variantId: goods.mug, quantity: 1 },
      { variantId: goods.pot, quantity: 4 },
    ],
  })
  shop.archived.add(goods.mug)
  await shop.setStock('pot', 1)
  await later(shop)

  const { lines, notices, totals } = await shop.show(cart)

  assert.deepEqual(
    lines.map(({ available }: any) => available),
    [false, false],
  )
  assert.deepEqual(
    notices.map(({ code, lineId, available }: any) => [code, lineId, available]),
    [
      ['not_for_sale', lines[0].id, undefined],
      ['out_of_stock', lines[1].id, 1],
    ],
  )
  assert.equal(totals.subtotal.amount, 1_200 + 4 * 3_000)
})

test('a line that lost its price keeps the last one and can still be removed', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make({
    lines: [
      { variantId: goods.mug, quantity: 1 },
      { variantId: goods.pot, quantity: 1 },
    ],
  })
  await shop.world.sql`delete from pricing.prices where variant_id = ${goods.pot}`
  await later(shop)

  const shown = await shop.show(cart)
  const raised = await shop.ask('PATCH', cart, `/lines/${shown.lines[1].id}`, { body: { quantity: 2 } })
  const removed = await shop.ask('DELETE', cart, `/lines/${shown.lines[1].id}`)

  assert.deepEqual([codes(shown), shown.lines[1].unitPrice], [['not_for_sale'], eur(3_000)])
  assert.deepEqual([raised.status, raised.body.code], [422, 'not_for_sale'])
  assert.deepEqual([removed.status, codes(removed.body), removed.body.totals.total], [200, [], eur(1_200)])
})

test('a country that leaves the market takes the address out of the cart with a notice', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make({ lines: [{ variantId: goods.mug, quantity: 1 }] })
  await shop.change(cart, { shippingAddress: inVienna, shippingOptionId: options.alps })
  await shop.world.sql`delete from pricing.market_countries where country = 'AT'`
  await later(shop)

  const { notices, missing, shippingAddress, taxLines } = await shop.show(cart)

  assert.deepEqual(
    notices.map(({ code }: any) => code),
    ['shipping_option_cleared', 'country_not_in_market'],
  )
  assert.deepEqual(
    [missing, shippingAddress, taxLines[0].rate],
    [['email', 'shippingAddress', 'shippingOption'], undefined, 0.19],
  )
})

test('a sum beyond what JSON counts exactly is refused', async (t) => {
  const shop = await openShop(t, { stock: { mug: 100_000 } })
  await shop.setPrice(goods.mug, Number.MAX_SAFE_INTEGER - 1)
  const cart = await shop.make()

  const { status, body } = await shop.add(cart, goods.mug, 10_000)

  assert.deepEqual([status, body.code], [422, 'amount_too_large'])
})

test('null clears what it names, and an address is replaced whole', async (t) => {
  const shop = await openShop(t)
  const cart = await shop.make({ email: 'ada@example.com', lines: [{ variantId: goods.mug, quantity: 1 }] })
  await shop.change(cart, {
    shippingAddress: { ...inHamburg, company: 'Engines' },
    shippingOptionId: options.standard,
    note: 'x',
  })

  const replaced = await shop.change(cart, { shippingAddress: inHamburg, shippingOptionId: null })
  const cleared = await shop.change(cart, { email: null, note: null, shippingAddress: null })

  assert.deepEqual(
    [replaced.body.shippingAddress, replaced.body.shippingOption, codes(replaced.body)],
    [inHamburg, undefined, []],
  )
  assert.deepEqual(cleared.body.missing, ['email', 'shippingAddress', 'shippingOption'])
  assert.equal(cleared.body.note, undefined)
})

test('the cart speaks the language of the shopper that its market knows', async (t) => {
  const shop = await openShop(t)

  const german = await shop.world.http('POST', '/api/carts', {
    body: {},
    headers: { 'accept-language': 'fr, de-AT;q=0.8, en;q=0.5' },
  })
  const swiss = await shop.world.http('POST', '/api/carts?market=swiss', {
    body: {},
    headers: { 'accept-language': 'it' },
  })

  assert.deepEqual([german.body.locale, swiss.body.locale, swiss.body.currency], ['de', 'de-CH', 'CHF'])
})
