import assert from 'node:assert/strict'
import test from 'node:test'
import { type Principal, guest } from '../../src/kernel/module.ts'
import { secretsOf } from '../../src/kernel/secrets.ts'
import { tokenOf as tokenOfCart } from '../../src/modules/carts/cart-token.ts'
import { orderToken as tokenOfOrder } from '../../src/modules/orders/order.ts'
import { respelled } from './address-attempts.ts'
import { passes } from './campaign.ts'
import { diceOf, seedOf } from './chance.ts'
import type { Operation } from './operations.ts'
import { type Scene, openScene } from './people.ts'
import { send } from './rounds.ts'
import { type Sampler, exampleOf, pathOf, valueOf } from './sample.ts'
import { type Attempt, tallyOf } from './verdict.ts'

/** A body that fits, so that nothing but the caller can be wrong. */
function bodyFor({ api }: Scene, { body, example }: Operation, sampler: Sampler): { body?: unknown } {
  if (body === null) return {}
  return { body: example === undefined ? valueOf({ ...sampler, api }, body) : exampleOf(sampler, example) }
}

const samplerOf = ({ api, known, written }: Scene, { name }: Operation): Sampler => ({
  api,
  known,
  written,
  dice: diceOf(seedOf(name)),
})
const isTheirs = ({ isAdmin, params, path }: Operation) =>
  !isAdmin && params.length > 0 && /\/(carts|orders|addresses|users)\/\{/.test(path)

test('A04 what is somebody’s own is to everybody else as if it were not there', async (t) => {
  const scene = await openScene(t)
  const { world, ada, bob, guest: other, api } = scene
  const tally = tallyOf()
  const [cartToken, orderToken] = ['cart-token', 'order-token']
  const foreign = secretsOf('the secret of another shop, as long as ours')
  const strangers: [string, Partial<Attempt>][] = [
    ['guest', {}],
    ['another customer', { as: bob.principal }],
    [
      'a customer with tokens',
      { as: bob.principal, headers: { [cartToken]: bob.cart.token, [orderToken]: bob.order.token } },
    ],
    ['a guest with tokens', { headers: { [cartToken]: other.cart.token, [orderToken]: other.order.token } }],
    ['tokens the other way round', { headers: { [cartToken]: ada.order.token, [orderToken]: ada.cart.token } }],
    [
      'a token cut short',
      { headers: { [cartToken]: ada.cart.token.slice(0, -1), [orderToken]: ada.order.token.slice(0, -1) } },
    ],
    ['an empty token', { headers: { [cartToken]: '', [orderToken]: '' } }],
    [
      'tokens of another shop',
      {
        headers: { [cartToken]: tokenOfCart(foreign, ada.cart.id), [orderToken]: tokenOfOrder(foreign, ada.order.id) },
      },
    ],
    ['staff', { as: world.staff }],
  ]
  const known = { ...scene.known, 'users/': [ada.principal.id] }
  const unknown = { id: ada.addressId, addressId: ada.cart.id, userId: ada.cart.id }
  const tried: string[] = []

  for (const operation of api.operations.filter(isTheirs)) {
    const sampler = { ...samplerOf(scene, operation), known }
    const body = bodyFor(scene, operation, sampler)
    const { method } = operation
    for (const [note, who] of strangers) {
      const ask = (path: string) =>
        send(
          world,
          tally,
          { kind: 'A04 others', method, path, note, ...body, ...who, expect: [401, 403, 404] },
          operation,
        )
      const [theirs, nobodys] = [await ask(pathOf(sampler, operation)), await ask(pathOf(sampler, operation, unknown))]
      assert.equal(
        theirs.body.code,
        nobodys.body.code,
        `${operation.name} as ${note} tells what exists from what does not`,
      )
      assert.doesNotMatch(theirs.text, /-ada(?![0-9a-f])|ada@/, `${operation.name} as ${note} shows what is Ada’s`)
    }
    const own = await send(
      world,
      tally,
      { kind: 'A04 owner', method, path: pathOf(sampler, operation), as: ada.principal, ...body },
      operation,
    )
    assert.ok(![401, 403, 404].includes(own.status), `${operation.name} refuses its owner too: ${own.text}`)
    tried.push(operation.name)
  }

  assert.ok(tried.length >= 12, tried.join(', '))
  passes(t, tally)
})

test('A04 what its owner deleted is to the owner, too, as if it had never been there', async (t) => {
  const { world, ada } = await openScene(t)
  const as = ada.principal
  const address = `/api/customers/me/addresses/${ada.addressId}`
  const line = `/api/carts/${ada.cart.id}/lines/${ada.cart.lineId}`
  await world.http('DELETE', address, { as })
  await world.http('DELETE', line, { as })

  const answers = [
    await world.http('GET', address, { as }),
    await world.http('PATCH', address, { as, body: { city: 'Kiel' } }),
    await world.http('DELETE', address, { as }),
    await world.http('PATCH', line, { as, body: { quantity: 1 } }),
    await world.http('DELETE', line, { as }),
  ]

  assert.deepEqual(
    answers.map(({ status }) => status),
    [404, 404, 404, 404, 404],
  )
})

test('A05 the back office is shut to guests, customers and wrong tokens before a byte of the body is read', async (t) => {
  const scene = await openScene(t)
  const { world, ada, api } = scene
  const tally = tallyOf()
  const nobody: Principal = { kind: 'machine', id: 'm', roles: [] }
  const callers: [string, number, Partial<Attempt>][] = [
    ['guest', 401, {}],
    ['customer', 403, { as: ada.principal }],
    ['a customer’s real token', 403, { token: ada.accessToken }],
    ['a machine without a role', 403, { as: nobody }],
    ['no token', 401, { token: 'x' }],
    ['a refresh token', 401, { token: ada.refreshToken }],
    ['two schemes', 401, { headers: { authorization: 'Basic YWRtaW46YWRtaW4=' } }],
  ]

  for (const operation of api.operations.filter(({ isAdmin }) => isAdmin)) {
    const path = pathOf(samplerOf(scene, operation), operation)
    const { method, access } = operation
    assert.ok(access === 'staff' || access === 'administrator', `${operation.name} is open to ${access}`)
    const written = method === 'GET' ? {} : { payload: '{', headers: { 'content-type': 'application/json' } }
    for (const [note, status, who] of callers) {
      const headers = { ...written.headers, ...who.headers }
      await send(
        world,
        tally,
        { kind: 'A05 role', method, path, note, ...written, ...who, headers, expect: [status] },
        operation,
      )
    }
    if (access === 'administrator') {
      const attempt = { kind: 'A05 staff', method, path, ...written, as: world.staff, expect: [403] }
      await send(world, tally, attempt, operation)
    }
  }

  passes(t, tally)
})

test('A12 no other spelling of an address opens what the right one keeps shut', async (t) => {
  const scene = await openScene(t)
  const { world, api } = scene
  const tally = tallyOf()

  for (const operation of api.operations.filter(({ access }) => access !== 'anyone')) {
    const sampler = samplerOf(scene, operation)
    for (const attempt of respelled({ operation, sampler, as: guest }, sampler.dice))
      await send(world, tally, { ...attempt, expect: [400, 401, 403, 404, 405] }, null)
  }

  passes(t, tally)
})

test('A23 a cursor opens the list it was made for, and no other', async (t) => {
  const scene = await openScene(t)
  const { world, api, bob } = scene
  const tally = tallyOf()
  const lists = api.operations.filter(
    ({ query, access }) => access !== 'anyone' && query.some(({ name }) => name === 'after'),
  )
  const found: [Operation, string][] = []
  const ask = (operation: Operation, query: string) => {
    const sampler = samplerOf(scene, operation)
    const needed = operation.query
      .filter(({ required }) => required)
      .map(({ name }) => `&${name}=${sampler.known[name]![0]}`)
    const as = operation.isAdmin ? world.administrator : bob.principal
    return { method: 'GET', path: `${operation.path}?${query}${needed.join('')}`, as }
  }

  for (const operation of lists) {
    const attempt = { kind: 'A23 own list', ...ask(operation, 'limit=1'), expect: [200] }
    const { body } = await send(world, tally, attempt, operation)
    if (body.next !== undefined) found.push([operation, body.next])
  }
  for (const operation of lists) {
    for (const [from, cursor] of found) {
      const foreign = ask(operation, `limit=1&after=${encodeURIComponent(cursor)}`)
      const expect = from === operation ? [200] : [400]
      await send(world, tally, { kind: 'A23 foreign cursor', ...foreign, expect, note: from.name }, operation)
      const cut = ask(operation, `after=${encodeURIComponent(cursor.slice(0, -1))}`)
      await send(world, tally, { kind: 'A23 cut cursor', ...cut, expect: [400] }, operation)
    }
  }

  assert.ok(found.length >= 5, found.map(([{ name }]) => name).join(', '))
  passes(t, tally)
})
