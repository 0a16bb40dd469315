import assert from 'node:assert/strict'
import test from 'node:test'
import { customers } from '#modules/customers/contract.ts'
import { orders } from '#modules/orders/contract.ts'
import { users } from '#modules/users/contract.ts'
import { everyFact, mara, openLetters, orderFact, userFact, userId } from './facts.testing.ts'

const { PaymentProcessed, OrderCreated, OrderCancelled, OrderRefunded } = orders.events
const { CustomerErased } = customers.events

test('a fact that is told twice writes one letter, also when nobody remembers the first time', async (t) => {
  const world = await openLetters(t)
  const id = await world.tell(PaymentProcessed, orderFact())

  await world.tell(PaymentProcessed, orderFact(), id)
  await world.sql`delete from notifications.inbox`
  await world.tell(PaymentProcessed, orderFact(), id)

  assert.equal((await world.letters()).length, 1)
})

test('a letter costs one statement, and an order that is only accepted writes none', async (t) => {
  const world = await openLetters(t)
  await world.tell(PaymentProcessed, orderFact())
  world.statements.length = 0

  await world.tell(PaymentProcessed, orderFact())
  const { length } = world.statements
  await world.tell(OrderCreated, { ...orderFact(), recipient: {} })

  assert.equal(length, 1)
  assert.equal((await world.letters()).length, 2)
})

test('each cancelled order is told of, but not the one whose buyer was answered that it is sold out', async (t) => {
  const world = await openLetters(t)
  const told = async (reason: 'out_of_stock' | 'expired' | 'by_customer' | 'by_staff', placedAt: string) => {
    await world.sql`delete from notifications.letters`
    await world.tell(OrderCancelled, { ...orderFact('en', { placedAt }), reason, wasPaid: false })
    return (await world.letters()).length
  }
  const [now, before] = [0, 60_000].map((ms) => new Date(world.clock.now() - ms).toISOString())

  assert.deepEqual(
    [await told('by_customer', now!), await told('by_staff', now!), await told('expired', before!)],
    [1, 1, 1],
  )
  assert.deepEqual([await told('out_of_stock', now!), await told('out_of_stock', before!)], [0, 1])
})

test('every refund of an order is a letter of its own', async (t) => {
  const world = await openLetters(t)

  await world.tell(OrderRefunded, { ...orderFact(), refundId: userId, amount: 1_000, refunded: 1_000 })
  await world.tell(OrderRefunded, { ...orderFact(), refundId: userId, amount: 500, refunded: 1_500 })

  assert.deepEqual(
    (await world.letters()).map(({ payload }: any) => payload.refunded),
    [1_000, 1_500],
  )
})

test('what was written to an erased person goes, by address in any case and by account, and nobody else’s', async (t) => {
  const world = await openLetters(t)
  await world.tell(PaymentProcessed, orderFact('en', { email: 'Mara@Example.com' }))
  await world.tell(PaymentProcessed, orderFact('en', { email: 'mara@work.example', userId }))
  await world.tell(PaymentProcessed, orderFact('en', { email: 'jonas@example.com' }))

  await world.tell(CustomerErased, { customerId: userId, userId, email: mara })
  await world.tell(CustomerErased, { customerId: userId, email: 'nobody@example.com' })

  assert.deepEqual(
    (await world.letters()).map(({ recipient }: any) => recipient),
    ['jonas@example.com'],
  )
})

test('no letter keeps the secret of its link longer than it works, or itself longer than 30 days', async (t) => {
  const world = await openLetters(t)
  for (const { event, body } of everyFact('en')) await world.tell(event, body as any)
  const sweep = () => world.job('notifications', 'sweep-letters')
  const secrets = async () =>
    (await world.letters())
      .filter(({ token }: any) => token?.startsWith('one-time'))
      .map(({ template }: any) => template)

  await world.moveTime({ minutes: 61 })
  await sweep()
  const afterAnHour = await secrets()
  await world.moveTime({ hours: 23 })
  await sweep()
  const afterADay = await secrets()
  const kept = JSON.stringify((await world.letters()).map(({ payload }: any) => payload))
  await world.moveTime({ days: 30 })
  await sweep()

  assert.deepEqual(afterAnHour, ['welcome', 'verify-address', 'staff-invitation'])
  assert.deepEqual(afterADay, [])
  assert.doesNotMatch(kept, /one-time|order-token/)
  assert.equal((await world.letters()).length, 0)
})

test('a registration to its letter: the link in it proves the address', async (t) => {
  const { newWorld } = await import('../../../test/world/world.ts')
  const world = await newWorld(t, { modules: ['users', 'notifications'] })
  const { email, firstName, lastName } = userFact()
  await world.http('POST', '/api/users/register', {
    body: { email, firstName, lastName, password: 'four words in a row' },
    headers: { 'accept-language': 'de' },
  })
  await world.settle()

  const [letter] = await world.letters()
  const verified = await world.http('POST', '/api/users/email/verify', { body: { token: letter.token } })

  assert.deepEqual([letter.template, letter.recipient, letter.locale, verified.status], ['welcome', mara, 'de', 204])
  assert.equal((await world.events(users.events.EmailVerified)).length, 1)
})
