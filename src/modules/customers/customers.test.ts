import assert from 'node:assert/strict'
import test from 'node:test'
import { orders } from '#modules/orders/contract.ts'
import { users } from '#modules/users/contract.ts'
import { newWorld } from '../../../test/world/world.ts'
import { customers } from './contract.ts'

const open = (t: any) => newWorld(t, { modules: ['customers'] })
const idOf = (world: any): string => world.process.options.ids.next()
const registered = (userId: string, email = 'mara@example.com') => ({
  userId,
  email,
  firstName: 'Mara',
  lastName: 'Lind',
  locale: 'de',
  verifyToken: 'x',
})
const address = {
  firstName: 'Mara',
  lastName: 'Lind',
  line1: 'Elbchaussee 41',
  postalCode: '22765',
  city: 'Hamburg',
  country: 'DE',
}
const recipientOf = ({ firstName, lastName, phone }: any) => ({
  firstName,
  lastName,
  ...(phone === undefined ? {} : { phone }),
})
const ordered = (world: any, email: string, extra: object = {}): any => ({
  orderId: idOf(world),
  number: 'ABCD2345',
  cartId: idOf(world),
  email,
  locale: 'de',
  placedAt: '2026-11-21T12:00:00.000Z',
  recipient: recipientOf(address),
  ...extra,
})
const rows = (world: any) =>
  world.sql`select id, user_id, email, first_name from customers.customers order by created_at, id`

test('who registers is a customer, once, however often it is told', async (t) => {
  const world = await open(t)
  const userId = idOf(world)

  const event = await world.tell(users.events.UserRegistered, registered(userId))
  await world.tell(users.events.UserRegistered, registered(userId), event)
  const { body } = await world.http('GET', '/api/customers/me', { as: world.customer(userId) })

  const { id, createdAt: _, ...profile } = body
  assert.deepEqual(profile, { email: 'mara@example.com', firstName: 'Mara', lastName: 'Lind', locale: 'de' })
  assert.deepEqual(await world.events(customers.events.CustomerRegistered), [
    { customerId: id, userId, email: 'mara@example.com' },
  ])
})

test('who writes before the fact of the registration is here loses nothing, and is told of once', async (t) => {
  const world = await open(t)
  const userId = idOf(world)
  const as = world.customer(userId)

  const early = await world.http('POST', '/api/customers/me/addresses', { as, body: address })
  const before = await world.http('GET', '/api/customers/me', { as })
  await world.tell(users.events.UserRegistered, registered(userId))
  const after = await world.http('GET', '/api/customers/me', { as })

  assert.equal(early.status, 201)
  assert.equal(before.body.email, undefined)
  assert.deepEqual(
    [after.body.id, after.body.email, after.body.firstName],
    [before.body.id, 'mara@example.com', 'Mara'],
  )
  assert.equal(after.body.defaultShippingAddressId, early.body.id)
  assert.equal((await world.events(customers.events.CustomerRegistered)).length, 1)
})

test('a guest who orders twice is one customer, with the latest name; who is logged in makes no guest', async (t) => {
  const world = await open(t)
  const later = { ...address, firstName: 'Maren' }

  await world.tell(orders.events.OrderCreated, ordered(world, 'Mara@Example.com'))
  const second = ordered(world, 'mara@example.com')
  await world.tell(orders.events.OrderCreated, { ...second, recipient: recipientOf(later) })
  await world.tell(orders.events.OrderCreated, ordered(world, 'jonas@example.com', { userId: idOf(world) }))

  const [guest, ...others] = await rows(world)
  assert.deepEqual([guest.user_id, guest.email, guest.first_name, others], [null, 'mara@example.com', 'Maren', []])
  assert.deepEqual(await world.events(customers.events.CustomerRegistered), [
    { customerId: guest.id, email: 'mara@example.com' },
  ])
})

test('A29 a guest is not taken over by an account of the same address before that address is proven', async (t) => {
  const world = await open(t)
  const userId = idOf(world)
  await world.tell(orders.events.OrderCreated, ordered(world, 'mara@example.com'))
  const [guest] = await rows(world)

  await world.tell(users.events.UserRegistered, registered(userId))
  const unproven = await rows(world)
  await world.tell(users.events.EmailVerified, { userId, email: 'mara@example.com' })
  const proven = await rows(world)

  assert.deepEqual(
    unproven.map(({ user_id }: any) => user_id),
    [null, userId],
  )
  assert.deepEqual(
    proven.map(({ user_id }: any) => user_id),
    [userId],
  )
  const [{ created_at: since }] = await world.sql`select created_at from customers.customers`
  assert.ok(since.getTime() <= world.clock.now() && proven[0].id !== guest.id)
})

test('a proof that comes before the registration makes the guest’s row the account’s', async (t) => {
  const world = await open(t)
  const userId = idOf(world)
  await world.tell(orders.events.OrderCreated, ordered(world, 'mara@example.com'))

  await world.tell(users.events.EmailVerified, { userId, email: 'mara@example.com' })
  await world.tell(users.events.UserRegistered, registered(userId))

  assert.deepEqual(
    (await rows(world)).map(({ user_id, email }: any) => [user_id, email]),
    [[userId, 'mara@example.com']],
  )
})

test('a profile is changed by its owner; a cleared phone is absent', async (t) => {
  const world = await open(t)
  const userId = idOf(world)
  const as = world.customer(userId)
  await world.tell(users.events.UserRegistered, registered(userId))
  const change = (body: object) => world.http('PATCH', '/api/customers/me', { as, body })

  const set = await change({ phone: '+49 40 123456', locale: 'en' })
  const cleared = await change({ phone: null })

  assert.deepEqual([set.body.phone, set.body.locale, set.body.firstName], ['+49 40 123456', 'en', 'Mara'])
  assert.deepEqual(['phone' in cleared.body, cleared.body.locale], [false, 'en'])
  for (const body of [
    { id: idOf(world) },
    { userId },
    { email: 'x@example.com' },
    { createdAt: 'now' },
    { firstName: '' },
    { phone: 'call me' },
  ]) {
    assert.equal((await change(body)).status, 400)
  }
  assert.equal((await world.http('GET', '/api/customers/me')).status, 401)
})

test('a name changed in the account is changed in the profile', async (t) => {
  const world = await open(t)
  const userId = idOf(world)
  await world.tell(users.events.UserRegistered, registered(userId))

  await world.tell(users.events.UserChanged, { userId, firstName: 'Maren', lastName: 'Lind', locale: 'en' })

  const { body } = await world.http('GET', '/api/customers/me', { as: world.customer(userId) })
  assert.deepEqual([body.firstName, body.locale], ['Maren', 'en'])
})
