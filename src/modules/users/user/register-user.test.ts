import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { newWorld } from '../../../../test/world/world.ts'
import { users } from '../contract.ts'
import { givenUser, registration } from '../user.testing.ts'
import { emailOf, hashOf } from './user.ts'
import { runs } from '../../../../test/properties/runs.ts'

const open = (t: any) => newWorld(t, { modules: ['users'] })
const verify = (world: any, token: string) => world.http('POST', '/api/users/email/verify', { body: { token } })

test('of two who register one address at once, one gets it and the other is told it is taken', async (t) => {
  const world = await open(t)

  const answers = await Promise.all([
    world.http('POST', '/api/users/register', { body: registration('mara@example.com') }),
    world.http('POST', '/api/users/register', { body: registration(' MARA@example.com ') }),
  ])

  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409])
  assert.equal(answers.find(({ status }) => status === 409)!.body.code, 'email_taken')
  assert.equal((await world.events(users.events.UserRegistered)).length, 1)
})

test('a new account answers with what the person is called and nothing of the password', async (t) => {
  const world = await open(t)

  const { status, body, headers } = await world.http('POST', '/api/users/register', {
    body: registration('Mara@Example.com'),
    headers: { 'accept-language': 'de-AT, en;q=0.5' },
  })

  assert.equal(status, 201)
  assert.deepEqual(Object.keys(body).sort(), [
    'createdAt',
    'email',
    'emailVerified',
    'firstName',
    'id',
    'lastName',
    'locale',
    'roles',
  ])
  assert.deepEqual(
    [body.email, body.emailVerified, body.roles, body.locale],
    ['mara@example.com', false, ['customer'], 'de-AT'],
  )
  assert.equal(headers['location'], `/api/users/${body.id}`)
  const [row] = await world.sql`select password_hash from users.users`
  assert.match(row.password_hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})

test('nobody becomes staff by saying so', async (t) => {
  const world = await open(t)

  for (const extra of [{ role: 'administrator' }, { roles: ['staff'] }, { emailVerified: true }, { id: 'x' }]) {
    const { status, body } = await world.http('POST', '/api/users/register', {
      body: { ...registration('a@example.com'), ...extra },
    })
    assert.deepEqual([status, body.errors[0].code], [400, 'unknown_field'])
  }

  assert.equal((await world.sql`select id from users.users`).length, 0)
})

test('a password that is guessed first is refused with advice', async (t) => {
  const world = await open(t)
  const codeOf = async (password: string) => {
    const { status, body } = await world.http('POST', '/api/users/register', {
      body: { ...registration('longname@example.com'), password },
    })
    return [status, body.code, body.errors[0].pointer]
  }

  assert.deepEqual(await codeOf('short'), [400, 'invalid', '/password'])
  assert.deepEqual(await codeOf('Password1'), [422, 'password_too_common', '/password'])
  assert.deepEqual(await codeOf('longname@example.com'), [422, 'password_too_common', '/password'])
  assert.deepEqual(await codeOf('ä'.repeat(600)), [400, 'invalid', '/password'])
})

test('the letter’s token proves the address once; only its hash is kept', async (t) => {
  const world = await open(t)
  const { id } = await givenUser(world)
  const [fact] = await world.events(users.events.UserRegistered)
  const token = fact!.verifyToken
  const [kept] = await world.sql`select hash from users.one_time_tokens`

  const answers = await Promise.all([verify(world, token), verify(world, token)])

  assert.deepEqual(kept.hash, hashOf(token))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 410])
  assert.deepEqual(await world.events(users.events.EmailVerified), [{ userId: id, email: 'mara@example.com' }])
  assert.equal((await verify(world, 'no token at all, but long enough')).body.code, 'token_invalid')
})

test('the link of a letter is dead after 24 hours, and a new one can be asked for, five an hour', async (t) => {
  const world = await open(t)
  const { accessToken } = await givenUser(world)
  const first = (await world.events(users.events.UserRegistered))[0]!.verifyToken
  const again = () => world.http('POST', '/api/users/email/verify/resend', { token: accessToken })

  for (let n = 0; n < 7; n++) assert.equal((await again()).status, 202)
  const asked = await world.events(users.events.EmailVerificationAsked)
  await world.moveTime({ hours: 25 })

  assert.equal(asked.length, 5)
  assert.equal((await verify(world, first)).status, 410)
  assert.equal((await verify(world, asked[0]!.verifyToken)).status, 410)
})

test('A29 one address has one form, however it was typed', () => {
  fc.assert(
    fc.property(fc.emailAddress(), fc.constantFrom('', ' ', '\t', '\n'), (email, space) => {
      const form = emailOf(email)
      assert.equal(emailOf(`${space}${email.toUpperCase()}${space}`), form)
      assert.equal(emailOf(form), form)
    }),
    runs(),
  )
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => assert.equal(emailOf(emailOf(text)), emailOf(text))),
    runs(),
  )
  assert.equal(emailOf('re\u0301mi@example.com'), emailOf('r\u00e9mi@example.com'))
  assert.notEqual(emailOf('mar\u0430@example.com'), emailOf('mara@example.com'))
})
