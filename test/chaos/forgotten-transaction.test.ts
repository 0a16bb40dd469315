import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, eventually, shelf } from '../world/juniper.ts'
import { httpOf } from '../world/processes.ts'
import type { Running } from '../world/running.ts'
import { type Trial, sharedTrial } from './trial.ts'

const shop = sharedTrial({ topology: 'one', copies: 2, stock: { mug: 100, pot: 100, lamp: 100 } })

/** Stops a process as soon as it has sent a statement with `words`: what it began stays open, and it forgets it. */
function stopAt(trial: Trial, victim: Running, words: string): () => void {
  trial.lines.database.cut()
  return trial.lines.database.add({
    kind: 'look',
    direction: 'up',
    look(piece) {
      if (piece.includes(words)) victim.child.kill('SIGSTOP')
      return piece
    },
  })
}

const booker =
  ({ adminToken }: Trial, sku: string, key: string) =>
  (at: Running): Promise<Answer> =>
    httpOf(() => at.url)('POST', '/api/admin/stock/adjustments', {
      token: adminToken,
      headers: { 'idempotency-key': key },
      body: { sku, location: 'hamburg', delta: 5, reason: 'delivery' },
    })

test('F30 a transaction that its process forgot is ended by the database, and what others commit meanwhile is told meanwhile', async () => {
  const trial = await shop()
  const [first, second] = [trial.running[0]!, trial.running[1]!]
  const pot = await shelf(trial, 'pot')
  const book = booker(trial, 'pot', randomUUID())
  const off = stopAt(trial, first, 'insert into inventory.outbox (aggregateid')
  const begun = book(first)
  const backend: number = await eventually(async () => {
    const [open] = await trial.sql`
      select pid from pg_stat_activity
      where datname = current_database() and state = 'idle in transaction' and query like '%inventory.outbox%'`
    return open?.pid ?? null
  }, 'a transaction is forgotten, with a fact in it')
  off()
  const isOpen = async () => (await trial.sql`select from pg_stat_activity where pid = ${backend}`).length > 0

  const lamps = await booker(trial, 'lamp', randomUUID())(second)
  // Those of the process that stands still.
  await trial.moveTime(31)
  const told = () => trial.sql`
    select from inventory.outbox where aggregateid = 'lamp' and sent_at is null
    union all select from orders.outbox where sent_at is null`
  const bought = await trial.place({ lines: { mug: 1 } }, randomUUID(), { at: second })
  await eventually(async () => ((await told()).length === 0 ? true : null), 'later facts are told')
  const wasOpen = await isOpen()
  for (let left = 300; left > 0 && (await isOpen()); left--) await pause(50)
  const isEnded = !(await isOpen())
  const sold = await trial.persist({ lines: { pot: 1 } }, randomUUID(), { at: second })
  first.child.kill('SIGCONT')
  const late = await begun
  const again = await eventually(async () => {
    const answer = await book(second)
    return answer.status < 300 ? answer : null
  }, 'the same key is booked')
  await trial.quiet({ hasten: true })

  assert.ok(lamps.status < 300, lamps.text)
  assert.equal(bought.status, 201, bought.text)
  assert.ok(wasOpen, 'it was open while they were told')
  assert.ok(isEnded, 'it holds its rows for good')
  assert.equal(sold.status, 201, sold.text)
  assert.equal(late.status, 503, late.text)
  assert.ok(again.status < 300)
  assert.deepEqual(await shelf(trial, 'pot'), { onHand: pot.onHand + 4, held: 0 })
  await trial.assertSound()
})
