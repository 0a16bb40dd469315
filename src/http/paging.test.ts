import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '#kernel/errors.ts'
import { secretsOf } from '#kernel/secrets.ts'
import { cursorOf, pageOf, readCursor } from './paging.ts'
import { runs } from '../../test/properties/runs.ts'

const secrets = secretsOf('a secret of thirty-two characters')
const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
const refuses = (work: () => unknown): void =>
  assert.throws(work, (error) => error instanceof Refusal && error.code === 'cursor_invalid' && error.status === 400)

test('a cursor gives back what was put into it', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(value), (kind, values) => {
      const cursor = cursorOf(secrets, kind, values)
      assert.deepEqual(readCursor(secrets, kind, cursor), values)
      assert.match(cursor, /^[\w.~-]+$/, 'needs no encoding in an address')
    }),
    runs(),
  )
})

test('A23 a cursor of another list, of another shop, or changed by one character is refused', () => {
  const other = secretsOf('another secret of thirty-two chars')

  fc.assert(
    fc.property(fc.array(value), fc.nat(), fc.constantFrom(...'aZ09_-.'), (values, place, character) => {
      const cursor = cursorOf(secrets, 'orders', values)
      refuses(() => readCursor(secrets, 'products', cursor))
      refuses(() => readCursor(other, 'orders', cursor))
      const at = place % cursor.length
      const changed = `${cursor.slice(0, at)}${character}${cursor.slice(at + 1)}`
      if (changed !== cursor) refuses(() => readCursor(secrets, 'orders', changed))
    }),
    runs(),
  )
})

test('what was never a cursor is refused, whatever it is', () => {
  for (const text of ['', '.', 'a', 'a.b', 'eyJh.', '[1]', "' or 1=1 --"])
    refuses(() => readCursor(secrets, 'orders', text))
  fc.assert(
    fc.property(fc.string(), (text) => refuses(() => readCursor(secrets, 'orders', text))),
    runs(),
  )
})

test('a cursor made before the secret was rotated still opens', () => {
  const before = cursorOf(secretsOf('the secret of before, long enough!'), 'orders', [1])

  assert.deepEqual(
    readCursor(secretsOf('a secret of thirty-two characters', 'the secret of before, long enough!'), 'orders', before),
    [1],
  )
})

test('walking page by page shows every row once, and the last page has no next', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer()), fc.integer({ min: 1, max: 7 }), (all, limit) => {
      const sorted = all.toSorted((a, b) => a - b)
      const read = (after: number) => sorted.filter((each) => each > after).slice(0, limit + 1)
      const seen: number[] = []
      for (let after: number | null = -Infinity; after !== null;) {
        const page: { items: number[]; next?: string } = pageOf(read(after), limit, (last) =>
          cursorOf(secrets, 'numbers', [last]),
        )
        assert.ok(page.items.length <= limit)
        seen.push(...page.items)
        after = page.next === undefined ? null : (readCursor(secrets, 'numbers', page.next)[0] as number)
      }
      assert.deepEqual(seen, sorted)
    }),
    runs(),
  )
})
