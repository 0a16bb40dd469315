import assert from 'node:assert/strict'
import { test } from 'node:test'
import { admissionOf } from './admission.ts'

const bounds = { checkout: 3, browse: 2, back: 1 }
const lagOf = (ms: number) => ({ lagMs: () => ms, stop() {} })

test('each class has its own places, and a place that was left is free again', () => {
  const gate = admissionOf(bounds, lagOf(0))

  assert.deepEqual([gate.enter('back'), gate.enter('back'), gate.open('back')], [true, false, false])
  assert.deepEqual([gate.enter('browse'), gate.enter('browse'), gate.enter('browse')], [true, true, false])
  assert.ok(gate.enter('checkout'), 'a full back office and full shelves keep no buyer out')
  gate.leave('back')
  assert.ok(gate.enter('back'))
  assert.deepEqual(gate.shed, { checkout: 0, browse: 1, back: 2 })
})

test('F72 a late event loop sheds the back office first, then readers, never buyers', () => {
  const openAt = (ms: number) => {
    const gate = admissionOf(bounds, lagOf(ms))
    return [gate.open('checkout'), gate.open('browse'), gate.open('back')]
  }

  assert.deepEqual(openAt(500), [true, true, true])
  assert.deepEqual(openAt(501), [true, true, false])
  assert.deepEqual(openAt(1_001), [true, false, false])
})

test('the measure of the event loop sees a long turn while it still lasts', (t) => {
  const gate = admissionOf(bounds)
  t.after(() => gate.stop())

  const until = performance.now() + 700
  while (performance.now() < until);

  assert.ok(gate.lagMs() > 500)
  assert.equal(gate.open('back'), false)
})
