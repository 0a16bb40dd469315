import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { exponents } from './currencies.ts'
import {
  AmountTooLarge,
  decimalOf,
  exponentOf,
  formatMoney,
  isCurrency,
  split,
  sum,
  taxInGross,
  taxOnNet,
  times,
} from './money.ts'
import { runs } from '../../test/properties/runs.ts'

const amount = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 })
const ppm = fc.integer({ min: 0, max: 1_000_000 })

test('tax rounds half away from zero, once, on whichever side of zero', () => {
  const cases = [
    taxOnNet(50, 10_000),
    taxOnNet(-50, 10_000),
    taxOnNet(49, 10_000),
    taxInGross(200, 200_000),
    taxInGross(-200, 200_000),
    taxOnNet(372, 0),
  ]

  assert.deepEqual(cases, [1, -1, 0, 33, -33, 0])
})

test('a refund is the mirror of its sale', () => {
  fc.assert(
    fc.property(amount, ppm, (net, rate) => {
      assert.equal(taxOnNet(-net, rate) + taxOnNet(net, rate), 0)
      assert.equal(taxInGross(-net, rate) + taxInGross(net, rate), 0)
    }),
    runs(),
  )
})

test('net to gross and back is the same net', () => {
  fc.assert(
    fc.property(amount, ppm, (net, rate) => {
      const gross = net + taxOnNet(net, rate)

      assert.equal(gross - taxInGross(gross, rate), net)
    }),
    runs(),
  )
})

test('gross to net and back is the same gross, but for one unit at most', () => {
  fc.assert(
    fc.property(amount, ppm, (gross, rate) => {
      const net = gross - taxInGross(gross, rate)
      const again = net + taxOnNet(net, rate)

      assert.ok(Math.abs(again - gross) <= 1, `${gross} is ${net} net and ${again} gross`)
    }),
    runs(),
  )
})

test('a tax is never more than half a unit from the exact one', () => {
  fc.assert(
    fc.property(amount, ppm, (net, rate) => {
      const error = BigInt(taxOnNet(net, rate)) * 1_000_000n - BigInt(net) * BigInt(rate)

      assert.ok(error <= 500_000n && error >= -500_000n)
    }),
    runs(),
  )
})

test('sums and products are exact, or refused: nothing between', () => {
  const any = fc.maxSafeInteger()
  fc.assert(
    fc.property(
      fc.array(any, { maxLength: 6 }),
      any,
      fc.integer({ min: 1, max: 10_000 }),
      (amounts, unit, quantity) => {
        const exactSum = amounts.reduce((total, each) => total + BigInt(each), 0n)

        same(() => sum(amounts), exactSum)
        same(() => times(unit, quantity), BigInt(unit) * BigInt(quantity))
      },
    ),
    runs(),
  )
  assert.throws(() => times(Number.MAX_SAFE_INTEGER, 2), AmountTooLarge)
})

function same(work: () => number, exact: bigint) {
  const safe = exact <= BigInt(Number.MAX_SAFE_INTEGER) && exact >= -BigInt(Number.MAX_SAFE_INTEGER)
  if (safe) assert.equal(BigInt(work()), exact)
  else assert.throws(work, AmountTooLarge)
}

const weights = fc
  .array(fc.integer({ min: 0, max: 1_000_000_000 }), { minLength: 1, maxLength: 30 })
  .filter((all) => all.some((each) => each > 0))

test('what is split adds up again, keeps its sign, is never above its part, and grows with it', () => {
  fc.assert(
    fc.property(weights, fc.double({ min: 0, max: 1, noNaN: true }), (parts, share) => {
      const whole = sum(parts)
      const given = Math.round(whole * share)
      const shares = split(given, parts)

      assert.equal(sum(shares), given)
      assert.deepEqual(
        split(-given, parts),
        shares.map((each) => (each === 0 ? 0 : -each)),
      )
      shares.forEach((each, at) => assert.ok(each >= 0 && each <= parts[at]!, `${each} of ${parts[at]}`))
      parts.forEach((part, at) => parts.forEach((other, to) => assert.ok(part <= other || shares[at]! >= shares[to]!)))
    }),
    runs(),
  )
})

test('no share is a whole unit away from its exact part', () => {
  fc.assert(
    fc.property(weights, fc.nat(1_000_000_000), (parts, given) => {
      const whole = parts.reduce((all, each) => all + BigInt(each), 0n)

      split(given, parts).forEach((share, at) => {
        const off = BigInt(share) * whole - BigInt(given) * BigInt(parts[at]!)
        assert.ok(off < whole && off > -whole, `${share} of ${given} by ${parts[at]}`)
      })
    }),
    runs(),
  )
})

test('the remainder goes to the largest, ties to the earlier, and a zero part gets none', () => {
  assert.deepEqual(split(400, [200, 600]), [100, 300])
  assert.deepEqual(split(1, [1, 1, 1]), [1, 0, 0])
  assert.deepEqual(split(2, [0, 1, 1, 1]), [0, 1, 1, 0])
  assert.deepEqual(split(5, [3, 3, 1]), [2, 2, 1])
  assert.deepEqual(split(-10, [3, 3, 3]), [-4, -3, -3])
  assert.deepEqual(split(0, [0, 0]), [0, 0])
  assert.throws(() => split(1, [0, 0]), RangeError)
  assert.throws(() => split(1, [2, -1]), RangeError)
})

test('currencies have the digits of ISO 4217, also where Intl says otherwise', () => {
  assert.deepEqual(['JPY', 'EUR', 'KWD', 'ISK', 'UYW'].map(exponentOf), [0, 2, 3, 0, 4])
  assert.deepEqual(['DEM', 'XAU', 'constructor', '__proto__', 'eur'].map(isCurrency), [
    false,
    false,
    false,
    false,
    false,
  ])
  assert.throws(() => exponentOf('DEM'), RangeError)
})

test('letters show every digit, in the words of their reader', () => {
  const plain = (text: string) => text.replaceAll(/\s/g, ' ')

  assert.equal(plain(formatMoney(598, 'EUR', 'de')), '5,98 €')
  assert.equal(plain(formatMoney(1_999, 'JPY', 'en')), '¥1,999')
  assert.equal(plain(formatMoney(-5, 'KWD', 'en')), '-KWD 0.005')
  assert.equal(plain(formatMoney(Number.MAX_SAFE_INTEGER, 'EUR', 'en')), '€90,071,992,547,409.91')
})

test('a decimal text is the amount itself, for every exponent', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.constantFrom(0, 2, 3), (minor, exponent) => {
      const text = decimalOf(minor, exponent)

      assert.equal(Number(text.replace('.', '')), minor)
      assert.equal(text.split('.')[1]?.length ?? 0, exponent)
    }),
    runs(),
  )
})

test('every currency of the table can be shown', () => {
  for (const currency of exponents.keys()) assert.match(formatMoney(123_456, currency, 'en'), /\d/)
})
