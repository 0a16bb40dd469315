import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import test from 'node:test'
import { passes } from './campaign.ts'
import { type Scene, openScene } from './people.ts'
import { send } from './rounds.ts'
import { type Attempt, tallyOf } from './verdict.ts'

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const parts = (token: string) =>
  token
    .split('.')
    .slice(0, 2)
    .map((each) => JSON.parse(Buffer.from(each, 'base64url').toString()))

/** Tokens that look like Ada's and are not. */
async function forgeries({ world, ada }: Scene): Promise<Record<string, string>> {
  const [header, claims] = parts(ada.accessToken)
  const [, body = '', signature = ''] = ada.accessToken.split('.')
  const { keys } = (await world.http('GET', '/.well-known/jwks.json')).body
  const own = generateKeyPairSync('ed25519')
  const signed = (head: object, payload: object = claims) => {
    const text = `${part(head)}.${part(payload)}`
    return `${text}.${sign(null, Buffer.from(text), own.privateKey).toString('base64url')}`
  }
  const mac = (key: string | Buffer) => {
    const text = `${part({ ...header, alg: 'HS256' })}.${body}`
    return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
  }
  const jwk = own.publicKey.export({ format: 'jwk' })
  return {
    'alg none': `${part({ ...header, alg: 'none' })}.${body}.`,
    'alg none with the signature': `${part({ ...header, alg: 'none' })}.${body}.${signature}`,
    'alg None': `${part({ ...header, alg: 'nOnE' })}.${body}.x`,
    'HS256 with the public key': mac(Buffer.from(keys[0].x, 'base64url')),
    'HS256 with the key’s text': mac(keys[0].x),
    'HS256 with the key’s JSON': mac(JSON.stringify(keys[0])),
    'HS256 with nothing': mac(''),
    'other claims': `${part(header)}.${part({ ...claims, roles: ['administrator'], sub: 'x' })}.${signature}`,
    'no signature': `${part(header)}.${body}.`,
    'half a signature': `${part(header)}.${body}.${signature.slice(0, 40)}`,
    'another key, same kid': signed(header),
    'another key in the header': signed({ ...header, jwk, kid: undefined }),
    'another key elsewhere': signed({ ...header, jku: 'http://127.0.0.1:1/jwks.json', x5u: 'http://127.0.0.1:1/' }),
    'kid is a path': signed({ ...header, kid: '../../../../dev/null' }),
    'kid is SQL': signed({ ...header, kid: `x' union select 'a` }),
    'kid is inherited': signed({ ...header, kid: '__proto__' }),
    'kid is no text': signed({ ...header, kid: { a: 1 } }),
    'no kid': signed({ alg: 'EdDSA' }),
    critical: signed({ ...header, crit: ['exp'] }),
    'header is a list': `${part([])}.${body}.${signature}`,
    'header is no JSON': `${Buffer.from('{').toString('base64url')}.${body}.${signature}`,
    'claims are null': signed(header, null as unknown as object),
    'five parts': `${ada.accessToken}.x.y`,
    'three dots': '...',
    empty: '',
    huge: `${part({ ...header, pad: 'a'.repeat(50_000) })}.${body}.${signature}`,
    'a refresh token': ada.refreshToken,
    'a cart’s token': ada.cart.token,
    twice: `${ada.accessToken}, Bearer ${ada.accessToken}`,
    'with a tail': `${ada.accessToken}%00`,
  }
}

test('A08 no forged token opens any address, nor passes where a guest is welcome', async (t) => {
  const scene = await openScene(t)
  const { world, api, ada } = scene
  const tally = tallyOf()

  for (const [note, token] of Object.entries(await forgeries(scene))) {
    for (const operation of api.operations) {
      const { method, path } = operation
      await send(world, tally, { kind: 'A08 token', method, path, token, note, expect: [401] }, operation)
    }
  }

  const honest = await world.http('GET', '/api/customers/me', { token: ada.accessToken })
  assert.equal(honest.status, 200, honest.text)
  passes(t, tally)
})

test('A13 an idempotency key opens nobody else’s answer, has a size, and stands for one request', async (t) => {
  const scene = await openScene(t)
  const { world, ada, bob, api } = scene
  const tally = tallyOf()
  const key = world.process.options.ids.next()
  const totals = (await world.http('GET', `/api/carts/${ada.cart.id}`, { as: ada.principal })).body.totals
  const body = { cartId: ada.cart.id, expectedTotal: totals.total, payment: { provider: 'test', method: 'test_ok' } }
  const place = (who: Partial<Attempt>, expect: number[], more: object = {}) => {
    const headers = { 'idempotency-key': key, ...who.headers }
    const attempt = {
      kind: 'A13 key',
      method: 'POST',
      path: '/api/orders',
      body: { ...body, ...more },
      ...who,
      headers,
      expect,
    }
    return send(
      world,
      tally,
      attempt,
      api.operations.find(({ name }) => name === 'POST /api/orders')!,
    )
  }

  const first = await place({ as: ada.principal }, [201])
  const again = await place({ as: ada.principal }, [201])
  const others = [
    await place({ as: bob.principal }, [404]),
    await place({}, [404]),
    await place({ headers: { 'cart-token': bob.cart.token } }, [404]),
    await place({ as: bob.principal, headers: { 'cart-token': bob.cart.token } }, [404]),
  ]
  await place({ as: ada.principal }, [422], { expectedTotal: { amount: 1, currency: 'EUR' } })
  for (const wrong of ['k'.repeat(10_000), 'k'.repeat(256), 'two words', 'ü', ' ', ''])
    await place({ as: ada.principal, headers: { 'idempotency-key': wrong } }, [400])

  assert.equal(again.body.id, first.body.id)
  for (const { text } of others) assert.doesNotMatch(text, new RegExp(`${first.body.id}|-ada(?![0-9a-f])|ada@`))
  passes(t, tally)
})

test('A13 an address gives its kept answer to no other caller with the same key', async (t) => {
  const { world, ada, bob, guest } = await openScene(t)
  const key = world.process.options.ids.next()
  const body = { market: 'eu' }
  const make = (options: object) =>
    world.http('POST', '/api/carts', { body, ...options, headers: { 'idempotency-key': key } })
  const line = (cart: { id: string; token: string }, headers: object) =>
    world.http('POST', `/api/carts/${cart.id}/lines`, {
      body: { variantId: world.process.options.ids.next(), quantity: 1 },
      headers: { 'cart-token': cart.token, ...headers },
    })

  const carts = [await make({ as: ada.principal }), await make({ as: bob.principal }), await make({})]
  const lines = [await line(ada.cart, {}), await line(guest.cart, { 'cart-token': bob.cart.token })]

  assert.equal(new Set(carts.map((answer) => answer.body.id)).size, 3)
  for (const { headers } of carts) assert.equal(headers['idempotent-replayed'], undefined)
  assert.equal(lines[1]!.status, 404)
})
