import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { Type } from 'typebox'
import { type Origin } from '#kernel/calls/dispatch.ts'
import { neighbourAt, signatureOf } from '#kernel/calls/http-link.ts'
import { freshDatabase } from '../../test/world/cluster.ts'
import { staffWrote } from '#kernel/audit.ts'
import { command, contract } from '#kernel/contract.ts'
import { openPool, runOn } from '#kernel/database/pool.ts'
import type { Once } from '#kernel/database/sql.ts'
import { Overloaded, Refusal, UnknownOutcome, Unavailable, refusal } from '#kernel/errors.ts'
import { silent } from '#kernel/log.ts'
import { type Principal, defineModule, guest, when } from '#kernel/module.ts'
import { secretsOf } from '#kernel/secrets.ts'
import { parcels, route, shopOf } from './server.fixture.ts'

const secrets = secretsOf('a secret of thirty-two characters')
const key = secrets.key('service calls')
const answer = Type.Object({ by: Type.String(), deadlineLeft: Type.Boolean() })
const face = contract('parcels', {
  commands: { send: command({ id: Type.String() }, answer, { key: 'id', refuses: { no_room: 409 } }) },
})
const failures: Record<string, () => Error> = {
  no_room: () => refusal(face.commands.send, 'no_room', { detail: 'Take fewer.', available: 2 }),
  overloaded: () => new Overloaded('much', 3_000),
  unavailable: () => new Unavailable('away'),
  unknown: () => new UnknownOutcome('?'),
  bug: () => new Error('secret text'),
}
const answers = {
  send: async ({ principal, deadline, clock }: any, { id }: { id: string }) => {
    if (id in failures) throw failures[id]!()
    return { by: `${principal.kind} ${principal.id}`, deadlineLeft: deadline > clock.now() }
  },
}
const origin = (principal: Principal = guest): Origin => ({
  principal,
  deadline: Date.now() + 5_000,
  trace: { requestId: 'r-1', traceparent: null },
})
const openShop = (t: Parameters<typeof shopOf>[0]) =>
  shopOf(t, [route('GET', '/api/things')], { contract: face, answers })

/** A call by hand, so that each part can be wrong. */
async function call(
  base: string,
  options: {
    path?: string
    body?: string
    who?: string
    signature?: string | null
    atMs?: number
    headers?: object
  } = {},
) {
  const {
    path = '/_m/parcels/send',
    body = '{"id":"1"}',
    who = Buffer.from(JSON.stringify(guest)).toString('base64url'),
    atMs = Date.now(),
  } = options
  const signature = options.signature ?? signatureOf(key, Math.floor(atMs / 1_000), path, who, body)
  const headers: Record<string, string> = {
    'banyan-principal': who,
    'banyan-deadline-ms': '1000',
    ...(options.signature === null ? {} : { 'banyan-signature': signature }),
    ...options.headers,
  }
  const response = await fetch(`${base}${path}`, { method: 'POST', body, headers })
  return { status: response.status, body: (await response.json()) as any }
}

test('a neighbour calls as if it were here: answers, refusals and failures are the same', async (t) => {
  const shop = await openShop(t)
  const neighbour = neighbourAt(shop.internalUrl, key, { now: Date.now })
  t.after(() => neighbour.close())
  const send = (id: string, principal?: Principal) => neighbour.link(face.commands.send, { id }, origin(principal))

  assert.deepEqual(await send('1', { kind: 'user', id: 'u1', roles: ['customer'] }), {
    by: 'user u1',
    deadlineLeft: true,
  })
  await assert.rejects(
    send('no_room'),
    (error) => error instanceof Refusal && error.status === 409 && error.details['available'] === 2,
  )
  await assert.rejects(send('overloaded'), (error) => error instanceof Overloaded && error.retryAfterMs === 3_000)
  await assert.rejects(send('unavailable'), Unavailable)
  await assert.rejects(send('unknown'), UnknownOutcome)
  await assert.rejects(send('bug'), UnknownOutcome)
  assert.match(JSON.stringify(shop.lines.filter(({ level }) => level === 'error')), /secret text/)
})

test('F27 a request waits for connections in its class, also where its calls run in another process', async (t) => {
  const asked: unknown[] = []
  const one = { run: async () => [], release() {}, destroy() {} }
  const take = async (_deadline: number, traffic?: string) => (asked.push(traffic), one)
  const pool = {
    url: '',
    now: Date.now,
    committed() {},
    counted: null,
    waiting: () => 0,
    lacksRoom: () => false,
    end: async () => {},
    take,
  }
  const ask = async ({ db }: any): Promise<any> => {
    await db.sql`select 1`
    await db.transaction(async () => {})
    return { by: '', deadlineLeft: true, status: 204 }
  }
  const buy = route('POST', '/api/orders', { traffic: 'checkout', statuses: [204], idempotency: 'none', handle: ask })
  const shop = await shopOf(t, [buy], { pool, contract: face, answers: { send: ask } })
  const neighbour = neighbourAt(shop.internalUrl, key, { now: Date.now })
  t.after(() => neighbour.close())

  await shop.send('POST', '/api/orders')
  await neighbour.link(face.commands.send, { id: '1' }, { ...origin(), traffic: 'back' })
  await neighbour.link(face.commands.send, { id: '2' }, origin())

  assert.deepEqual(asked, ['checkout', 'checkout', 'back', 'back', undefined, undefined])
})

test('A24 who does not know the secret, signs something else, or comes too late is turned away', async (t) => {
  const shop = await openShop(t)
  const other = secretsOf('quite another secret of 32 letters').key('service calls')
  const who = Buffer.from(JSON.stringify({ kind: 'system', id: 'system', roles: ['administrator'] })).toString(
    'base64url',
  )
  const now = Math.floor(Date.now() / 1_000)
  const path = '/_m/parcels/send'
  const guestHeader = Buffer.from(JSON.stringify(guest)).toString('base64url')

  const wrong = {
    'no signature': { signature: null },
    'another secret': { signature: signatureOf(other, now, path, guestHeader, '{"id":"1"}') },
    'another body': { signature: signatureOf(key, now, path, guestHeader, '{"id":"2"}') },
    'another principal': { who, signature: signatureOf(key, now, path, guestHeader, '{"id":"1"}') },
    'another path': { signature: signatureOf(key, now, '/_m/parcels/read', guestHeader, '{"id":"1"}') },
    'too old': { atMs: Date.now() - 32_000 },
    rubbish: { signature: 't=1,v1=zz' },
    'no deadline': { headers: { 'banyan-deadline-ms': '' } },
    'an event unsigned': { path: '/_m/parcels/_events', signature: null, body: '{"module":"parcels"}' },
  }

  for (const [what, options] of Object.entries(wrong))
    assert.equal((await call(shop.internalUrl, options)).status, 401, what)
  assert.deepEqual(await call(shop.internalUrl), { status: 200, body: { by: 'guest null', deadlineLeft: true } })
  assert.equal((await call(shop.url)).status, 404, 'not on the public port')
})

test('an event that is pushed takes effect once, however often it comes', async (t) => {
  const database = await freshDatabase([
    defineModule({ contract: parcels, needs: {}, answers: {}, at: import.meta.url }),
  ])
  const pool = openPool({ url: database.url, max: 2, log: silent, clock: { now: Date.now } })
  let effects = 0
  const react = async (once: Once) => (effects++, once.sql`select 1`)
  const shop = await shopOf(t, [], { pool, reactions: [when(staffWrote, 'count-writes', react)] })
  const neighbour = neighbourAt(shop.internalUrl, key, { now: Date.now })
  t.after(async () => {
    await neighbour.close()
    await pool.end()
    await database.drop()
  })
  const id = randomUUID()
  const fact = { pos: 1, id, aggregateid: 'a', type: staffWrote.type, payload: {}, at: new Date().toISOString() }
  const delivery = { module: 'parcels', subscriber: 'count-writes', ...fact }

  await neighbour.push([delivery], Date.now() + 5_000)
  await neighbour.push([delivery], Date.now() + 5_000)

  const rows = await runOn(pool, Date.now() + 5_000, 'select event_id from parcels.inbox', [])
  assert.deepEqual(rows, [{ event_id: id }])
  assert.equal(effects, 2, 'both arrived, and the second was undone by the inbox')
  await assert.rejects(neighbour.push([{ ...delivery, subscriber: 'nobody' }], Date.now() + 5_000), Unavailable)
})

test('a replay within its time is a repeat', async (t) => {
  const shop = await openShop(t)
  const atMs = Date.now() - 20_000

  assert.deepEqual(await call(shop.internalUrl, { atMs }), await call(shop.internalUrl, { atMs }))
})

test('what is not served, does not fit or is too large is told as such', async (t) => {
  const shop = await openShop(t)

  assert.deepEqual(await call(shop.internalUrl, { path: '/_m/parcels/fly' }), {
    status: 503,
    body: { code: 'unavailable' },
  })
  const unfit = await call(shop.internalUrl, { body: '{"id":1}' })
  assert.deepEqual([unfit.status, unfit.body.code, unfit.body.details.errors[0].pointer], [400, 'invalid', '/id'])
  assert.equal((await call(shop.internalUrl, { body: '{"id":' })).body.code, 'invalid')
  assert.equal((await call(shop.internalUrl, { body: `{"id":"${'x'.repeat(5 * 1024 * 1024)}"}` })).status, 413)
  assert.equal((await call(shop.internalUrl, { path: '/_m/parcels/_events', body: '{"module":"orders"}' })).status, 400)
  assert.equal((await fetch(`${shop.internalUrl}/_m/parcels/send`)).status, 404)
})
