import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { holdRows } from '../../../test/world/row-lock.ts'
import { bakeryOf } from '../bakery.fixture.ts'
import { Overloaded, Unavailable } from '../errors.ts'
import { arrayLiteral, gathered, gathererOf } from './gather.ts'
import { runs } from '../../../test/properties/runs.ts'

type Batch = { id: string; loaves: number }
const bake = gathered<Batch, Batch>(
  { id: 'text', loaves: 'int' },
  'id',
  (given) => `insert into ovens.batches (id, loaves) select id, loaves from ${given()} returning id, loaves`,
)
const soon = () => Date.now() + 10_000

/** A pool with its gatherer, and the texts that the server got through it. */
async function asking(t: Parameters<typeof bakeryOf>[0]) {
  const bakery = await bakeryOf(t)
  const pool = bakery.poolOf()
  const texts: string[] = []
  pool.counted = (text) => void texts.push(text)
  const gatherer = gathererOf(pool)
  const ask = (batch: Batch, deadline = soon()) => gatherer.ask('ovens', bake, batch, deadline)
  return { bakery, gatherer, ask, texts }
}

test('what is asked in one turn is one statement, and each gets its own answer', async (t) => {
  const { ask, texts } = await asking(t)

  const answers = await Promise.all([3, 1, 2].map((loaves) => ask({ id: `batch ${loaves}`, loaves })))

  assert.deepEqual(
    answers.map((answer) => answer!.loaves),
    [3, 1, 2],
  )
  assert.deepEqual(texts, [bake.many])
})

test('who asks alone is asked for at once, with plain parameters', async (t) => {
  const { ask, texts } = await asking(t)

  const answer = await ask({ id: 'alone', loaves: 1 })

  assert.deepEqual([answer, texts], [{ id: 'alone', loaves: 1 }, [bake.one]])
})

test('what is asked while a statement runs goes together with the next one', async (t) => {
  const { bakery, gatherer, texts } = await asking(t)
  await bakery.sql`insert into ovens.batches (id, loaves) values ('rising', 1)`
  const rise = gathered<Batch, Batch>(
    { id: 'text', loaves: 'int' },
    'id',
    (given) => `update ovens.batches set loaves = given.loaves from ${given('id', 'loaves')}
      where batches.id = given.id returning batches.id, batches.loaves`,
  )
  const ask = (id: string) => gatherer.ask('ovens', rise, { id, loaves: 2 }, soon())
  const lock = await holdRows(t, bakery, `select from ovens.batches where id = 'rising' for update`)

  const first = ask('rising')
  await lock.waiting(1)
  const later = [ask('a'), ask('b'), ask('c')]
  await lock.release()
  const answers = await Promise.all([first, ...later])

  assert.deepEqual(answers, [{ id: 'rising', loaves: 2 }, undefined, undefined, undefined])
  assert.deepEqual(texts, [rise.one, rise.many])
})

test('a row that the database refuses is told to who asked for it, and the others are done', async (t) => {
  const { bakery, ask } = await asking(t)
  await ask({ id: 'taken', loaves: 1 })
  const batches = ['a', 'b', 'taken', 'c', 'd', 'e', 'f'].map((id) => ({ id, loaves: 1 }))

  const answers = await Promise.allSettled(batches.map((batch) => ask(batch)))

  assert.deepEqual(
    answers.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled', 'fulfilled'],
  )
  assert.equal((answers[2] as PromiseRejectedResult).reason.code, '23505')
  assert.equal((await bakery.sql`select id from ovens.batches`).length, 7)
})

test('twins do not meet in one statement: the second comes after the first', async (t) => {
  const { ask, texts } = await asking(t)

  const answers = await Promise.allSettled([ask({ id: 'twin', loaves: 1 }), ask({ id: 'twin', loaves: 2 })])

  assert.deepEqual(
    answers.map(({ status }) => status),
    ['fulfilled', 'rejected'],
  )
  assert.deepEqual(texts, [bake.one, bake.one])
})

test('more than a statement takes are asked in several', async (t) => {
  const { bakery, ask, texts } = await asking(t)

  await Promise.all(Array.from({ length: 300 }, (_, nth) => ask({ id: String(nth), loaves: nth })))

  assert.deepEqual(texts, [bake.many, bake.many, bake.many])
  assert.equal((await bakery.sql`select id from ovens.batches`).length, 300)
})

test('who has no time left is told so, and his row is not written', async (t) => {
  const { bakery, ask } = await asking(t)

  const late = ask({ id: 'late', loaves: 1 }, Date.now() - 1)
  const inTime = ask({ id: 'in time', loaves: 1 })

  await assert.rejects(late, Unavailable)
  await inTime
  assert.deepEqual(await bakery.sql`select id from ovens.batches`, [{ id: 'in time' }])
})

test('a queue that is full turns the next away at once', async (t) => {
  const { ask } = await asking(t)

  const asked = Array.from({ length: 4_096 }, (_, nth) => ask({ id: String(nth), loaves: nth }))
  const tooMany = ask({ id: 'too many', loaves: 1 })

  await assert.rejects(tooMany, Overloaded)
  assert.equal((await Promise.all(asked)).length, 4_096)
})

test('whatever a text holds comes back as it was, alone and together', async (t) => {
  const { gatherer } = await asking(t)
  const echo = gathered<{ id: number; text: string | null; data: object | null }, any>(
    { id: 'int', text: 'text', data: 'json' },
    'id',
    (given) => `select id, text, data from ${given()}`,
  )
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('NULL', '', '{}', '"', '\\', '\\"', 'a,b', '\n'),
  )
  const clean = text.map((each) => each.replaceAll('\0', ''))
  const row = fc.record({ text: fc.option(clean), data: fc.option(fc.dictionary(clean, clean)) })

  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 6 }), async (rows) => {
      const questions = rows.map((each, id) => ({ id, ...each }))
      const answers = await Promise.all(questions.map((each) => gatherer.ask('ovens', echo, each, soon())))
      assert.deepEqual(answers, JSON.parse(JSON.stringify(questions)))
    }),
    runs(200),
  )
})

test('a list is written as PostgreSQL reads it', () => {
  assert.equal(arrayLiteral(['a', 'say "b"', '\\', null, 7, true]), '{"a","say \\"b\\"","\\\\",NULL,7,true}')
  assert.equal(arrayLiteral([]), '{}')
})
