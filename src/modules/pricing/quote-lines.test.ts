import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import fc from 'fast-check'
import type { InputOf } from '#kernel/contract.ts'
import { Refusal } from '#kernel/errors.ts'
import { newWorld } from '../../../test/world/world.ts'
import { pricing } from './contract.ts'
import { runs } from '../../../test/properties/runs.ts'

type Question = InputOf<typeof pricing.queries.quote>
const id = (last: number) => `01890000-0000-7000-8000-${String(last).padStart(12, '0')}`
const [mug, bowl, lamp] = [id(1), id(2), id(3)]
const line = (variantId: string, quantity: number, more: object = {}) => ({
  id: variantId,
  variantId,
  quantity,
  taxClass: 'standard',
  ...more,
})

/**
 * Europe includes tax (DE 19 and 7 %, AT 20 %, GI 0 %), America does not (California 8.25 %, not on shipping). A mug
 * costs 100 in both.
 */
async function shop(t: TestContext) {
  const world = await newWorld(t, { modules: ['pricing'], link: 'loop' })
  const client = world.client(pricing)
  await client.putMarkets({
    changeId: id(91),
    markets: [
      {
        handle: 'eu',
        name: 'Europe',
        currency: 'EUR',
        countries: ['DE', 'AT', 'GI', 'FR'],
        locales: ['de', 'en'],
        taxIncluded: true,
        defaultCountry: 'DE',
      },
      { handle: 'us', name: 'America', currency: 'USD', countries: ['US'], locales: ['en'], taxIncluded: false },
    ],
  })
  await client.putTaxRates({
    changeId: id(92),
    rates: [
      { country: 'DE', name: 'MwSt.', ppm: 190_000 },
      { country: 'DE', taxClass: 'reduced', name: 'MwSt.', ppm: 70_000 },
      { country: 'AT', name: 'USt.', ppm: 200_000 },
      { country: 'GI', name: 'none', ppm: 0 },
      { country: 'US', region: 'CA', name: 'Sales tax', ppm: 82_500, shipping: false },
    ],
  })
  await client.setPrices({
    changeId: id(93),
    prices: ['eu', 'us'].map((market) => ({ variantId: mug, market, amount: 100 })),
  })
  const quote = async (question: Partial<Question>) =>
    world.client(pricing).quote({ market: 'eu', lines: [line(mug, 2)], ...question })
  return { world, client, quote }
}
const refused = async (answer: Promise<unknown>): Promise<Refusal> => {
  const failure = await answer.then(
    () => null,
    (error: unknown) => error,
  )
  assert.ok(failure instanceof Refusal, String(failure))
  return failure
}

test("before an address is known, an included price owes its default country's tax, else there is none", async (t) => {
  const { quote } = await shop(t)

  const [eu, us] = [await quote({}), await quote({ market: 'us' })]

  assert.deepEqual(
    [eu.totals.total, eu.totals.tax, eu.taxLines],
    [200, 32, [{ name: 'MwSt.', ppm: 190_000, base: 168, tax: 32 }]],
  )
  assert.deepEqual([us.totals.total, us.totals.tax, us.taxLines], [200, 0, []])
})

test('B04 the address decides the tax, and an export at 0 % costs the net of the line', async (t) => {
  const { quote } = await shop(t)

  const [austria, gibraltar, france] = [
    await quote({ country: 'AT' }),
    await quote({ country: 'GI' }),
    await quote({ country: 'FR' }),
  ]

  assert.deepEqual([austria.totals.total, austria.totals.tax], [200, 33])
  assert.deepEqual([gibraltar.totals.total, gibraltar.totals.discount, gibraltar.totals.tax], [168, 32, 0])
  assert.deepEqual([france.totals.total, france.taxLines], [200, []])
})

test('shipping owes the rate of its own class; a state that leaves shipping alone taxes the goods only', async (t) => {
  const { quote } = await shop(t)
  const shipping = { price: 490, taxClass: 'reduced' }

  const eu = await quote({ shipping })
  const us = await quote({ market: 'us', country: 'US', region: 'california', shipping })

  assert.deepEqual(
    eu.taxLines.map(({ ppm, tax }) => [ppm, tax]),
    [
      [190_000, 32],
      [70_000, 32],
    ],
  )
  assert.deepEqual(us.totals, { subtotal: 200, discount: 0, shipping: 490, tax: 17, total: 707 })
})

test('a country outside the market is refused with those inside; so is a market that does not exist', async (t) => {
  const { quote } = await shop(t)

  const [country, market] = [await refused(quote({ country: 'US' })), await refused(quote({ market: 'moon' }))]

  assert.deepEqual(
    [country.code, country.status, country.details['countries']],
    ['country_not_in_market', 422, ['AT', 'DE', 'FR', 'GI']],
  )
  assert.deepEqual([market.code, market.details['markets']], ['market_unknown', ['eu', 'us']])
})

test('what has no price in a market is not for sale there, each named once', async (t) => {
  const { quote } = await shop(t)

  const refusal = await refused(
    quote({ lines: [line(mug, 1), { ...line(bowl, 1), id: id(8) }, { ...line(bowl, 2), id: id(9) }, line(lamp, 1)] }),
  )

  assert.deepEqual([refusal.code, refusal.details['variantIds']], ['not_for_sale', [bowl, lamp]])
})

test('a quote of any number of lines costs one statement, and none when they bring their prices', async (t) => {
  const { world, quote, client } = await shop(t)
  const lines = Array.from({ length: 50 }, (_, at) => ({ ...line(mug, at + 1), id: id(100 + at) }))
  await quote({})

  world.statements.length = 0
  await quote({ lines })
  assert.equal(world.statements.length, 1)

  world.statements.length = 0
  const brought = await quote({
    country: 'AT',
    lines: lines.map((each) => ({ ...each, unitPrice: 77, compareAt: 90 })),
    shipping: { price: 1, taxClass: 'standard' },
  })
  await client.markets({})
  assert.equal(world.statements.length, 0)
  assert.deepEqual([brought.lines[0]!.unitPrice, brought.lines[0]!.compareAt], [77, 90])
})

test('B13 a fraction, nothing, too many and a negative price are no input', async (t) => {
  const { quote } = await shop(t)

  for (const bad of [{ quantity: 1.5 }, { quantity: 0 }, { quantity: 10_001 }, { quantity: 1e9 }]) {
    assert.equal((await refused(quote({ lines: [line(mug, 1, bad)] }))).status, 400)
  }
})

test('a sum that no JSON number carries is refused, not rounded', async (t) => {
  const { quote } = await shop(t)

  const refusal = await refused(quote({ lines: [line(mug, 2, { unitPrice: Number.MAX_SAFE_INTEGER })] }))

  assert.deepEqual([refusal.code, refusal.status], ['amount_too_large', 422])
})

test('a discount on the order is split over the lines and comes before tax', async (t) => {
  const { quote } = await shop(t)

  const { lines, totals } = await quote({ discount: 100, lines: [line(mug, 3), { ...line(mug, 1), id: id(8) }] })

  assert.deepEqual(
    lines.map(({ total, net, tax }) => [total, net + tax]),
    [
      [300, 225],
      [100, 75],
    ],
  )
  assert.deepEqual([totals.discount, totals.total], [100, 300])
})

test('prices and rates begin and end when the database says so', async (t) => {
  const { world, client, quote } = await shop(t)
  const [{ soon, later }] = await world.sql<any>`
    select banyan.iso(banyan.now() + interval '1 hour') as soon, banyan.iso(banyan.now() + interval '2 hours') as later`
  await client.setPrices({
    changeId: id(94),
    prices: [{ variantId: mug, market: 'eu', amount: 80, compareAt: 100, validFrom: soon, validTo: later }],
  })
  await client.putTaxRates({
    changeId: id(95),
    rates: [{ country: 'DE', name: 'MwSt.', ppm: 250_000, validFrom: soon }],
  })

  const before = await quote({})
  await world.moveTime({ minutes: 61 })
  const during = await quote({})
  await world.moveTime({ minutes: 60 })
  const after = await quote({})

  assert.deepEqual(
    [before, during, after].map(({ lines, totals }) => [lines[0]!.unitPrice, totals.tax]),
    [
      [100, 32],
      [80, 32],
      [100, 40],
    ],
  )
  assert.equal(during.lines[0]!.compareAt, 100)
})

test('of several prices the highest step counts, then the latest start, then the earliest end', async (t) => {
  const { world, quote } = await shop(t)
  const time = (days: number) =>
    new Date(Math.round(world.clock.now() / 1_000) * 1_000 + days * 86_400_000).toISOString()
  const price = fc.record(
    {
      variantId: fc.constantFrom(bowl, lamp),
      market: fc.constant('eu'),
      amount: fc.nat(100_000),
      minQuantity: fc.constantFrom(1, 5, 10),
      validFrom: fc.constantFrom(-3, -2, -1, 1).map(time),
      validTo: fc.constantFrom(2, 3, 4).map(time),
    },
    { requiredKeys: ['variantId', 'market', 'amount'] },
  )
  const keyOf = ({ variantId, minQuantity = 1, validFrom = '', validTo = '' }: any) =>
    `${variantId} ${minQuantity} ${validFrom} ${validTo}`
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  let change = 1_000
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(price, { selector: keyOf, minLength: 1, maxLength: 25 }), async (prices) => {
      await world.sql`delete from pricing.prices where variant_id = any(${[bowl, lamp]})`
      await world.client(pricing).setPrices({ changeId: id(change++), prices: prices as any })

      for (const variantId of [bowl, lamp]) {
        for (const quantity of [1, 4, 5, 12]) {
          const expected = prices
            .filter(
              (each) =>
                each.variantId === variantId &&
                (each.minQuantity ?? 1) <= quantity &&
                (each.validFrom ?? '') <= time(0),
            )
            .sort(
              (a, b) =>
                (b.minQuantity ?? 1) - (a.minQuantity ?? 1) ||
                compare(b.validFrom ?? '', a.validFrom ?? '') ||
                compare(a.validTo ?? '~', b.validTo ?? '~'),
            )[0]
          const quoted = await quote({ lines: [line(variantId, quantity)] }).then(
            ({ lines }) => lines[0]!.unitPrice,
            () => undefined,
          )
          assert.equal(quoted, expected?.amount)
        }
      }
    }),
    runs(25),
  )
})
