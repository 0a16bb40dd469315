import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { runs } from '../../test/properties/runs.ts'
import type { TrafficClass } from '#kernel/module.ts'
import { type FlightLimit, flightLimitOf } from './flight-limit.ts'

const options = { targetMs: { checkout: 500, browse: 200, back: 1_000 }, floor: 32, home: 256, ceiling: 832 }
type Ended = { traffic: TrafficClass; ms: number; at: number }

/**
 * A machine that can do `perSecond` requests, shared evenly among those inside, and a crowd that comes at `times` of that,
 * by a schedule. A hundredth of a second a step. Who finds no place is gone.
 */
function crowd(
  limit: FlightLimit,
  machine: { perSecond: number; outsideMs?: number },
  times: number,
  seconds: number,
  from = 0,
) {
  const { perSecond, outsideMs = 0 } = machine
  // Shared evenly, requests of one size end in the order of their coming: each when the share of all has grown by one.
  const inside: { until: number; at: number }[] = []
  const outside: { until: number; at: number }[] = []
  const [ended, limits]: [Ended[], number[]] = [[], []]
  let [owed, share] = [0, 0]
  for (let at = from * 1_000; at < (from + seconds) * 1_000; at += 10) {
    owed += (perSecond * times) / 100
    for (; owed >= 1; owed--) if (inside.length < limit.max()) inside.push({ until: share + 1, at })
    for (let work = perSecond / 100; inside.length > 0 && work > 0;) {
      const needed = (inside[0]!.until - share) * inside.length
      share += Math.min(work, needed) / inside.length
      if (needed <= work) outside.push({ at: inside.shift()!.at, until: at + outsideMs })
      work -= needed
    }
    while (outside.length > 0 && outside[0]!.until <= at) {
      const one = outside.shift()!
      limit.ended({ now: at, traffic: 'checkout', ms: at - one.at, inside: inside.length })
      ended.push({ traffic: 'checkout', ms: at - one.at, at })
    }
    limits.push(limit.max())
  }
  return { ended, limits }
}
const machines = fc.double({ min: 1.5, max: 3.3, noNaN: true }).map((exponent) => Math.round(10 ** exponent))
const after = (ended: Ended[], seconds: number) => ended.filter(({ at }) => at >= seconds * 1_000)

test('F67 however fast the machine, at ten times its best it keeps nine tenths of it, each in good time', () => {
  fc.assert(
    fc.property(machines, (perSecond) => {
      const limit = flightLimitOf(options)
      crowd(limit, { perSecond }, 1.5, 10)

      const { ended } = crowd(limit, { perSecond }, 10, 10, 10)

      const good = ended.filter(({ ms }) => ms <= 2_000)
      assert.ok(good.length >= perSecond * 9, `${good.length} good of ${perSecond * 10}`)
      const mean = ended.reduce((all, { ms }) => all + ms, 0) / ended.length
      assert.ok(mean <= Math.max(750, (32 / perSecond) * 1_500), `${mean} ms on average`)
    }),
    runs(100),
  )
})

test('F67 a flood that nobody expected is under control within ten seconds, and a calm crowd is never refused', () => {
  fc.assert(
    fc.property(machines, (perSecond) => {
      const limit = flightLimitOf(options)
      const flood = after(crowd(limit, { perSecond }, 10, 20).ended, 10)
      assert.ok(
        flood.every(({ ms }) => ms <= 3_000),
        `${Math.max(...flood.map(({ ms }) => ms))} ms`,
      )

      const calm = crowd(limit, { perSecond }, 0.5, 20, 20)

      assert.ok(after(calm.ended, 30).length >= perSecond * 0.5 * 10 * 0.98)
      assert.ok(after(calm.ended, 30).every(({ ms }) => ms <= 100))
    }),
    runs(100),
  )
})

test('a slow provider does not shrink the limit, however slow it is', () => {
  const limit = flightLimitOf(options)

  const { ended, limits } = crowd(limit, { perSecond: 300, outsideMs: 5_000 }, 0.7, 20)

  assert.ok(ended.length > 1_000)
  assert.ok(Math.min(...limits) >= options.home)
})

test('where many at once do well, all of them are let in within seconds', () => {
  const limit = flightLimitOf(options)

  const { limits } = crowd(limit, { perSecond: 5_000 }, 3, 5)

  assert.equal(limits.at(-1), options.ceiling)
})

test('whatever it is told, the limit stays between floor and ceiling, and a class with a few samples decides nothing', () => {
  const sample = fc.record({
    traffic: fc.constantFrom<TrafficClass>('checkout', 'browse', 'back'),
    ms: fc.double({ min: 0, max: 1e7, noNaN: true }),
    inside: fc.nat(2_000),
    afterMs: fc.nat(1_000),
  })
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 300 }), (samples) => {
      const limit = flightLimitOf(options)
      let now = 0
      for (const { afterMs, ...one } of samples) {
        now += afterMs
        limit.ended({ ...one, now })
        assert.ok(limit.max() >= options.floor && limit.max() <= options.ceiling && Number.isInteger(limit.max()))
      }
    }),
    runs(),
  )
  const limit = flightLimitOf(options)
  for (let at = 0; at < 40; at++)
    limit.ended({
      now: at * 10,
      traffic: at % 20 === 0 ? 'back' : 'browse',
      ms: at % 20 === 0 ? 60_000 : 5,
      inside: 200,
    })
  assert.ok(limit.max() >= options.home, 'one slow report does not close the shop')
})
