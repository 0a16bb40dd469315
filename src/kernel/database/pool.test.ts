import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { bakeryOf, ovensModule } from '../bakery.fixture.ts'
import { Overloaded, UnknownOutcome, Unavailable } from '../errors.ts'
import { silent } from '../log.ts'
import { openPool, runOn } from './pool.ts'

const soon = (ms = 10_000) => Date.now() + ms
const caught = (work: Promise<unknown>) =>
  work.then(
    () => assert.fail('it did not fail'),
    (error: unknown) => error,
  )

test('whole numbers arrive as numbers, times as RFC 3339 in UTC, whatever the database is set to', async (t) => {
  const bakery = await bakeryOf(t)
  await bakery.sql`do $$ begin execute format('alter database %I set timezone to ''Asia/Tokyo''', current_database()); end $$`

  const [row] = (await runOn(
    bakery.poolOf(),
    soon(),
    `select 9007199254740991::int8 as big, timestamptz '2026-11-21 12:00:00.123456+02' as fine,
       timestamptz '2026-11-21 12:00:00+00' as whole, null::timestamptz as never, 'infinity'::timestamptz as "always"`,
    [],
  )) as [object]

  assert.deepEqual(row, {
    big: Number.MAX_SAFE_INTEGER,
    fine: '2026-11-21T10:00:00.123Z',
    whole: '2026-11-21T12:00:00.000Z',
    never: null,
    always: 'infinity',
  })
})

test('a number that JavaScript would round is an error, and the connection stays usable', async (t) => {
  const bakery = await bakeryOf(t)
  const pool = bakery.poolOf(1)

  await assert.rejects(runOn(pool, soon(), 'select 9007199254740993::int8 as big', []), RangeError)

  assert.deepEqual(await runOn(pool, soon(), 'select 1 as one', []), [{ one: 1 }])
})

test('each statement is named by its text and planned once a connection', async (t) => {
  const bakery = await bakeryOf(t)
  const pool = bakery.poolOf(1)
  const text = 'select $1::int as n'

  for (const n of [1, 2, 3]) await runOn(pool, soon(), text, [n])

  const planned = 'select count(*) as n, min(length(name)) as letters from pg_prepared_statements where statement = $1'
  assert.deepEqual(await runOn(pool, soon(), planned, [text]), [{ n: 1, letters: 27 }])
})

test('F32 a deadline cancels the statement, and the next one on the pool is unharmed', async (t) => {
  const bakery = await bakeryOf(t)
  const pool = bakery.poolOf(1)
  const [before] = (await runOn(pool, soon(), 'select pg_backend_pid() as pid', [])) as [{ pid: number }]
  const began = performance.now()

  const error = await caught(runOn(pool, soon(100), 'select pg_sleep(4)', []))
  const [after] = (await runOn(pool, soon(), 'select pg_backend_pid() as pid, pg_sleep(0.05)', [])) as [{ pid: number }]

  assert.ok(error instanceof Unavailable, String(error))
  assert.ok(performance.now() - began < 2_500, `it took ${performance.now() - began} ms`)
  assert.notEqual(after.pid, before.pid, 'a cancelled connection is thrown away')
})

test('a pool whose connections are all busy cancels what is late all the same', async (t) => {
  const bakery = await bakeryOf(t)
  const pool = bakery.poolOf(2)
  const slow = (ms: number) => caught(runOn(pool, soon(ms), 'select pg_sleep(4)', []))
  const began = performance.now()

  const errors = await Promise.all([slow(100), slow(100), caught(runOn(pool, soon(100), 'select pg_sleep(4.1)', []))])

  assert.ok(
    errors.every((error) => error instanceof Unavailable),
    errors.map(String).join('\n'),
  )
  assert.ok(performance.now() - began < 2_500, `it took ${performance.now() - began} ms`)
})

test('a cancel that overtakes its statement is sent again, until the statement ends', async (t) => {
  const bakery = await bakeryOf(t)
  const slow = await slowFirstConnection(t, bakery.url)
  const pool = openPool({ url: slow.url, max: 1, log: silent, clock: bakery.clock })
  bakery.after(() => pool.end())
  await runOn(pool, soon(), 'select 1', [])
  slow.delayMs = 400
  const began = performance.now()

  const error = await caught(runOn(pool, soon(50), 'select pg_sleep(4)', []))

  assert.ok(error instanceof Unavailable, String(error))
  assert.ok(performance.now() - began < 2_500, `it took ${performance.now() - began} ms`)
})

test('a statement whose time is over is not sent', async (t) => {
  const bakery = await bakeryOf(t)
  const sent: string[] = []
  const pool = bakery.poolOf()
  pool.counted = (text) => void sent.push(text)

  await assert.rejects(runOn(pool, soon(0), 'select 1', []), Unavailable)
  await runOn(pool, soon(), 'select 2', [])

  assert.deepEqual(sent, ['select 2'])
})

test('F27 only so many wait for a connection; who comes then is told at once', async (t) => {
  const bakery = await bakeryOf(t)
  const pool = bakery.poolOf(1, { queueMax: 2 })
  const held = await pool.take(soon())
  const waiting = [runOn(pool, soon(), 'select 1 as n', []), runOn(pool, soon(), 'select 2 as n', [])]

  const error = await caught(runOn(pool, soon(), 'select 3 as n', []))
  const queue = pool.waiting()
  held.release()

  assert.ok(error instanceof Overloaded)
  assert.equal(queue, 2)
  assert.deepEqual(await Promise.all(waiting), [[{ n: 1 }], [{ n: 2 }]])
})

test('F27 who waits for a connection waits no longer than the deadline, and the connection goes to the next', async (t) => {
  const bakery = await bakeryOf(t)
  const pool = bakery.poolOf(1)
  const held = await pool.take(soon())
  const began = performance.now()

  const error = await caught(pool.take(soon(100)))
  const tookMs = performance.now() - began
  held.release()

  assert.ok(error instanceof Unavailable, String(error))
  assert.ok(tookMs < 2_000, `it took ${tookMs} ms`)
  assert.deepEqual(await runOn(pool, soon(), 'select 1 as one', []), [{ one: 1 }])
})

test('F27 a database that takes the connection and says nothing holds nobody past the deadline', async (t) => {
  const mute = createServer().listen(0, '127.0.0.1')
  await once(mute, 'listening')
  t.after(() => mute.close())
  const { port } = mute.address() as { port: number }
  const pool = openPool({
    url: `postgres://shop@127.0.0.1:${port}/shop`,
    max: 1,
    log: silent,
    clock: { now: () => Date.now() },
  })
  const began = performance.now()

  const errors = await Promise.all([caught(pool.take(soon(100))), caught(pool.take(soon(150)))])

  const tookMs = performance.now() - began
  assert.ok(errors.every((error) => error instanceof Unavailable))
  assert.ok(tookMs < 2_000, `it took ${tookMs} ms`)
})

test('F25 a connection that is lost under a statement leaves its outcome unknown; the pool goes on', async (t) => {
  const bakery = await bakeryOf(t)
  const pool = bakery.poolOf(1)
  const connection = await pool.take(soon())
  const [{ pid }] = (await connection.run(soon(), 'select pg_backend_pid() as pid', [])) as [{ pid: number }]

  const error = caught(connection.run(soon(), 'select pg_sleep(4)', []))
  await bakery.sql`select pg_terminate_backend(${pid})`

  assert.ok((await error) instanceof UnknownOutcome)
  connection.destroy()
  assert.deepEqual(await runOn(pool, soon(), 'select 1 as one', []), [{ one: 1 }])
})

test('a connection that is lost between two statements of a transaction harms only that transaction', async (t) => {
  const bakery = await bakeryOf(t)
  const process = bakery.process()
  const { db } = process.contextFor(ovensModule(), originOf())

  const lost = db.transaction(async (tx) => {
    const [{ pid }] = (await tx.sql`select pg_backend_pid() as pid`) as [{ pid: number }]
    await bakery.sql`select pg_terminate_backend(${pid})`
    for (let there = 1; there > 0;)
      there = (await bakery.sql`select count(*)::int as n from pg_stat_activity where pid = ${pid}`)[0].n
    await tx.sql`insert into ovens.batches (id, loaves) values ('a', 1)`
  })

  assert.ok((await caught(lost)) instanceof UnknownOutcome)
  await db.sql`insert into ovens.batches (id, loaves) values ('b', 1)`
  assert.deepEqual(await bakery.sql`select id from ovens.batches`, [{ id: 'b' }])
})

test('a database that cannot be reached is unavailable, and what it says no to is thrown as it is', async (t) => {
  const bakery = await bakeryOf(t)
  const nowhere = openPool({ url: 'postgres://127.0.0.1:1/x', max: 1, log: { ...console }, clock: { now: Date.now } })
  t.after(() => nowhere.end())

  await assert.rejects(runOn(nowhere, soon(), 'select 1', []), Unavailable)
  await assert.rejects(
    runOn(bakery.pool, soon(), 'insert into counter.shelf (id, loaves) values (1, 1)', []),
    (error: { code?: string; constraint?: string }) => error.code === '23505' && error.constraint === 'shelf_pkey',
  )
})

const originOf = () => ({
  principal: { kind: 'guest', id: null, roles: [] } as const,
  deadline: soon(),
  trace: { requestId: 'r-1', traceparent: null },
})

/** A way to the database on which what the first connection sends takes `delayMs`; cancels come by the second. */
async function slowFirstConnection(t: TestContext, url: string) {
  const real = decodeURIComponent(/host=([^&]*)/.exec(url)![1]!)
  const folder = mkdtempSync(join(tmpdir(), 'banyan-slow-'))
  const slow = { delayMs: 0, url: url.replace(/host=[^&]*/, `host=${encodeURIComponent(folder)}`) }
  let count = 0
  const server = createServer((client) => {
    const isFirst = count++ === 0
    const database = connect(join(real, '.s.PGSQL.5432'))
    client.on('data', (bytes) => void setTimeout(() => database.write(bytes), isFirst ? slow.delayMs : 0))
    client.on('close', () => database.destroy()).on('error', () => {})
    database.on('close', () => client.destroy()).on('error', () => {})
    database.on('data', (bytes) => client.write(bytes))
  }).listen(join(folder, '.s.PGSQL.5432'))
  await once(server, 'listening')
  t.after(() => {
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return slow
}
