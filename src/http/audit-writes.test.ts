import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { freshDatabase } from '../../test/world/cluster.ts'
import { staffWrote } from '#kernel/audit.ts'
import { type Pool, openPool } from '#kernel/database/pool.ts'
import { Refusal } from '#kernel/errors.ts'
import { silent } from '#kernel/log.ts'
import { defineModule } from '#kernel/module.ts'
import { changesOf } from './audit-writes.ts'
import { parcels, route, shopOf } from './server.fixture.ts'

let pool: Pool
let database: { url: string; drop(): Promise<void> }
before(async () => {
  database = await freshDatabase([defineModule({ contract: parcels, needs: {}, answers: {}, at: import.meta.url })])
  pool = openPool({ url: database.url, max: 4, log: silent, clock: { now: Date.now } })
})
after(async () => {
  await pool.end()
  await database.drop()
})

const rows = async (text: string): Promise<any[]> => {
  const connection = await pool.take(Date.now() + 5_000)
  return connection.run(Date.now() + 5_000, text, []).finally(connection.release)
}
const auditOf = (requestId: string) =>
  rows(
    `select id, actor, route, target, status, changes, request_id from parcels.audit_log where request_id = '${requestId}'`,
  )
const factsOf = (auditId: string) =>
  rows(`select type, aggregateid, payload from parcels.outbox where aggregateid = '${auditId}'`)
const body = Type.Object({ name: Type.String(), newPassword: Type.Optional(Type.String()) })
const write = route('PATCH', '/api/admin/things/:id', { access: 'staff', body, refuses: { no: 409 } })

test('a write of staff leaves a row and a fact with who, what, on which and how it ended', async (t) => {
  const audit = { before: { price: 1 }, after: { price: 2, apiToken: 'canary' } }
  const shop = await shopOf(t, [{ ...write, handle: async () => ({ status: 200, body: { ok: true }, audit }) }], {
    pool,
  })
  const requestId = randomUUID()

  await shop.send('PATCH', '/api/admin/things/7', {
    body: { name: 'mug' },
    headers: { ...shop.as('staff'), 'x-request-id': requestId },
  })

  const [row, ...more] = await auditOf(requestId)
  assert.deepEqual(more, [])
  const { id, ...rest } = row
  const changes = { before: { price: 1 }, after: { price: 2, apiToken: '[hidden]' } }
  assert.deepEqual(rest, {
    actor: 'u1',
    route: 'PATCH /api/admin/things/:id',
    target: '7',
    status: 200,
    changes,
    request_id: requestId,
  })
  const [fact] = await factsOf(id)
  const { at, ...told } = fact.payload
  assert.deepEqual([fact.type, fact.aggregateid], [staffWrote.type, id])
  assert.deepEqual(told, {
    auditId: id,
    module: 'parcels',
    actor: 'u1',
    route: 'PATCH /api/admin/things/:id',
    target: '7',
    status: 200,
    changes,
    requestId,
  })
  assert.ok(!Number.isNaN(Date.parse(at)))
})

test('without a word of the act, the names of the fields are kept and never their values', async (t) => {
  const shop = await shopOf(t, [write], { pool })
  const requestId = randomUUID()

  await shop.send('PATCH', '/api/admin/things/7', {
    body: { name: 'canary', newPassword: 'canary' },
    headers: { ...shop.as('administrator'), 'x-request-id': requestId },
  })

  const [row] = await auditOf(requestId)
  assert.deepEqual(row.changes, { fields: ['name', 'newPassword'] })
})

test('a refused write is told too, as is one that failed; one that may not or does not fit is no write', async (t) => {
  const shop = await shopOf(
    t,
    [
      { ...write, handle: async () => Promise.reject(new Refusal('no', 409)) },
      { ...write, path: '/api/admin/bugs', handle: async () => Promise.reject(new Error('bug')) },
    ],
    { pool },
  )
  const send = async (path: string, headers: object, sent: object = { name: 'mug' }) => {
    const requestId = randomUUID()
    await shop.send('PATCH', path, { body: sent, headers: { ...headers, 'x-request-id': requestId } })
    return (await auditOf(requestId)).map(({ status }) => status)
  }

  assert.deepEqual(await send('/api/admin/things/7', shop.as('staff')), [409])
  assert.deepEqual(await send('/api/admin/bugs', shop.as('staff')), [500])
  assert.deepEqual(await send('/api/admin/things/7', shop.as('customer')), [])
  assert.deepEqual(await send('/api/admin/things/7', shop.as('staff'), { nam: 1 }), [])
})

test('a machine is named as one, and a repeat under one key is one write', async (t) => {
  const shop = await shopOf(t, [{ ...write, method: 'POST', path: '/api/admin/things' }], { pool })
  const headers = { ...shop.as('machine', 'staff'), 'idempotency-key': randomUUID(), 'x-request-id': randomUUID() }

  await shop.send('POST', '/api/admin/things', { body: { name: 'mug' }, headers })
  await shop.send('POST', '/api/admin/things', { body: { name: 'mug' }, headers })

  const written = await auditOf(headers['x-request-id'])
  assert.deepEqual(
    written.map(({ actor, target }) => [actor, target]),
    [['machine:m1', null]],
  )
})

test('reading leaves no trace, and a public write none either', async (t) => {
  const shop = await shopOf(t, [route('GET', '/api/admin/things', { access: 'staff' }), route('POST', '/api/things')], {
    pool,
  })
  const headers = { ...shop.as('staff'), 'x-request-id': randomUUID() }

  await shop.send('GET', '/api/admin/things', { headers })
  await shop.send('POST', '/api/things', { headers })

  assert.deepEqual(await auditOf(headers['x-request-id']), [])
})

test('secrets are hidden at every depth, and a change too large to keep says so', () => {
  const changes = changesOf(
    { after: { users: [{ password: 'canary', mail: { resetToken: 'canary', to: 'a@b.c' } }], secretKey: 'seen' } },
    {},
  )

  assert.doesNotMatch(JSON.stringify(changes), /canary/)
  assert.match(JSON.stringify(changes), /a@b\.c/)
  assert.deepEqual(changesOf({ before: 'x'.repeat(20_000) }, { name: 1 }), {
    cut: 'The change was too large to be kept.',
    fields: ['name'],
  })
})
