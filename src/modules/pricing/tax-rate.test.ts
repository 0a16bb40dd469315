import assert from 'node:assert/strict'
import test from 'node:test'
import { Refusal } from '#kernel/errors.ts'
import { type TaxRate, rateTable, shippingTaxesOf, taxesOf, wholeTaxRate } from './tax-rate.ts'

const rate = (country: string, taxClass: string, percent: number, more: Partial<TaxRate> = {}): TaxRate => ({
  country,
  taxClass,
  name: `${percent} %`,
  ppm: Math.round(percent * 10_000),
  shipping: true,
  adds: false,
  ...more,
})
const table = rateTable([
  rate('DE', 'standard', 19),
  rate('DE', 'reduced', 7),
  rate('DE', 'standard', 16, { validFrom: '2020-07-01T00:00:00Z' }),
  rate('DE', 'standard', 19, { validFrom: '2021-01-01T00:00:00Z' }),
  rate('ES', 'standard', 21),
  rate('ES', 'reduced', 10),
  rate('ES', 'standard', 7, { region: 'ES-CN' }),
  rate('US', 'standard', 8.25, { region: 'US-CA', shipping: false }),
  rate('CA', 'standard', 5),
  rate('CA', 'standard', 7, { region: 'CA-BC', adds: true }),
  rate('CA', 'standard', 13, { region: 'CA-ON' }),
])
const now = Date.parse('2026-11-21T00:00:00Z')
const percentsOf = (country: string, region: string | null, taxClass = 'standard', at = now) =>
  taxesOf(table, { country, region }, taxClass, at).map(({ ppm }) => ppm / 10_000)

test('a class has its rate; one without owes the standard rate of its place', () => {
  assert.deepEqual(
    [percentsOf('DE', null), percentsOf('DE', null, 'reduced'), percentsOf('DE', null, 'books')],
    [[19], [7], [19]],
  )
})

test('of rates that begin one after another the latest that has begun holds', () => {
  const at = (text: string) => percentsOf('DE', null, 'standard', Date.parse(text))

  assert.deepEqual(
    [at('2020-06-30T23:59:59Z'), at('2020-07-01T00:00:00Z'), at('2021-01-01T00:00:00Z')],
    [[19], [16], [19]],
  )
})

test("a region's rate stands instead of the country's, for every class, or beside it when it adds", () => {
  assert.deepEqual(
    [percentsOf('ES', 'ES-CN'), percentsOf('ES', 'ES-CN', 'reduced'), percentsOf('ES', 'ES-MD', 'reduced')],
    [[7], [7], [10]],
  )
  assert.deepEqual(
    [percentsOf('CA', 'CA-BC'), percentsOf('CA', 'CA-ON'), percentsOf('CA', 'CA-AB')],
    [[5, 7], [13], [5]],
  )
})

test('a country with rates of regions only owes nothing elsewhere, nor does a country without rates', () => {
  assert.deepEqual(
    [percentsOf('US', 'US-CA'), percentsOf('US', 'US-OR'), percentsOf('US', null), percentsOf('JP', null)],
    [[8.25], [], [], []],
  )
})

test('shipping owes the rate of its own class, but not where the rate leaves it alone', () => {
  assert.deepEqual(
    shippingTaxesOf(table, { country: 'DE', region: null }, 'reduced', now).map(({ ppm }) => ppm),
    [70_000],
  )
  assert.deepEqual(shippingTaxesOf(table, { country: 'US', region: 'US-CA' }, 'standard', now), [])
})

test('a rate keeps its region as ISO 3166-2 and its start in one spelling; unknown places are refused', () => {
  const given = wholeTaxRate({
    country: 'US',
    region: 'california',
    name: 'CA',
    ppm: 82_500,
    validFrom: '2026-01-01T01:00:00+01:00',
  })

  assert.deepEqual(
    [given.region, given.validFrom, given.taxClass, given.shipping, given.adds],
    ['US-CA', '2026-01-01T00:00:00.000Z', 'standard', true, false],
  )
  assert.throws(
    () => wholeTaxRate({ country: 'ZZ', name: 'x', ppm: 1 }),
    (error: Refusal) => error.code === 'country_unknown',
  )
  assert.throws(
    () => wholeTaxRate({ country: 'US', region: 'Bavaria', name: 'x', ppm: 1 }),
    (error: Refusal) => error.code === 'region_unknown',
  )
})
