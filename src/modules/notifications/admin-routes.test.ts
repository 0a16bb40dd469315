import assert from 'node:assert/strict'
import test from 'node:test'
import { orders } from '#modules/orders/contract.ts'
import { users } from '#modules/users/contract.ts'
import { everyFact, mara, openLetters, orderFact, userFact } from './facts.testing.ts'
import { openCatcher } from './mail-catcher.testing.ts'

const { PaymentProcessed } = orders.events
const send = (world: any) => world.job('notifications', 'send-letters')
const ask = (world: any, method: string, path = '', more: object = {}) =>
  world.http(method, `/api/admin/letters${path}`, { as: world.staff, ...more })

test('letters are staff’s alone', async (t) => {
  const world = await openLetters(t)
  await world.tell(PaymentProcessed, orderFact())
  const [{ id }] = await world.letters()

  for (const [method, path] of [
    ['GET', ''],
    ['GET', `/${id}`],
    ['POST', `/${id}/send-again`],
  ] as const) {
    assert.equal((await world.http(method, `/api/admin/letters${path}`)).status, 401)
    assert.equal((await ask(world, method, path, { as: world.customer(userFact().userId) })).status, 403)
  }
})

test('letters are listed the latest first, page by page, and found by address, state and template', async (t) => {
  const world = await openLetters(t)
  for (const { event, body } of everyFact('en')) await world.tell(event, body as any)
  await world.moveTime({ seconds: 1 })
  await world.tell(PaymentProcessed, orderFact('de', { email: 'Jonas@Example.com' }))
  const names = async (query: string) =>
    (await ask(world, 'GET', query)).body.items.map(({ template }: any) => template)

  const first = (await ask(world, 'GET', '?limit=8')).body
  const second = (await ask(world, 'GET', `?limit=8&after=${first.next}`)).body

  assert.equal(new Set([...first.items, ...second.items].map(({ id }: any) => id)).size, 11)
  assert.deepEqual([first.items[0].recipient, second.next], ['Jonas@Example.com', undefined])
  assert.deepEqual(await names('?recipient=jonas@example.com'), ['order-confirmation'])
  assert.deepEqual(await names(`?recipient=${mara}&template=welcome`), ['welcome'])
  assert.equal((await names('?state=kept')).length, 11)
  assert.deepEqual(await names('?state=failed'), [])
  assert.equal((await ask(world, 'GET', '?state=lost')).status, 400)
})

test('staff reads a letter as it was written, without what opens an account or an order', async (t) => {
  const world = await openLetters(t)
  const facts = everyFact('de')
  for (const { event, body } of facts) await world.tell(event, body as any)
  const {
    text: list,
    body: { items },
  } = await ask(world, 'GET')

  const letters = await Promise.all(items.map(({ id }: any) => ask(world, 'GET', `/${id}`)))

  assert.doesNotMatch(list, /one-time_|order-token_/)
  for (const { status, text, body } of letters) {
    assert.equal(status, 200)
    assert.doesNotMatch(text, /one-time_|order-token_/)
    assert.match(body.text, /http:\/\/shop\.test\/\S+\?token=…/)
    assert.match(body.html, /^<!doctype html>/)
  }
  assert.equal((await ask(world, 'GET', `/${world.process.options.ids.next()}`)).status, 404)
})

test('a letter is sent again as a new message, once a request', async (t) => {
  const catcher = await openCatcher(t)
  const world = await openLetters(t, catcher.url)
  await world.tell(PaymentProcessed, orderFact())
  const [{ id }] = await world.letters()
  const early = await ask(world, 'POST', `/${id}/send-again`)
  await send(world)

  const again = await ask(world, 'POST', `/${id}/send-again`)
  const twice = await ask(world, 'POST', `/${id}/send-again`)
  await send(world)

  assert.deepEqual(
    [early, again, twice].map(({ status, body }: any) => [status, body.code]),
    [
      [409, 'letter_waiting'],
      [202, undefined],
      [409, 'letter_waiting'],
    ],
  )
  const [one, two] = catcher.mails
  assert.deepEqual([catcher.mails.length, two!.text], [2, one!.text])
  assert.notEqual(one!.headers['message-id'], two!.headers['message-id'])
  assert.equal((await world.letters())[0].state, 'sent')
})

test('a letter that was given up or kept is sent when staff says so, and one with a dead link is not', async (t) => {
  const catcher = await openCatcher(t)
  const world = await openLetters(t)
  await world.tell(PaymentProcessed, orderFact())
  await world.tell(users.events.PasswordResetAsked, { ...userFact(), resetToken: 'one-time_3' })
  await send(world)
  const [order, reset] = await world.letters()
  const alone = await ask(world, 'POST', `/${order.id}/send-again`)
  world.settings.smtpUrl = catcher.url

  const sent = await ask(world, 'POST', `/${order.id}/send-again`)
  await world.moveTime({ minutes: 61 })
  const dead = await ask(world, 'POST', `/${reset.id}/send-again`)
  await send(world)

  assert.deepEqual(
    [alone, sent, dead].map(({ status, body }: any) => [status, body.code]),
    [
      [409, 'no_mail_server'],
      [202, undefined],
      [409, 'link_expired'],
    ],
  )
  assert.deepEqual(
    catcher.mails.map(({ subject }) => subject),
    ['We have your order 4KD2MX7Q'],
  )
  assert.equal((await ask(world, 'POST', `/${world.process.options.ids.next()}/send-again`)).status, 404)
})
