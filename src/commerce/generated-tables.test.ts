import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { addressTable, currencyTable, dataFolder } from '../../scripts/generate-tables.ts'

const absent = existsSync(`${dataFolder}/tax-and-currency`)
  ? false
  : 'the public data is not here: set BANYAN_SHARED_DATA'
const here = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const there = (path: string) => readFileSync(`${dataFolder}/${path}`, 'utf8')

test('the table of currencies is what the script makes of the public data', { skip: absent }, () => {
  assert.equal(here('currencies.ts'), currencyTable(there('tax-and-currency/iso4217-codes-all.csv')))
})

test('the table of address formats is what the script makes of the public data', { skip: absent }, () => {
  const made = addressTable(there('address-formatting/worldwide.yaml'), there('address-formatting/country_codes.yaml'))

  assert.equal(here('address-formats.ts'), made)
})
