import assert from 'node:assert/strict'
import test from 'node:test'
import { users } from '#modules/users/contract.ts'
import { holdRows } from '../../../test/world/row-lock.ts'
import { newWorld } from '../../../test/world/world.ts'
import { customers } from './contract.ts'

const open = (t: any) => newWorld(t, { modules: ['customers'] })
const givenCustomer = async (world: any, email: string, firstName = 'Mara', lastName = 'Lind') => {
  const userId = world.process.options.ids.next()
  await world.tell(users.events.UserRegistered, { userId, email, firstName, lastName, locale: 'de', verifyToken: 'x' })
  const [{ id }] = await world.sql`select id from customers.customers where user_id = ${userId}`
  return { id, userId }
}
const ask = (world: any, method: string, path: string, more: object = {}) =>
  world.http(method, `/api/admin/customers${path}`, { as: world.staff, ...more })

test('the back office of customers is staff’s alone', async (t) => {
  const world = await open(t)
  const { id, userId } = await givenCustomer(world, 'mara@example.com')
  const routes: [string, string, object?][] = [
    ['GET', ''],
    ['GET', `/${id}`],
    ['PATCH', `/${id}`, { firstName: 'Eve' }],
    ['POST', `/${id}/erase`],
  ]

  for (const [method, path, body] of routes) {
    const more = body === undefined ? {} : { body }
    assert.equal((await world.http(method, `/api/admin/customers${path}`, more)).status, 401)
    assert.equal((await ask(world, method, path, { ...more, as: world.customer(userId) })).status, 403)
  }
  assert.equal((await world.sql`select first_name from customers.customers`)[0].first_name, 'Mara')
})

test('customers are found by the beginning of address or name, newest first, page by page', async (t) => {
  const world = await open(t)
  for (const n of [1, 2, 3, 4, 5]) await givenCustomer(world, `mara${n}@example.com`)
  await givenCustomer(world, 'odd_100%@example.com', 'Özge', 'Şahin')
  const emails = async (query: string) => (await ask(world, 'GET', query)).body.items.map(({ email }: any) => email)

  const first = (await ask(world, 'GET', '?q=MARA&limit=3&count=true')).body
  const second = (await ask(world, 'GET', `?q=MARA&limit=3&after=${first.next}`)).body

  assert.deepEqual([...first.items, ...second.items].map(({ email }: any) => email).sort().length, 5)
  assert.deepEqual([first.count, second.next], [{ value: 5, exact: true }, undefined])
  assert.deepEqual(await emails('?q=%C3%B6zge'), ['odd_100%@example.com'])
  assert.deepEqual(await emails('?q=odd_100%25'), ['odd_100%@example.com'])
  assert.deepEqual(await emails('?q=%25'), [])
  assert.equal((await ask(world, 'GET', '?limit=101')).status, 400)
  assert.equal((await ask(world, 'GET', '?after=forged')).body.code, 'cursor_invalid')
})

test('of two who edit one customer the second is told to read again', async (t) => {
  const world = await open(t)
  const { id } = await givenCustomer(world, 'mara@example.com')
  const { headers, body } = await ask(world, 'GET', `/${id}`)
  const edit = (firstName: string) =>
    ask(world, 'PATCH', `/${id}`, { body: { firstName }, headers: { 'if-match': headers['etag'] } })

  const lock = await holdRows(t, world, 'select id from customers.customers for update')
  const both = [edit('Maren'), edit('Mareike')]
  await lock.waiting(2)
  await lock.release()
  const answers = await Promise.all(both)
  const free = await ask(world, 'PATCH', `/${id}`, { body: { phone: '+49 40 1234' } })

  assert.deepEqual([body.guest, body.addresses], [false, []])
  assert.deepEqual(answers.map(({ status }: any) => status).sort(), [200, 412])
  assert.equal(free.status, 200)
  assert.equal((await ask(world, 'GET', `/${world.process.options.ids.next()}`)).status, 404)
})

test('an erased customer is nowhere to be read, tells every module once, and does not come back', async (t) => {
  const world = await open(t)
  const { id, userId } = await givenCustomer(world, 'mara@example.com')
  const as = world.customer(userId)
  await world.http('POST', '/api/customers/me/addresses', {
    as,
    body: {
      firstName: 'Mara',
      lastName: 'Lind',
      line1: 'Elbchaussee 41',
      postalCode: '22765',
      city: 'Hamburg',
      country: 'DE',
    },
  })

  const answers = await Promise.all([ask(world, 'POST', `/${id}/erase`), ask(world, 'POST', `/${id}/erase`)])
  await world.tell(users.events.UserRegistered, {
    userId,
    email: 'mara@example.com',
    firstName: 'Mara',
    lastName: 'Lind',
    locale: 'de',
    verifyToken: 'x',
  })

  assert.deepEqual(
    answers.map(({ status }: any) => status),
    [204, 204],
  )
  assert.deepEqual(await world.events(customers.events.CustomerErased), [
    { customerId: id, userId, email: 'mara@example.com' },
  ])
  const [row] = await world.sql`select email, first_name, last_name, phone from customers.customers where id = ${id}`
  assert.deepEqual(row, { email: null, first_name: null, last_name: null, phone: null })
  assert.equal((await world.sql`select id from customers.addresses`).length, 0)
  assert.equal((await world.http('GET', '/api/customers/me', { as })).status, 404)
  assert.equal((await ask(world, 'GET', `/${id}`)).status, 404)
  assert.equal((await ask(world, 'POST', `/${world.process.options.ids.next()}/erase`)).status, 404)
})

test('a register to an erasure: from the account to the customer and back', async (t) => {
  const world = await newWorld(t, { modules: ['users', 'customers'] })
  const body = { email: 'mara@example.com', password: 'four words in a row', firstName: 'Mara', lastName: 'Lind' }
  await world.http('POST', '/api/users/register', { body })
  const { body: tokens } = await world.http('POST', '/api/users/login', {
    body: { email: body.email, password: body.password },
  })
  await world.settle()
  const { body: me } = await world.http('GET', '/api/customers/me', { token: tokens.accessToken })
  assert.equal(me.email, 'mara@example.com')

  await ask(world, 'POST', `/${me.id}/erase`)
  await world.settle()

  const login = await world.http('POST', '/api/users/login', { body: { email: body.email, password: body.password } })
  assert.equal(login.status, 401)
  assert.deepEqual((await world.sql`select count(*)::int as n from users.users where email = 'mara@example.com'`)[0], {
    n: 0,
  })
})
