import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { type Answer, eventually, shelf } from '../world/juniper.ts'
import { type Trial, sharedTrial } from './trial.ts'

const shop = sharedTrial({ topology: 'one', copies: 2, stock: { mug: 10_000, pot: 1_000 } })
const mug = { lines: { mug: 1 } }

/** Every new connection sends a statement's text once: the one with `words` is let through, and its answer is lost. */
function loseAnswerTo(trial: Trial, words: string): { wasLost(): boolean; off(): void } {
  const deaf = new Set<number>()
  let lost = false
  trial.lines.database.cut()
  const off = trial.lines.database.add({
    kind: 'look',
    look(piece, link, direction) {
      if (direction === 'up' && !lost && piece.includes(words)) deaf.add(link.id)
      if (direction === 'up' || !deaf.has(link.id)) return piece
      lost = true
      deaf.clear()
      link.reset()
      return Buffer.alloc(0)
    },
  })
  return { wasLost: () => lost, off }
}

for (const [step, words] of [
  ['the order', 'insert into orders.claims'],
  ['the hold', 'insert into inventory.holds'],
  ['the payment', 'insert into payments.payments'],
  ['the confirmation', 'delete from orders.sagas using'],
  ['the reaction that sells', 'insert into inventory.inbox'],
  ['the mark that facts were told', 'update orders.outbox set sent_at'],
] as const) {
  test(`F25 the line is cut when ${step} was committed, before anybody heard: what became of it is read by the key`, async () => {
    const trial = await shop()
    const before = await shelf(trial, 'mug')
    const key = randomUUID()
    const { wasLost, off } = loseAnswerTo(trial, words)

    const first = await trial.place(mug, key)
    await eventually(async () => (wasLost() ? true : null), `the answer to ${step} is lost`)
    off()
    await trial.moveTime(31)
    const paid = await trial.persist(mug, key)
    await trial.quiet({ hasten: true })

    assert.ok([201, 202, 503].includes(first.status), first.text)
    assert.equal(paid.status, 201, paid.text)
    assert.deepEqual(await shelf(trial, 'mug'), { onHand: before.onHand - 1, held: 0 })
    await trial.assertSound()
  })
}

for (const code of ['40001', '40P01', '55P03']) {
  test(`F26 a write that the database gives up each time (${code}) is tried three times, then 503, and nothing of it is there`, async () => {
    const trial = await shop()
    const before = await shelf(trial, 'pot')
    await trial.run(`
      create sequence public.tries;
      create function public.give_up() returns trigger language plpgsql as $$
        begin perform nextval('public.tries'); raise exception 'not now' using errcode = '${code}'; end $$;
      create trigger give_up before insert on inventory.movements for each statement execute function public.give_up()`)
    const book = (key: string) =>
      trial.http('POST', '/api/admin/stock/adjustments', {
        token: trial.adminToken,
        headers: { 'idempotency-key': key },
        body: { sku: 'pot', location: 'hamburg', delta: 5, reason: 'delivery' },
      })
    const key = randomUUID()

    const refused = await book(key)
    const [{ tries }] = await trial.sql`select last_value::int as tries from public.tries`
    const between = await shelf(trial, 'pot')
    await trial.run(`
      drop trigger give_up on inventory.movements; drop function public.give_up(); drop sequence public.tries`)
    const booked = await eventually(async () => {
      const answer = await book(key)
      return answer.status < 300 ? answer : null
    }, 'the same key is booked')

    assert.deepEqual([refused.status, refused.body.code, tries], [503, 'unavailable', 3], refused.text)
    assert.deepEqual(between, before)
    assert.ok(booked.status < 300)
    assert.deepEqual(await shelf(trial, 'pot'), { ...before, onHand: before.onHand + 5 })
    await trial.assertSound()
  })
}

/** An order that has the mug and waits for the pot, while another transaction has the pot and comes for the mug. */
async function lockedOut(trial: Trial): Promise<Answer> {
  const other = trial.holdRows(
    `set local deadlock_timeout = '20s'; select from inventory.stock where sku = 'pot' for update`,
  )
  await other.held
  const answer = trial.place({ lines: { mug: 1, pot: 1 } }, randomUUID())
  await eventually(async () => {
    const rows = await trial.sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    return rows.length > 0 ? true : null
  }, 'the hold has the mug and waits for the pot')
  await other.also(`select from inventory.stock where sku = 'mug' for update`)
  await other.release()
  return answer
}

test('F26 a real deadlock costs nobody anything: who was given up is done again', async () => {
  const trial = await shop()
  const before = await shelf(trial, 'pot')
  // A waiter looks once, so late that the other one waits too, and before the time for a hold is over.
  await trial.run(
    `do $$ begin execute format('alter database %I set deadlock_timeout = ''400ms''', current_database()); end $$`,
  )
  trial.lines.database.cut()
  let deadlocks = 0
  const off = trial.lines.database.add({
    kind: 'look',
    direction: 'down',
    look(piece) {
      if (piece.includes('40P01')) deadlocks++
      return piece
    },
  })
  const answers: Answer[] = []

  // On a slow machine the other one may come too late for the look.
  while (deadlocks === 0 && answers.length < 5) {
    answers.push(await lockedOut(trial))
    await trial.quiet({ hasten: true })
  }
  off()

  assert.ok(deadlocks > 0, 'nobody was given up')
  for (const { status, text } of answers) assert.ok([201, 202].includes(status), text)
  assert.deepEqual(await shelf(trial, 'pot'), { ...before, onHand: before.onHand - answers.length })
  await trial.assertSound()
})

test("F34 the database's clock jumps ten minutes on and back: no lease is lost to another, who works is left to work", async () => {
  const trial = await shop()
  const slow = trial.lines.provider.add({ kind: 'latency', ms: 1_500, direction: 'down' })
  const statuses: number[] = []

  // The sweeper of the other process comes by meanwhile, and would take an order whose lease looks as if it had run out.
  for (const seconds of [600, -600, -600, 600]) {
    await trial.moveTime(seconds)
    const keys = Array.from({ length: 4 }, () => randomUUID())
    const answers = await Promise.all(keys.map((key) => trial.place(mug, key)))
    statuses.push(...answers.map(({ status }) => status))
  }
  slow()

  assert.deepEqual(new Set(statuses), new Set([201]))
  await trial.assertSound()
})

test("F34 an order that was placed while the database's clock was ten minutes ahead expires in its time by that clock, not before", async () => {
  const trial = await shop()
  const before = await shelf(trial, 'mug')
  const [sooner, later] = [randomUUID(), randomUUID()]
  const statusOf = async (key: string): Promise<string> =>
    (await trial.sql`select status from orders.orders where claim_key = ${key}`)[0].status
  const expires = (key: string) =>
    eventually(async () => ((await statusOf(key)) === 'CANCELLED' ? true : null), 'an order expires')
  await trial.lines.provider.down()

  await trial.place(mug, sooner)
  await trial.moveTime(600)
  await trial.place(mug, later)
  await trial.moveTime(-1_200)
  // Fifteen minutes after the first, and before the second has had as much.
  await trial.moveTime(600 + 1_400)
  await expires(sooner)
  const between = await statusOf(later)
  await trial.moveTime(120)
  await expires(later)
  await trial.lines.provider.heal()
  await trial.quiet({ hasten: true })

  assert.equal(between, 'PENDING')
  for (const key of [sooner, later]) assert.equal((await trial.persist(mug, key)).status, 409)
  assert.deepEqual(await shelf(trial, 'mug'), before)
  await trial.assertSound()
})
