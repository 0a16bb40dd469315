import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { runs } from '../../../test/properties/runs.ts'
import { type Sum, type Taxable, addUp } from './totals.ts'

const million = 1_000_000n
/** An exact number, so that nothing is rounded on the way to what the shop is compared with. */
type Ratio = { over: bigint; under: bigint }
const ratio = (over: bigint, under = 1n): Ratio => ({ over, under })
/** True when a whole number is the nearest to an exact one, and of two as near the one further from zero. */
const isNearest = (whole: number, { over, under }: Ratio): boolean => {
  const off = 2n * (BigInt(whole) * under - over)
  return over >= 0n ? off > -under && off <= under : off >= -under && off < under
}

const rates = [[], [0], [70_000], [190_000], [50_000, 70_000], [0, 200_000], [250_000]]
const taxesOf = (ppms: number[]) => ppms.map((ppm) => ({ name: `${ppm}`, ppm }))
const taxable = fc
  .tuple(fc.constantFrom(...rates), fc.constantFrom(...rates))
  .map(([there, home]): Taxable => ({ taxes: taxesOf(there), homeTaxes: taxesOf(home) }))
const line = fc
  .tuple(
    fc.oneof(fc.constant(0), fc.nat(20_000), fc.nat(10_000_000)),
    fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 10_000 })),
    taxable,
  )
  .map(([unitPrice, quantity, of]) => ({ unitPrice, quantity, ...of }))

/** Every kind of each part, so that each meets each: tax in or on top; no discount, some, all, too much; no delivery, free, paid. */
const kinds = {
  taxIncluded: [true, false],
  discount: ['none', 'some', 'all', 'more'],
  shipping: ['none', 'free', 'paid'],
} as const
const combinations = kinds.taxIncluded.flatMap((taxIncluded) =>
  kinds.discount.flatMap((discount) => kinds.shipping.map((shipping) => ({ taxIncluded, discount, shipping }))),
)
type Combination = (typeof combinations)[number]
const parts = fc.record({
  lines: fc.array(line, { maxLength: 6 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  delivery: taxable,
  price: fc.integer({ min: 1, max: 5_000 }),
})

function sumOf({ taxIncluded, discount, shipping }: Combination, { lines, share, delivery, price }: any): Sum {
  const subtotal = lines.reduce((all: number, each: any) => all + each.unitPrice * each.quantity, 0)
  const off = { none: 0, some: Math.floor(subtotal * share), all: subtotal, more: subtotal + 1_000 }[discount]
  return {
    taxIncluded,
    lines,
    ...(discount === 'none' ? {} : { discount: off }),
    ...(shipping === 'none' ? {} : { shipping: { price: shipping === 'free' ? 0 : price, ...delivery } }),
  }
}

/** What a part costs and owes, and what of the home's tax is taken off it where nothing is owed. */
function assertTaxed(
  amount: number,
  { taxes, homeTaxes }: Taxable,
  taxIncluded: boolean,
  part: { net: number; tax: number },
): void {
  const all = (list: Taxable['taxes']) => list.reduce((total, { ppm }) => total + BigInt(ppm), 0n)
  const size = BigInt(amount)
  if (!taxIncluded) {
    assert.equal(part.net, amount)
    if (taxes.length === 1) assert.ok(isNearest(part.tax, ratio(size * all(taxes), million)))
  } else if (taxes.length > 0 && all(taxes) === 0n) {
    assert.equal(part.tax, 0)
    if (homeTaxes.length === 1)
      assert.ok(isNearest(amount - part.net, ratio(size * all(homeTaxes), million + all(homeTaxes))))
  } else {
    assert.equal(part.net + part.tax, amount)
    if (taxes.length === 1) assert.ok(isNearest(part.tax, ratio(size * all(taxes), million + all(taxes))))
  }
  // Several taxes are rounded each, so they are off by half a unit each at most.
  const exact = taxIncluded ? ratio(size * all(taxes), million + all(taxes)) : ratio(size * all(taxes), million)
  const off = 2n * (BigInt(part.tax) * exact.under - exact.over)
  assert.ok(off <= exact.under * BigInt(taxes.length) && off >= -exact.under * BigInt(taxes.length))
}

for (const combination of combinations) {
  const { taxIncluded, discount, shipping } = combination
  const name = `${taxIncluded ? 'tax included' : 'tax on top'}, discount of ${discount}, delivery ${shipping}`
  test(`totals are exact, rounded once a line and tax, and add up: ${name}`, () => {
    fc.assert(
      fc.property(parts, (drawn) => {
        const given = sumOf(combination, drawn)
        const { lines, taxLines, totals } = addUp(given)
        const add = (amounts: number[]) => amounts.reduce((all, each) => all + each, 0)
        const off = Math.min(given.discount ?? 0, totals.subtotal)

        const paidFor = lines.map(({ net, tax }) => net + tax)
        const shipped = totals.total - add(paidFor)
        const owed = totals.tax - add(lines.map(({ tax }) => tax))
        assertTaxed(given.shipping?.price ?? 0, given.shipping ?? { taxes: [], homeTaxes: [] }, taxIncluded, {
          net: shipped - owed,
          tax: owed,
        })
        // What the discount took of each line is not told; with one line, or none, it is known.
        if (off === 0 || given.lines.length === 1)
          lines.forEach((each, at) => assertTaxed(each.total - off, given.lines[at]!, taxIncluded, each))
        assert.equal(add(taxLines.map(({ tax }) => tax)), totals.tax)
        assert.ok(totals.total >= 0 && shipped >= 0 && lines.every(({ net, tax }) => net >= 0 && tax >= 0))
        if (discount === 'all' || discount === 'more') assert.deepEqual([add(paidFor), totals.total], [0, shipped])
        assert.deepEqual(addUp(given), { lines, taxLines, totals }, 'the same is the same again')
      }),
      runs(),
    )
  })
}

test('what a price and the tax on top of it come to is taken apart again, where that sum is the price', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(10_000_000), fc.constantFrom(0, 70_000, 190_000, 250_000)), {
        minLength: 1,
        maxLength: 8,
      }),
      (all) => {
        const taxed = (taxIncluded: boolean, prices: number[]) =>
          addUp({
            taxIncluded,
            lines: all.map(([, ppm], at) => ({
              unitPrice: prices[at]!,
              quantity: 1,
              taxes: taxesOf([ppm]),
              homeTaxes: [],
            })),
          })
        const onTop = taxed(
          false,
          all.map(([price]) => price),
        )
        const inside = taxed(
          true,
          onTop.lines.map(({ net, tax }) => net + tax),
        )

        assert.deepEqual(
          inside.lines.map(({ net, tax }) => [net, tax]),
          onTop.lines.map(({ net, tax }) => [net, tax]),
        )
        assert.deepEqual([inside.taxLines, inside.totals.total], [onTop.taxLines, onTop.totals.total])
      },
    ),
    runs(),
  )
})
