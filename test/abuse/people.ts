/** A shop with people in it: two customers and a guest who each have a cart and an order, and the staff. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Principal } from '../../src/kernel/module.ts'
import { type Juniper, order, readyCart } from '../world/juniper.ts'
import { fillSmallShop } from '../world/small-shop.ts'
import { newWorld, type World } from '../world/world.ts'
import { type Api, apiOf } from './operations.ts'
import { knownIn } from './known.ts'
import type { Known, Written } from './sample.ts'

export type Person = {
  principal: Principal
  email: string
  accessToken: string
  refreshToken: string
  addressId: string
  cart: { id: string; token: string; lineId: string }
  order: { id: string; token: string }
}
export type Scene = {
  world: World
  shop: Juniper
  api: Api
  known: Known
  written: Written
  ada: Person
  bob: Person
  /** An order and a cart that nobody is logged in for. */
  guest: Pick<Person, 'cart' | 'order'>
}

/** Sent as passwords, and looked for in all that is logged. */
export const canary = 'canary-7f3a-of-a-secret'
export const password = `${canary} four words`

/** Opens a shop with all modules and its people. */
export async function openScene(t: TestContext): Promise<Scene> {
  const world = await newWorld(t)
  const shop = await fillSmallShop(world, { mug: 5_000, pot: 5_000, lamp: 5_000 })
  await world.sql`insert into inventory.locations (handle, name) values ('berlin', 'Berlin') on conflict do nothing`
  const [ada, bob] = [await personOf(shop, world, 'ada'), await personOf(shop, world, 'bob')]
  const guest = await goodsOf(shop, world, 'guest', undefined)
  await world.settle()
  return { world, shop, api: await apiOf(world), ...(await knownIn({ world, shop, ada, bob })), ada, bob, guest }
}

export type Given = { world: World; shop: Juniper; ada: Person; bob: Person }

async function personOf(shop: Juniper, world: World, name: string): Promise<Person> {
  const email = `${name}@private.example`
  const names = { firstName: `First-${name}`, lastName: `Last-${name}` }
  const user = await done(world.http('POST', '/api/users/register', { body: { email, password, ...names } }))
  const tokens = await done(world.http('POST', '/api/users/login', { body: { email, password } }))
  const address = await done(
    world.http('POST', '/api/customers/me/addresses', { body: addressOf(name), token: tokens.accessToken }),
  )
  const goods = await goodsOf(shop, world, name, tokens.accessToken)
  return {
    principal: { kind: 'user', id: user.id, roles: ['customer'] },
    email,
    accessToken: tokens.accessToken,
    refreshToken: tokens.refreshToken,
    addressId: address.id,
    ...goods,
  }
}

/** The shop as somebody meets it who shows this token with every request. */
export const shopFor = (shop: Juniper, world: World, token: string | undefined): Juniper => ({
  ...shop,
  http: (method, path, options) => world.http(method, path, { ...options, ...(token === undefined ? {} : { token }) }),
})

async function goodsOf(shop: Juniper, world: World, name: string, token: string | undefined) {
  const asThem = shopFor(shop, world, token)
  const buyer = { email: `${name}@private.example`, shippingAddress: addressOf(name), note: `note-of-${name}` }
  const bought = await readyCart(asThem, { pot: 1 }, buyer)
  const placed = await done(order(asThem, bought, world.process.options.ids.next()))
  const cart = await readyCart(asThem, { mug: 2 }, buyer)
  const headers = { 'cart-token': cart.token }
  const { lines } = await done(asThem.http('GET', `/api/carts/${cart.id}`, { headers }))
  return {
    cart: { id: cart.id, token: cart.token, lineId: lines[0].id as string },
    order: { id: placed.id as string, token: placed.token as string },
  }
}

export const addressOf = (name: string) => ({
  firstName: `First-${name}`,
  lastName: `Last-${name}`,
  line1: `Street-of-${name} 1`,
  city: 'Hamburg',
  postalCode: '20095',
  country: 'DE',
})

/** The body of an answer that must be a yes. */
export async function done(answered: Promise<{ status: number; body: any; text: string }>): Promise<any> {
  const { status, body, text } = await answered
  assert.ok(status < 300, `the scene could not be set: ${status} ${text}`)
  return body
}
