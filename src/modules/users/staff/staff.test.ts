import assert from 'node:assert/strict'
import test from 'node:test'
import { holdRows } from '../../../../test/world/row-lock.ts'
import { newWorld } from '../../../../test/world/world.ts'
import { users } from '../contract.ts'
import { givenLogin, givenUser } from '../user.testing.ts'

const open = (t: any) => newWorld(t, { modules: ['users'] })
const jonas = { email: 'Jonas@example.com', firstName: 'Jonas', lastName: 'Weber', role: 'staff' }
const invite = (world: any, body: object = jonas) =>
  world.http('POST', '/api/admin/staff', { as: world.administrator, body })
/** An account with a role, as if an administrator had given it. */
const givenRole = async (world: any, email: string, role: string) => {
  const { id } = await givenUser(world, email)
  await world.sql`update users.users set role = ${role}, email_verified = true where id = ${id}`
  return { id, ...(await givenLogin(world, email)) }
}

test('only administrators decide who runs the shop; guests are asked to log in', async (t) => {
  const world = await open(t)
  const { id } = await givenUser(world)
  const routes: [string, string, object?][] = [
    ['GET', '/api/admin/staff'],
    ['GET', `/api/admin/staff/${id}`],
    ['POST', '/api/admin/staff', jonas],
    ['POST', `/api/admin/staff/${id}/invitation`],
    ['PATCH', `/api/admin/staff/${id}`, { role: 'staff' }],
    ['DELETE', `/api/admin/staff/${id}`],
    ['GET', '/api/admin/audit-log'],
  ]

  for (const [method, path, body] of routes) {
    const ask = async (options: object) =>
      (await world.http(method, path, { ...(body === undefined ? {} : { body }), ...options })).status
    assert.equal(await ask({}), 401, `${method} ${path} for a guest`)
    assert.equal(await ask({ token: 'no.token.atall' }), 401, `${method} ${path} with a wrong token`)
    assert.equal(await ask({ as: world.customer(id) }), 403, `${method} ${path} for a customer`)
    assert.equal(await ask({ as: world.staff }), 403, `${method} ${path} for staff`)
  }
  assert.equal((await world.http('GET', '/api/admin/roles', { as: world.customer(id) })).status, 403)
  assert.equal((await world.http('GET', '/api/admin/roles', { as: world.staff })).status, 200)
  assert.equal((await world.sql`select role from users.users where id = ${id}`)[0].role, 'customer')
})

test('somebody invited chooses a password by the letter and is of staff', async (t) => {
  const world = await open(t)

  const { status, body } = await invite(world)
  const [fact] = await world.events(users.events.StaffInvited)
  const early = await world.http('POST', '/api/users/login', { body: { email: jonas.email, password: 'any password' } })
  const chosen = await world.http('POST', '/api/users/password/reset', {
    body: { token: fact!.inviteToken, password: 'jonas has four words' },
  })
  const { accessToken: token } = await givenLogin(world, 'jonas@example.com', 'jonas has four words')

  assert.deepEqual(
    [status, body.invited, body.roles, body.email],
    [201, true, ['customer', 'staff'], 'jonas@example.com'],
  )
  assert.deepEqual([early.status, chosen.status], [401, 204])
  assert.equal((await world.http('GET', '/api/admin/roles', { token })).status, 200)
  assert.equal((await world.http('GET', '/api/admin/staff', { token })).status, 403)
  const again = await world.http('POST', `/api/admin/staff/${body.id}/invitation`, { as: world.administrator })
  assert.deepEqual([again.status, again.body.code], [409, 'invitation_accepted'])
})

test('an invitation can be sent once more', async (t) => {
  const world = await open(t)
  const { body } = await invite(world)

  const { status } = await world.http('POST', `/api/admin/staff/${body.id}/invitation`, { as: world.administrator })
  const facts = await world.events(users.events.StaffInvited)

  assert.equal(status, 202)
  assert.equal(new Set(facts.map(({ inviteToken }) => inviteToken)).size, 2)
})

test('A29 who registered an address first does not become staff by an invitation of its owner', async (t) => {
  const world = await open(t)
  const squatter = await givenUser(world, 'jonas@example.com')

  const invited = await invite(world)
  const given = await world.http('PATCH', `/api/admin/staff/${squatter.id}`, {
    as: world.administrator,
    body: { role: 'staff' },
  })

  assert.deepEqual([invited.status, invited.body.code, invited.body.userId], [409, 'email_taken', squatter.id])
  assert.deepEqual([given.status, given.body.code], [409, 'email_unverified'])
  assert.equal((await world.events(users.events.StaffInvited)).length, 0)
})

test('a role that is taken away is gone within a minute, with the sessions that had it', async (t) => {
  const world = await open(t)
  const { accessToken: token } = await givenRole(world, 'ada@example.com', 'administrator')
  const { id, accessToken } = await givenRole(world, 'jonas@example.com', 'staff')
  assert.equal((await world.http('GET', '/api/admin/roles', { token: accessToken })).status, 200)

  const { status } = await world.http('DELETE', `/api/admin/staff/${id}`, { token })
  await world.moveTime({ seconds: 61 })

  assert.equal(status, 204)
  assert.equal((await world.http('GET', '/api/admin/roles', { token: accessToken })).status, 401)
  assert.equal((await world.http('GET', `/api/admin/staff/${id}`, { as: world.administrator })).status, 404)
  assert.equal((await world.http('DELETE', `/api/admin/staff/${id}`, { as: world.administrator })).status, 404)
})

test('a shop keeps an administrator: the last one cannot be removed, invited ones do not count', async (t) => {
  const world = await open(t)
  const { id } = await givenRole(world, 'ada@example.com', 'administrator')
  await invite(world, { ...jonas, role: 'administrator' })

  const removed = await world.http('DELETE', `/api/admin/staff/${id}`, { as: world.administrator })
  const lowered = await world.http('PATCH', `/api/admin/staff/${id}`, {
    as: world.administrator,
    body: { role: 'staff' },
  })

  assert.deepEqual([removed.status, removed.body.code], [409, 'last_administrator'])
  assert.deepEqual([lowered.status, lowered.body.code], [409, 'last_administrator'])
})

test('of two administrators who remove each other at once, one stays', async (t) => {
  const world = await open(t)
  const ada = await givenRole(world, 'ada@example.com', 'administrator')
  const bob = await givenRole(world, 'bob@example.com', 'administrator')
  for (const { accessToken: token } of [ada, bob])
    assert.equal((await world.http('GET', '/api/admin/staff', { token })).status, 200)

  const lock = await holdRows(t, world, 'select id from users.users for update')

  const both = [
    world.http('DELETE', `/api/admin/staff/${bob.id}`, { token: ada.accessToken }),
    world.http('DELETE', `/api/admin/staff/${ada.id}`, { token: bob.accessToken }),
  ]
  await lock.waiting(2)
  await lock.release()
  const answers = await Promise.all(both)

  assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 409])
  assert.equal((await world.sql`select id from users.users where role = 'administrator'`).length, 1)
})

test('the list of staff is paged and holds no customer', async (t) => {
  const world = await open(t)
  await givenUser(world, 'mara@example.com')
  for (let n = 0; n < 5; n++) await invite(world, { ...jonas, email: `staff${n}@example.com` })
  const page = (query: string) => world.http('GET', `/api/admin/staff${query}`, { as: world.administrator })

  const { body: first } = await page('?limit=3')
  const { body: second } = await page(`?limit=3&after=${first.next}`)

  assert.deepEqual(
    [...first.items, ...second.items].map(({ email }: any) => email),
    [0, 1, 2, 3, 4].map((n) => `staff${n}@example.com`),
  )
  assert.equal(second.next, undefined)
  assert.equal((await page('?after=forged')).body.code, 'cursor_invalid')
})
