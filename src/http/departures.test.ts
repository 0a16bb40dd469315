import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { runs } from '../../test/properties/runs.ts'
import { depart } from './departures.ts'

/** Stands in for a response whose head is written, and keeps the bytes that it is ended with. */
function responseOf(isGone = false): { response: ServerResponse; ended: Buffer[] } {
  const ended: Buffer[] = []
  const end = (body?: string | Buffer, encoding?: BufferEncoding) =>
    ended.push(body === undefined ? Buffer.alloc(0) : Buffer.from(body as string, encoding))
  return { ended, response: { destroyed: isGone, end } as unknown as ServerResponse }
}

test('answers of one turn leave at its end, and who is gone does not keep the others', async () => {
  const [first, gone, last] = [responseOf(), responseOf(true), responseOf()]

  depart(first.response, 'one')
  depart(gone.response, 'two')
  depart(last.response, null)
  const before = [first, last].map(({ ended }) => ended.length)
  await nextTurn()

  assert.deepEqual(before, [0, 0])
  assert.deepEqual([first.ended, gone.ended, last.ended], [[Buffer.from('one')], [], [Buffer.alloc(0)]])
})

test('in a long turn what is finished does not wait for the rest of it', async () => {
  const [first, second] = [responseOf(), responseOf()]

  depart(first.response, 'one')
  for (const end = performance.now() + 3; performance.now() < end;);
  depart(second.response, 'two')
  const atOnce = [first, second].map(({ ended }) => ended.length)
  await nextTurn()

  assert.deepEqual(atOnce, [1, 1])
  assert.deepEqual([first.ended.length, second.ended.length], [1, 1])
})

test('bytes arrive as they are, whatever they are and however many', async () => {
  const bodies = fc.uint8Array({ maxLength: 20_000, size: 'max' }).map((bytes) => Buffer.from(bytes))
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      const { response, ended } = responseOf()

      depart(response, body)
      await nextTurn()

      assert.ok(ended[0]!.equals(body))
    }),
    runs(),
  )
})
