import assert from 'node:assert/strict'
import test from 'node:test'
import { staffWrote } from '#kernel/audit.ts'
import { newWorld } from '../../../../test/world/world.ts'

const open = (t: any) => newWorld(t, { modules: ['users'] })
const read = async (world: any, query = '') =>
  (await world.http('GET', `/api/admin/audit-log${query}`, { as: world.administrator })).body
const invite = (world: any, email: string) =>
  world.http('POST', '/api/admin/staff', {
    as: world.administrator,
    body: { email, firstName: 'Jonas', lastName: 'Weber', role: 'staff' },
  })

test('a write of staff is in the log once, with who, what and how it ended', async (t) => {
  const world = await open(t)
  const { body: jonas } = await invite(world, 'jonas@example.com')
  await world.http('PATCH', `/api/admin/staff/${jonas.id}`, {
    as: world.administrator,
    body: { role: 'administrator' },
  })
  await invite(world, 'jonas@example.com')

  await world.settle()
  await world.settle()
  const { items } = await read(world)

  assert.deepEqual(
    items.map(({ route, status }: any) => [route, status]),
    [
      ['POST /api/admin/staff', 409],
      ['PATCH /api/admin/staff/{userId}', 200],
      ['POST /api/admin/staff', 201],
    ],
  )
  const [, change, invited] = items
  assert.deepEqual(change.changes, { before: { role: 'staff' }, after: { role: 'administrator' } })
  assert.deepEqual([change.actor, change.target, change.module], [world.administrator.id, jonas.id, 'users'])
  assert.deepEqual(invited.changes, { after: { email: 'jonas@example.com', role: 'staff' } })
})

test('a fact that is delivered twice makes one entry', async (t) => {
  const world = await open(t)
  const fact = {
    auditId: world.process.options.ids.next(),
    at: new Date(world.clock.now()).toISOString(),
    module: 'pricing',
    actor: 'system:import',
    route: 'PUT /api/admin/prices',
    status: 200,
    requestId: 'r',
  }

  const id = await world.tell(staffWrote, fact)
  await world.tell(staffWrote, fact, id)
  await world.tell(staffWrote, fact)

  const { items } = await read(world)
  assert.deepEqual(
    items.map(({ id, actor, target }: any) => [id, actor, target]),
    [[fact.auditId, 'system:import', undefined]],
  )
  assert.equal((await world.sql`select event_id from users.waiting`).length, 0)
})

test('the log is filtered and paged, newest first', async (t) => {
  const world = await open(t)
  const start = world.clock.now()
  const ids = [0, 1, 2, 3, 4].map(() => world.process.options.ids.next()).sort()
  for (const [n, auditId] of ids.entries()) {
    // Two of one moment: the id decides.
    const at = new Date(start + Math.floor(n / 2) * 60_000).toISOString()
    await world.tell(staffWrote, {
      auditId,
      at,
      module: n % 2 ? 'pricing' : 'catalog',
      actor: `a${n}`,
      target: `t${n}`,
      route: 'PUT /x',
      status: 200,
      requestId: 'r',
    })
  }
  const idsOf = (body: any) => body.items.map(({ id }: any) => id)
  const newestFirst = [...ids].reverse()

  const first = await read(world, '?limit=2')
  const second = await read(world, `?limit=2&after=${first.next}`)
  const third = await read(world, `?limit=2&after=${second.next}`)

  assert.deepEqual([first, second, third].flatMap(idsOf), newestFirst)
  assert.equal(third.next, undefined)
  assert.deepEqual(idsOf(await read(world, '?module=pricing')), [ids[3], ids[1]])
  assert.deepEqual(idsOf(await read(world, '?actor=a2&target=t2')), [ids[2]])
  const minute = new Date(start + 60_000).toISOString()
  assert.deepEqual(idsOf(await read(world, `?from=${minute}`)), [ids[4], ids[3], ids[2]])
  assert.deepEqual(idsOf(await read(world, `?to=${minute}`)), [ids[1], ids[0]])
})
