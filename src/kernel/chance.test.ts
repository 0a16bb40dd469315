import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isoTime, systemClock, systemRandom, uuidv7From } from './chance.ts'
import { runs } from '../../test/properties/runs.ts'

test('an id is a UUIDv7: its time, version and variant can be read, the rest is the chance it was given', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 48 - 1 }),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      (now, chance) => {
        const id = uuidv7From({ now: () => now }, { bytes: () => Buffer.from(chance) }).next()

        assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        const hex = id.replaceAll('-', '')
        assert.equal(Number.parseInt(hex.slice(0, 12), 16), now)
        assert.equal(hex.slice(18), Buffer.from(chance).toString('hex').slice(18))
      },
    ),
    runs(),
  )
})

test('ids sort by the time at which they were made', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 47 }), fc.integer({ min: 1, max: 2 ** 40 }), (now, laterMs) => {
      const [one, two] = [now, now + laterMs].map((ms) => uuidv7From({ now: () => ms }, systemRandom).next())

      assert.ok(one! < two!)
    }),
    runs(),
  )
})

test('ten thousand ids of one millisecond are ten thousand', () => {
  const ids = uuidv7From({ now: () => 1_800_000_000_000 }, systemRandom)

  assert.equal(new Set(Array.from({ length: 10_000 }, () => ids.next())).size, 10_000)
})

test('chance has the size that was asked for, gives no byte twice, and what was given does not change', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 16, max: 2_000 }), { minLength: 1, maxLength: 40 }), (sizes) => {
      const given = sizes.map((size) => systemRandom.bytes(size))
      const copies = given.map((bytes) => bytes.toString('hex'))
      given[0]!.fill(0)
      systemRandom.bytes(1_000)

      assert.deepEqual(
        given.map(({ length }) => length),
        sizes,
      )
      assert.equal(new Set(copies.map((hex) => hex.slice(0, 32))).size, sizes.length)
      assert.deepEqual(
        given.slice(1).map((bytes) => bytes.toString('hex')),
        copies.slice(1),
      )
    }),
    runs(),
  )
})

test('times that people read are RFC 3339 in UTC with milliseconds', () => {
  assert.equal(isoTime({ now: () => Date.UTC(2026, 10, 21, 12, 0, 0, 7) }), '2026-11-21T12:00:00.007Z')
  assert.ok(Math.abs(systemClock.now() - Date.now()) < 1_000)
})
