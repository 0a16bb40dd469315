import assert from 'node:assert/strict'
import test from 'node:test'
import type { Results } from '../bench/report.ts'
import { speedText } from './speed.ts'

const machine = { processor: 'P', cores: 2, memoryGb: 4, system: 's', node: 'v', programs: 'p', fsyncsASecond: null }
const occasion = { at: '2026-11-21T10:00:00Z', commit: 'abc', loadBefore: 0, loadAfter: 1, isQuick: false }
const measuredAs = (ratio: number): Results => {
  const figures = [{ id: 'purchase-64', work: 'purchases', value: 10, unit: '/s', ratio }]
  return { machine, groups: { purchase: { about: '', occasion, figures } } }
}

test('a goal that is missed is said to be missed, with the commit and the day of the figure', () => {
  const [below, above] = [0.64, 0.65].map((ratio) => speedText('Written.', measuredAs(ratio)))

  assert.match(below!, /\| purchase \| purchases \| 10 \/s \| 64 % \| ≥ 65 % \| \*\*no\*\* \| abc, 2026-11-21 \|/)
  assert.match(below!, /0 of \d+ goals are reached/)
  assert.match(above!, /\| 65 % \| ≥ 65 % \| yes \|/)
  assert.match(above!, /1 of \d+ goals are reached/)
})

test('a goal that was never measured is named', () => {
  assert.match(speedText('Written.', measuredAs(1)), /Not measured yet: .*`purchase-1`/)
})
