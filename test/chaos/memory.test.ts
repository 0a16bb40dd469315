import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type Socket, connect } from 'node:net'
import test from 'node:test'
import { eventually } from '../world/juniper.ts'
import { sendCrowd } from './crowd.ts'
import { narrowTrial } from './narrow-trial.ts'
import type { Trial } from './trial.ts'

/** Readers who look for something else each time, until it is over or the shop is gone; answers the statuses that they were told. */
async function readers({ http }: Trial, many: number, isOver: () => boolean): Promise<Set<number>> {
  const told = new Set<number>()
  const reader = async (lane: number) => {
    for (let at = 0; !isOver() && !told.has(0); at++)
      told.add((await http('GET', `/api/products?q=mug+${lane}+${at}&count=true`)).status)
  }
  await Promise.all(Array.from({ length: many }, (_, lane) => reader(lane)))
  return told
}

/** Sends a quarter of a megabyte but for its end. */
function slowSender(url: string): Socket {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname).on('error', () => {})
  const head = 'POST /api/carts HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 262000\r\n\r\n'
  socket.write(`${head}{"x":"${'a'.repeat(261_000)}`)
  return socket.resume()
}

test('F70 in 256 MB, under a crowd and 1,000 large bodies that never end, it turns away before the kernel kills it', async (t) => {
  const trial = await narrowTrial(t)
  const { group } = trial
  const [running] = trial.running
  const slow = Array.from({ length: 1_000 }, () => slowSender(running!.url))
  t.after(() => slow.forEach((socket) => socket.destroy()))
  await Promise.all(
    slow.slice(0, 900).map((socket) => socket.bytesWritten > 0 || once(socket, 'drain').catch(() => {})),
  )
  let isOver = false
  const crowd = sendCrowd(t, trial, { buyers: 16 })
  const reading = readers(trial, 200, () => isOver)

  await eventually(async () => (crowd.answers.length >= 60 || !running!.isRunning() ? true : null), 'sixty orders')
  isOver = true
  const told = await reading

  assert.equal(group.killedForMemory(), 0, 'the kernel killed it')
  assert.ok(running!.isRunning(), running!.output().slice(-2_000))
  assert.ok(told.has(503), 'nobody was turned away')
  const answers = await crowd.stop()
  assert.ok(
    answers.every(({ status }) => status === 201),
    'a buyer was not served',
  )
})
