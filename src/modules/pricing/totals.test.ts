import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { AmountTooLarge } from '#commerce/money.ts'
import { type AddedUp, type Sum, addUp } from './totals.ts'
import { runs } from '../../../test/properties/runs.ts'

const rate = (percent: number) => [{ name: `VAT ${percent} %`, ppm: percent * 10_000 }]
/** A line at a rate in percent; `home` is what an included price contains at home. */
const line = (unitPrice: number, quantity: number, percent: number, home = percent) => ({
  unitPrice,
  quantity,
  taxes: rate(percent),
  homeTaxes: rate(home),
})
const excluded = (sum: Omit<Sum, 'taxIncluded'>): AddedUp => addUp({ taxIncluded: false, ...sum })
const included = (sum: Omit<Sum, 'taxIncluded'>): AddedUp => addUp({ taxIncluded: true, ...sum })

test('B01 excluded 20 %: 2 × 100 are 200 net, 40 tax, 240', () => {
  const { lines, totals } = excluded({ lines: [line(100, 2, 20)] })

  assert.deepEqual(lines, [{ total: 200, net: 200, tax: 40 }])
  assert.deepEqual(totals, { subtotal: 200, discount: 0, shipping: 0, tax: 40, total: 240 })
})

test('B02 included 20 %: 2 × 100 are 167 net and 33 tax, rounded on the line', () => {
  const { lines, totals } = included({ lines: [line(100, 2, 20)] })

  assert.deepEqual(lines, [{ total: 200, net: 167, tax: 33 }])
  assert.deepEqual(totals, { subtotal: 200, discount: 0, shipping: 0, tax: 33, total: 200 })
})

test('B03 included, exported at 0 %: the buyer pays the net of the line, 167, and sees what was taken off', () => {
  const { lines, taxLines, totals } = included({
    lines: [line(100, 2, 0, 20)],
    shipping: { price: 600, taxes: rate(0), homeTaxes: rate(20) },
  })

  assert.deepEqual(lines, [{ total: 200, net: 167, tax: 0 }])
  assert.deepEqual(totals, { subtotal: 200, discount: 133, shipping: 600, tax: 0, total: 667 })
  assert.deepEqual(taxLines, [{ name: 'VAT 0 %', ppm: 0, base: 667, tax: 0 }])
})

test('an included price stays what the buyer saw at any other rate, and where no rate is known', () => {
  const abroad = included({ lines: [line(100, 2, 25, 20)] })
  const unknown = included({ lines: [{ unitPrice: 100, quantity: 2, taxes: [], homeTaxes: rate(20) }] })

  assert.deepEqual(
    [abroad.totals.total, abroad.totals.tax, unknown.totals.total, unknown.totals.tax],
    [200, 40, 200, 0],
  )
  assert.deepEqual(unknown.taxLines, [])
})

test('B05 the tax lines of 20, 10 and 0 % have the net total as bases and the difference to gross as taxes', () => {
  const { taxLines, totals } = excluded({ lines: [line(100, 2, 20), line(100, 2, 10), line(100, 2, 0)] })

  assert.deepEqual(
    taxLines.map(({ ppm, base, tax }) => [ppm, base, tax]),
    [
      [200_000, 200, 40],
      [100_000, 200, 20],
      [0, 200, 0],
    ],
  )
  assert.deepEqual(totals, { subtotal: 600, discount: 0, shipping: 0, tax: 60, total: 660 })
})

test('B06 net 31 × 10 at 20 % are 372: the value is rounded, not the unit', () => {
  assert.equal(excluded({ lines: [line(31, 10, 20)] }).totals.total, 372)
})

test('B07 totals above 2³¹ minor units work, and what no JSON number carries is refused', () => {
  assert.equal(excluded({ lines: [line(999_999_900, 2, 20)] }).totals.total, 2_399_999_760)
  assert.throws(() => excluded({ lines: [line(Number.MAX_SAFE_INTEGER, 1, 20)] }), AmountTooLarge)
  assert.throws(() => included({ lines: [line(Number.MAX_SAFE_INTEGER, 2, 20)] }), AmountTooLarge)
})

test('B08 30.00 × 2 at 10 % and 5.00 at 50 % are 65.00 net, 8.50 tax, 73.50', () => {
  const { totals } = excluded({ lines: [line(3_000, 2, 10), line(500, 1, 50)] })

  assert.deepEqual([totals.subtotal, totals.tax, totals.total], [6_500, 850, 7_350])
})

test('B09 a discount comes before tax: 50 × 2 at 10 % less 10 are 100, 9 tax, 99', () => {
  const { totals } = excluded({ lines: [line(50, 2, 10)], discount: 10 })

  assert.deepEqual(totals, { subtotal: 100, discount: 10, shipping: 0, tax: 9, total: 99 })
})

test('B10 where tax is included, a fixed discount is gross: 99 at 10 % less 9 are 90', () => {
  const { totals, lines } = included({ lines: [line(9_900, 1, 10)], discount: 900 })

  assert.deepEqual([totals.total, totals.tax, lines[0]!.net], [9_000, 818, 8_182])
})

test('B11 half off 250.00 with 10 % added is 12.50 tax and 137.50; 50.00 off is 20.00 tax and 220.00', () => {
  const half = excluded({ lines: [line(25_000, 1, 10)], discount: 12_500 })
  const fixed = excluded({ lines: [line(25_000, 1, 10)], discount: 5_000 })

  assert.deepEqual(
    [half.totals.tax, half.totals.total, fixed.totals.tax, fixed.totals.total],
    [1_250, 13_750, 2_000, 22_000],
  )
})

test('B12 a discount of everything leaves exactly 0', () => {
  for (const add of [excluded, included]) {
    assert.deepEqual(add({ lines: [line(333, 3, 19), line(1, 1, 7)], discount: 1_000 }).totals, {
      subtotal: 1_000,
      discount: 1_000,
      shipping: 0,
      tax: 0,
      total: 0,
    })
  }
})

test('B14 without a tax context there are no tax lines', () => {
  const { taxLines, totals } = excluded({ lines: [{ unitPrice: 100, quantity: 2, taxes: [], homeTaxes: [] }] })

  assert.deepEqual([taxLines, totals.tax, totals.total], [[], 0, 200])
})

test('B15 a discount above the subtotal takes the subtotal only; shipping is still charged', () => {
  const { totals } = included({
    lines: [line(120, 1, 20)],
    discount: 1_000,
    shipping: { price: 500, taxes: rate(20), homeTaxes: rate(20) },
  })

  assert.deepEqual([totals.discount, totals.shipping, totals.total], [120, 500, 500])
})

test('two taxes on one line are rounded each, and both are inside an included price', () => {
  const both = [...rate(5), { name: 'PST', ppm: 70_000 }]
  const gross = included({ lines: [{ unitPrice: 11_200, quantity: 1, taxes: both, homeTaxes: both }] })

  assert.deepEqual(gross.lines, [{ total: 11_200, net: 10_000, tax: 1_200 }])
  assert.deepEqual(
    gross.taxLines.map(({ base, tax }) => [base, tax]),
    [
      [10_000, 500],
      [10_000, 700],
    ],
  )
})

test('an order of nothing, and lines that cost nothing, are fine', () => {
  assert.equal(excluded({ lines: [] }).totals.total, 0)
  assert.deepEqual(excluded({ lines: [line(0, 3, 20), line(100, 1, 20)], discount: 10 }).lines, [
    { total: 0, net: 0, tax: 0 },
    { total: 100, net: 90, tax: 18 },
  ])
})

const taxes = fc.array(
  fc.record({ name: fc.constantFrom('A', 'B'), ppm: fc.constantFrom(0, 1, 70_000, 99_750, 190_000, 250_000) }),
  { maxLength: 2 },
)
const anySum: fc.Arbitrary<Sum> = fc.record(
  {
    taxIncluded: fc.boolean(),
    lines: fc.array(
      fc.record({
        unitPrice: fc.nat(10_000_000),
        quantity: fc.integer({ min: 1, max: 10_000 }),
        taxes,
        homeTaxes: taxes,
      }),
      { maxLength: 20 },
    ),
    discount: fc.nat(1_000_000_000),
    shipping: fc.record({ price: fc.nat(100_000), taxes, homeTaxes: taxes }),
  },
  { requiredKeys: ['taxIncluded', 'lines'] },
)

test('totals always add up: of the lines, of the tax lines, and never below 0', () => {
  fc.assert(
    fc.property(anySum, (given) => {
      const { lines, taxLines, totals } = addUp(given)
      const add = (amounts: number[]) => amounts.reduce((all, each) => all + each, 0)

      assert.equal(totals.subtotal, add(given.lines.map(({ unitPrice, quantity }) => unitPrice * quantity)))
      assert.equal(
        totals.total,
        totals.subtotal - totals.discount + totals.shipping + (given.taxIncluded ? 0 : totals.tax),
      )
      assert.equal(totals.tax, add(taxLines.map(({ tax }) => tax)))
      assert.ok(totals.total >= 0 && totals.discount >= 0 && lines.every(({ net, tax }) => net >= 0 && tax >= 0))
      if (given.shipping === undefined) assert.equal(totals.total, add(lines.map(({ net, tax }) => net + tax)))
      if (given.discount === undefined && !given.taxIncluded) assert.ok(lines.every(({ total, net }) => total === net))
    }),
    runs(),
  )
})
