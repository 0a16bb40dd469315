import assert from 'node:assert/strict'
import test from 'node:test'
import { Refusal } from '#kernel/errors.ts'
import { wholeOption, wholeZone } from './given-offer.ts'
import { type Offer, type Option, inLocale, offered } from './option.ts'

const id = (last: number) => `01890000-0000-7000-8000-${String(last).padStart(12, '0')}`
const zone = (last: number, countries: string[], regions: string[] = []) => ({
  id: id(last),
  name: `zone ${last}`,
  countries,
  regions,
})
const option = (last: number, zoneId: number, prices: Option['prices'], more: Partial<Option> = {}): Option => ({
  id: id(last),
  zoneId: id(zoneId),
  names: { en: `option ${last}` },
  estimates: {},
  prices,
  taxClass: 'standard',
  active: true,
  ...more,
})
const offer: Offer = {
  zones: [zone(1, ['DE', 'AT']), zone(2, ['US']), zone(3, [], ['US-HI', 'US-AK'])],
  options: [
    option(11, 1, { eu: { price: 990 } }, { names: { de: 'Express', en: 'Express' }, taxClass: 'reduced' }),
    option(
      12,
      1,
      { eu: { price: 490, freeFrom: 5_000 } },
      { names: { de: 'Standard' }, estimates: { de: '2 bis 4 Tage', en: '2 to 4 days' } },
    ),
    option(13, 1, { eu: { price: 0, minSubtotal: 10_000, maxSubtotal: 20_000 } }),
    option(14, 1, { eu: { price: 1 } }, { active: false }),
    option(21, 2, { us: { price: 500 } }),
    option(31, 3, { us: { price: 1_500 } }),
  ],
}
const ask = (more: object = {}) =>
  offered(offer, { market: 'eu', country: 'DE', subtotal: 1_000, locale: 'en', ...more })
const idsOf = (more: object) => ask(more).map((each) => Number(each.id.slice(-2)))

test('the options of a destination come cheapest first, in the language asked for, with their own tax class', () => {
  assert.deepEqual(ask({ locale: 'de-AT' }), [
    { id: id(12), name: 'Standard', price: 490, taxClass: 'standard', estimate: '2 bis 4 Tage' },
    { id: id(11), name: 'Express', price: 990, taxClass: 'reduced' },
  ])
})

test('it is free from a subtotal on, and offered between two, both inclusive', () => {
  const pricesAt = (subtotal: number) => ask({ subtotal }).map(({ price }) => price)

  assert.deepEqual(
    [pricesAt(4_999), pricesAt(5_000)],
    [
      [490, 990],
      [0, 990],
    ],
  )
  assert.deepEqual(
    [9_999, 10_000, 20_000, 20_001].map((subtotal) => idsOf({ subtotal }).includes(13)),
    [false, true, true, false],
  )
})

test('40: another country or market has other options, and none where we do not deliver', () => {
  assert.deepEqual(
    [
      idsOf({ country: 'AT' }),
      idsOf({ country: 'FR' }),
      idsOf({ market: 'us' }),
      idsOf({ market: 'us', country: 'US' }),
    ],
    [[12, 11], [], [], [21]],
  )
})

test('a zone that names the region wins over the one that names its country', () => {
  const us = (region?: string) => idsOf({ market: 'us', country: 'US', ...(region === undefined ? {} : { region }) })

  assert.deepEqual([us('HI'), us('US-AK'), us('hawaii'), us('CA'), us('nowhere')], [[31], [31], [31], [21], [21]])
})

test('a text falls back to its language, a variant of it, English, and what there is', () => {
  const texts = { 'pt-BR': 'entrega', en: 'delivery', de: 'Lieferung' }

  assert.deepEqual(
    ['pt-BR', 'pt', 'pt-PT', 'de-CH', 'fr'].map((locale) => inLocale(texts, locale)),
    ['entrega', 'entrega', 'entrega', 'Lieferung', 'delivery'],
  )
  assert.deepEqual([inLocale({ de: 'nur' }, 'fr'), inLocale({}, 'fr')], ['nur', undefined])
})

test('a zone without places, places that do not exist, and subtotals that cross are refused', () => {
  const codeOf = (work: () => unknown) => {
    try {
      work()
    } catch (error) {
      return (error as Refusal).code
    }
    return null
  }
  const given = { id: id(1), name: 'zone', countries: ['DE'] }

  assert.deepEqual(wholeZone({ ...given, regions: ['US-hawaii', 'US-HI', 'ES-CN'] }).regions, ['US-HI', 'ES-CN'])
  assert.deepEqual(
    [
      codeOf(() => wholeZone({ ...given, countries: [] })),
      codeOf(() => wholeZone({ ...given, countries: ['ZZ'] })),
      codeOf(() => wholeZone({ ...given, regions: ['Hawaii'] })),
    ],
    ['zone_empty', 'country_unknown', 'region_unknown'],
  )
  const crossed = {
    id: id(2),
    zoneId: id(1),
    names: { en: 'x' },
    prices: { eu: { price: 1, minSubtotal: 2, maxSubtotal: 1 } },
  }
  assert.equal(
    codeOf(() => wholeOption(crossed)),
    'subtotals_crossed',
  )
})
