import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Bakery, type React, bakeryOf, counterModule, ovens, ovensModule, shelve } from '../bakery.fixture.ts'
import type { Pool } from '../database/pool.ts'
import { whenMany } from '../module.ts'
import { Overloaded, Unavailable, UnknownOutcome } from '../errors.ts'
import type { Delivery } from './inbox.ts'
import { backOffMs } from './inbox.ts'
import { runs } from '../../../test/properties/runs.ts'

const hearing = (bakery: Bakery, react: React) => bakery.process({ modules: [ovensModule(), counterModule(react)] })
const soon = () => Date.now() + 20_000
/** A fact on its way to the counter; the batch's first part is its aggregate. */
const delivery = (batchId: string, pos: number): Delivery => ({
  module: 'counter',
  subscriber: 'shelve-bread',
  pos,
  id: randomUUID(),
  aggregateid: batchId.split('/')[0]!,
  type: ovens.events.BreadBaked.type,
  payload: { batchId, loaves: 1 },
  at: '2026-11-21T12:00:00.000Z',
})

test('F38 31 deliveries of two facts at once, to something that counts, count two', async (t) => {
  const bakery = await bakeryOf(t)
  const process = bakery.process()
  const two = [delivery('a', 1), delivery('b', 2)]

  const outcomes = await Promise.all(Array.from({ length: 31 }, (_, n) => process.receive(two[n % 2]!, soon())))

  assert.equal((await bakery.shelf()).loaves, 2)
  assert.deepEqual(
    Object.entries(Object.groupBy(outcomes, (outcome) => outcome))
      .map(([k, v]) => [k, v.length])
      .sort(),
    [
      ['done', 2],
      ['repeated', 29],
    ],
  )
  assert.deepEqual(await bakery.waiting(), [])
})

test('a reaction is told what it heard: body, id and time of the fact', async (t) => {
  const bakery = await bakeryOf(t)
  const heard: unknown[] = []
  const process = hearing(bakery, async (once, body, { id, at }) => {
    heard.push({ body, id, at })
    return shelve(once, body, {} as never)
  })
  const one = delivery('a', 1)

  await process.receive(one, soon())

  assert.deepEqual(heard, [{ body: one.payload, id: one.id, at: one.at }])
})

test('a second statement in a reaction is a thrown bug, and what the first did is not done again', async (t) => {
  const bakery = await bakeryOf(t)
  const process = hearing(bakery, async (once, body, meta) => {
    await shelve(once, body, meta)
    await once.sql`update counter.shelf set loaves = 100 where id = 1`
  })

  const outcome = await process.receive(delivery('a', 1), soon())
  await bakery.moveTime(2_000)
  await process.settle()

  assert.equal(outcome, 'waiting')
  assert.match(bakery.lines.find(({ level }) => level === 'error')?.fields.err, /a reaction is one statement/)
  assert.deepEqual(await bakery.shelf(), { loaves: 1, batches: ['a'] })
  assert.deepEqual(await bakery.waiting(), [], 'it was seen, so it does not wait')
})

test('a reaction that decides to do nothing has still seen the fact', async (t) => {
  const bakery = await bakeryOf(t)
  const process = hearing(bakery, async () => {})
  const one = delivery('a', 1)

  const outcomes = [await process.receive(one, soon()), await process.receive(one, soon())]

  assert.deepEqual(outcomes, ['done', 'repeated'])
  const seen = await bakery.sql`select subscriber, event_id, blocked from counter.inbox`
  assert.deepEqual(seen, [{ subscriber: 'shelve-bread', event_id: one.id, blocked: false }])
})

test('a reaction may begin with CTEs of its own, also recursive ones', async (t) => {
  const bakery = await bakeryOf(t)
  const plain = hearing(
    bakery,
    (once, { loaves }) => once.sql`
      with more as (select ${loaves}::int as n)
      update counter.shelf set loaves = loaves + n from more where id = 1`,
  )
  const recursive = hearing(
    bakery,
    (once) => once.sql`
      with recursive up(n) as (select 1 union all select n + 1 from up where n < 4)
      update counter.shelf set loaves = loaves + (select sum(n) from up) where id = 1`,
  )

  assert.equal(await plain.receive(delivery('a', 1), soon()), 'done')
  assert.equal(await recursive.receive(delivery('b', 2), soon()), 'done')

  assert.equal((await bakery.shelf()).loaves, 11)
})

test('F39 what fails makes later facts of its aggregate wait; other aggregates flow, and order is kept after repair', async (t) => {
  const bakery = await bakeryOf(t)
  let broken = true
  const process = hearing(bakery, async (once, body, meta) => {
    if (broken && body.batchId === 'a/1') throw new Error('no tray')
    return shelve(once, body, meta)
  })
  await bakery.bake('a/1', 'a/2', 'b/1', 'a/3')

  await process.settle()
  const before = { ...(await bakery.shelf()), unsent: await bakery.unsent(), waiting: await bakery.waiting() }
  broken = false
  await bakery.bake('a/4')
  await process.settle()
  await bakery.moveTime(2_000)
  await process.settle()

  const behind = (batch: string) => ({ batch, attempts: 0, parked: false, error: null })
  assert.deepEqual(before, {
    loaves: 1,
    batches: ['b/1'],
    unsent: 0,
    waiting: [{ batch: 'a/1', attempts: 1, parked: false, error: 'no tray' }, behind('a/2'), behind('a/3')],
  })
  assert.deepEqual((await bakery.shelf()).batches, ['b/1', 'a/1', 'a/2', 'a/3', 'a/4'])
  assert.deepEqual(await bakery.waiting(), [])
})

test('F39 a fact is tried eight times, further and further apart, then parked; put back, it goes on in order', async (t) => {
  const bakery = await bakeryOf(t)
  let tries = 0
  let broken = true
  const process = hearing(bakery, async (once, body, meta) => {
    if (body.batchId === 'a/1') tries++
    if (broken && body.batchId === 'a/1') throw new Error('no tray')
    return shelve(once, body, meta)
  })
  await bakery.bake('a/1', 'a/2')
  await process.settle()

  for (let done = 1; done < 8; done++) {
    const longest = Math.min(1_000 * 2 ** (done - 1), 300_000)
    await bakery.moveTime(longest * 0.7)
    await process.settle()
    assert.equal(tries, done, `too early for attempt ${done + 1}`)
    await bakery.moveTime(longest * 0.31)
    await process.settle()
    assert.equal(tries, done + 1)
  }
  await bakery.moveTime(24 * 3_600_000)
  await process.settle()
  const parked = await bakery.waiting()
  broken = false
  await bakery.sql`update counter.waiting set parked = false, attempts = 0, next_at = banyan.now() where parked`
  await process.settle()
  await bakery.moveTime(1_000)
  await process.settle()

  assert.equal(tries, 9)
  assert.deepEqual(parked, [
    { batch: 'a/1', attempts: 8, parked: true, error: 'no tray' },
    { batch: 'a/2', attempts: 0, parked: false, error: null },
  ])
  assert.deepEqual((await bakery.shelf()).batches, ['a/1', 'a/2'])
})

test('while one process tries a fact again, another leaves it alone', async (t) => {
  const bakery = await bakeryOf(t)
  const [began, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let tries = 0
  const react: React = async (once, body, meta) => {
    if (++tries === 1) throw new Error('no tray')
    began.resolve()
    await gate.promise
    return shelve(once, body, meta)
  }
  const [first, second] = [hearing(bakery, react), hearing(bakery, react)]
  await bakery.bake('a')
  await first.settle()
  await bakery.moveTime(2_000)

  const trying = first.settle()
  await began.promise
  await second.settle()
  const meanwhile = tries
  gate.resolve()
  await trying

  assert.equal(meanwhile, 2)
  assert.deepEqual([await bakery.shelf(), await bakery.waiting()], [{ loaves: 1, batches: ['a'] }, []])
})

test('a database that does not answer spends no attempt: nothing waits, and the fact comes again', async (t) => {
  const bakery = await bakeryOf(t)
  const failures: Error[] = [new Unavailable('away'), new Overloaded('much'), new UnknownOutcome('cut')]
  const sound = bakery.poolOf()
  const take: Pool['take'] = (deadline) => {
    const failure = failures.shift()
    return failure === undefined ? sound.take(deadline) : Promise.reject(failure)
  }
  const process = bakery.process({ pool: { ...sound, take } })
  const one = delivery('a', 1)

  for (const kind of [Unavailable, Overloaded, UnknownOutcome]) await assert.rejects(process.receive(one, soon()), kind)
  const waiting = await bakery.waiting()

  assert.deepEqual([waiting, await process.receive(one, soon())], [[], 'done'])
})

test('a delivery for a subscriber that this process does not have throws, so that it is not taken for done', async (t) => {
  const bakery = await bakeryOf(t)
  const process = bakery.process()

  await assert.rejects(
    process.receive({ ...delivery('a', 1), subscriber: 'nobody' }, soon()),
    /is not heard in this process/,
  )
  await assert.rejects(
    process.receive({ ...delivery('a', 1), module: 'attic' }, soon()),
    /is not heard in this process/,
  )
})

test('the wait grows by doubling from a second to five minutes, and jitter takes at most a quarter', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.uuid(), (attempts, id) => {
      const most = Math.min(1_000 * 2 ** (attempts - 1), 300_000)
      const wait = backOffMs(attempts, id)

      assert.ok(wait <= most && wait >= most * 0.75 - 1 && Number.isInteger(wait), `${wait} of ${most}`)
    }),
    runs(),
  )
  assert.ok(new Set(Array.from({ length: 20 }, () => backOffMs(5, randomUUID()))).size > 5)
})

/** A counter that takes many facts in one statement. */
const countingMany = (bakery: Bakery, texts: string[] = []) => {
  const many = whenMany(ovens.events.BreadBaked, 'shelve-bread', (once, facts) => {
    const loaves = facts.reduce((sum, { body }) => sum + body.loaves, 0)
    const ids = facts.map(({ body }) => body.batchId)
    return once.sql`update counter.shelf set loaves = loaves + ${loaves}, batches = batches || ${ids}::text[] where id = 1`
  })
  const process = bakery.process({ modules: [ovensModule(), counterModule(null, { reactions: [many] })] })
  process.options.poolOf('counter').counted = (text) => void texts.push(text)
  return process
}

test('facts of many aggregates take effect in one statement', async (t) => {
  const bakery = await bakeryOf(t)
  const texts: string[] = []
  const process = countingMany(bakery, texts)

  await process.receiveAll([delivery('a', 1), delivery('b', 2), delivery('c', 3)], soon())

  assert.deepEqual(await bakery.shelf(), { loaves: 3, batches: ['a', 'b', 'c'] })
  assert.equal(texts.length, 1)
})

test('of facts that come together, those that were seen before have no second effect, and the others have theirs', async (t) => {
  const bakery = await bakeryOf(t)
  const process = countingMany(bakery)
  const [seen, fresh] = [delivery('a', 1), delivery('b', 2)]
  await process.receive(seen, soon())

  await process.receiveAll([seen, fresh], soon())
  await process.receiveAll([seen, fresh], soon())

  assert.deepEqual(await bakery.shelf(), { loaves: 2, batches: ['a', 'b'] })
})

test('of facts that come together, one behind a failed one of its aggregate waits, and the others take effect', async (t) => {
  const bakery = await bakeryOf(t)
  const process = countingMany(bakery)
  const failed = { ...delivery('a/1', 1), payload: { batchId: 'a/1', loaves: 'many' } }
  await process.receive(failed, soon())

  await process.receiveAll([delivery('a/2', 2), delivery('b', 3)], soon())

  assert.deepEqual(await bakery.shelf(), { loaves: 1, batches: ['b'] })
  assert.equal((await bakery.waiting()).length, 2)
})
