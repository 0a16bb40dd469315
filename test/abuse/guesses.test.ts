import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { users } from '../../src/modules/users/contract.ts'
import { givenUser, password, registration } from '../../src/modules/users/user.testing.ts'
import { type World, newWorld } from '../world/world.ts'
import { type Http, twinOf } from './twin.ts'

const limits = { loginsPerMinute: 20, loginsPerAccountPerMinute: 5, requestsPerSecond: 1_000_000 }
const unlimited = { loginsPerMinute: 1e6, loginsPerAccountPerMinute: 1e6, requestsPerSecond: 1e6 }
const open = (t: TestContext, bounds = limits) => newWorld(t, { modules: ['users'], settings: { limits: bounds } })
const login = (http: Http, email: string, secret: string, from = '203.0.113.1') =>
  http('POST', '/api/users/login', { body: { email, password: secret }, from })
const forgot = (http: Http, email: string) => http('POST', '/api/users/password/forgot', { body: { email } })
const codesOf = (answers: { body: any; status: number }[]) =>
  Object.fromEntries(
    [...Map.groupBy(answers, ({ status, body }) => body.code ?? String(status))].map(([code, all]) => [
      code,
      all.length,
    ]),
  )

/** Enough that guesses meet, and few enough that none is turned away for the crowd. */
async function tenAtOnce<T>(count: number, ask: (n: number) => Promise<T>): Promise<T[]> {
  const answers: T[] = []
  for (let n = 0; n < count; n += 10)
    answers.push(...(await Promise.all(Array.from({ length: Math.min(10, count - n) }, (_, each) => ask(n + each)))))
  return answers
}

test('A11 one account guessed from fifty networks at two processes is tried five times, and the right guess is not taken', async (t) => {
  const world = await open(t)
  const two = await twinOf(t, world)
  await world.http('POST', '/api/users/register', { body: registration('mara@example.com') })

  const answers = await tenAtOnce(50, (n) => {
    const secret = n === 40 ? password : `guess number ${n}`
    return login(n % 2 === 0 ? world.http : two, 'mara@example.com', secret, `198.51.100.${n}`)
  })

  assert.deepEqual(codesOf(answers), { invalid_credentials: 5, rate_limited: 45 })
})

test('A11 one password tried on many accounts from one network is tried twenty times a minute, however many processes there are', async (t) => {
  const world = await open(t)
  const two = await twinOf(t, world)
  const { email } = await givenUser(world)

  const from = '2001:db8:1:2:3:4:5'
  const answers = await tenAtOnce(60, (n) => {
    const http = n % 2 === 0 ? world.http : two
    return login(http, `person${n}@example.com`, 'Summer in the city', `${from}:${n.toString(16)}`)
  })
  const elsewhere = await login(two, email, password, '2001:db8:1:3::1')

  const codes = codesOf(answers)
  // The bucket fills by one in three seconds of real time, which a busy machine may take.
  assert.ok(codes['invalid_credentials']! >= 20 && codes['invalid_credentials']! <= 25, JSON.stringify(codes))
  assert.equal(codes['invalid_credentials']! + codes['rate_limited']!, 60)
  assert.equal(elsewhere.status, 200)
})

test('A11 registering tells that an address is taken, and so is limited to twenty a minute from one network', async (t) => {
  const world = await open(t)
  await givenUser(world)

  const answers = []
  for (let n = 0; n < 30; n++)
    answers.push(
      await world.http('POST', '/api/users/register', { body: registration('mara@example.com'), from: '203.0.113.7' }),
    )

  const { email_taken: told = 0, rate_limited: refused = 0 } = codesOf(answers)
  assert.ok(told >= 20 && told <= 26, `${told} were told`)
  assert.equal(told + refused, 30)
})

/** Accounts in every state that a log-in or a forgotten password can meet, and an address of nobody. */
async function everybody(world: World): Promise<string[]> {
  const known = await givenUser(world, 'known@example.com')
  const gone = await givenUser(world, 'gone@example.com')
  await world.sql`update users.users set ended_at = banyan.now(), password_hash = null where id = ${gone.id}`
  const invited = { email: 'invited@example.com', firstName: 'In', lastName: 'Vited', role: 'staff' }
  await world.http('POST', '/api/admin/staff', { body: invited, as: world.administrator })
  const staff = await givenUser(world, 'staff@example.com')
  await world.sql`update users.users set role = 'staff' where id = ${staff.id}`
  return [known.email, gone.email, invited.email, staff.email, 'nobody@example.com']
}

test('A11 log-in and forgotten password answer alike for every address: the same status, text and headers', async (t) => {
  const world = await open(t, unlimited)
  const addresses = await everybody(world)
  const shown = ({ status, headers, text }: Awaited<ReturnType<Http>>) => {
    // What is left of a network's own requests moves with time, not with whom they are about.
    const { 'x-request-id': id = '', date: _, ratelimit: __, ...rest } = headers
    return JSON.stringify({ status, rest, text: text.replaceAll(id, '') })
  }

  const logins = []
  for (const email of addresses) logins.push(shown(await login(world.http, email, 'not the password')))
  const letters = []
  for (const email of addresses) letters.push(shown(await forgot(world.http, email)))
  await world.runDue()

  assert.deepEqual(new Set(logins).size, 1, [...new Set(logins)].join('\n'))
  assert.deepEqual(new Set(letters).size, 1, [...new Set(letters)].join('\n'))
  const told = (await world.events(users.events.PasswordResetAsked)).map(({ email }) => email)
  assert.deepEqual(told.sort(), ['invited@example.com', 'known@example.com', 'staff@example.com'])
})

/** What a tenth of the times are below: nearly what it takes when nothing else is done, and not one lucky turn. */
const typical = (times: number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 10)]!

/**
 * How much longer the first takes than the second, as a share, in turns, by the quickest tenth: a busy machine is busy for both. Rounds are
 * added, six at most, while chance makes them differ by more than a tenth; what tells one from the other by its time differs in all.
 */
async function differenceOf(
  one: () => Promise<unknown>,
  other: () => Promise<unknown>,
  turns: number,
): Promise<number> {
  const timed = async (ask: () => Promise<unknown>) => {
    const before = performance.now()
    await ask()
    return performance.now() - before
  }
  const [ones, others]: [number[], number[]] = [[], []]
  for (let round = 0; ; round++) {
    for (let turn = 0; turn < turns; turn++) {
      const isFirst = turn % 2 === 0
      if (isFirst) ones.push(await timed(one))
      others.push(await timed(other))
      if (!isFirst) ones.push(await timed(one))
    }
    const difference = typical(ones) / typical(others) - 1
    if (Math.abs(difference) <= 0.1 || round === 5) return difference
  }
}

test('A11 the time of a log-in tells nobody whether there is an account: within a tenth of each other', async (t) => {
  const world = await open(t, unlimited)
  await everybody(world)
  const ask = (email: string) => () => login(world.http, email, 'not the password')
  for (const email of ['known@example.com', 'nobody@example.com']) await ask(email)()

  for (const email of ['known@example.com', 'invited@example.com', 'gone@example.com']) {
    const difference = await differenceOf(ask(email), ask('nobody@example.com'), 15)
    assert.ok(Math.abs(difference) <= 0.1, `${email} takes ${(difference * 100).toFixed(1)} % longer than nobody`)
  }
})

test('A11 the time of a forgotten password tells nobody whether there is an account: within a tenth of each other', async (t) => {
  const world = await open(t, unlimited)
  await everybody(world)
  const ask = (email: string) => () => forgot(world.http, email)
  for (let n = 0; n < 20; n++) await ask(`warm${n}@example.com`)()

  const difference = await differenceOf(ask('known@example.com'), ask('nobody@example.com'), 200)

  assert.ok(Math.abs(difference) <= 0.1, `it takes ${(difference * 100).toFixed(1)} % longer for an account`)
})
