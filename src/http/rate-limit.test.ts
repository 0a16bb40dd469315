import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { rateLimitsOf } from './rate-limit.ts'
import { runs } from '../../test/properties/runs.ts'

const settings = { loginsPerMinute: 20, loginsPerAccountPerMinute: 10, requestsPerSecond: 100 }
const clockAt = (ms: number) => {
  const clock = { ms, now: () => clock.ms }
  return clock
}

test('A12 a network gets its hundred at once, the next waits, and another network does not notice', () => {
  const clock = clockAt(0)
  const limits = rateLimitsOf(settings, clock)

  const waits = Array.from({ length: 101 }, () => limits.take('a', undefined).waitMs)

  assert.ok(waits.slice(0, 100).every((each) => each === 0))
  assert.equal(waits[100], 10)
  assert.equal(limits.take('b', undefined).waitMs, 0)
  clock.ms += 10
  assert.equal(limits.take('a', undefined).waitMs, 0)
})

test('whatever the order of requests and pauses, no window passes more than a full bucket and what flowed in', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 200 }), (pauses) => {
      const clock = clockAt(0)
      const limits = rateLimitsOf({ ...settings, requestsPerSecond: 10 }, clock)
      let passed = 0
      for (const pause of pauses) {
        clock.ms += pause
        if (limits.take('a', undefined).waitMs === 0) passed++
      }
      assert.ok(passed <= 10 + clock.ms / 100 + 1e-6)
    }),
    runs(100),
  )
})

test('who waits as long as told gets through', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), (quota) => {
      const clock = clockAt(0)
      const limits = rateLimitsOf({ ...settings, requestsPerSecond: quota }, clock)
      let waitMs = 0
      while (waitMs === 0) waitMs = limits.take('a', undefined).waitMs
      clock.ms += Math.ceil(waitMs)
      assert.equal(limits.take('a', undefined).waitMs, 0)
    }),
    runs(100),
  )
})

test('log-ins have a stricter bucket of their own beside the general one', () => {
  const limits = rateLimitsOf(settings, clockAt(0))

  const waits = Array.from({ length: 21 }, () => limits.take('a', 'login').waitMs)

  assert.deepEqual(
    waits.map((each) => each > 0),
    [...Array(20).fill(false), true],
  )
  assert.equal(limits.take('a', 'mail').waitMs, 0)
  assert.equal(limits.take('a', undefined).waitMs, 0)
})

test('the headers name the policy and what is left', () => {
  const limits = rateLimitsOf(settings, clockAt(0))

  assert.deepEqual(limits.take('a', undefined).headers, {
    'ratelimit-policy': '"requests";q=100;w=1',
    ratelimit: '"requests";r=99;t=1',
  })
  assert.equal(limits.take('a', 'login').headers['ratelimit-policy'], '"requests";q=100;w=1, "login";q=20;w=60')
})
