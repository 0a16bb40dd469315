import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { runs } from '../../../test/properties/runs.ts'
import { retryBudget } from './retry-budget.ts'

const stopped = () => {
  let nowMs = 0
  return { now: () => nowMs, pass: (ms: number) => void (nowMs += ms) }
}

/** A fair coin (mulberry32). */
const coin = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) & 1) === 1
}

test('while calls are answered, repeats are free', () => {
  const budget = retryBudget({ clock: stopped() })

  for (let call = 0; call < 100; call++) budget.ended(call % 20 !== 0)

  assert.equal(budget.left(), Infinity)
})

test('F48 while half of the calls fail, repeats are a twentieth of them at most, however the failures fall', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 5, max: 50 }), (seed, callsPerSecond) => {
      const fate = coin(seed)
      const clock = stopped()
      const budget = retryBudget({ clock })
      const calls = callsPerSecond * 60
      let repeats = 0
      for (let call = 0; call < calls; call++) {
        budget.ended(fate())
        clock.pass(1_000 / callsPerSecond)
        if (budget.left() === 0) continue
        budget.spend(1)
        budget.ended(fate(), true)
        repeats++
      }
      // What is free before it is known that the neighbour is not well is beside the share.
      assert.ok(repeats <= calls * 0.05 + 20, `${repeats} repeats of ${calls} calls`)
    }),
    runs(),
  )
})

test('F48 when nobody calls any more one repeat in two seconds is left, and a dozen that are answered free all', () => {
  const clock = stopped()
  const budget = retryBudget({ clock })
  for (let call = 0; call < 20; call++) budget.ended(false)
  budget.spend(budget.left())

  const left = [0, 2_000, 1_000].map((ms) => (clock.pass(ms), budget.left()))
  for (let repeat = 0; repeat < 12; repeat++) budget.ended(true, true)

  assert.deepEqual(left, [0, 0, 1])
  assert.equal(budget.left(), Infinity)
})
