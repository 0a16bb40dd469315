import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '#kernel/errors.ts'
import { noneMatchHits, requireMatch, strongEtag } from './etag.ts'

test('equal bytes have an equal strong tag, other bytes another', () => {
  assert.match(strongEtag('a'), /^"[\w-]{22}"$/)
  assert.equal(strongEtag('a'), strongEtag(Buffer.from('a')))
  assert.notEqual(strongEtag('a'), strongEtag('b'))
})

test('If-None-Match hits by any tag of its list, weak or strong, and by a star', () => {
  for (const header of ['"a"', 'W/"a"', '"x", "a"', ' "a" ', '*']) assert.ok(noneMatchHits(header, '"a"'), header)
  for (const header of ['"b"', 'a', '""']) assert.ok(!noneMatchHits(header, '"a"'), header)
  assert.ok(!noneMatchHits(undefined, '"a"'))
  assert.ok(!noneMatchHits('*', undefined))
})

test('a write is refused when its If-Match does not name the present state, and a weak tag never does', () => {
  for (const header of [undefined, '"a"', '"b", "a"', '*']) assert.doesNotThrow(() => requireMatch(header, '"a"'))
  for (const header of ['"b"', 'W/"a"', 'a', '']) {
    assert.throws(
      () => requireMatch(header, '"a"'),
      (error) => error instanceof Refusal && error.status === 412 && error.code === 'precondition_failed',
    )
  }
})
