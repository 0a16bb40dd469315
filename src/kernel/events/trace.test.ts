import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bakeryOf, counterModule, ovens, ovensModule, shelve } from '../bakery.fixture.ts'
import { databaseOf } from '../database/sql.ts'
import type { FactHeaders } from '../module.ts'

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const unsampled = traceparent.replace(/01$/, '00')
const fact = (batchId: string) => ({ batchId, loaves: 1 })
type Bakery = Awaited<ReturnType<typeof bakeryOf>>
const dbWith = ({ pool }: Bakery, headers: FactHeaders | null) =>
  databaseOf(pool, 'ovens', { deadline: Date.now() + 20_000, transactions: 0, headers })
const tell = ({ sql }: ReturnType<typeof dbWith>, ...batches: string[]) => sql`
  with baked as (select batch from unnest(${batches}::text[]) as batch), told as (
    insert into ovens.outbox (aggregateid, type, payload)
    select batch, ${ovens.events.BreadBaked.type}, json_build_object('batchId', batch, 'loaves', 1) from baked
  ) select count(*) from baked`

test('the trace of a request stands beside each fact that it tells, and beside none that comes without', async (t) => {
  const bakery = await bakeryOf(t)
  const [traced, plain] = [dbWith(bakery, { traceparent }), dbWith(bakery, null)]

  await tell(traced, 'a', 'b')
  await traced.transaction((tx) => tx.publish(ovens.events.BreadBaked, fact('c')))
  await tell(plain, 'd')
  await plain.transaction((tx) => tx.publish(ovens.events.BreadBaked, fact('e')))

  const facts = await bakery.sql`select payload->>'batchId' as batch, headers from ovens.outbox order by pos`
  assert.deepEqual(facts, [
    ...['a', 'b', 'c'].map((batch) => ({ batch, headers: { traceparent } })),
    ...['d', 'e'].map((batch) => ({ batch, headers: null })),
  ])
})

test('a reaction that took effect is told with the trace, where the trace is kept; one that failed, and its later tries, too', async (t) => {
  const bakery = await bakeryOf(t)
  let broken = true
  const react: typeof shelve = (once, body, meta) => {
    if (broken && body.batchId === 'late') throw new Error('no tray')
    return shelve(once, body, meta)
  }
  const process = bakery.process({ modules: [ovensModule(), counterModule(react)] })
  await tell(dbWith(bakery, { traceparent }), 'soon', 'late')
  await tell(dbWith(bakery, { traceparent: unsampled }), 'unseen')
  await tell(dbWith(bakery, null), 'plain')

  await process.settle()
  broken = false
  await bakery.moveTime(2_000)
  await process.settle()

  const took = 'a reaction took effect'
  assert.deepEqual(
    bakery.lines.map(({ level, message, fields }) => [level, message, fields.subscriber, fields.traceparent]).sort(),
    [
      ['error', 'a reaction failed and will be tried again', 'shelve-bread', traceparent],
      ['info', took, 'shelve-bread', traceparent],
      ['info', took, 'shelve-bread', traceparent],
    ],
  )
  assert.equal((await bakery.shelf()).loaves, 4)
})

test('what a reaction tells carries on the trace of what it heard', async (t) => {
  const bakery = await bakeryOf(t)
  const process = bakery.process({
    modules: [
      ovensModule(),
      counterModule(
        (once, { batchId }) => once.sql`insert into counter.outbox (aggregateid, type, payload)
          select ${batchId}::text, 'banyan.counter.BreadShelved.v1', '{}'::json`,
      ),
    ],
  })
  await tell(dbWith(bakery, { traceparent }), 'a')

  await process.settle()

  assert.deepEqual(await bakery.sql`select headers from counter.outbox`, [{ headers: { traceparent } }])
})
