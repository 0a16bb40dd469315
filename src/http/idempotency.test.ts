import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { freshDatabase } from '../../test/world/cluster.ts'
import { type Pool, openPool } from '#kernel/database/pool.ts'
import { Refusal, UnknownOutcome } from '#kernel/errors.ts'
import { silent } from '#kernel/log.ts'
import { type Module, type Reply, type Route, defineModule } from '#kernel/module.ts'
import { type Got, parcels, route, shopOf } from './server.fixture.ts'

let pool: Pool
let database: { url: string; drop(): Promise<void> }
before(async () => {
  const module: Module = defineModule({ contract: parcels, needs: {}, answers: {}, at: import.meta.url })
  database = await freshDatabase([module])
  pool = openPool({ url: database.url, max: 8, log: silent, clock: { now: Date.now } })
})
after(async () => {
  await pool.end()
  await database.drop()
})

const made = Type.Object({ n: Type.Integer() })
/** A route that counts how often it really ran. */
function counting(options: Partial<Route> = {}, act?: (n: number) => Promise<Reply>) {
  const counter = { ran: 0 }
  const handle = async (): Promise<Reply> => {
    const n = ++counter.ran
    return act === undefined ? { status: 201, body: { n }, headers: { location: `/api/things/${n}` } } : act(n)
  }
  const body = Type.Object({ name: Type.String() })
  return {
    counter,
    route: route('POST', '/api/things', {
      body,
      reply: made,
      statuses: [201, 200, 202, 204],
      refuses: { no: 409, gone: 410, late: 404 },
      handle,
      ...options,
    }),
  }
}
const withKey = (key: string, more = {}) => ({ 'idempotency-key': key, ...more })
const sql = async (text: string): Promise<any[]> => {
  const connection = await pool.take(Date.now() + 5_000)
  return connection.run(Date.now() + 5_000, text, []).finally(connection.release)
}

test('the same key and body get the same bytes without running again', async (t) => {
  const { counter, route } = counting()
  const shop = await shopOf(t, [route], { pool })
  const send = (key: string) => shop.send('POST', '/api/things', { body: { name: 'mug' }, headers: withKey(key) })
  const key = randomUUID()

  const [first, again, other] = [await send(key), await send(key), await send(randomUUID())]

  assert.deepEqual([first.status, again.status, again.text], [201, 201, first.text])
  assert.deepEqual(
    [again.headers['idempotent-replayed'], again.headers['location'], again.headers['content-type']],
    ['true', '/api/things/1', 'application/json'],
  )
  assert.equal(first.headers['idempotent-replayed'], undefined)
  assert.deepEqual([other.body.n, counter.ran], [2, 2])
})

test('of two at once with one key one runs; the other is told to come back', async (t) => {
  const go = Promise.withResolvers<void>()
  const { counter, route } = counting({}, async (n) => (await go.promise, { status: 201, body: { n } }))
  const shop = await shopOf(t, [route], { pool })
  const send = (headers: Record<string, string>) => shop.send('POST', '/api/things', { body: { name: 'mug' }, headers })
  const headers = withKey(randomUUID())

  const told: Got[] = []
  const threeTold = Promise.withResolvers<void>()
  const racing = Array.from({ length: 4 }, async () => {
    const got = await send(headers)
    if (told.push(got) === 3) threeTold.resolve()
    return got
  })
  await threeTold.promise
  const twins = [...told]
  go.resolve()
  const statuses = (await Promise.all(racing)).map(({ status }) => status).sort()

  for (const { body, headers } of twins)
    assert.equal(`${body.code} ${Number(headers['retry-after']) >= 1}`, 'idempotency_in_flight true')
  assert.deepEqual(statuses, [201, 409, 409, 409])
  assert.equal(counter.ran, 1)
  assert.equal((await send(headers)).headers['idempotent-replayed'], 'true')
})

test('another body or another address under the same key is refused', async (t) => {
  const { counter, route: one } = counting()
  const shop = await shopOf(t, [one, { ...one, path: '/api/others' }], { pool })
  const headers = withKey(randomUUID())
  await shop.send('POST', '/api/things', { body: { name: 'mug' }, headers })

  const body = await shop.send('POST', '/api/things', { body: { name: 'jug' }, headers })
  const path = await shop.send('POST', '/api/others', { body: { name: 'mug' }, headers })

  assert.deepEqual([body.status, body.body.code, path.status, counter.ran], [422, 'idempotency_key_reused', 422, 1])
})

test('a no that a rule decided is kept; one that may change is not', async (t) => {
  const answers: [Reply | Error, boolean][] = [
    [new Refusal('no', 409, { detail: 'Sold out.' }), true],
    [new Refusal('gone', 410), true],
    [{ status: 200, body: { n: 1 } }, true],
    [{ status: 204 }, true],
    [{ status: 202, body: { n: 1 } }, false],
    [new Refusal('late', 404), false],
    [new UnknownOutcome('x'), false],
    [new Error('bug'), false],
  ]
  for (const [answer, kept] of answers) {
    const { counter, route } = counting({}, async () => (answer instanceof Error ? Promise.reject(answer) : answer))
    const shop = await shopOf(t, [route], { pool })
    const send = (headers: Record<string, string>) =>
      shop.send('POST', '/api/things', { body: { name: 'mug' }, headers })
    const headers = withKey(randomUUID())

    const [first, again] = [await send(headers), await send(headers)]

    assert.equal(again.status, first.status)
    assert.equal(counter.ran, kept ? 1 : 2, String(first.status))
    if (kept) assert.equal(again.text, first.text)
  }
})

test('input that is refused takes no key', async (t) => {
  const { counter, route } = counting()
  const shop = await shopOf(t, [route], { pool })
  const headers = withKey(randomUUID())

  assert.equal((await shop.send('POST', '/api/things', { body: { nam: 'mug' }, headers })).status, 400)
  assert.equal((await shop.send('POST', '/api/things', { body: { name: 'mug' }, headers })).status, 201)
  assert.equal(counter.ran, 1)
})

test('a key whose holder died is taken over when its lock ends, and the late holder cannot keep its answer', async (t) => {
  const late = Promise.withResolvers<void>()
  const { counter, route } = counting({}, async (n) => (n === 1 && (await late.promise), { status: 201, body: { n } }))
  const shop = await shopOf(t, [route], { pool })
  const key = randomUUID()
  const send = () => shop.send('POST', '/api/things', { body: { name: 'mug' }, headers: withKey(key) })

  const hung = send()
  while (counter.ran === 0) await new Promise(setImmediate)
  await sql(`update parcels.requests set locked_until = banyan.now() - interval '1 s' where key = '${key}'`)
  const second = await send()
  late.resolve()
  await hung
  const third = await send()

  assert.deepEqual([second.status, second.body.n], [201, 2])
  assert.deepEqual([third.text, third.headers['idempotent-replayed']], [second.text, 'true'])
})

test('A13 keys are per principal: the same key of another user, machine or cart is another key', async (t) => {
  const { counter, route } = counting({ path: '/api/carts/:id/lines' })
  const shop = await shopOf(t, [route], { pool })
  const key = randomUUID()
  const send = (headers: Record<string, string>) =>
    shop.send('POST', '/api/carts/1/lines', { body: { name: 'mug' }, headers: withKey(key, headers) })

  const people = [{}, shop.as('customer'), shop.as('machine'), { 'cart-token': 'a' }, { 'cart-token': 'b' }]
  for (const headers of people) assert.equal((await send(headers)).headers['idempotent-replayed'], undefined)

  assert.equal(counter.ran, people.length)
  assert.equal((await send({ 'cart-token': 'b' })).headers['idempotent-replayed'], 'true')
})

test('A13 keys are checked: visible ASCII up to 255, a UUID for a guest without a cart, and present where they must be', async (t) => {
  const { route: optional } = counting()
  const shop = await shopOf(
    t,
    [
      optional,
      { ...optional, path: '/api/must', idempotency: 'required' },
      { ...optional, path: '/api/own', idempotency: 'own' },
      { ...optional, path: '/api/none', idempotency: 'none' },
    ],
    { pool },
  )
  const send = (key: string | null, path = '/api/things', headers = {}) =>
    shop.send('POST', path, { body: { name: 'mug' }, headers: key === null ? headers : withKey(key, headers) })

  for (const key of ['', 'a b', 'ä', 'x'.repeat(256), 'x'.repeat(10_000)])
    assert.equal((await send(key, '/api/things', shop.as())).body.code, 'idempotency_key_invalid', key.slice(0, 9))
  assert.equal((await send('not-a-uuid')).body.code, 'idempotency_key_invalid')
  assert.equal((await send('not-a-uuid', '/api/things', shop.as())).status, 201)
  assert.equal((await send(null, '/api/must')).body.code, 'idempotency_key_required')
  assert.equal((await send(null)).status, 201)
  assert.equal((await send('not-a-uuid', '/api/own')).status, 201)
  assert.equal((await send('a b', '/api/own')).body.code, 'idempotency_key_invalid')
  assert.equal((await send('same', '/api/none')).body.n !== (await send('same', '/api/none')).body.n, true)
})

test('two statements keep a key, one more reads it', async (t) => {
  const { route } = counting()
  const shop = await shopOf(t, [route], { pool })
  const texts: string[] = []
  pool.counted = (text) => void texts.push(text)
  t.after(() => (pool.counted = null))
  const headers = withKey(randomUUID())

  await shop.send('POST', '/api/things', { body: { name: 'mug' }, headers })
  const first = texts.length
  await shop.send('POST', '/api/things', { body: { name: 'mug' }, headers })

  assert.deepEqual([first, texts.length], [2, 4])
})

test('a kept answer cannot be read in the database, since it may hold a token', async (t) => {
  const { route } = counting({}, async () => ({ status: 201, body: { n: 424242 } }))
  const shop = await shopOf(t, [route], { pool })
  const key = randomUUID()

  await shop.send('POST', '/api/things', { body: { name: 'mug' }, headers: withKey(key) })

  const [row] = await sql(`select status, body from parcels.requests where key = '${key}'`)
  assert.equal(row.status, 201)
  assert.doesNotMatch(row.body + Buffer.from(row.body, 'base64url').toString('latin1'), /424242/)
})
