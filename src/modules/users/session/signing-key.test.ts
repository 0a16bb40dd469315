import assert from 'node:assert/strict'
import test from 'node:test'
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { secretsOf } from '#kernel/secrets.ts'
import { newWorld } from '../../../../test/world/world.ts'
import { givenLogin, givenUser } from '../user.testing.ts'
import { publicKeys, signerOf } from './signing-key.ts'

const open = (t: any) => newWorld(t, { modules: ['users'] })
const jwks = async (world: any) => (await world.http('GET', '/.well-known/jwks.json')).body
const kidOf = (token: string) => decodeProtectedHeader(token).kid

test('an access token says who, for whom and until when, and anybody can check it by the published keys', async (t) => {
  const world = await open(t)
  const { id, accessToken } = await givenUser(world)

  const { payload, protectedHeader } = await jwtVerify(accessToken, createLocalJWKSet(await jwks(world)), {
    issuer: 'banyan',
    audience: 'banyan',
  })

  assert.equal(protectedHeader.alg, 'EdDSA')
  assert.deepEqual([payload.sub, payload['roles'], payload.exp! - payload.iat!], [id, ['customer'], 600])
  assert.match(String(payload['sid']), /^[0-9a-f-]{36}$/)
})

test('only the public part of a key is published, and the private one is sealed in the database', async (t) => {
  const world = await open(t)
  await givenUser(world)

  const { keys } = await jwks(world)
  const [row] = await world.sql`select public_jwk, sealed from users.keys`

  assert.deepEqual(Object.keys(keys[0]).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x'])
  assert.equal(row.public_jwk.d, undefined)
  assert.throws(() => secretsOf('another secret of the same length, say').open('jwt keys', row.sealed))
})

test('two processes that need the first key at once make one', async (t) => {
  const world = await open(t)

  const asked = await Promise.all(Array.from({ length: 6 }, () => publicKeys({ ...world.context('users') })))
  const signers = await Promise.all(
    Array.from({ length: 6 }, () => signerOf({ ...world.context('users'), memory: { signer: null } })),
  )

  assert.equal((await world.sql`select kid from users.keys`).length, 1)
  assert.equal(new Set([...asked.map(([key]) => key!['kid']), ...signers.map(({ kid }) => kid)]).size, 1)
})

test('keys change every 30 days; the next one is published before it signs, the one before it after', async (t) => {
  const world = await open(t)
  const old = kidOf((await givenUser(world)).accessToken)
  await world.moveTime({ days: 30 })
  const { accessToken } = await givenLogin(world, 'mara@example.com')

  for (let n = 0; n < 3; n++) await world.job('users', 'rotate-keys')
  const [newest, before, ...none] = (await jwks(world)).keys
  await world.moveTime({ minutes: 2 })
  const early = await givenLogin(world, 'mara@example.com')
  await world.moveTime({ minutes: 9 })
  const late = await givenLogin(world, 'mara@example.com')

  assert.deepEqual([before.kid, none], [old, []])
  assert.deepEqual([kidOf(accessToken), kidOf(early.accessToken), kidOf(late.accessToken)], [old, old, newest.kid])
  for (const { accessToken: token } of [early, late])
    assert.equal((await world.http('GET', '/api/users/me', { token })).status, 200)
})

test('a shop whose secret was lost signs with a new key, and says why', async (t) => {
  const world = await open(t)
  const before = kidOf((await givenUser(world)).accessToken)
  const secrets = secretsOf('a secret that nobody had before today')

  const signer = await signerOf({ ...world.context('users'), secrets, memory: { signer: null } })
  const again = await signerOf({ ...world.context('users'), secrets, memory: { signer: null } })

  assert.notEqual(signer.kid, before)
  assert.equal(again.kid, signer.kid)
  assert.ok(
    world.logs.some(({ level, message }: any) => level === 'error' && message.includes('BANYAN_SECRET_PREVIOUS')),
  )
})

test('who lost a role loses it within a minute, whatever the token says', async (t) => {
  const world = await open(t)
  const { id } = await givenUser(world)
  await world.sql`update users.users set role = 'administrator' where id = ${id}`
  const { accessToken: token } = await givenLogin(world, 'mara@example.com')
  assert.deepEqual(decodeJwt(token)['roles'], ['customer', 'staff', 'administrator'])
  assert.equal((await world.http('GET', '/api/admin/staff', { token })).status, 200)

  await world.sql`update users.users set role = 'customer' where id = ${id}`
  await world.moveTime({ seconds: 61 })

  assert.equal((await world.http('GET', '/api/admin/staff', { token })).status, 403)
})
