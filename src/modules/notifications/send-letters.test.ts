import assert from 'node:assert/strict'
import test from 'node:test'
import { orders } from '#modules/orders/contract.ts'
import { users } from '#modules/users/contract.ts'
import { everyFact, mara, openLetters, orderFact, orderId, snapshot, userFact } from './facts.testing.ts'
import { markSent } from './letter-store.ts'
import { openBreakingServer, openCatcher } from './mail-catcher.testing.ts'

const { PaymentProcessed } = orders.events
const { UserRegistered, PasswordResetAsked } = users.events
const send = (world: any) => world.job('notifications', 'send-letters')
const letter = async (world: any) => (await world.letters())[0]

for (const locale of ['en', 'de']) {
  test(`each letter arrives in ${locale}, as text and as HTML, with its link and without a gap`, async (t) => {
    const catcher = await openCatcher(t)
    const world = await openLetters(t, catcher.url)
    const facts = everyFact(locale)

    for (const { event, body } of facts) await world.tell(event, body as any)
    await send(world)

    assert.deepEqual(
      (await world.letters()).map(({ template, state }: any) => [template, state]),
      facts.map((each) => [each.letter, 'sent']),
    )
    assert.equal(catcher.mails.length, facts.length)
    for (const { to, headers, subject, text, html } of catcher.mails) {
      assert.deepEqual(
        [to, headers['from'], headers['content-language'], headers['auto-submitted']],
        [[mara], 'Juniper Yard <shop@juniper.example>', locale, 'auto-generated'],
      )
      assert.match(headers['content-type']!, /^multipart\/alternative/)
      for (const part of [subject, text, html]) assert.doesNotMatch(part, /\{\{|undefined|null|NaN|\[object|…/)
      assert.match(
        text,
        /http:\/\/shop\.test\/(orders\/|email\/verify|password\/reset|admin\/invitation)\S*\?token=\w+-\w+/,
      )
      assert.match(html, new RegExp(`<html lang="${locale}">`))
    }
    assert.equal(new Set(catcher.mails.map(({ headers }) => headers['message-id'])).size, facts.length)
  })
}

test('a confirmation says what was bought, for how much, with which tax, and where it goes', async (t) => {
  const catcher = await openCatcher(t)
  const world = await openLetters(t, catcher.url)

  await world.tell(PaymentProcessed, orderFact('de-AT'))
  await send(world)

  const [mail] = catcher.mails
  for (const part of [mail!.text, mail!.html]) {
    for (const said of [
      '2 × €\u00a024,00',
      '€\u00a048,00',
      'Wolldecke „Möwe“',
      '-€\u00a05,00',
      '€\u00a04,90',
      '€\u00a0145,90',
      '19\u00a0%',
      '€\u00a023,29',
      'Große Bleichen 1',
      '20354 Hamburg',
      '4KD2MX7Q',
    ]) {
      if (part === mail!.html && said === '4KD2MX7Q') continue
      assert.ok(part.includes(said), `${said} is missing in\n${part}`)
    }
  }
  assert.equal(mail!.subject, 'Ihre Bestellung 4KD2MX7Q ist bei uns')
  assert.ok(mail!.html.includes(`href="http://shop.test/orders/${orderId}?token=order-token_1"`))
})

test('what a shopper typed is text in a letter: no tag, no header, no paragraph of its own', async (t) => {
  const catcher = await openCatcher(t)
  const world = await openLetters(t, catcher.url)
  const evil = '<script>alert(1)</script>'
  const lines = [{ ...snapshot.lines[0]!, title: `Mug ${evil}` }]
  const shippingAddress = {
    ...snapshot.shippingAddress!,
    firstName: evil,
    lastName: 'X\r\n\r\nBcc: eve@example.com\r\n# Pay here',
  }

  await world.tell(
    PaymentProcessed,
    orderFact('en', { number: 'A1\r\nBcc: eve@example.com', snapshot: { ...snapshot, lines, shippingAddress } }),
  )
  await world.tell(UserRegistered, {
    ...userFact('en', { firstName: 'You won at www.evil.example' }),
    verifyToken: 'one-time_1',
  })
  await send(world)

  const [order, welcome] = catcher.mails.toSorted((a, b) => b.text.length - a.text.length)
  assert.doesNotMatch(order!.html, /<script/)
  assert.ok(order!.html.includes('Mug &lt;script&gt;alert(1)&lt;/script&gt;'))
  assert.doesNotMatch(order!.head, /^bcc:/im)
  assert.doesNotMatch(order!.text, /^(Bcc|# Pay)/m)
  assert.deepEqual(order!.to, [mara])
  assert.match(welcome!.text, /^Welcome$/m)
  assert.doesNotMatch(welcome!.html, /evil/)
})

test('a letter that the server refuses for ever is given up at once, with the reason, and says no address in the log', async (t) => {
  const catcher = await openCatcher(t)
  const world = await openLetters(t, catcher.url)
  catcher.refuse = (recipient) => ({ code: 550, text: `<${recipient}> no such mailbox; your link was one-time_3` })

  await world.tell(PasswordResetAsked, { ...userFact(), resetToken: 'one-time_3' })
  await send(world)

  const { state, attempts, error } = await letter(world)
  assert.deepEqual([state, attempts, catcher.mails.length], ['failed', 1, 0])
  assert.match(error, /^550 .*no such mailbox; your link was …/)
  assert.ok(world.logs.some(({ fields }) => fields.code === '550'))
  assert.doesNotMatch(JSON.stringify(world.logs), /one-time_3|mara@/)
})

test('a server that is down gets the letter when it is back, and is not asked more often meanwhile', async (t) => {
  const first = await openCatcher(t)
  const world = await openLetters(t, first.url)
  await first.close()
  await world.tell(PaymentProcessed, orderFact())
  await world.sql`update notifications.letters set attempts = 8`

  await send(world)
  await send(world)
  const waiting = await letter(world)
  const back = await openCatcher(t, first.port)
  await send(world)
  const early = back.mails.length
  await world.moveTime({ minutes: 5 })
  await send(world)

  assert.deepEqual([waiting.state, waiting.attempts], ['waiting', 9])
  assert.match(waiting.error, /ECONNREFUSED/)
  assert.deepEqual([early, back.mails.length, (await letter(world)).state], [0, 1, 'sent'])
})

test('a mailbox that is not ready holds up nobody else, and is given up after three days', async (t) => {
  const catcher = await openCatcher(t)
  const world = await openLetters(t, catcher.url)
  catcher.refuse = (recipient) => (recipient === mara ? { code: 451, text: 'come again' } : null)

  await world.tell(PaymentProcessed, orderFact())
  for (const n of [1, 2, 3, 4, 5, 6])
    await world.tell(PaymentProcessed, orderFact('en', { email: `j${n}@example.com` }))
  await send(world)
  const waiting = await letter(world)
  await world.sql`update notifications.letters set attempts = 83, wake_at = banyan.now() where state = 'waiting'`
  await send(world)

  assert.deepEqual([waiting.state, waiting.attempts, catcher.mails.length], ['waiting', 1, 6])
  assert.deepEqual([(await letter(world)).state, (await letter(world)).attempts], ['failed', 84])
})

test('a server that wants another log-in fails no letter, and is not bothered with the rest of them', async (t) => {
  const catcher = await openCatcher(t)
  const world = await openLetters(t, catcher.url)
  catcher.refuse = () => ({ code: 530, text: 'authentication required' })
  for (let n = 0; n < 7; n++) await world.tell(PaymentProcessed, orderFact())

  await send(world)

  const letters = await world.letters()
  assert.ok(letters.every(({ state }: any) => state === 'waiting'))
  assert.deepEqual(letters.filter(({ attempts }: any) => attempts === 1).length, 5)
})

test('a letter that the server took without a word is tried twice more, ten minutes apart, and then left to staff', async (t) => {
  const world = await openLetters(t, await openBreakingServer(t, 'message'))
  await world.tell(PaymentProcessed, orderFact())

  const seen = []
  for (const minutes of [9, 2, 11, 60]) {
    await send(world)
    const { state, attempts, error } = await letter(world)
    seen.push([state, attempts, /may have arrived/.test(error)])
    await world.moveTime({ minutes })
  }

  assert.deepEqual(seen, [
    ['waiting', 1, false],
    ['waiting', 1, false],
    ['waiting', 2, false],
    ['failed', 3, true],
  ])
})

test('a connection that breaks before the letter is given away leaves no doubt: it is tried again in a second', async (t) => {
  const world = await openLetters(t, await openBreakingServer(t, 'recipient'))
  await world.tell(PaymentProcessed, orderFact())

  for (let n = 0; n < 5; n++) {
    await send(world)
    await world.moveTime({ seconds: 2 ** n })
  }

  const { state, attempts, doubts } = await letter(world)
  assert.deepEqual([state, attempts, doubts], ['waiting', 5, 0])
})

test('two processes that send at once send each letter once', async (t) => {
  const catcher = await openCatcher(t)
  const world = await openLetters(t, catcher.url)
  for (let n = 0; n < 23; n++) await world.tell(PaymentProcessed, orderFact('en', { email: `j${n}@example.com` }))

  await Promise.all([send(world), send(world), send(world)])

  assert.equal(catcher.mails.length, 23)
  assert.equal(new Set(catcher.mails.map(({ to }) => to[0])).size, 23)
  assert.ok((await world.letters()).every(({ state, attempts }: any) => state === 'sent' && attempts === 1))
})

test('a process that dies between the server’s yes and its mark sends once more, recognisably the same', async (t) => {
  const catcher = await openCatcher(t)
  const world = await openLetters(t, catcher.url)
  await world.tell(PaymentProcessed, orderFact())
  await send(world)
  await world.sql`update notifications.letters set state = 'waiting', sent_at = null`

  await send(world)
  const early = catcher.mails.length
  await world.moveTime({ seconds: 61 })
  await send(world)

  assert.deepEqual([early, catcher.mails.length], [1, 2])
  const [one, two] = catcher.mails
  assert.deepEqual(
    [two!.headers['message-id'], two!.headers['date'], two!.html],
    [one!.headers['message-id'], one!.headers['date'], one!.html],
  )
  assert.match(one!.headers['message-id']!, /^<[0-9a-f-]{36}@juniper\.example>$/)
})

test('who lost the lease of a letter marks nothing', async (t) => {
  const world = await openLetters(t, 'smtp://127.0.0.1:1')
  await world.tell(PaymentProcessed, orderFact())
  const { id, fence } = await letter(world)
  await world.sql`update notifications.letters set fence = fence + 2`

  await markSent(world.context('notifications').db, { id, fence: fence + 1 })

  assert.equal((await letter(world)).state, 'waiting')
})

test('a link that is dead is not sent, and an address that is none fails with the reason', async (t) => {
  const catcher = await openCatcher(t)
  const world = await openLetters(t, catcher.url)
  await world.tell(PasswordResetAsked, { ...userFact(), resetToken: 'one-time_3' })
  await world.tell(PaymentProcessed, orderFact('en', { email: 'mara@example.com\r\nRCPT TO:<eve@example.com>' }))

  await world.moveTime({ minutes: 61 })
  await send(world)

  assert.deepEqual(
    (await world.letters()).map(({ state }: any) => state),
    ['failed', 'failed'],
  )
  assert.match((await letter(world)).error, /link was dead/)
  assert.equal(catcher.mails.length, 0)
})

test('without a mail server letters are kept, and one that is set later sends none by itself', async (t) => {
  const catcher = await openCatcher(t)
  const world = await openLetters(t)
  await world.tell(PaymentProcessed, orderFact())

  const { body } = await world.http('GET', '/api/admin/letters?state=kept', { as: world.staff })
  world.settings.smtpUrl = catcher.url
  await send(world)

  assert.deepEqual(
    body.items.map(({ recipient, subject }: any) => [recipient, subject]),
    [[mara, 'We have your order 4KD2MX7Q']],
  )
  assert.deepEqual([(await letter(world)).state, catcher.mails.length], ['kept', 0])
})

test('a letter that waits when the mail server is taken away is kept', async (t) => {
  const world = await openLetters(t)
  world.settings.smtpUrl = 'smtp://127.0.0.1:1'
  await world.tell(PaymentProcessed, orderFact())
  const before = (await letter(world)).state

  world.settings.smtpUrl = null
  await send(world)

  assert.deepEqual([before, (await letter(world)).state], ['waiting', 'kept'])
})
