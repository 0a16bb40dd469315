import assert from 'node:assert/strict'
import test from 'node:test'
import { holdRows } from '../../../../test/world/row-lock.ts'
import { newWorld } from '../../../../test/world/world.ts'
import { users } from '../contract.ts'
import { givenLogin, givenUser, password, refresh, registration } from '../user.testing.ts'

const open = (t: any, settings = {}) => newWorld(t, { modules: ['users'], settings })
const forgot = (world: any, email: string) => world.http('POST', '/api/users/password/forgot', { body: { email } })
const reset = (world: any, token: string, secret: string) =>
  world.http('POST', '/api/users/password/reset', { body: { token, password: secret } })
const tokens = async (world: any) =>
  (await world.events(users.events.PasswordResetAsked)).map(({ resetToken }: any) => resetToken)

test('a forgotten password is chosen anew by the letter, once, and every session ends', async (t) => {
  const world = await open(t)
  const { id, refreshToken, accessToken } = await givenUser(world)
  assert.equal((await forgot(world, ' MARA@example.com ')).status, 202)
  await world.runDue()
  const [token] = await tokens(world)

  const answers = await Promise.all([
    reset(world, token, 'another four words'),
    reset(world, token, 'another four words'),
  ])
  await world.moveTime({ seconds: 61 })

  assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 410])
  assert.equal((await refresh(world, refreshToken)).status, 401)
  assert.equal((await world.http('GET', '/api/users/me', { token: accessToken })).status, 401)
  assert.equal(
    (await world.http('POST', '/api/users/login', { body: { email: 'mara@example.com', password } })).status,
    401,
  )
  await givenLogin(world, 'mara@example.com', 'another four words')
  assert.deepEqual(await world.events(users.events.EmailVerified), [{ userId: id, email: 'mara@example.com' }])
})

test('A11 a forgotten password is answered the same, by the same statements, for every address', async (t) => {
  const world = await open(t)
  await givenUser(world)
  const ask = async (email: string) => {
    world.statements.length = 0
    const { status, text } = await forgot(world, email)
    return { status, text, statements: [...world.statements] }
  }

  const [known, unknown] = [await ask('mara@example.com'), await ask('nobody@example.com')]
  await world.runDue()

  assert.deepEqual(known, unknown)
  assert.equal((await tokens(world)).length, 1)
})

test('a link is dead after an hour, after a newer one was used, and for another purpose', async (t) => {
  const world = await open(t)
  await givenUser(world)
  for (let n = 0; n < 2; n++) await forgot(world, 'mara@example.com').then(() => world.runDue())
  const [first, second] = await tokens(world)
  const { verifyToken } = (await world.events(users.events.UserRegistered))[0]!

  assert.equal((await reset(world, verifyToken, 'another four words')).status, 410)
  assert.equal((await world.http('POST', '/api/users/email/verify', { body: { token: first } })).status, 410)
  assert.equal((await reset(world, second, 'another four words')).status, 204)
  assert.equal((await reset(world, first, 'still another four')).status, 410)
  await forgot(world, 'mara@example.com').then(() => world.runDue())
  await world.moveTime({ minutes: 61 })
  assert.equal((await reset(world, (await tokens(world))[2], 'still another four')).status, 410)
})

test('five letters an hour go to one account, also when asked for at once; a repeated job sends none', async (t) => {
  const world = await open(t)
  await givenUser(world)
  for (let n = 0; n < 8; n++) await forgot(world, 'mara@example.com')
  const lock = await holdRows(t, world, 'select id from users.users for update')
  const jobs = world.runDue()
  await lock.waiting(6)
  await lock.release()
  await jobs
  assert.equal((await tokens(world)).length, 5)
  await world.moveTime({ hours: 2 })

  const { askResetLater } = await import('./reset-password.ts')
  const id = world.process.options.ids.next()
  for (let n = 0; n < 2; n++) await askResetLater.run(world.context('users'), { email: 'mara@example.com' }, id)

  assert.equal((await tokens(world)).length, 6)
})

test('a weak password is refused and the link stays good', async (t) => {
  const world = await open(t)
  await givenUser(world)
  await forgot(world, 'mara@example.com').then(() => world.runDue())
  const [token] = await tokens(world)

  const weak = await reset(world, token, 'password123')

  assert.deepEqual([weak.status, weak.body.code], [422, 'password_too_common'])
  assert.equal((await reset(world, token, 'another four words')).status, 204)
})

test('a new password opens an account that guesses had closed', async (t) => {
  const world = await open(t, {
    limits: { loginsPerMinute: 1_000, loginsPerAccountPerMinute: 3, requestsPerSecond: 100_000 },
  })
  await world.http('POST', '/api/users/register', { body: registration('mara@example.com') })
  const login = (secret: string) =>
    world.http('POST', '/api/users/login', { body: { email: 'mara@example.com', password: secret } })
  for (let n = 0; n < 3; n++) await login('wrong password')
  assert.equal((await login(password)).status, 429)

  await forgot(world, 'mara@example.com').then(() => world.runDue())
  await reset(world, (await tokens(world))[0], 'another four words')

  assert.equal((await login('another four words')).status, 200)
})

test('whoever registered a stranger’s address first is out when the stranger resets the password', async (t) => {
  const world = await open(t)
  const squatter = await givenUser(world)
  await forgot(world, 'mara@example.com').then(() => world.runDue())

  await reset(world, (await tokens(world))[0], 'the owner chose this')
  await world.moveTime({ seconds: 61 })

  assert.equal((await refresh(world, squatter.refreshToken)).status, 401)
  assert.equal(
    (await world.http('POST', '/api/users/login', { body: { email: 'mara@example.com', password } })).status,
    401,
  )
})
