import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { type CartLine, mergedLines, quantityMax, sameGoods, wantedBySku, withLine } from './line.ts'
import { runs } from '../../../test/properties/runs.ts'

const lineOf = fc.record({
  id: fc.uuid(),
  variant: fc.integer({ min: 0, max: 4 }),
  quantity: fc.integer({ min: 1, max: quantityMax }),
  metadata: fc.option(fc.dictionary(fc.constantFrom('name', 'colour'), fc.constantFrom('a', 'b'))),
})
const cartOf = fc.array(lineOf, { maxLength: 12 }).map((lines) =>
  lines.reduce<CartLine[]>((cart, { id, variant, quantity, metadata }) => {
    const priced = {
      productId: id,
      sku: `s${variant}`,
      title: '',
      taxClass: 'standard',
      unitPrice: 5,
      total: 5,
      net: 4,
      tax: 1,
    }
    const line = {
      id,
      variantId: `v${variant}`,
      quantity,
      ...(metadata === null ? {} : { metadata }),
      ...priced,
      seenPrice: 5,
      inStock: 9,
      forSale: true,
    }
    return withLine(cart, line)
  }, []),
)
const unitsOf = (lines: readonly CartLine[], goods: CartLine): number =>
  lines.filter((line) => sameGoods(line, goods)).reduce((sum, { quantity }) => sum + quantity, 0)

test('F66 a merge loses no goods and makes none: units of each add up, to 10,000 a line', () => {
  fc.assert(
    fc.property(cartOf, cartOf, fc.boolean(), (into, from, isSameMarket) => {
      const merged = mergedLines(into, from, isSameMarket)

      for (const goods of [...into, ...from])
        assert.equal(unitsOf(merged, goods), Math.min(unitsOf(into, goods) + unitsOf(from, goods), quantityMax))
      assert.ok(merged.every((line) => [...into, ...from].some((goods) => sameGoods(line, goods))))
    }),
    runs(),
  )
})

test('a merge keeps the lines of the account in their places, and has each goods once', () => {
  fc.assert(
    fc.property(cartOf, cartOf, (into, from) => {
      const merged = mergedLines(into, from, true)

      assert.deepEqual(
        merged.slice(0, into.length).map(({ id }) => id),
        into.map(({ id }) => id),
      )
      assert.ok(merged.every((line, at) => merged.every((other, each) => at === each || !sameGoods(line, other))))
    }),
    runs(),
  )
})

test('the same goods are told by content, not by the order of their metadata', () => {
  const mug = { variantId: 'v' }

  assert.ok(sameGoods({ ...mug, metadata: { a: '1', b: '2' } }, { ...mug, metadata: { b: '2', a: '1' } }))
  assert.ok(sameGoods(mug, { ...mug, metadata: {} }))
  assert.ok(!sameGoods(mug, { ...mug, metadata: { a: '1' } }))
  assert.ok(!sameGoods({ ...mug, metadata: { a: '1' } }, { ...mug, metadata: { a: '2' } }))
})

test('what came from another market has no price until it is asked again', () => {
  fc.assert(
    fc.property(cartOf, (from) => {
      const merged = mergedLines([], from, false)

      assert.ok(merged.every(({ unitPrice, total, seenPrice }) => unitPrice === 0 && total === 0 && seenPrice === null))
    }),
    runs(),
  )
})

test('two lines of one SKU want their units together', () => {
  const wanted = wantedBySku([
    { sku: 'mug', quantity: 2 },
    { sku: 'pot', quantity: 1 },
    { sku: 'mug', quantity: 3 },
  ])

  assert.deepEqual(
    [...wanted],
    [
      ['mug', 5],
      ['pot', 1],
    ],
  )
})
