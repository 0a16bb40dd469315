import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cacheOf } from './cache.ts'
import { strongEtag } from './etag.ts'
import { runs } from '../../test/properties/runs.ts'

const clockAt = (ms: number) => {
  const clock = { ms, now: () => clock.ms }
  return clock
}
/** Makes pages and counts; each is told apart by its number. */
const makerOf = (size = 10) => {
  const maker = { made: 0, make: async () => ({ body: Buffer.from(String(++maker.made).padEnd(size)) }) }
  return maker
}

test('a page is made once and read again with its tag until its time is over', async () => {
  const clock = clockAt(0)
  const cache = cacheOf({ maxBytes: 1e6, ttlMs: 1_000, clock })
  const maker = makerOf()

  const first = await cache.read('a', maker.make)
  clock.ms = 899
  const second = await cache.read('a', maker.make)
  clock.ms = 1_001
  const third = await cache.read('a', maker.make)

  assert.equal(second.body, first.body)
  assert.equal(first.etag, strongEtag(first.body))
  assert.equal(maker.made, 2)
  assert.notEqual(third.etag, first.etag)
})

test('F74 a thousand readers of one expired page are one read', async () => {
  const cache = cacheOf({ maxBytes: 1e6, ttlMs: 1_000, clock: clockAt(0) })
  const maker = makerOf()

  const pages = await Promise.all(Array.from({ length: 1_000 }, () => cache.read('a', maker.make)))

  assert.equal(maker.made, 1)
  assert.equal(new Set(pages.map(({ etag }) => etag)).size, 1)
})

test('a failed read is told to all who wait for it, and the next reader tries again', async () => {
  const cache = cacheOf({ maxBytes: 1e6, ttlMs: 1_000, clock: clockAt(0) })
  const fail = async () => Promise.reject(new Error('no'))
  const both = await Promise.allSettled([cache.read('a', fail), cache.read('a', fail)])

  assert.deepEqual(
    both.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  assert.equal((await cache.read('a', makerOf().make)).body.toString().trim(), '1')
})

test('a read that began before a change does not come back after it', async () => {
  const cache = cacheOf({ maxBytes: 1e6, ttlMs: 1_000, clock: clockAt(0) })
  const slow = Promise.withResolvers<{ body: Buffer }>()
  const maker = makerOf()

  const old = cache.read('a', () => slow.promise)
  cache.drop((key) => key === 'a')
  const fresh = await cache.read('a', maker.make)
  slow.resolve({ body: Buffer.from('old') })

  assert.equal((await old).body.toString(), 'old')
  assert.equal((await cache.read('a', maker.make)).etag, fresh.etag)
})

test('dropping one key leaves the others', async () => {
  const cache = cacheOf({ maxBytes: 1e6, ttlMs: 1_000, clock: clockAt(0) })
  const maker = makerOf()
  await cache.read('a', maker.make)
  await cache.read('b', maker.make)

  cache.drop('a')
  await cache.read('b', maker.make)

  assert.equal(maker.made, 2)
})

test('the memory is bounded, whatever is read', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.string(), fc.nat(5_000)), { maxLength: 100 }), async (reads) => {
      const cache = cacheOf({ maxBytes: 20_000, ttlMs: 1_000, clock: clockAt(0) })
      for (const [key, size] of reads) await cache.read(key, makerOf(size).make)
      assert.ok(cache.size <= 20_000)
    }),
    runs(),
  )
})
