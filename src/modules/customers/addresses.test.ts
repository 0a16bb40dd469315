import assert from 'node:assert/strict'
import test from 'node:test'
import { newWorld } from '../../../test/world/world.ts'

const open = (t: any) => newWorld(t, { modules: ['customers'] })
const mara = '00000000-0000-7000-8000-000000000001'
const jonas = '00000000-0000-7000-8000-000000000002'
const address = {
  firstName: 'Mara',
  lastName: 'Lind',
  line1: 'Elbchaussee 41',
  postalCode: '22765',
  city: 'Hamburg',
  country: 'DE',
}
/** Asks as a user, below `/api/customers/me/addresses`. */
const asker =
  (world: any, userId = mara) =>
  (method: string, path = '', body?: object) =>
    world.http(method, `/api/customers/me/addresses${path}`, {
      as: world.customer(userId),
      ...(body === undefined ? {} : { body }),
    })

test('the first address is the default of both kinds, until another is said to be', async (t) => {
  const world = await open(t)
  const ask = asker(world)

  const { status, body: home, headers } = await ask('POST', '', address)
  const { body: work } = await ask('POST', '', { ...address, company: 'Juniper Yard', defaultBilling: true })
  const { body: list } = await ask('GET')

  assert.deepEqual([status, headers['location']], [201, `/api/customers/me/addresses/${home.id}`])
  assert.deepEqual(home, { id: home.id, ...address, defaultShipping: true, defaultBilling: true })
  assert.deepEqual(list.items, [
    { ...home, defaultBilling: false },
    { ...work, defaultShipping: false, defaultBilling: true },
  ])
})

test('an address has what its country wants, and the answer says what is missing', async (t) => {
  const world = await open(t)
  const ask = asker(world)

  const wrong = await ask('POST', '', { ...address, postalCode: '227', country: 'DE' })
  const { body: kept } = await ask('POST', '', address)
  const moved = await ask('PATCH', `/${kept.id}`, { country: 'US' })

  assert.deepEqual(
    [wrong.status, wrong.body.code, wrong.body.errors[0].pointer],
    [422, 'address_invalid', '/postalCode'],
  )
  assert.equal(moved.status, 422)
  assert.deepEqual((await ask('GET', `/${kept.id}`)).body, kept)
})

test('a part of an address is changed, a cleared part is absent, and two changes at once both stick', async (t) => {
  const world = await open(t)
  const ask = asker(world)
  const { body: kept } = await ask('POST', '', { ...address, company: 'Juniper Yard', line2: 'Back door' })

  const answers = await Promise.all([
    ask('PATCH', `/${kept.id}`, { company: null }),
    ask('PATCH', `/${kept.id}`, { line1: 'Elbchaussee 43' }),
  ])
  const { body } = await ask('GET', `/${kept.id}`)

  assert.deepEqual(
    answers.map(({ status }: any) => status),
    [200, 200],
  )
  assert.deepEqual(
    [body.company, body.line1, body.line2, body.defaultShipping],
    [undefined, 'Elbchaussee 43', 'Back door', true],
  )
  assert.equal((await ask('PATCH', `/${kept.id}`, { line1: null })).status, 400)
})

test('a default can be taken back, and goes with its address', async (t) => {
  const world = await open(t)
  const ask = asker(world)
  const { body: one } = await ask('POST', '', address)
  const { body: two } = await ask('POST', '', { ...address, defaultShipping: true })

  const { body: plain } = await ask('PATCH', `/${one.id}`, { defaultBilling: false })
  const removed = await ask('DELETE', `/${two.id}`)

  assert.deepEqual([plain.defaultShipping, plain.defaultBilling], [false, false])
  assert.deepEqual([removed.status, (await ask('DELETE', `/${two.id}`)).status], [204, 404])
  const { body: me } = await world.http('GET', '/api/customers/me', { as: world.customer(mara) })
  assert.deepEqual([me.defaultShippingAddressId, me.defaultBillingAddressId], [undefined, undefined])
})

test('somebody else’s address is not there, whatever is done to it', async (t) => {
  const world = await open(t)
  const { body: kept } = await asker(world)('POST', '', address)
  const eve = asker(world, jonas)
  await eve('POST', '', address)

  const answers = [
    await eve('GET', `/${kept.id}`),
    await eve('PATCH', `/${kept.id}`, { city: 'Berlin', defaultShipping: true }),
    await eve('DELETE', `/${kept.id}`),
  ]
  const guest = await world.http('GET', `/api/customers/me/addresses/${kept.id}`)

  assert.deepEqual(
    [...answers, guest].map(({ status }) => status),
    [404, 404, 404, 401],
  )
  assert.deepEqual((await asker(world)('GET', `/${kept.id}`)).body, kept)
  assert.notEqual(
    (await world.http('GET', '/api/customers/me', { as: world.customer(jonas) })).body.defaultShippingAddressId,
    kept.id,
  )
})

test('a book holds fifty addresses, also when the last ones are added at once', async (t) => {
  const world = await open(t)
  const ask = asker(world)
  await ask('POST', '', address)
  await world.sql`update customers.customers set address_count = 47`

  const answers = await Promise.all(Array.from({ length: 6 }, () => ask('POST', '', address)))

  assert.deepEqual(answers.map(({ status }: any) => status).sort(), [201, 201, 201, 409, 409, 409])
  assert.equal(answers.find(({ status }: any) => status === 409).body.code, 'too_many_addresses')
})

test('nothing but an address fits into an address', async (t) => {
  const world = await open(t)

  for (const extra of [
    { customerId: jonas },
    { id: jonas },
    { version: 7 },
    { isDefaultShipping: true },
    { line1: 7 },
  ]) {
    assert.equal((await asker(world)('POST', '', { ...address, ...extra })).status, 400)
  }
})
