import assert from 'node:assert/strict'
import { test } from 'node:test'
import { patienceOf } from './patience.ts'

const late = () => new Error('late')

test('work that ends in time is answered as it ended', async () => {
  const { within } = patienceOf()

  const done = await within(Promise.resolve(7), 1_000, late)
  const failed = within(Promise.reject(new Error('no')), 1_000, late)

  assert.equal(done, 7)
  await assert.rejects(failed, /^Error: no$/)
})

test('work that does not end is given up, also when others came and ended meanwhile', async () => {
  const { within } = patienceOf()

  const never = within(new Promise(() => {}), 1, late)
  const others = await Promise.all(Array.from({ length: 10 }, (_, at) => within(Promise.resolve(at), 60_000, late)))

  await assert.rejects(never, /^Error: late$/)
  assert.equal(others.length, 10)
})

test('after a quiet time the watch goes on with the next who waits', async () => {
  const { within } = patienceOf()
  await assert.rejects(within(new Promise(() => {}), 1, late), /late/)

  const again = within(new Promise(() => {}), 1, late)

  await assert.rejects(again, /^Error: late$/)
})
