import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import type { Fault } from '../world/fault-proxy.ts'
import { type Answer, eventually, shelf } from '../world/juniper.ts'
import { sized } from './size.ts'
import { type Trial, sharedTrial } from './trial.ts'

/** Orders, carts and payments in one process, stock and the others in another, and a line between them that can be spoiled. */
const shop = sharedTrial({ topology: 'apart', stock: { mug: 10_000 } })
const mug = { lines: { mug: 1 } }
const many = sized(12, 60)

/** Buys over a spoiled line; the answers that came while it was, and what became of them when it was well again. */
async function buyOver(
  trial: Trial,
  spoil: () => void,
): Promise<{ first: Answer[]; last: Answer[]; slowestMs: number }> {
  const keys = Array.from({ length: many }, () => randomUUID())
  let slowestMs = 0
  spoil()
  const first = await Promise.all(
    keys.map(async (key) => {
      const began = performance.now()
      const answer = await trial.place(mug, key)
      slowestMs = Math.max(slowestMs, performance.now() - began)
      return answer
    }),
  )
  for (const line of [trial.lines.rest!, trial.lines.checkout!]) await line.heal()
  await trial.moveTime(31)
  const last = await Promise.all(keys.map((key) => trial.persist(mug, key)))
  await trial.quiet({ hasten: true })
  return { first, last, slowestMs }
}

/** A route has 8 s. What a busy machine adds is no fault of ours. */
const routeMs = 8_000 + 7_000
const faults: [string, Fault[]][] = [
  ['two seconds late', [{ kind: 'latency', ms: 2_000, jitterMs: 200 }]],
  ['of which one piece in twenty is a reset', [{ kind: 'reset', share: 0.05 }]],
  ['that is half open: nothing comes back', [{ kind: 'timeout', direction: 'down' }]],
  ['in single bytes', [{ kind: 'slicer', bytes: 1 }]],
  ['of 10 kB a second', [{ kind: 'bandwidth', bytesPerSecond: 10_000 }]],
]
for (const [words, spoiled] of faults) {
  test(`F43 a line between two groups ${words}: deadlines hold, and nothing is done twice`, async () => {
    const trial = await shop()
    const before = await shelf(trial, 'mug')

    const { first, last, slowestMs } = await buyOver(trial, () =>
      spoiled.forEach((fault) => trial.lines.rest!.add(fault)),
    )

    const codes = new Set(first.map(({ status, body }) => `${status} ${body?.code ?? ''}`.trim()))
    for (const code of codes) assert.match(code, /^(201|202|503 (unavailable|unknown_outcome|overloaded))$/)
    assert.ok(slowestMs < routeMs, `${slowestMs} ms`)
    assert.deepEqual(new Set(last.map(({ status }) => status)), new Set([201]))
    assert.deepEqual(await shelf(trial, 'mug'), { onHand: before.onHand - many, held: 0 })
    await trial.assertSound()
  })
}

/** What a proxy on the way may answer in the place of who was asked. */
const page = '<html><body><h1>502 Bad Gateway</h1></body></html>'
const wrong: [string, (answer: Buffer) => Buffer][] = [
  ['half an answer', (answer) => answer.subarray(0, Math.floor(answer.length / 2))],
  [
    'an answer with a wrong length',
    (answer) => {
      const text = answer.toString('latin1')
      const cut = text.replace(/content-length: \d+|transfer-encoding: chunked/i, 'content-length: 5')
      assert.notEqual(cut, text, 'there was a length to be wrong about')
      return Buffer.from(cut, 'latin1')
    },
  ],
  [
    'a page of a proxy, which says 200',
    () => Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: ${page.length}\r\n\r\n${page}`),
  ],
  ['a yes without a word', () => Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')],
  ['what is no HTTP', () => Buffer.from('SSH-2.0-OpenSSH_9.2\r\n')],
]
for (const [words, spoil] of wrong) {
  test(`F46 the provider's answer becomes ${words}: unknown, never a yes, and asked for by the key`, async () => {
    const trial = await shop()
    const key = randomUUID()
    trial.lines.provider.add(answering(spoil))

    const first = await trial.place(mug, key)
    await trial.lines.provider.heal()
    await trial.moveTime(31)
    const paid = await trial.persist(mug, key)

    assert.deepEqual([first.status, first.body.status], [202, 'PENDING'], first.text)
    assert.equal(paid.status, 201, paid.text)
    await trial.assertSound()
  })

  test(`F46 a neighbour's answer becomes ${words}: unknown, never a yes, and asked for by the key`, async () => {
    const trial = await shop()
    const before = await shelf(trial, 'mug')
    const key = randomUUID()
    await trial.place(mug, randomUUID())
    const off = trial.lines.rest!.add(answering(spoil))

    const first = await trial.place(mug, key)
    off()
    await trial.lines.rest!.heal()
    await trial.moveTime(31)
    const paid = await trial.persist(mug, key)
    await trial.quiet({ hasten: true })

    assert.ok(first.status === 202 || (first.status === 503 && first.body.code !== undefined), first.text)
    assert.equal(paid.status, 201, paid.text)
    assert.deepEqual(await shelf(trial, 'mug'), { onHand: before.onHand - 2, held: 0 })
    await trial.assertSound()
  })
}

/** Every answer is replaced, and the connection ends behind it. */
function answering(spoil: (answer: Buffer) => Buffer): Fault {
  return {
    kind: 'look',
    direction: 'down',
    look(piece, link) {
      setImmediate(() => link.close())
      return spoil(piece)
    },
  }
}

test('F47 who asked gives up: who answers stops, and the statement is ended', async () => {
  const trial = await shop()
  const key = randomUUID()
  const holder = trial.holdRows(`select sku from inventory.stock where sku = 'mug' for update`)
  await holder.held

  const began = performance.now()
  const placing = trial.place(mug, key)
  await eventually(async () => {
    const rows = await trial.sql`
      select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    return rows.length > 0 ? true : null
  }, 'the hold waits for the lock')
  const answer = await placing
  const left = await eventually(async () => {
    const rows = await trial.sql`
      select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    return rows.length === 0 ? rows : null
  }, 'no statement waits for the lock any more')
  const ms = performance.now() - began
  await holder.release()
  await trial.moveTime(31)

  assert.ok(ms < 4_800, `the server's own limit of 5 s was faster than the cancel: ${ms} ms`)
  assert.ok([202, 503].includes(answer.status), answer.text)
  assert.deepEqual(left, [])
  assert.equal((await trial.persist(mug, key)).status, 201)
  await trial.assertSound()
})
