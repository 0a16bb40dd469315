import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { HttpOptions } from '../world/inject.ts'
import { type World, newWorld } from '../world/world.ts'

const open = (t: TestContext) =>
  newWorld(t, {
    modules: ['users'],
    settings: { limits: { loginsPerMinute: 5, loginsPerAccountPerMinute: 1_000, requestsPerSecond: 1_000_000 } },
  })
const log = { email: 'nobody@example.com', password: 'one of many guesses' }
const uuid = (n: number) => `01890a5d-ac96-774b-bcce-${String(n).padStart(12, '0')}`

/** Ways in which somebody may try to look like somebody else at each try; `n` counts the tries. */
const disguises: Record<string, (n: number) => HttpOptions & { path?: string }> = {
  'a forwarded address': (n) => ({ headers: { 'x-forwarded-for': `198.51.100.${n}` } }),
  'a list of forwarded addresses': (n) => ({
    headers: { 'x-forwarded-for': `198.51.100.${n}, 127.0.0.1, 10.0.0.${n}` },
  }),
  'headers of other proxies': (n) => ({
    headers: {
      forwarded: `for=198.51.100.${n}`,
      'x-real-ip': `198.51.100.${n}`,
      'true-client-ip': `198.51.100.${n}`,
      'cf-connecting-ip': `198.51.100.${n}`,
      'x-client-ip': `198.51.100.${n}`,
    },
  }),
  'another host': (n) => ({ headers: { host: `shop-${n}.example`, origin: `https://shop-${n}.example` } }),
  'another key': (n) => ({ headers: { 'idempotency-key': uuid(n) } }),
  'another request id and agent': (n) => ({ headers: { 'x-request-id': `r-${n}`, 'user-agent': `agent ${n}` } }),
  'another query': (n) => ({ path: `/api/users/login?locale=${n % 2 === 0 ? 'de' : 'en'}&market=m${n}` }),
  'the same IPv6 network': (n) => ({ from: `2001:db8:7:7:${n.toString(16)}:${n}:1:1` }),
  'an address in disguise': (n) => ({ from: n % 2 === 0 ? '203.0.113.9' : '::ffff:203.0.113.9' }),
}

/** Tries to log in twenty times, one after the other; answers how many were tried and how many were told to wait. */
async function tries(world: World, disguise: (typeof disguises)[string]) {
  const codes: string[] = []
  for (let n = 0; n < 20; n++) {
    const { path = '/api/users/login', ...options } = disguise(n)
    codes.push((await world.http('POST', path, { body: log, ...options })).body.code)
  }
  const tried = codes.filter((code) => code === 'invalid_credentials').length
  const waiting = codes.filter((code) => code === 'rate_limited').length
  assert.equal(tried + waiting, 20, codes.join())
  return { tried, waiting }
}

test('A12 no header, key, query or address of the same network gives a caller a second counter', async (t) => {
  for (const [note, disguise] of Object.entries(disguises)) {
    await t.test(note, async (each) => {
      const world = await open(each)

      const { tried } = await tries(world, disguise)

      // The bucket fills by one in twelve seconds of real time, which a busy machine may take.
      assert.ok(tried >= 5 && tried <= 7, `${tried} were tried`)
    })
  }
})

test('A12 other networks have counters of their own, and other spellings of the address are no log-in', async (t) => {
  const world = await open(t)
  const spellings = ['/api/users/login/', '/API/users/login', '/api//users/login', '/api/users/login;a=b']

  const others = await tries(world, (n) => ({ from: `2001:db8:7:${n.toString(16)}::1` }))
  const spelled: string[] = []
  for (const path of spellings) {
    const { status, body } = await world.http('POST', path, { body: log, from: '198.51.100.1' })
    spelled.push(`${path} ${status} ${body.code}`)
  }
  const encoded = await tries(world, () => ({ path: '/api/users/%6cogin', from: '198.51.100.2' }))

  assert.deepEqual(others, { tried: 20, waiting: 0 })
  for (const each of spelled) assert.match(each, / (404 not_found|405 method_not_allowed)$/)
  // Decoded it is the same address, and so the same counter.
  assert.ok(encoded.tried <= 7, `${encoded.tried} were tried`)
})
