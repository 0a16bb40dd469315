import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner } from '../../../test/world/cluster.ts'
import { holdRows } from '../../../test/world/row-lock.ts'
import { type Bakery, bakeryOf, ovens, ovensModule } from '../bakery.fixture.ts'
import { UnknownOutcome, Unavailable } from '../errors.ts'
import { guest } from '../module.ts'
import { type Db, columns, isTaken, nameOf, statementOf, twice } from './sql.ts'

/** The database as an act of `ovens` sees it. */
function dbOf(bakery: Bakery, leftMs = 20_000): Db {
  const trace = { requestId: 'r-1', traceparent: null }
  return bakery.process().contextFor(ovensModule(), { principal: guest, deadline: Date.now() + leftMs, trace }).db
}
const failure = (code: string, constraint?: string) => Object.assign(new Error(code), { code, constraint })
const batches = async (bakery: Bakery) =>
  (await bakery.sql`select id from ovens.batches order by id`).map(({ id }) => id)

test('values become parameters, never text of the statement', async (t) => {
  const bakery = await bakeryOf(t)
  const nasty = `'); drop table ovens.batches; --`

  await dbOf(bakery).sql`insert into ovens.batches (id, loaves) values (${nasty}, ${1})`

  assert.deepEqual(await batches(bakery), [nasty])
})

test('a list of columns is part of the text, and the values beside it keep their places', async (t) => {
  const bakery = await bakeryOf(t)
  await bakery.sql`insert into ovens.batches (id, loaves) values ('rye', 3), ('oat', 5)`
  const batch = columns`id, loaves as "howMany"`
  const read = (loaves: number, id: string) =>
    dbOf(bakery)
      .sql`select ${loaves}::int as asked, ${batch} from ovens.batches where loaves = ${loaves} and id = ${id}`

  assert.deepEqual(await read(3, 'rye'), [{ asked: 3, id: 'rye', howMany: 3 }])
  assert.deepEqual(await read(5, 'oat'), [{ asked: 5, id: 'oat', howMany: 5 }])
})

test('a statement has one text and one name per place in the source', () => {
  const take = (n: number) =>
    ((strings: TemplateStringsArray, ...values: number[]) => statementOf(strings, values)[0])` select ${n}, ${n + 1} `

  assert.equal(take(1), 'select $1, $2')
  assert.equal(nameOf(take(1)), nameOf(take(2)))
  assert.notEqual(nameOf('select 1'), nameOf('select 2'))
})

test('B60 what a transaction wrote and told stays, or is undone as a whole when anything throws', async (t) => {
  const bakery = await bakeryOf(t)
  const db = dbOf(bakery)
  const bake = (id: string, after: () => void) =>
    db.transaction(async (tx) => {
      await tx.sql`insert into ovens.batches (id, loaves) values (${id}, 1)`
      await tx.publish(ovens.events.BreadBaked, { batchId: id, loaves: 1 })
      after()
    })

  await bake('kept', () => {})
  await assert.rejects(
    bake('burnt', () => {
      throw new Error('burnt')
    }),
    /burnt/,
  )

  assert.deepEqual(await batches(bakery), ['kept'])
  const facts = await bakery.sql`select aggregateid, aggregatetype, type, payload from ovens.outbox`
  const told = { aggregateid: 'kept', aggregatetype: 'ovens', type: 'banyan.ovens.BreadBaked.v1' }
  assert.deepEqual(facts, [{ ...told, payload: { batchId: 'kept', loaves: 1 } }])
})

test('a transaction gives its connection back, also after a failure', async (t) => {
  const bakery = await bakeryOf(t)
  const pool = bakery.poolOf(1)
  const trace = { requestId: 'r-1', traceparent: null }
  const origin = { principal: guest, deadline: Date.now() + 10_000, trace }
  const { db } = bakery.process({ pool }).contextFor(ovensModule(), origin)

  for (let n = 0; n < 3; n++)
    await assert.rejects(
      db.transaction(async () => Promise.reject(new Error('no'))),
      /no/,
    )
  await assert.rejects(
    db.transaction((tx) => tx.sql`select 1 / 0`),
    /division by zero/,
  )

  assert.deepEqual(await db.transaction((tx) => tx.sql`select 1 as one`), [{ one: 1 }])
})

for (const code of ['40001', '40P01', '55P03']) {
  test(`F26 a transaction that the database wants repeated (${code}) is repeated whole, three times at most`, async (t) => {
    const bakery = await bakeryOf(t)
    const db = dbOf(bakery)
    const attempt = (id: string, failures: number) => {
      let tries = 0
      const work = db.transaction(async (tx) => {
        await tx.sql`insert into ovens.batches (id, loaves) values (${`${id}${++tries}`}, 1)`
        if (tries <= failures) throw failure(code)
        return tries
      })
      return work.catch((error: Error) => [error instanceof Unavailable, (error.cause as any).code, tries])
    }

    assert.equal(await attempt('a', 2), 3)
    assert.deepEqual(await attempt('b', 9), [true, code, 3], 'not executed, and told so')

    assert.deepEqual(await batches(bakery), ['a3'], 'nothing is left of the attempts that failed')
  })
}

test('F26 a statement that waits for a lock too long is tried three times, then told as not executed', async (t) => {
  const bakery = await bakeryOf(t)
  await bakery.sql`insert into ovens.batches (id, loaves) values ('a', 1)`
  await impatient(bakery)
  const pool = bakery.poolOf(1)
  const statements: string[] = []
  pool.counted = (text) => void statements.push(text)
  const trace = { requestId: 'r-1', traceparent: null }
  const origin = { principal: guest, deadline: Date.now() + 20_000, trace }
  const { db } = bakery.process({ pool }).contextFor(ovensModule(), origin)
  const held = await holdRows({ after: bakery.after }, bakery, `select id from ovens.batches for update`)
  const bump = () => db.sql`update ovens.batches set loaves = loaves + 1 where id = 'a'`

  await assert.rejects(bump(), (error) => error instanceof Unavailable && (error.cause as any).code === '55P03')
  const tries = statements.length
  const patient = bump()
  await held.waiting(1)
  await held.release()
  await patient

  assert.equal(tries, 3)
  assert.deepEqual(await bakery.sql`select loaves from ovens.batches`, [{ loaves: 2 }])
})

/** Who logs in from now on waits for a lock so long and no longer. */
async function impatient({ url }: Bakery): Promise<void> {
  const name = /\/([^/?]+)(\?|$)/.exec(url)![1]
  await asOwner(url, `alter database ${name} set lock_timeout = '300ms'`)
}

test('F26 of two transactions that lock each other out, both happen in the end', async (t) => {
  const bakery = await bakeryOf(t)
  const db = dbOf(bakery)
  await bakery.sql`insert into ovens.batches (id, loaves) values ('a', 0), ('b', 0)`
  const both = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const bump = (first: string, second: string, mine: 0 | 1) =>
    db.transaction(async (tx) => {
      await tx.sql`update ovens.batches set loaves = loaves + 1 where id = ${first}`
      both[mine]!.resolve()
      await both[1 - mine]!.promise
      await tx.sql`update ovens.batches set loaves = loaves + 1 where id = ${second}`
    })

  await Promise.all([bump('a', 'b', 0), bump('b', 'a', 1)])

  assert.deepEqual(await bakery.sql`select loaves from ovens.batches`, [{ loaves: 2 }, { loaves: 2 }])
})

test('other failures are not repeated: a taken key, an unknown outcome, a bug', async (t) => {
  const bakery = await bakeryOf(t)
  const db = dbOf(bakery)

  for (const error of [failure('23505'), new UnknownOutcome('?'), new Error('bug')]) {
    let tries = 0
    const work = db.transaction(async () => {
      tries++
      throw error
    })
    await assert.rejects(work, (thrown) => thrown === error)
    assert.equal(tries, 1, String(error))
  }
})

test('a transaction whose time runs out is undone', async (t) => {
  const bakery = await bakeryOf(t)
  const db = dbOf(bakery, 300)

  const late = db.transaction(async (tx) => {
    await tx.sql`insert into ovens.batches (id, loaves) values ('late', 1)`
    await tx.sql`select pg_sleep(4)`
  })

  await assert.rejects(late, Unavailable)
  assert.deepEqual(await batches(bakery), [])
})

test('twins: who lost the race for a key runs once more, and sees what the winner wrote', async () => {
  let tries = 0
  const twin = () => Promise.resolve(++tries).then((n) => (n === 1 ? Promise.reject(failure('23505', 'k')) : n))

  assert.equal(await twice(twin), 2)
})

test('twice is two for a taken key, and one for all else', async () => {
  const triesOf = async (...codes: string[]) => {
    let tries = 0
    const error = await twice(() => Promise.reject(failure(codes[tries++] ?? codes.at(-1)!))).catch((thrown) => thrown)
    return [tries, error.code]
  }

  assert.deepEqual(await triesOf('23505'), [2, '23505'])
  assert.deepEqual(await triesOf('40001'), [1, '40001'], 'the statement was repeated before')
  assert.deepEqual(await triesOf('23514'), [1, '23514'])
})

test('a taken key is told from other failures, and one constraint from another', () => {
  assert.deepEqual(
    [isTaken(failure('23505', 'a')), isTaken(failure('23505', 'a'), 'a'), isTaken(failure('23505', 'a'), 'b')],
    [true, true, false],
  )
  assert.deepEqual([isTaken(failure('23514')), isTaken(new Error('x')), isTaken(null)], [false, false, false])
})
