import assert from 'node:assert/strict'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { test } from 'node:test'
import { outside } from '#kernel/calls/wire.ts'
import { type TrafficClass, trafficClasses } from '#kernel/module.ts'
import { admissionOf, shedInAll, shedOf } from './admission.ts'
import { atEase, watchProcess } from './strain.ts'

const bounds = { checkout: 500, browse: 400, back: 300 }
const gateOf = (max: number, more: object = {}) =>
  admissionOf({ bounds, strain: atEase, limit: { max: () => max, ended() {} }, ...more })
/** Lets in as many of a class as there is room for, each in a turn of its own, and says how many. */
function fill(gate: ReturnType<typeof gateOf>, traffic: TrafficClass, holds = false): number {
  let count = 0
  while (gate.enter(traffic, holds)) count++
  return count
}

test('a crowd of one class leaves room for the better ones, and buyers who fill the house keep it', () => {
  const gate = gateOf(100)

  const room = [fill(gate, 'back'), fill(gate, 'browse'), fill(gate, 'browse', true), fill(gate, 'checkout')]

  assert.deepEqual(
    room,
    [50, 25, 15, 10],
    'back office to a half, readers to three quarters, who holds a cart to nine tenths',
  )
  for (let left = 50; left > 0; left--) gate.leave('back', 1)
  assert.equal(fill(gate, 'checkout'), 50)
  assert.ok(!gate.open('browse', true))
  assert.equal(shedOf(gate, 'checkout'), 2)
})

test('F67 after a buyer was turned away, everybody else has half of his share for a second', () => {
  let at = 0
  const gate = gateOf(100, { now: () => at })
  fill(gate, 'checkout')
  for (let left = 60; left > 0; left--) gate.leave('checkout', 1)

  assert.equal(fill(gate, 'browse'), 0, '40 buyers are inside, and readers have 37 places')
  at = 1_000
  assert.equal(fill(gate, 'browse'), 35, 'a second later it is 75 places again')
})

test('each class has a hard cap of its own, whatever the limit says, and a place that was left is free again', () => {
  const gate = admissionOf({ bounds: { checkout: 3, browse: 2, back: 1 }, strain: atEase })

  assert.deepEqual([fill(gate, 'back'), fill(gate, 'browse'), fill(gate, 'checkout')], [1, 2, 3])
  gate.leave('back', 1)
  assert.ok(gate.enter('back', false))
  assert.deepEqual(
    trafficClasses.map((traffic) => gate.shed[traffic].bound),
    [1, 1, 1],
  )
  assert.equal(shedInAll(gate), 3)
})

test('who waits for the payment provider keeps nobody else out', (t) => {
  const gate = gateOf(10)
  t.after(() => (outside.waiting = 0))
  fill(gate, 'checkout')
  assert.ok(!gate.enter('browse', false))

  outside.waiting = 10

  assert.ok(gate.isOpenToAll())
  assert.ok(gate.enter('browse', false))
})

test('of a hundred that come in one turn only those pass the gate for whom there is a place', async () => {
  const gate = gateOf(10)
  fill(gate, 'back')

  const passed = Array.from({ length: 100 }, () => gate.open('checkout', false)).filter(Boolean).length
  assert.equal(passed, 5)
  await nextTurn()
  assert.ok(gate.open('checkout', false), 'who passed and never entered holds no place')
})

test('F67 what waited for a late event loop before it was read counts as slow', () => {
  const told: number[] = []
  const limit = { max: () => 100, ended: ({ ms }: { ms: number }) => void told.push(ms) }
  const gate = gateOf(100, { limit, strain: { ...atEase, lagMs: () => 300 } })

  gate.enter('checkout', false)
  gate.leave('checkout', 20)

  assert.deepEqual(told, [320])
  assert.ok(gate.isOpenToAll())
})

test('F72 a late event loop sheds the back office first, then readers, never buyers', () => {
  const openAt = (lagMs: number) => {
    const gate = gateOf(100, { strain: { ...atEase, lagMs: () => lagMs } })
    return trafficClasses.map((traffic) => gate.open(traffic, false))
  }

  assert.deepEqual(openAt(500), [true, true, true])
  assert.deepEqual(openAt(501), [true, true, false])
  assert.deepEqual(openAt(1_001), [true, false, false])
})

test('F70 a heap that is nearly full sheds the back office first, then readers, then buyers', () => {
  const openAt = (share: number) => {
    const gate = gateOf(100, { strain: { ...atEase, heapShare: () => share } })
    return trafficClasses.map((traffic) => gate.open(traffic, false))
  }

  assert.deepEqual(openAt(0.85), [true, true, true])
  assert.deepEqual(openAt(0.86), [true, true, false])
  assert.deepEqual(openAt(0.91), [true, false, false])
  assert.deepEqual(openAt(0.96), [false, false, false])
})

test('F72 the measure of the event loop sees a long turn while it still lasts', (t) => {
  const gate = gateOf(100, { strain: watchProcess() })
  t.after(() => gate.strain.stop())

  const until = performance.now() + 700
  while (performance.now() < until);

  assert.ok(gate.strain.lagMs() > 500)
  assert.equal(gate.open('back', false), false)
  assert.ok(gate.strain.heapShare() > 0 && gate.strain.heapShare() < 1)
})
