import assert from 'node:assert/strict'
import test from 'node:test'
import { Refusal } from '#kernel/errors.ts'
import { holdRows } from '../../../../test/world/row-lock.ts'
import { newWorld } from '../../../../test/world/world.ts'
import { ensureAdministrator } from '../first-administrator.ts'
import { givenLogin, givenUser } from '../user.testing.ts'

const open = (t: any) => newWorld(t, { modules: ['users'] })
const secret = 'the shop is mine now'
const linkOf = async (world: any) => (await ensureAdministrator(world.context('users'), null))!.link
const tokenOf = (link: string) => new URL(link).searchParams.get('token')!
const use = (world: any, token: string, email = 'ada@example.com') =>
  world.http('POST', '/api/users/first-login', { body: { token, email, password: secret } })
const submit = (world: any, fields: Record<string, string>) =>
  world.http('POST', '/admin/first-login', {
    payload: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })

test('the link of the first start makes one administrator, once', async (t) => {
  const world = await open(t)
  const link = await linkOf(world)
  assert.match(link, /^http:\/\/shop\.test\/admin\/first-login\?token=[\w-]{43}$/)

  const { status } = await use(world, tokenOf(link))
  const again = await use(world, tokenOf(link), 'eve@example.com')
  const { accessToken: token } = await givenLogin(world, 'ada@example.com', secret)

  assert.deepEqual([status, again.status, again.body.code], [204, 410, 'token_invalid'])
  assert.equal((await world.http('GET', '/api/admin/staff', { token })).status, 200)
  assert.equal(await ensureAdministrator(world.context('users'), null), null)
})

test('two links of two starts, used at once, make one administrator', async (t) => {
  const world = await open(t)
  const links = [await linkOf(world), await linkOf(world)]

  const lock = await holdRows(t, world, 'select hash from users.one_time_tokens for update')
  const both = links.map((link, n) => use(world, tokenOf(link), `ada${n}@example.com`))
  await lock.waiting(2)
  await lock.release()
  const answers = await Promise.all(both)

  assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 410])
  assert.equal((await world.sql`select id from users.users where role = 'administrator'`).length, 1)
})

test('two shops that start at once on one new database have one administrator, by environment as by link', async (t) => {
  const world = await open(t)
  const admin = { email: 'ada@example.com', password: secret }

  const links = await Promise.all([
    ensureAdministrator(world.context('users'), null),
    ensureAdministrator(world.context('users'), null),
  ])
  await Promise.all([
    ensureAdministrator(world.context('users'), admin),
    ensureAdministrator(world.context('users'), admin),
  ])
  const late = await Promise.all(links.map((each, n) => use(world, tokenOf(each!.link), `eve${n}@example.com`)))

  assert.deepEqual(
    late.map(({ status }) => status),
    [410, 410],
  )
  assert.deepEqual(await world.sql`select email, role from users.users`, [
    { email: 'ada@example.com', role: 'administrator' },
  ])
  await givenLogin(world, 'ada@example.com', secret)
})

test('a link is dead after 24 hours', async (t) => {
  const world = await open(t)
  const token = tokenOf(await linkOf(world))

  await world.moveTime({ hours: 25 })

  assert.equal((await use(world, token)).status, 410)
})

test('the environment’s administrator is made once; a password that was changed since stays', async (t) => {
  const world = await open(t)
  const admin = { email: 'Ada@example.com', password: secret }

  assert.equal(await ensureAdministrator(world.context('users'), admin), null)
  const { accessToken: token } = await givenLogin(world, 'ada@example.com', secret)
  await world.http('POST', '/api/users/password', {
    token,
    body: { password: secret, newPassword: 'a much newer secret' },
  })
  assert.equal(await ensureAdministrator(world.context('users'), admin), null)

  await givenLogin(world, 'ada@example.com', 'a much newer secret')
})

test('the environment’s administrator takes over an account that somebody else registered', async (t) => {
  const world = await open(t)
  const squatter = await givenUser(world, 'ada@example.com')

  await ensureAdministrator(world.context('users'), { email: 'ada@example.com', password: secret })
  await world.moveTime({ seconds: 61 })

  assert.equal((await world.http('GET', '/api/users/me', { token: squatter.accessToken })).status, 401)
  await givenLogin(world, 'ada@example.com', secret)
  await assert.rejects(
    ensureAdministrator(world.context('users'), { email: 'bob@example.com', password: 'password1' }),
    Refusal,
  )
})

test('the page works in a browser without scripts, says what to mend, and is strict', async (t) => {
  const world = await open(t)
  const link = await linkOf(world)

  const { status, headers, text } = await world.http('GET', link.slice('http://shop.test'.length))
  const wrong = await submit(world, { token: tokenOf(link), email: '"><script>alert(1)</script>', password: secret })
  const weak = await submit(world, { token: tokenOf(link), email: 'ada@example.com', password: 'password1' })
  const done = await submit(world, { token: tokenOf(link), email: 'ada@example.com', password: secret })
  const dead = await world.http('GET', link.slice('http://shop.test'.length))

  assert.equal(status, 200)
  assert.match(String(headers['content-security-policy']), /default-src 'none'.*form-action 'self'/)
  assert.equal(headers['cache-control'], 'no-store')
  assert.match(text, /<form method="post" action="\/admin\/first-login">/)
  assert.doesNotMatch(text + wrong.text + weak.text + done.text, /<script|\sstyle="|\son\w+=/i)
  assert.equal((await world.http('GET', '/assets/first-login.css')).status, 200)
  assert.match(wrong.text, /Enter a whole address/)
  assert.match(weak.text, /among the first that are guessed/)
  assert.doesNotMatch(weak.text, /password1/)
  assert.match(done.text, /You are the administrator/)
  assert.match(dead.text, /does not work any more/)
  await givenLogin(world, 'ada@example.com', secret)
})

test('the form takes no other kind of body', async (t) => {
  const world = await open(t)

  const json = await world.http('POST', '/admin/first-login', { body: { token: 'x' } })
  const none = await submit(world, {})

  assert.equal(json.status, 415)
  assert.match(none.text, /does not work any more/)
})
