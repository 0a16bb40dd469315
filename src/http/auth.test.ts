import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SignJWT, UnsecuredJWT, exportJWK, exportSPKI, generateKeyPair } from 'jose'
import { type AuthOptions, audience, authenticatorOf, issuer } from './auth.ts'
import { Refusal, Unavailable } from '#kernel/errors.ts'

const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'EdDSA', use: 'sig' }
const start = Date.UTC(2026, 10, 21)

type Claims = { sub?: unknown; sid?: unknown; iss?: string; aud?: string; exp?: number; nbf?: number }
/** A good token, but for what the test makes wrong. */
async function token(
  claims: Claims = {},
  header: object = {},
  key: Parameters<SignJWT['sign']>[0] = pair.privateKey,
): Promise<string> {
  const all = {
    sub: 'u1',
    sid: 's1',
    roles: ['administrator'],
    iss: issuer,
    aud: audience,
    exp: start / 1_000 + 900,
    nbf: start / 1_000,
    ...claims,
  }
  const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
  return new SignJWT(kept).setProtectedHeader({ alg: 'EdDSA', kid: 'k1', ...header }).sign(key)
}

function setUp(options: Partial<AuthOptions> = {}) {
  const clock = { ms: start, now: () => clock.ms }
  const asked = { keys: 0, sessions: 0 }
  const sessions = new Map([['s1', { alive: true, userId: 'u1', roles: ['customer'] }]])
  const authenticate = authenticatorOf({
    clock,
    keys: async () => (asked.keys++, [jwk]),
    principalOf: async (id) => (asked.sessions++, sessions.get(id) ?? { alive: false, roles: [] }),
    ...options,
  })
  return {
    clock,
    asked,
    sessions,
    ask: (authorization?: string) => authenticate({ authorization }),
    bearer: async (text: Promise<string>) => authenticate({ authorization: `Bearer ${await text}` }),
  }
}
const is401 = (error: unknown): boolean =>
  error instanceof Refusal && error.status === 401 && error.code === 'unauthenticated'

test('who shows nothing is a guest, who shows a right token is its user with the roles of now', async () => {
  const { ask, bearer } = setUp()

  assert.deepEqual(await ask(), { kind: 'guest', id: null, roles: [] })
  assert.deepEqual(await bearer(token()), { kind: 'user', id: 'u1', roles: ['customer'] })
})

test('A08 a token of another algorithm, key or place of keys is refused, and no key is fetched for it', async () => {
  const { bearer, asked } = setUp()
  const stranger = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const publicText = new TextEncoder().encode(await exportSPKI(pair.publicKey))
  const publicRaw = Buffer.from(jwk.x!, 'base64url')
  const strangerJwk = await exportJWK(stranger.publicKey)

  const forged = [
    Promise.resolve(
      new UnsecuredJWT({ sub: 'u1', sid: 's1', iss: issuer, aud: audience, exp: start / 1_000 + 900 }).encode(),
    ),
    Promise.resolve(
      `${Buffer.from('{"alg":"none","kid":"k1"}').toString('base64url')}.${Buffer.from('{"sub":"u1","sid":"s1"}').toString('base64url')}.`,
    ),
    new SignJWT({ sub: 'u1', sid: 's1' }).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(publicText),
    new SignJWT({ sub: 'u1', sid: 's1' })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .sign(Buffer.concat([publicRaw, publicRaw])),
    token({}, {}, stranger.privateKey),
    token({}, { jwk: strangerJwk }, stranger.privateKey),
    token({}, { jku: 'https://evil.example/keys', kid: 'evil' }, stranger.privateKey),
    token({}, { kid: '../../etc/passwd' }, stranger.privateKey),
    token({}, { kid: "' or '1'='1" }, stranger.privateKey),
    token({}, { kid: undefined }),
  ]

  for (const each of forged) await assert.rejects(bearer(each), is401)
  assert.equal(asked.sessions, 0)
  assert.equal(asked.keys, 1, 'unknown key ids ask again only after a while')
})

test('A08 wrong issuer, audience, time or claims, a changed token and a huge one are refused', async () => {
  const { bearer, ask } = setUp()
  const seconds = start / 1_000

  const wrong: Claims[] = [
    { iss: 'evil' },
    { iss: undefined as never },
    { aud: 'other' },
    { exp: seconds - 1 },
    { exp: undefined as never },
    { nbf: seconds + 60 },
    { sub: undefined },
    { sub: 7 },
    { sid: undefined },
    { sid: { id: 's1' } },
  ]
  for (const claims of wrong) await assert.rejects(bearer(token(claims)), is401, JSON.stringify(claims))
  const good = await token()
  const [head, body, signature] = good.split('.')
  const promoted = Buffer.from(
    JSON.stringify({ ...JSON.parse(Buffer.from(body!, 'base64url').toString()), sub: 'u2' }),
  ).toString('base64url')
  await assert.rejects(ask(`Bearer ${head}.${promoted}.${signature}`), is401)
  await assert.rejects(bearer(token({ sub: 'x'.repeat(5_000) })), is401)
  for (const header of ['', 'Bearer', 'Bearer x', `Basic ${good}`, good, `Bearer ${good} more`, `Bearer ${good}.`])
    await assert.rejects(ask(header), is401, header.slice(0, 20))
})

test('a token that was right is refused when its time is over, also from memory', async () => {
  const { bearer, clock } = setUp({ principalOf: async () => ({ alive: true, userId: 'u1', roles: [] }) })
  const one = await token()
  await bearer(Promise.resolve(one))

  clock.ms = start + 900_000

  await assert.rejects(bearer(Promise.resolve(one)), is401)
})

test('a session that ended is refused within a minute, and asked for once a minute at most', async () => {
  const { bearer, clock, sessions, asked } = setUp()
  const one = token()
  await Promise.all([bearer(one), bearer(one), bearer(token({ nbf: 1 }))])
  assert.equal(asked.sessions, 1)

  sessions.set('s1', { alive: false, userId: 'u1', roles: [] })
  clock.ms += 59_000
  await bearer(one)
  clock.ms += 1_000

  await assert.rejects(bearer(one), is401)
  assert.equal(asked.sessions, 2)
})

test('a token of one user with the session of another is refused', async () => {
  const { bearer } = setUp()

  await assert.rejects(bearer(token({ sub: 'u2' })), is401)
})

test('when sessions cannot be asked the failure goes through and is not remembered', async () => {
  let down = true
  const { bearer } = setUp({
    principalOf: async () => {
      if (down) throw new Unavailable('users is away')
      return { alive: true, userId: 'u1', roles: [] }
    },
  })
  await assert.rejects(bearer(token()), Unavailable)

  down = false

  assert.equal((await bearer(token())).id, 'u1')
})

test('a new key is found without a restart, and keys are fetched at most every five seconds', async () => {
  const next = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const keys: object[] = [jwk]
  let fetched = 0
  const { bearer, clock } = setUp({ keys: async () => (fetched++, [...keys]) })
  const newer = token({}, { kid: 'k2' }, next.privateKey)
  await bearer(token())
  await assert.rejects(bearer(newer), is401)

  keys.push({ ...(await exportJWK(next.publicKey)), kid: 'k2' })
  await assert.rejects(bearer(newer), is401)
  assert.equal(fetched, 1)
  clock.ms += 5_000

  assert.equal((await bearer(newer)).id, 'u1')
  assert.equal(fetched, 2)
  assert.equal((await bearer(token())).id, 'u1')
})
