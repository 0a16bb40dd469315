import assert from 'node:assert/strict'
import test from 'node:test'
import type { Db } from '#kernel/database/sql.ts'
import { Refusal } from '#kernel/errors.ts'
import { guest } from '#kernel/module.ts'
import { newWorld } from '../../../../test/world/world.ts'
import { users } from '../contract.ts'
import { givenLogin, givenUser, password, registration } from '../user.testing.ts'
import { takeAttempt } from './attempt-store.ts'
import { accountOf, logIn } from './log-in.ts'

const limits = { loginsPerMinute: 20, loginsPerAccountPerMinute: 5, requestsPerSecond: 1_000_000 }
const login = (world: any, body: object) => world.http('POST', '/api/users/login', { body })
/** A try from a network: 'ok', or the code of the refusal. */
const tryFrom = async (world: any, network: string, email: string, secret: string): Promise<string> => {
  try {
    await logIn(world.context('users', guest), { email, password: secret, network })
    return 'ok'
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}
const failFrom = async (world: any, network: string, email: string, times: number) => {
  for (let n = 0; n < times; n++) await tryFrom(world, network, email, 'wrong password')
}

test('a log-in gives tokens that open what is one’s own, in two statements', async (t) => {
  const world = await newWorld(t, { modules: ['users'] })
  await givenUser(world)
  world.statements.length = 0

  const { status, body } = await login(world, { email: ' Mara@EXAMPLE.com', password })

  assert.equal(status, 200)
  assert.deepEqual([body.tokenType, body.expiresIn], ['Bearer', 600])
  assert.ok(world.statements.length <= 2, world.statements.join('\n'))
  assert.equal((await world.http('GET', '/api/users/me', { token: body.accessToken })).status, 200)
})

test('A11 an unknown account and a wrong password get the same answer for the same work', async (t) => {
  const world = await newWorld(t, { modules: ['users'] })
  await givenUser(world)
  const hashes: string[] = []
  const { gate } = world.context('users').memory
  const run = gate.run
  gate.run = (work: () => Promise<unknown>) => run(async () => (hashes.push('argon2id'), work()))
  const measure = async (email: string) => {
    world.statements.length = hashes.length = 0
    const { status, body } = await login(world, { email, password: 'another password' })
    const { requestId: _, ...problem } = body
    return { status, problem, statements: [...world.statements], hashes: [...hashes] }
  }

  const [unknown, wrong] = [await measure('nobody@example.com'), await measure('mara@example.com')]

  assert.deepEqual([unknown.status, unknown.hashes], [401, ['argon2id']])
  assert.deepEqual(unknown, wrong)
})

test('of two log-ins at once, the one that began first and comes second is let in too', async (t) => {
  const world = await newWorld(t, { modules: ['users'] })
  const email = 'mara@example.com'
  await world.http('POST', '/api/users/register', { body: registration(email) })
  const context = world.context('users')
  const attempt = { email, account: accountOf(context, email), network: '203.0.113.7', perNetwork: 20, perAccount: 5 }

  const second = await context.db.transaction(async (tx: Db) => {
    await tx.sql`select banyan.now()`
    await takeAttempt(context.db, attempt)
    return takeAttempt(tx, attempt)
  })

  assert.equal(second.waitMs, 0)
})

test('A11 an account closes after its tries, known or not, longer each time, and opens again by itself', async (t) => {
  const world = await newWorld(t, { modules: ['users'], settings: { limits: { ...limits, loginsPerMinute: 1_000 } } })
  await world.http('POST', '/api/users/register', { body: registration('mara@example.com') })
  const right = () => login(world, { email: 'mara@example.com', password })

  for (const email of ['mara@example.com', 'nobody@example.com']) {
    await failFrom(world, '203.0.113.1', email, 5)
    const refused = await login(world, { email, password })
    assert.deepEqual([refused.status, refused.body.code], [429, 'rate_limited'])
    const seconds = Number(refused.headers['retry-after'])
    assert.ok(seconds > 10 && seconds <= 30, `closed for ${seconds} s`)
  }
  const waits: number[] = []
  for (let n = 0; n < 8; n++) {
    await world.moveTime({ minutes: 15 })
    assert.equal(await tryFrom(world, '203.0.113.1', 'mara@example.com', 'wrong password'), 'invalid_credentials')
    waits.push(Number((await right()).headers['retry-after']))
  }
  await world.moveTime({ minutes: 15 })

  assert.deepEqual(
    waits.map((wait) => Math.round(wait / 30) * 30),
    [60, 120, 240, 480, 900, 900, 900, 900],
  )
  assert.equal((await right()).status, 200)
})

test('A11 a hundred tries at once are counted before they are made', async (t) => {
  const world = await newWorld(t, { modules: ['users'], settings: { limits: { ...limits, loginsPerMinute: 1_000 } } })
  await givenUser(world)

  const answers = await Promise.all(
    Array.from({ length: 30 }, () => tryFrom(world, '203.0.113.1', 'mara@example.com', 'wrong password')),
  )

  assert.equal(answers.filter((code) => code === 'invalid_credentials').length, 5)
  assert.equal(answers.filter((code) => code === 'rate_limited').length, 25)
})

test('a stranger’s tries do not keep the owner out where the owner has logged in before', async (t) => {
  const world = await newWorld(t, { modules: ['users'], settings: { limits } })
  await world.http('POST', '/api/users/register', { body: registration('mara@example.com') })
  assert.equal(await tryFrom(world, '198.51.100.7', 'mara@example.com', password), 'ok')

  await failFrom(world, '203.0.113.1', 'mara@example.com', 6)

  assert.equal(await tryFrom(world, '203.0.113.1', 'mara@example.com', password), 'rate_limited')
  assert.equal(await tryFrom(world, '198.51.100.7', 'mara@example.com', password), 'ok')
})

test('A11 a network has twenty tries a minute, whatever accounts it names', async (t) => {
  const world = await newWorld(t, { modules: ['users'], settings: { limits } })
  await givenUser(world)

  const guess = (n: number) => tryFrom(world, '203.0.113.1', `guess${n}@example.com`, 'wrong password')
  const codes = await Promise.all(Array.from({ length: 30 }, (_, n) => guess(n)))
  const other = await tryFrom(world, '203.0.113.2', 'mara@example.com', password)
  await world.moveTime({ seconds: 4 })

  // The bucket fills by one in three seconds of real time, which a busy machine may take.
  const made = codes.filter((code) => code === 'invalid_credentials').length
  assert.ok(made >= 20 && made <= 25, `${made} tries were made`)
  assert.equal(other, 'ok')
  assert.equal(await tryFrom(world, '203.0.113.1', 'mara@example.com', password), 'ok')
})

test('a log-in forgets the failed tries before it', async (t) => {
  const world = await newWorld(t, { modules: ['users'], settings: { limits } })
  await givenUser(world)

  for (let n = 0; n < 3; n++) {
    await failFrom(world, '203.0.113.1', 'mara@example.com', 4)
    assert.equal(await tryFrom(world, '203.0.113.1', 'mara@example.com', password), 'ok')
    await world.moveTime({ minutes: 1 })
  }
})

test('the guest’s cart goes to the user who logs in with its token', async (t) => {
  const merged: object[] = []
  const merge = async (input: object) => (merged.push(input), { merged: true })
  const world = await newWorld(t, { modules: ['users'], fakes: { carts: { merge } } })
  const { id } = await givenUser(world)
  const cartId = world.process.options.ids.next()

  const named = await login(world, { email: 'mara@example.com', password, cartToken: `${cartId}.mac` })
  const nameless = await login(world, { email: 'mara@example.com', password, cartToken: 'no cart at all' })
  const wrong = await login(world, {
    email: 'mara@example.com',
    password: 'wrong password',
    cartToken: `${cartId}.mac`,
  })

  assert.deepEqual([named.status, nameless.status, wrong.status], [200, 200, 401])
  assert.deepEqual(merged, [{ guestCartId: cartId, token: `${cartId}.mac`, userId: id }])
})

test('a merge that fails does not fail the log-in', async (t) => {
  const merge = async () => {
    throw new Refusal('cart_not_found', 404)
  }
  const world = await newWorld(t, { modules: ['users'], fakes: { carts: { merge } } })
  await givenUser(world)

  const { status } = await login(world, {
    email: 'mara@example.com',
    password,
    cartToken: `${world.process.options.ids.next()}.forged`,
  })

  assert.equal(status, 200)
})

test('a dated hash is renewed when its owner logs in', async (t) => {
  const world = await newWorld(t, { modules: ['users'] })
  await givenUser(world)
  const { argon2Sync } = await import('node:crypto')
  const nonce = Buffer.alloc(16, 7)
  const old = argon2Sync('argon2id', {
    message: password,
    nonce,
    parallelism: 1,
    tagLength: 32,
    memory: 8_192,
    passes: 1,
  })
  const [salt, key] = [nonce, old].map((bytes) => bytes.toString('base64').replace(/=+$/, ''))
  const kept = `$argon2id$v=19$m=8192,t=1,p=1$${salt}$${key}`
  await world.sql`update users.users set password_hash = ${kept}`

  await givenLogin(world, 'mara@example.com')

  assert.match((await world.sql`select password_hash from users.users`)[0].password_hash, /m=19456,t=2,p=1/)
  await givenLogin(world, 'mara@example.com')
})

test('A27 no password, token or hash reaches the log', async (t) => {
  const world = await newWorld(t, { modules: ['users'] })
  const { accessToken, refreshToken } = await givenUser(world)
  await login(world, { email: 'mara@example.com', password: 'canary of a wrong password' })
  const { verifyToken } = (await world.events(users.events.UserRegistered))[0]!

  const text = JSON.stringify(world.logs)

  for (const secret of [password, 'canary', accessToken, refreshToken, verifyToken, 'argon2id$'])
    assert.ok(!text.includes(secret))
})
