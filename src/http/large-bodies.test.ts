import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import test from 'node:test'
import { largeBodiesOf, roomOf } from './large-bodies.ts'

const limit = 256 * 1024
const sent = (headers: Record<string, string>) => Object.assign(new EventEmitter(), { headers }) as IncomingMessage
const large = () => sent({ 'content-length': '200000' })

test('F70 large bodies get so much room and no more, and small ones always get in', () => {
  const bodies = largeBodiesOf(500_000)

  const given = [large(), large(), large(), sent({ 'content-length': '300' }), sent({})].map((each) =>
    bodies.admits(each, limit),
  )

  assert.deepEqual(given, [true, true, false, true, true])
  assert.equal(bodies.bytes, 400_000)
})

test('room comes back once, when a body has arrived or its sender is gone', () => {
  const bodies = largeBodiesOf(500_000)
  const [arrived, gone] = [large(), large()]
  bodies.admits(arrived, limit)
  bodies.admits(gone, limit)

  arrived.emit('end')
  arrived.emit('close')
  const between = bodies.bytes
  gone.emit('close')

  assert.deepEqual([between, bodies.bytes], [200_000, 0])
})

test('a body without a length, or with more than is read of it, counts as what its route reads at most', () => {
  const bodies = largeBodiesOf(10 ** 9)

  bodies.admits(sent({ 'transfer-encoding': 'chunked' }), 50_000)
  bodies.admits(sent({ 'content-length': '999999999' }), 60_000)

  assert.equal(bodies.bytes, 110_000)
})

test('an eighth of a small machine, and 64 MB of a large one', () => {
  assert.deepEqual([roomOf(256 * 2 ** 20), roomOf(64 * 2 ** 30)], [32 * 2 ** 20, 64 * 2 ** 20])
})
