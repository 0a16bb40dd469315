import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { findings } from '#kernel/calls/dispatch.ts'
import { present, pricedProperties, pricedView, sumsView } from './priced-view.ts'
import { Snapshot } from './scalars.ts'

const id = '0199a5e0-0000-7000-8000-000000000001'
const snapshot: Snapshot = {
  market: 'eu',
  currency: 'EUR',
  taxIncluded: true,
  locale: 'de',
  lines: [
    {
      id,
      variantId: id,
      productId: id,
      sku: 'MUG-1',
      title: 'Becher',
      quantity: 2,
      unitPrice: 1_190,
      total: 2_380,
      taxClass: 'standard',
      net: 2_000,
      tax: 380,
    },
  ],
  totals: { subtotal: 2_380, discount: 0, shipping: 490, tax: 458, total: 2_870 },
  taxLines: [{ name: 'USt', ppm: 190_000, base: 2_412, tax: 458 }],
  pricedAt: '2026-11-21T12:00:00.000Z',
}
const eur = (amount: number) => ({ amount, currency: 'EUR' })

test('a priced snapshot shows every amount as money of its currency, and fits the public schema', () => {
  const view = pricedView(snapshot)

  assert.deepEqual(findings(Snapshot, snapshot), [], 'the example is one')
  assert.deepEqual(findings(Type.Object(pricedProperties, { additionalProperties: false }), view), [])
  assert.deepEqual([view.lines[0]!.unitPrice, view.lines[0]!.total], [eur(1_190), eur(2_380)])
  assert.deepEqual(view.totals, {
    subtotal: eur(2_380),
    discount: eur(0),
    shipping: eur(490),
    tax: eur(458),
    total: eur(2_870),
  })
  assert.deepEqual(view.taxLines, [{ name: 'USt', rate: 0.19, base: eur(2_412), tax: eur(458) }])
})

test('what only the shop needs to know of a line is not shown', () => {
  const [line] = pricedView(snapshot).lines

  assert.deepEqual(
    ['taxClass', 'net', 'tax', 'compareAt'].filter((name) => name in line!),
    [],
  )
})

test('what is absent is absent, never null; what is there is shown', () => {
  const bare = pricedView(snapshot)
  const shippingOption = { id, name: 'DHL', price: 490 } as NonNullable<Snapshot['shippingOption']>
  const [line] = snapshot.lines
  const full = pricedView({
    ...snapshot,
    email: 'ada@example.com',
    note: 'Ring twice.',
    shippingOption,
    lines: [{ ...line!, compareAt: 1_500, metadata: { gift: 'yes' } }],
  })

  for (const name of ['email', 'note', 'shippingAddress', 'billingAddress', 'shippingOption'])
    assert.ok(!(name in bare), name)
  assert.ok(!('compareAtPrice' in bare.lines[0]!))
  assert.deepEqual([full.email, full.note], ['ada@example.com', 'Ring twice.'])
  assert.deepEqual(full.shippingOption, { id, name: 'DHL', price: eur(490) })
  assert.deepEqual([full.lines[0]!.compareAtPrice, full.lines[0]!.metadata], [eur(1_500), { gift: 'yes' }])
})

test('sums of an order whose delivery is not chosen yet have none; zero and the empty text are there', () => {
  const { totals, taxLines, currency } = snapshot

  assert.ok(!('shippingOption' in sumsView({ currency, totals, taxLines, shippingOption: null })))
  assert.deepEqual(present({ a: 0, b: '', c: false, d: null, e: undefined }), { a: 0, b: '', c: false })
})
