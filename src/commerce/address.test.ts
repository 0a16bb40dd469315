import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { layouts } from './address-formats.ts'
import { addressForm, addressProblems, formatAddress } from './address.ts'
import { postalCodes } from './postal-codes.ts'
import { regionCode, regionsIn } from './regions.ts'
import type { Address } from './scalars.ts'
import { runs } from '../../test/properties/runs.ts'

const ada: Address = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  line1: 'Am Sandtorkai 1',
  city: 'Hamburg',
  country: 'DE',
}
const hamburg = { ...ada, postalCode: '20457' }

test('an address that its post can deliver to has no problems', () => {
  const good: Partial<Address>[] = [
    { country: 'DE', postalCode: '20457' },
    { country: 'GB', postalCode: 'sw1a 1aa' },
    { country: 'NL', postalCode: '1012JS' },
    { country: 'US', postalCode: '94103-1234', region: 'CA' },
    { country: 'US', postalCode: '94103', region: 'US-CA' },
    { country: 'CA', postalCode: 'K1A 0B1', region: 'quebec' },
    { country: 'JP', postalCode: '100-0001', region: '東京都' },
    { country: 'IE' },
    { country: 'HK' },
    { country: 'AE' },
    { country: 'CL', postalCode: '8320000' },
    { country: 'PL', postalCode: '00-001' },
  ]

  for (const each of good) assert.deepEqual(addressProblems({ ...ada, ...each }), [], JSON.stringify(each))
})

test('what is missing or wrong is pointed at, with what to do', () => {
  assert.deepEqual(addressProblems(ada, '/shippingAddress'), [
    { pointer: '/shippingAddress/postalCode', code: 'required', detail: 'Enter the postal code, for example 20095.' },
  ])
  const [code, region] = addressProblems({ ...ada, country: 'US', postalCode: '9410', region: 'Bavaria' })
  assert.deepEqual(
    [code?.pointer, code?.code, region?.pointer, region?.code],
    ['/postalCode', 'invalid', '/region', 'invalid'],
  )
  assert.equal(
    addressProblems({ ...ada, country: 'AU', postalCode: '2000' })[0]?.detail,
    'Enter the state or region, for example ACT (Australian Capital Territory).',
  )
  assert.equal(addressProblems({ ...hamburg, country: 'ZZ' })[0]?.pointer, '/country')
  assert.deepEqual(
    addressProblems({ ...hamburg, line1: '  ' }).map(({ pointer }) => pointer),
    ['/line1'],
  )
})

test('a line break cannot forge a line on the parcel', () => {
  const forged = { ...hamburg, line2: 'c/o Bob\r\nBcc: eve@example.com' }

  assert.deepEqual(
    addressProblems(forged).map(({ pointer }) => pointer),
    ['/line2'],
  )
  assert.ok(formatAddress(forged).every((line) => !/[\r\n]/.test(line)))
})

test('each country reads its address in its own order', () => {
  const last = (address: Address) => formatAddress(address).slice(2)

  assert.deepEqual(formatAddress({ ...hamburg, company: 'Engines Ltd' }, 'de'), [
    'Ada Lovelace',
    'Engines Ltd',
    'Am Sandtorkai 1',
    '20457 Hamburg',
    'DEUTSCHLAND',
  ])
  assert.deepEqual(last({ ...ada, city: 'San Francisco', country: 'US', region: 'california', postalCode: '94103' }), [
    'San Francisco, CA 94103',
    'UNITED STATES',
  ])
  assert.deepEqual(last({ ...ada, city: 'London', country: 'GB', postalCode: 'EC1M 5RF' }), [
    'London',
    'EC1M 5RF',
    'UNITED KINGDOM',
  ])
  assert.deepEqual(last({ ...ada, city: 'Chiyoda', country: 'JP', region: 'JP-13', postalCode: '100-0001' }), [
    'Chiyoda, Tokyo 100-0001',
    'JAPAN',
  ])
  assert.deepEqual(last({ ...ada, city: 'São Paulo', country: 'BR', region: 'SP', postalCode: '01310-100' }), [
    'São Paulo - SP',
    '01310-100',
    'BRAZIL',
  ])
  assert.deepEqual(formatAddress({ ...ada, city: 'Budapest', country: 'HU', postalCode: '1051' }).slice(1), [
    '1051 Budapest',
    'Am Sandtorkai 1',
    'HUNGARY',
  ])
})

test('a postal code is never lost, also where the table has no place for it', () => {
  for (const country of layouts.keys()) {
    const lines = formatAddress({ ...ada, country, postalCode: 'PC-77' })
    assert.ok(
      lines.some((line) => line.includes('PC-77')),
      country,
    )
    assert.ok(lines.some((line) => line.includes('Hamburg')) && lines.includes('Am Sandtorkai 1'), country)
  }
})

test('a region is known by code, name or former name, and is one code', () => {
  const cases: [string, string, string | null][] = [
    ['US', 'ca', 'US-CA'],
    ['US', 'US-CA', 'US-CA'],
    ['US', ' California ', 'US-CA'],
    ['CA', 'Québec', 'CA-QC'],
    ['IN', 'Orissa', 'IN-OD'],
    ['JP', '13', 'JP-13'],
    ['ES', 'cn', 'ES-CN'],
    ['ES', 'Islas Canarias', null],
    ['US', 'constructor', null],
  ]

  for (const [country, text, code] of cases) assert.equal(regionCode(country, text), code, `${country} ${text}`)
  assert.equal(regionCode('US', undefined), null)
  assert.equal(regionsIn('US')?.length, 60)
})

test('every example of a postal code fits its own pattern, and every form shows one', () => {
  for (const [country, { example, pattern }] of postalCodes) {
    assert.match(example, pattern)
    assert.equal(addressForm(country)?.postalCode.example, example)
  }
  assert.equal(addressForm('ZZ'), null)
})

test('no address whatever makes it throw, and no line is empty', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', ' ', 'CA', '20457', '__proto__', '\u0000', '\ud800'),
  )
  const country = fc.oneof(
    fc.constantFrom(...layouts.keys()),
    fc.string(),
    fc.constantFrom('__proto__', 'constructor', ''),
  )
  const address = fc.record(
    { firstName: text, lastName: text, line1: text, city: text, country },
    { requiredKeys: ['firstName', 'lastName', 'line1', 'city', 'country'] },
  )
  const optional = fc.record(
    { company: text, line2: text, region: text, postalCode: text, phone: text },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(address, optional, text, (always, more, locale) => {
      const whole = { ...always, ...more }

      assert.ok(addressProblems(whole, '/a').every(({ pointer, detail }) => pointer.startsWith('/a/') && detail !== ''))
      assert.ok(formatAddress(whole, locale).every((line) => line !== '' && !/[\r\n]/.test(line)))
    }),
    runs(),
  )
})
