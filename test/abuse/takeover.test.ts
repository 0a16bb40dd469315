import assert from 'node:assert/strict'
import test from 'node:test'
import { users } from '../../src/modules/users/contract.ts'
import { givenLogin, givenUser, password, registration } from '../../src/modules/users/user.testing.ts'
import { order, readyCart } from '../world/juniper.ts'
import { fillSmallShop } from '../world/small-shop.ts'
import { type World, newWorld } from '../world/world.ts'

const victim = 'rémi.king@example.com'
/** Other spellings of one address: whoever registers one of them is told that it is taken. */
const same = {
  capitals: 'RÉMI.KING@EXAMPLE.COM',
  'space around it': ' \trémi.king@example.com\n',
  'a space that does not break': 'rémi.king@example.com\u00a0',
  'an accent of its own': 're\u0301mi.king@example.com',
  'an accent of its own, in capitals': 'RE\u0301MI.KING@EXAMPLE.COM',
  'the sign of kelvin': 'rémi.\u212aing@example.com',
}
/** Addresses that only look the same, or that a mail server might take for the same: other accounts, which get nothing. */
const others = {
  'a Cyrillic letter': 'rémi.k\u0456ng@example.com',
  'a Greek letter': 'rém\u03b9.king@example.com',
  'an i without a dot': 'rém\u0131.king@example.com',
  'an I with a dot': 'rémi.k\u0130ng@example.com',
  'no accent': 'remi.king@example.com',
  'wide letters': '\uff52émi.king@example.com',
  'a letter of no width': 'rémi.\u200bking@example.com',
  'a mark that turns the direction': 'rémi.king\u202e@example.com',
  'another kind of dot in the domain': 'rémi.king@example\u3002com',
  'a wide domain': 'rémi.king@\uff45xample.com',
  'a dot more': 'rémi.king.@example.com',
  'a tag': 'rémi.king+x@example.com',
}
const register = (world: World, email: string) =>
  world.http('POST', '/api/users/register', { body: { ...registration(email), password: 'the stranger’s own words' } })
const forgot = (world: World, email: string) => world.http('POST', '/api/users/password/forgot', { body: { email } })
const letters = (world: World) => world.sql`select recipient, template, user_id from notifications.letters order by id`

test('A29 another spelling of an address is the same account: taken for strangers, open by its one password, its letters to the one address', async (t) => {
  const world = await newWorld(t)
  const { id } = await givenUser(world, victim)

  for (const [note, email] of Object.entries(same)) {
    const { status, body } = await register(world, email)
    assert.deepEqual([status, body.code], [409, 'email_taken'], note)
    const wrong = await world.http('POST', '/api/users/login', {
      body: { email, password: 'the stranger’s own words' },
    })
    assert.equal(wrong.status, 401, note)
    await givenLogin(world, email)
  }
  for (const email of Object.values(same).slice(0, 4)) await forgot(world, email)
  await world.runDue()
  await world.settle()

  const sent = await letters(world)
  assert.deepEqual(new Set(sent.map(({ recipient }: any) => recipient)), new Set([victim]))
  assert.deepEqual(new Set(sent.map(({ user_id }: any) => user_id)), new Set([id]))
  assert.equal(sent.filter(({ template }: any) => template === 'reset-password').length, 4)
})

test('A29 an address that only looks the same is somebody else: no password, letter, cart, order or profile of the first opens to it', async (t) => {
  const world = await newWorld(t)
  const shop = await fillSmallShop(world)
  const { id } = await givenUser(world, victim)
  const address = (await readyCart(shop, { mug: 1 }, { email: victim, shippingAddress: home })) as any
  const bought = await order(shop, address, world.process.options.ids.next())
  assert.equal(bought.status, 201, bought.text)
  await world.settle()
  let made = 0

  for (const [note, email] of Object.entries(others)) {
    const { status, body } = await register(world, email)
    if (status === 400) continue
    assert.equal(status, 201, `${note}: ${JSON.stringify(body)}`)
    made++
    const theirs = await world.http('POST', '/api/users/login', { body: { email, password } })
    assert.equal(theirs.status, 401, `${note} opens with the password of the first`)
    const { accessToken: token } = await givenLogin(world, email, 'the stranger’s own words')
    const { verifyToken } = (await world.events(users.events.UserRegistered)).at(-1)!
    // The stranger has a mailbox of his own, so he proves his address; even then the first one's goods are not his.
    await world.http('POST', '/api/users/email/verify', { body: { token: verifyToken } })
    await world.settle()
    const seen = [
      await world.http('GET', '/api/orders', { token }),
      await world.http('GET', '/api/customers/me', { token }),
      await world.http('GET', '/api/customers/me/addresses', { token }),
      await world.http('GET', `/api/orders/${bought.body.id}`, { token }),
      await world.http('GET', '/api/carts/mine', { token }),
    ]
    for (const { text } of seen) assert.doesNotMatch(text, /Hauptweg|Roi|\+33 1|01[0-9a-f]+-lamp/, note)
    assert.deepEqual([seen[0]!.body.items, seen[3]!.status, seen[4]!.status], [[], 404, 404], note)
    await forgot(world, email)
    await world.runDue()
    const reset = (await world.events(users.events.PasswordResetAsked)).at(-1)!
    assert.notEqual(reset.userId, id, `${note} resets the password of the first`)
    assert.notEqual(reset.email, victim, note)
  }
  await world.settle()

  assert.ok(made >= 8, `${made} of them could register at all`)
  const ofFirst = (await letters(world)).filter(({ user_id }: any) => user_id === id)
  assert.deepEqual(new Set(ofFirst.map(({ recipient }: any) => recipient)), new Set([victim]))
})

const home = {
  firstName: 'Rémi',
  lastName: 'Roi',
  line1: 'Hauptweg 1',
  city: 'Hamburg',
  postalCode: '20095',
  country: 'DE',
  phone: '+33 1 23',
}

test('A29 who registers a stranger’s address gets nothing that the stranger bought, and no role, before it is proven; a reset puts him out', async (t) => {
  const world = await newWorld(t)
  const shop = await fillSmallShop(world)
  const squatter = await givenUser(world, victim)
  const cart = await readyCart(shop, { mug: 1 }, { email: victim, shippingAddress: home })
  const bought = await order(shop, cart, world.process.options.ids.next())
  await world.settle()
  const token = squatter.accessToken

  const [orders, profile, one] = [
    await world.http('GET', '/api/orders', { token }),
    await world.http('GET', '/api/customers/me', { token }),
    await world.http('GET', `/api/orders/${bought.body.id}`, { token }),
  ]
  const role = await world.http('PATCH', `/api/admin/staff/${squatter.id}`, {
    body: { role: 'administrator' },
    as: world.administrator,
  })
  const invited = await world.http('POST', '/api/admin/staff', {
    body: { email: victim.toUpperCase(), firstName: 'Rémi', lastName: 'Roi', role: 'administrator' },
    as: world.administrator,
  })
  await forgot(world, victim)
  await world.runDue()
  const { resetToken } = (await world.events(users.events.PasswordResetAsked))[0]!
  await world.http('POST', '/api/users/password/reset', {
    body: { token: resetToken, password: 'the owner chose this' },
  })
  await world.moveTime({ seconds: 60 })

  assert.deepEqual([orders.body.items, one.status], [[], 404])
  assert.doesNotMatch(profile.text, /Roi|\+33/)
  assert.deepEqual([role.status, role.body.code], [409, 'email_unverified'])
  assert.deepEqual([invited.status, invited.body.code], [409, 'email_taken'])
  assert.equal((await world.http('GET', '/api/users/me', { token })).status, 401)
  assert.equal((await world.http('POST', '/api/users/login', { body: { email: victim, password } })).status, 401)
  await givenLogin(world, victim, 'the owner chose this')
})
