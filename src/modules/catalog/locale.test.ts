import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bestLocale, chainOf, named, titleKeyOf } from './locale.ts'

test('the asked locale comes first, then its language, then what the market speaks', () => {
  assert.deepEqual(chainOf(['de-AT', 'en', 'ja'], ['en', 'de']), ['de-AT', 'de', 'en'])
  assert.deepEqual(chainOf(['de'], ['en', 'de-CH']), ['de', 'de-CH', 'en'])
  assert.deepEqual(chainOf(['fr'], ['en', 'de']), ['fr', 'en', 'de'])
  assert.deepEqual(chainOf([], ['en', 'de']), ['en', 'de'])
})

test('what is not there in any language of the chain is shown in one that there is, but a name is not guessed', () => {
  assert.equal(bestLocale({ sv: {}, da: {} }, ['de', 'en']), 'da')
  assert.equal(bestLocale({ en: {}, de: {} }, ['de', 'en']), 'de')
  assert.equal(bestLocale({}, ['de']), undefined)
  assert.equal(named({ sv: 'mossa' }, ['de'], 'moss'), 'moss')
  assert.equal(named({ de: 'Moos' }, ['de'], 'moss'), 'Moos')
})

test('titles are sorted without case and accents', () => {
  const titles = ['Zebra', 'Öl', 'apfel', 'Äpfel', 'Straße', 'Éclair']

  const sorted = titles.toSorted((a, b) => (titleKeyOf(a) < titleKeyOf(b) ? -1 : 1))

  assert.deepEqual(sorted, ['apfel', 'Äpfel', 'Éclair', 'Öl', 'Straße', 'Zebra'])
})
