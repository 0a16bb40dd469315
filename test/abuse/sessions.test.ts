import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { customers } from '../../src/modules/customers/contract.ts'
import { users } from '../../src/modules/users/contract.ts'
import { givenLogin, givenUser, password } from '../../src/modules/users/user.testing.ts'
import { newWorld } from '../world/world.ts'
import { type Http, twinOf } from './twin.ts'

const refresh = (http: Http, refreshToken: string) => http('POST', '/api/users/refresh', { body: { refreshToken } })
const me = async (http: Http, token: string) => (await http('GET', '/api/users/me', { token })).status

async function openTwo(t: TestContext) {
  const world = await newWorld(t, { modules: ['users'] })
  return { world, one: world.http as Http, two: await twinOf(t, world) }
}

test('A09 a refresh token that comes again ends its whole family, at whatever process, and no other', async (t) => {
  const { world, one, two } = await openTwo(t)
  const first = await givenUser(world)
  const elsewhere = await givenLogin(world, first.email)
  const second = (await refresh(one, first.refreshToken)).body
  const third = (await refresh(two, second.refreshToken)).body
  await world.moveTime({ seconds: 11 })

  const stolen = await refresh(two, first.refreshToken)
  const family = [await refresh(one, third.refreshToken), await refresh(two, second.refreshToken)]
  await world.moveTime({ seconds: 60 })

  assert.deepEqual([stolen.status, stolen.body.code], [401, 'refresh_token_invalid'])
  for (const { status, body } of family) assert.deepEqual([status, body.code], [401, 'refresh_token_invalid'])
  for (const http of [one, two]) assert.equal(await me(http, third.accessToken), 401)
  assert.equal((await refresh(two, elsewhere.refreshToken)).status, 200)
})

test('A09 tabs that refresh one token at two processes at once all go on, until it comes again too late', async (t) => {
  const { world, one, two } = await openTwo(t)
  const { refreshToken } = await givenUser(world)

  const tabs = await Promise.all([one, two, one, two, one, two].map((http) => refresh(http, refreshToken)))
  await world.moveTime({ seconds: 9 })
  const late = await refresh(two, refreshToken)
  await world.moveTime({ minutes: 5 })
  const onward = await Promise.all(tabs.map(({ body }, n) => refresh(n % 2 ? one : two, body.refreshToken)))
  const tooLate = await refresh(one, refreshToken)
  const after = await Promise.all(onward.map(({ body }) => refresh(one, body.refreshToken)))

  assert.deepEqual(new Set([...tabs, late, ...onward].map(({ status }) => status)), new Set([200]))
  assert.equal(new Set([...tabs, late, ...onward].map(({ body }) => body.refreshToken)).size, 13)
  assert.equal(tooLate.status, 401)
  assert.deepEqual(new Set(after.map(({ status }) => status)), new Set([401]))
})

type Ending = { name: string; end(scene: Awaited<ReturnType<typeof given>>): Promise<unknown> }
async function given(t: TestContext) {
  const { world, one, two } = await openTwo(t)
  const phone = await givenUser(world)
  const laptop = await givenLogin(world, phone.email)
  const other = await givenUser(world, 'jonas@example.com')
  // Both processes have just asked whether these sessions live, so both believe it for as long as they may.
  for (const { accessToken } of [phone, laptop, other])
    for (const http of [one, two]) assert.equal(await me(http, accessToken), 200)
  return { world, one, two, phone, laptop, other }
}

const endings: Ending[] = [
  {
    name: 'logging out everywhere',
    end: ({ one, phone }) => one('POST', '/api/users/logout-everywhere', { token: phone.accessToken }),
  },
  {
    name: 'a changed password',
    end: ({ two, laptop }) =>
      two('POST', '/api/users/password', {
        token: laptop.accessToken,
        body: { password, newPassword: 'another four words' },
      }),
  },
  {
    name: 'a password chosen anew',
    async end({ world, two, phone }) {
      await two('POST', '/api/users/password/forgot', { body: { email: phone.email } })
      await world.runDue()
      const [{ resetToken } = { resetToken: '' }] = await world.events(users.events.PasswordResetAsked)
      return two('POST', '/api/users/password/reset', { body: { token: resetToken, password: 'another four words' } })
    },
  },
  {
    name: 'another role',
    async end({ world, one, phone }) {
      const [{ verifyToken } = { verifyToken: '' }] = await world.events(users.events.UserRegistered)
      await one('POST', '/api/users/email/verify', { body: { token: verifyToken } })
      return one('PATCH', `/api/admin/staff/${phone.id}`, { body: { role: 'administrator' }, as: world.administrator })
    },
  },
  {
    name: 'an erasure',
    async end({ world, phone }) {
      const fact = { customerId: world.process.options.ids.next(), userId: phone.id, email: phone.email }
      await world.tell(customers.events.CustomerErased, fact)
      return { status: 200 }
    },
  },
]

test('A10 whatever ends sessions ends all of them within a minute in every process, and at once for refreshing', async (t) => {
  for (const { name, end } of endings) {
    await t.test(name, async (each) => {
      const scene = await given(each)
      const { world, one, two, phone, laptop, other } = scene

      const { status } = (await end(scene)) as { status: number }
      const refreshed = [await refresh(two, phone.refreshToken), await refresh(one, laptop.refreshToken)]
      await world.moveTime({ seconds: 60 })

      assert.ok(status < 300, `${name} answered ${status}`)
      for (const { status: refused } of refreshed) assert.equal(refused, 401)
      for (const http of [one, two]) {
        assert.deepEqual([await me(http, phone.accessToken), await me(http, laptop.accessToken)], [401, 401])
        assert.equal(await me(http, other.accessToken), 200)
      }
    })
  }
})

test('A10 a log-out ends its own session within a minute in every process, and no other', async (t) => {
  const { world, one, two, phone, laptop } = await given(t)

  await two('POST', '/api/users/logout', { body: { refreshToken: phone.refreshToken } })
  const refused = await refresh(one, phone.refreshToken)
  await world.moveTime({ seconds: 60 })

  assert.equal(refused.status, 401)
  for (const http of [one, two])
    assert.deepEqual([await me(http, phone.accessToken), await me(http, laptop.accessToken)], [401, 200])
})
