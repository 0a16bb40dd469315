import assert from 'node:assert/strict'
import test from 'node:test'
import { behavioursText, disagreements } from '../../scripts/behaviours.ts'
import type { Shown } from '../../scripts/cases.ts'
import { behaviours } from '../behaviours.ts'

const shown = (...ids: string[]): Shown[] =>
  ids.map((id) => ({ ids: [id], file: 'a.test.ts', name: 'it does', kind: 'P' }))

test('every behaviour is shown by a test that begins with its id, or waits for a feature and has none', () => {
  assert.deepEqual(disagreements(), [], 'test/behaviours.ts has the register')
})

test('a behaviour without its test is found, and so is one that waits and has a test', () => {
  const due = behaviours.filter(({ waitsFor, partly }) => waitsFor === undefined || partly).map(({ id }) => id)

  assert.deepEqual(disagreements(shown(...due.filter((id) => id !== 'B07'))), ['B07 is shown by no test'])
  assert.deepEqual(disagreements(shown(...due, 'B17')), ['B17 has a test, so it no longer waits for promotions'])
})

test('the register has sixty behaviours, each once and in order', () => {
  const ids = Array.from({ length: 60 }, (_, at) => `B${String(at + 1).padStart(2, '0')}`)

  assert.deepEqual(
    behaviours.map(({ id }) => id),
    ids,
  )
})

test('the page names each behaviour with its tests, and what it waits for', () => {
  const page = behavioursText('', shown('B48'))

  assert.match(
    page,
    /- \*\*B48\*\* a way to pay .+\. The rest waits for: ways to pay by market\n  - `a.test.ts`: “it does”/,
  )
  assert.match(page, /- \*\*B51\*\* thresholds.+\. Waits for: backorders/)
})
