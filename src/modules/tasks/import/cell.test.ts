import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { amountOf, handleOf, localeOf, wholeNumberOf } from './cell.ts'
import { runs } from '../../../../test/properties/runs.ts'

const exponent = fc.constantFrom(0, 2, 3, 4)

test('every amount is read back from its major units, in every kind of currency', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 40 }), exponent, (minor, digits) => {
      const text = String(minor).padStart(digits + 1, '0')
      const major = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`

      assert.equal(amountOf(major, digits), minor)
      assert.equal(amountOf(`${major}${digits === 0 ? '.' : ''}000`, digits), minor)
    }),
    runs(),
  )
})

test('what is no amount of the currency is told, never rounded', () => {
  const wrong = ['', '-1', '1,99', '1.999', '€ 5', '1e3', '.5', '5.', 'NaN', '99999999999999999', '1 000', '0x10']

  assert.deepEqual(
    wrong.filter((text) => amountOf(text, 2) !== null),
    [],
  )
  assert.equal(amountOf('12.50', 0), null)
  assert.equal(amountOf('12.00', 0), 12)
})

test('a handle made of any text is empty or one that catalog takes, and stays the same when it is made again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      const handle = handleOf(text)

      assert.match(handle, /^([a-z0-9]+(-[a-z0-9]+)*)?$/)
      assert.ok(handle.length <= 120)
      assert.equal(handleOf(handle), handle)
    }),
    runs(),
  )
  assert.deepEqual(['Mabef M/02 Studio Easel', 'Großer Löffel', 'Smørrebrød', '奇妙'].map(handleOf), [
    'mabef-m-02-studio-easel',
    'grosser-loffel',
    'smorrebrod',
    '',
  ])
})

test('whole numbers and languages are read, other words are not', () => {
  assert.deepEqual(['10', '10.0', '-3', '007', '', 'ten', '1.5', '99999999'].map(wholeNumberOf), [
    10,
    10,
    -3,
    7,
    null,
    null,
    null,
    null,
  ])
  assert.deepEqual(['en', 'zh_Hans', 'de-AT', 'EN', 'x', 'en gb'].map(localeOf), [
    'en',
    'zh-Hans',
    'de-AT',
    'en',
    null,
    null,
  ])
})
