import assert from 'node:assert/strict'
import test from 'node:test'
import { decodeJwt } from 'jose'
import { newWorld } from '../../../../test/world/world.ts'
import { users } from '../contract.ts'
import { givenLogin, givenUser, password, refresh } from '../user.testing.ts'
import { hashOf } from '../user/user.ts'
import { openSession } from './session-store.ts'

const open = (t: any) => newWorld(t, { modules: ['users'] })
const me = async (world: any, token: string) => (await world.http('GET', '/api/users/me', { token })).status

test('a refresh gives new tokens of the same session and uses the old one up', async (t) => {
  const world = await open(t)
  const first = await givenUser(world)

  const { status, body: second } = await refresh(world, first.refreshToken)
  await world.moveTime({ seconds: 30 })
  const { body: third } = await refresh(world, second.refreshToken)

  assert.equal(status, 200)
  assert.equal(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size, 3)
  assert.equal(decodeJwt(third.accessToken)['sid'], decodeJwt(first.accessToken)['sid'])
  assert.equal(await me(world, third.accessToken), 200)
  const kept = await world.sql`select hash from users.refresh_tokens`
  assert.ok(kept.some(({ hash }: any) => hash.equals(hashOf(first.refreshToken))))
})

test('A09 a refresh token that comes again after the grace ends the family, the thief’s and the owner’s', async (t) => {
  const world = await open(t)
  const first = await givenUser(world)
  const { body: second } = await refresh(world, first.refreshToken)
  await world.moveTime({ seconds: 11 })

  const stolen = await refresh(world, first.refreshToken)
  const owner = await refresh(world, second.refreshToken)
  await world.moveTime({ seconds: 60 })

  assert.deepEqual([stolen.status, stolen.body.code], [401, 'refresh_token_invalid'])
  assert.equal(owner.status, 401)
  assert.equal(await me(world, second.accessToken), 401)
  assert.equal((await refresh(world, (await givenLogin(world, 'mara@example.com')).refreshToken)).status, 200)
})

test('A09 two tabs that refresh at once both go on, for good', async (t) => {
  const world = await open(t)
  const { refreshToken } = await givenUser(world)

  const tabs = await Promise.all([refresh(world, refreshToken), refresh(world, refreshToken)])
  await world.moveTime({ seconds: 5 })
  const late = await refresh(world, refreshToken)
  await world.moveTime({ minutes: 9 })
  const onward = await Promise.all(tabs.map(({ body }) => refresh(world, body.refreshToken)))

  assert.deepEqual(
    [...tabs, late, ...onward].map(({ status }) => status),
    [200, 200, 200, 200, 200],
  )
})

test('a log-out ends its session and no other, and says so to nobody', async (t) => {
  const world = await open(t)
  const phone = await givenUser(world)
  const laptop = await givenLogin(world, 'mara@example.com')
  const logout = (refreshToken: string) => world.http('POST', '/api/users/logout', { body: { refreshToken } })

  const answers = [
    await logout(phone.refreshToken),
    await logout(phone.refreshToken),
    await logout('unknown token, long enough'),
  ]
  await world.moveTime({ seconds: 61 })

  assert.deepEqual(
    answers.map(({ status }) => status),
    [204, 204, 204],
  )
  assert.deepEqual([await me(world, phone.accessToken), await me(world, laptop.accessToken)], [401, 200])
  assert.equal((await refresh(world, phone.refreshToken)).status, 401)
})

test('A10 logging out everywhere ends every session within 60 seconds', async (t) => {
  const world = await open(t)
  const phone = await givenUser(world)
  const laptop = await givenLogin(world, 'mara@example.com')
  const other = await givenUser(world, 'jonas@example.com')
  for (const { accessToken } of [phone, laptop]) assert.equal(await me(world, accessToken), 200)

  const { status } = await world.http('POST', '/api/users/logout-everywhere', { token: phone.accessToken })
  const sessionId = String(decodeJwt(laptop.accessToken)['sid'])
  const { alive } = await world.client(users).principalOf({ sessionId })
  await world.moveTime({ seconds: 60 })

  assert.equal(status, 204)
  assert.equal(alive, false)
  assert.deepEqual(
    [await me(world, phone.accessToken), await me(world, laptop.accessToken), await me(world, other.accessToken)],
    [401, 401, 200],
  )
  assert.deepEqual(
    [(await refresh(world, phone.refreshToken)).status, (await refresh(world, laptop.refreshToken)).status],
    [401, 401],
  )
})

test('A10 a changed password ends all sessions but the one it answers with', async (t) => {
  const world = await open(t)
  const phone = await givenUser(world)
  const laptop = await givenLogin(world, 'mara@example.com')
  const change = (body: object) => world.http('POST', '/api/users/password', { token: laptop.accessToken, body })

  const wrong = await change({ password: 'not the password', newPassword: 'another four words' })
  const weak = await change({ password, newPassword: 'password1' })
  const { status, body } = await change({ password, newPassword: 'another four words' })
  await world.moveTime({ seconds: 61 })

  assert.deepEqual([wrong.status, wrong.body.code], [422, 'password_wrong'])
  assert.deepEqual([weak.status, weak.body.errors[0].pointer], [422, '/newPassword'])
  assert.equal(status, 200)
  assert.deepEqual(
    [await me(world, phone.accessToken), await me(world, laptop.accessToken), await me(world, body.accessToken)],
    [401, 401, 200],
  )
  assert.equal(
    (await world.http('POST', '/api/users/login', { body: { email: 'mara@example.com', password } })).status,
    401,
  )
  await givenLogin(world, 'mara@example.com', 'another four words')
})

test('a session opened with a password that was changed meanwhile is born dead', async (t) => {
  const world = await open(t)
  const { id, accessToken } = await givenUser(world)
  const [{ epoch }] = await world.sql`select epoch from users.users`
  await world.http('POST', '/api/users/logout-everywhere', { token: accessToken })
  const sessionId = world.process.options.ids.next()

  await openSession(world.context('users').db, {
    sessionId,
    userId: id,
    epoch,
    network: '203.0.113.1',
    refreshHash: hashOf('late'),
    account: 'x',
    passwordHash: null,
  })

  assert.equal((await world.client(users).principalOf({ sessionId })).alive, false)
  assert.equal((await refresh(world, 'late'.padEnd(43, '.'))).status, 401)
})

test('a session ends 30 days after its last refresh and 60 days after the log-in, and its rows go', async (t) => {
  const world = await open(t)
  const idle = await givenUser(world)
  let busy: { refreshToken: string } = await givenLogin(world, 'mara@example.com')

  for (const days of [25, 25]) {
    await world.moveTime({ days })
    busy = (await refresh(world, busy.refreshToken)).body
  }
  const idleAfter50 = await refresh(world, idle.refreshToken)
  await world.moveTime({ days: 11 })
  const busyAfter61 = await refresh(world, busy.refreshToken)
  await world.moveTime({ days: 2 })
  await world.job('users', 'sweep-users')

  assert.deepEqual([idleAfter50.status, busyAfter61.status], [401, 401])
  assert.equal((await world.sql`select id from users.sessions`).length, 0)
  assert.equal((await world.sql`select hash from users.refresh_tokens`).length, 0)
})
