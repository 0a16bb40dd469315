import assert from 'node:assert/strict'
import test from 'node:test'
import { fillSmallShop } from '../../../test/world/small-shop.ts'
import { newWorld } from '../../../test/world/world.ts'
import { givenLogin, givenUser, password } from './user.testing.ts'

test('a guest’s cart is the user’s after the log-in, on the real carts, also when both had one', async (t) => {
  const world = await newWorld(t)
  const { variants } = await fillSmallShop(world)
  const user = await givenUser(world)
  const line = (sku: string) => ({ variantId: variants[sku], quantity: 1 })
  const guestCart = async (sku: string) =>
    (await world.http('POST', '/api/carts', { body: { market: 'eu', lines: [line(sku)] } })).body
  const login = (cartToken: string) =>
    world.http('POST', '/api/users/login', { body: { email: user.email, password, cartToken } })

  const first = await login((await guestCart('mug')).token)
  const second = await login((await guestCart('pot')).token)
  const forged = await login(`${(await guestCart('lamp')).id}.forged`)

  assert.deepEqual([first.status, second.status, forged.status], [200, 200, 200])
  const [cart] = await world.sql`select lines from carts.carts where user_id = ${user.id} and closed_at is null`
  assert.deepEqual(cart.lines.map(({ sku }: any) => sku).sort(), ['mug', 'pot'])
})

test('who registers is a customer before the page is loaded anew, and is one only', async (t) => {
  const world = await newWorld(t)
  const { accessToken: token } = await givenUser(world)

  const before = await world.http('GET', '/api/customers/me', { token })
  await world.settle()
  const after = await world.http('GET', '/api/customers/me', { token })

  assert.equal(before.status, 200)
  assert.deepEqual([after.body.id, after.body.email], [before.body.id, 'mara@example.com'])
  await givenLogin(world, 'mara@example.com')
})
