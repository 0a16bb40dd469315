import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { attemptsMax, callName, waitMs } from './letter.ts'
import { runs } from '../../../test/properties/runs.ts'

test('waits grow from a second to an hour, never shrink by more than their jitter, and end after about three days', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: attemptsMax }), fc.uuid(), (attempts, id) => {
      const wait = waitMs(attempts, id)
      assert.ok(wait >= 750 && wait <= 3_600_000)
      assert.ok(wait >= waitMs(Math.max(1, attempts - 1), id))
    }),
    runs(),
  )
  const all = Array.from({ length: attemptsMax - 1 }, (_, at) => waitMs(at + 1, '0'.repeat(32)))
  const hours = all.reduce((sum, each) => sum + each, 0) / 3_600_000
  assert.deepEqual([all[0], all.at(-1), Math.round(hours)], [1_000, 3_600_000, 72])
})

test('a letter calls its reader by name, but by none that is an address', () => {
  for (const name of ['Mara', 'José María', 'J. R.', 'Dr. Özge', 'O’Brien', '<script>alert(1)</script>'])
    assert.equal(callName(name), name)
  for (const name of [
    '',
    '  ',
    undefined,
    'http://evil.example',
    'evil.example',
    'www.evil',
    'eve@example.com',
    'Call evil.Example now',
  ]) {
    assert.equal(callName(name), null)
  }
  assert.equal(callName('Mara\r\n\r\nLind\u202e'), 'Mara Lind')
})
