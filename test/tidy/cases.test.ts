import assert from 'node:assert/strict'
import test from 'node:test'
import { casesText, kindOf, shownCases, shownIn, unshown } from '../../scripts/cases.ts'
import { behaviours } from '../behaviours.ts'
import { invariants } from '../../scripts/promises.ts'
import { promisesOf } from '../../src/check/invariants.ts'
import { modules } from '../../src/modules.ts'
import { cases, register } from '../cases.ts'
import { missingCases } from '../missing-cases.ts'

test('every case is shown by a test of each kind that it asks for, or is listed as missing', () => {
  const lacking = unshown(shownCases()).filter((each) => !missingCases.includes(each))

  assert.deepEqual(lacking, [], 'A test that shows a case begins with its id. Was one renamed, or is the case new?')
})

test('what is listed as missing has no test: the list only shrinks', () => {
  const lacking = unshown(shownCases())
  const shown = missingCases.filter((each) => !lacking.includes(each))

  assert.deepEqual(shown, [], 'These have a test now, or are no case: take their lines out of test/missing-cases.ts')
})

test('a test shows only cases that the register has', () => {
  const known = new Set([...cases, ...behaviours].map(({ id }) => id))
  const strange = shownCases().filter(({ ids }) => ids.some((id) => !known.has(id)))

  assert.deepEqual(strange, [], 'Add the case to test/cases.ts, or correct the id')
})

test('a case stands once in the register, in order, and asks for a proof', () => {
  for (const { title, cases: each } of register) {
    const ids = each.map(({ id }) => id)
    assert.deepEqual(ids, [...new Set(ids)].sort(), title)
    assert.deepEqual(
      each.filter(({ kinds }) => kinds.length === 0 || kinds.some((kind) => !'SRPA'.includes(kind))),
      [],
    )
  }
  assert.equal(new Set(cases.map(({ id }) => id)).size, cases.length)
})

test('every promise that the checker asks, and every one that a case tries, is explained', () => {
  const asked = promisesOf(modules).map(({ id }) => id)
  const tried = cases.flatMap(({ tries }) => tries)
  const unknown = [...asked, ...tried].filter((id) => !(id in invariants))

  assert.deepEqual(unknown, [])
  assert.deepEqual(
    Object.keys(invariants).filter((id) => !asked.includes(id) && !tried.includes(id) && id !== 'I9'),
    [],
    'nothing asks and nothing tries',
  )
})

test('a name is found with its ids and its kind, whatever its quotes, and other texts are not', () => {
  const text = [
    `test('F01 one', async () => {})`,
    `  await t.test("A02 A03 two's", () => {})`,
    'test(`T04 ${stage}: three`, () => {})',
    `for (const each of [{ name: 'F05: four', fault }]) {}`,
    `const kind = 'A06 more fields'`,
    `assert.match(text, /F07/, 'F08')`,
    `test('F1 no id', () => {})`,
    `test.skip('F09 later', () => {})`,
  ].join('\n')

  const found = shownIn('test/chaos/a.test.ts', text).map(({ ids, name }) => [...ids, name])

  assert.deepEqual(found, [
    ['F01', 'one'],
    ['A02', 'A03', "two's"],
    ['T04', '…: three'],
    ['F05', 'four'],
  ])
  const files = ['test/simulation/a.test.ts', 'test/chaos/a.test.ts', 'test/abuse/a.test.ts', 'src/kernel/a.test.ts']
  assert.deepEqual(files.map(kindOf), ['S', 'R', 'A', 'P'])
})

test('the page names each case with its tests, and what is missing', () => {
  const page = casesText('', [{ ids: ['F02'], file: 'test/chaos/a.test.ts', name: 'the order is there', kind: 'R' }])

  assert.match(
    page,
    /- \*\*F02\*\* \(S, R\) .+\. Not shown yet: S\n  - R `test\/chaos\/a.test.ts`: “the order is there”/,
  )
  assert.match(page, /- \*\*F01\*\* \(S, R\) .+\. Not shown yet: S, R\n- \*\*F02/)
})
