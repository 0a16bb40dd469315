import assert from 'node:assert/strict'
import test from 'node:test'
import { newWorld } from '../../../../test/world/world.ts'
import { customers } from '#modules/customers/contract.ts'
import { users } from '../contract.ts'
import { givenUser } from '../user.testing.ts'

test('one reads and changes one’s own account, by id or as me', async (t) => {
  const world = await newWorld(t, { modules: ['users'] })
  const { id, accessToken: token } = await givenUser(world)

  const changed = await world.http('PATCH', '/api/users/me', { token, body: { firstName: ' Maren ', locale: 'de' } })
  const read = await world.http('GET', `/api/users/${id}`, { token })

  assert.equal(changed.status, 200)
  assert.deepEqual(read.body, changed.body)
  assert.deepEqual([read.body.firstName, read.body.lastName, read.body.locale], ['Maren', 'Lind', 'de'])
  assert.deepEqual(await world.events(users.events.UserChanged), [
    { userId: id, firstName: 'Maren', lastName: 'Lind', locale: 'de' },
  ])
})

test('somebody else’s account is not there, for a customer as for a guest', async (t) => {
  const world = await newWorld(t, { modules: ['users'] })
  const mara = await givenUser(world, 'mara@example.com')
  const { accessToken: token } = await givenUser(world, 'jonas@example.com')

  const read = await world.http('GET', `/api/users/${mara.id}`, { token })
  const changed = await world.http('PATCH', `/api/users/${mara.id}`, { token, body: { firstName: 'Eve' } })
  const staff = await world.http('GET', `/api/users/${mara.id}`, { as: world.staff })
  const guest = await world.http('GET', `/api/users/${mara.id}`)

  assert.deepEqual([read.status, changed.status, staff.status, guest.status], [404, 404, 404, 401])
  assert.equal((await world.sql`select first_name from users.users where id = ${mara.id}`)[0].first_name, 'Mara')
})

test('nobody changes role, address or proof of an account by a patch', async (t) => {
  const world = await newWorld(t, { modules: ['users'] })
  const { accessToken: token } = await givenUser(world)

  for (const body of [
    { role: 'staff' },
    { roles: [] },
    { email: 'x@example.com' },
    { emailVerified: true },
    { id: 'x' },
    { firstName: null },
  ]) {
    assert.equal((await world.http('PATCH', '/api/users/me', { token, body })).status, 400)
  }
})

test('an erased customer has no name, no address and no session left, and the address is free again', async (t) => {
  const world = await newWorld(t, { modules: ['users'] })
  const { id, accessToken, refreshToken } = await givenUser(world)
  const customerId = world.process.options.ids.next()

  await world.tell(customers.events.CustomerErased, { customerId, userId: id, email: 'mara@example.com' })
  await world.moveTime({ seconds: 61 })

  const [row] = await world.sql`select email, first_name, last_name, password_hash from users.users where id = ${id}`
  assert.deepEqual(row, { email: `${id}@erased.invalid`, first_name: '', last_name: '', password_hash: null })
  assert.equal((await world.http('GET', '/api/users/me', { token: accessToken })).status, 401)
  assert.equal((await world.http('POST', '/api/users/refresh', { body: { refreshToken } })).status, 401)
  assert.notEqual((await givenUser(world)).id, id)
})

test('an erasure does not end the account of staff', async (t) => {
  const world = await newWorld(t, { modules: ['users'] })
  const { id, accessToken: token } = await givenUser(world)
  await world.sql`update users.users set role = 'staff' where id = ${id}`

  await world.tell(customers.events.CustomerErased, {
    customerId: world.process.options.ids.next(),
    userId: id,
    email: 'mara@example.com',
  })

  assert.equal((await world.http('GET', '/api/users/me', { token })).status, 200)
})
