import assert from 'node:assert/strict'
import test from 'node:test'
import { eventually, order, readyCart } from '../world/juniper.ts'
import { fillSmallShop } from '../world/small-shop.ts'
import { newWorld } from '../world/world.ts'

/** A poll that finds nothing is not counted: the relays' look, and the claims of jobs. */
const isPoll = (text: string): boolean =>
  /where exists \(select from \w+\.outbox/.test(text) ||
  /\.waiting w\b.*skip locked/s.test(text) ||
  /update \w+\.jobs job/.test(text) ||
  /insert into \w+\.leases as lease \(name, holder, fence/.test(text) ||
  /for update skip locked/.test(text)

async function shop(t: Parameters<typeof newWorld>[0]) {
  const world = await newWorld(t)
  const small = await fillSmallShop(world)
  const buy = async (key: string) => order(small, await readyCart(small, { mug: 1 }), key)
  await buy('warm-up')
  await world.settle()
  return { world, small, buy }
}

/** What was sent since, without polls. */
function counted(statements: string[]): string[] {
  return statements.filter((text) => !isPoll(text)).map((text) => text.replaceAll(/\s+/g, ' ').slice(0, 110))
}

test('a purchase takes at most 25 statements, from the new cart to the last reaction', async (t) => {
  const { world, buy } = await shop(t)
  world.process.start()
  world.statements.length = 0

  assert.equal((await buy('counted')).status, 201)
  await eventually(async () => {
    const [left] = await world.sql`select count(*)::int as n from orders.outbox where sent_at is null`
    return left.n === 0 ? true : null
  }, 'the facts of the order are told')

  const sent = counted(world.statements)
  assert.ok(sent.length <= 25, `${sent.length} statements:\n${sent.join('\n')}`)
  t.diagnostic(`${sent.length} statements`)
})

test('an order is accepted, held, paid and confirmed in at most 5 commits and 10 statements before its answer', async (t) => {
  const { world, small } = await shop(t)
  const cart = await readyCart(small, { mug: 1 })
  world.statements.length = 0

  assert.equal((await order(small, cart, 'counted')).status, 201)

  const writes = world.statements.filter((text) => /\b(insert into|update|delete from)\b/i.test(text))
  assert.ok(writes.length <= 5, writes.join('\n\n'))
  assert.ok(world.statements.length <= 10, `${world.statements.length}`)
})

test('each call of a cart takes at most 5 statements', async (t) => {
  const { world, small } = await shop(t)
  const { http, variants, options } = small
  const taken: Record<string, number> = {}
  const count = async (name: string, work: () => Promise<any>) => {
    world.statements.length = 0
    const answer = await work()
    taken[name] = world.statements.length
    return answer
  }

  const {
    body: { id, token },
  } = await count('create', () => http('POST', '/api/carts', { body: {} }))
  const headers = { 'cart-token': token }
  await count('add line', () =>
    http('POST', `/api/carts/${id}/lines`, { headers, body: { variantId: variants['mug'], quantity: 1 } }),
  )
  await count('address', () =>
    http('PATCH', `/api/carts/${id}`, {
      headers,
      body: {
        email: 'ada@example.com',
        shippingAddress: {
          firstName: 'A',
          lastName: 'B',
          line1: 'C 1',
          city: 'Hamburg',
          postalCode: '20095',
          country: 'DE',
        },
      },
    }),
  )
  await count('shipping options', () => http('GET', `/api/carts/${id}/shipping-options`, { headers }))
  await count('choose option', () =>
    http('PATCH', `/api/carts/${id}`, { headers, body: { shippingOptionId: options['eu'] } }),
  )
  await count('read', () => http('GET', `/api/carts/${id}`, { headers }))

  const most = { create: 1, 'add line': 5, address: 2, 'shipping options': 1, 'choose option': 2, read: 1 }
  for (const [name, limit] of Object.entries(most))
    assert.ok(taken[name]! <= limit, `${name} took ${taken[name]}, its budget is ${limit}`)
})

test('a product page costs one statement cold and none warm, a list at most two', async (t) => {
  const { world, small } = await shop(t)
  const cost = async (path: string) => {
    world.statements.length = 0
    assert.equal((await small.http('GET', path)).status, 200)
    return world.statements.length
  }
  await cost('/api/products?q=warm')

  assert.equal(await cost('/api/products/mug'), 1)
  assert.equal(await cost('/api/products/mug'), 0)
  assert.ok((await cost('/api/products?limit=5')) <= 2)
  assert.ok((await cost('/api/products?limit=7&count=true')) <= 2)
})
