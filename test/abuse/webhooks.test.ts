import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import test from 'node:test'
import { signatureOf } from '../../src/test-provider/tell-shop.ts'
import { type Scene, openScene } from './people.ts'

const path = '/api/webhooks/test'

/** Everything that news may change, once all that was told has taken effect. */
async function stateOf({ world }: Scene): Promise<string> {
  await world.settle()
  return JSON.stringify([
    await world.sql`select id, status, payment_status, version, captured, refunded from orders.orders order by id`,
    await world.sql`select id, status, captured, refunded, version from payments.payments order by id`,
    await world.sql`select sku, on_hand, held from inventory.stock order by sku`,
    await world.sql`select count(*)::int as n from notifications.letters`,
  ])
}
const keptIn = async ({ world }: Scene): Promise<number> =>
  (await world.sql`select count(*)::int as n from payments.webhook_events`)[0].n

/** What the provider would say of Ada's payment, as it stands in its own books. */
async function newsOf({ world, ada }: Scene, more: object = {}) {
  const [{ provider_id: id }] =
    await world.sql`select provider_id from payments.payments where order_id = ${ada.order.id}`
  const payment = (await (await fetch(`${world.providerUrl}/v1/payments/${id}`)).json()) as object
  return {
    id: `evt_${Math.floor(world.clock.now())}`,
    type: 'payment.refunded',
    data: { payment: { ...payment, ...more } },
  }
}

test('F52 news with a wrong, old, foreign or moved signature is 400, and nothing of it is kept but a count in the log', async (t) => {
  const scene = await openScene(t)
  const { world } = scene
  const secret = world.secrets.key('test provider webhooks').toString('hex')
  const body = JSON.stringify(await newsOf(scene, { refunded: 890 }))
  const now = Math.floor(world.clock.now() / 1_000)
  const right = signatureOf(secret, now, body)
  const mac = (text: string) => createHmac('sha256', secret).update(text).digest('hex')
  const wrong: Record<string, string | undefined> = {
    none: undefined,
    empty: '',
    'another secret': signatureOf('another secret', now, body),
    'no secret': signatureOf('', now, body),
    'the internal secret': signatureOf(world.secrets.key('service calls').toString('hex'), now, body),
    'six minutes old': signatureOf(secret, now - 360, body),
    'six minutes ahead': signatureOf(secret, now + 360, body),
    'an old one with a new time': signatureOf(secret, now - 3_600, body).replace(/t=\d+/, `t=${now}`),
    'of another body': signatureOf(secret, now, `${body} `),
    'without its time': `v1=${mac(`.${body}`)}`,
    'with two times': `t=${now - 3_600},t=${now},v1=${mac(`${now}.${body}`)}`,
    'of another version': right.replace('v1=', 'v0='),
    'cut short': right.slice(0, -1),
    'in capitals': right.toUpperCase(),
    'two hundred of them': `t=${now}${',v1=00'.repeat(200)}`,
  }
  const [before, kept] = [await stateOf(scene), await keptIn(scene)]

  for (const [note, signature] of Object.entries(wrong)) {
    const headers: Record<string, string> = signature === undefined ? {} : { 'test-signature': signature }
    const answer = await world.http('POST', path, { payload: body, headers })
    assert.deepEqual([answer.status, answer.body.code], [400, 'signature_invalid'], note)
  }
  await world.job('payments', 'apply-webhooks')

  assert.deepEqual([await stateOf(scene), await keptIn(scene)], [before, kept])
  const counted = world.logs.filter(({ message }) => /bad signature/.test(message)).map(({ fields }) => fields.count)
  assert.deepEqual(
    counted,
    Object.keys(wrong).map((_, at) => at + 1),
  )
})

test('F52 news that was recorded and is sent again and again has no second effect, and after five minutes no first one', async (t) => {
  const scene = await openScene(t)
  const { world } = scene
  const secret = world.secrets.key('test provider webhooks').toString('hex')
  const body = JSON.stringify(await newsOf(scene))
  const headers = { 'test-signature': signatureOf(secret, Math.floor(world.clock.now() / 1_000), body) }
  const before = await stateOf(scene)

  const answers = []
  for (let n = 0; n < 10; n++) answers.push((await world.http('POST', path, { payload: body, headers })).status)
  await world.job('payments', 'apply-webhooks')
  const kept = await keptIn(scene)
  await world.moveTime({ minutes: 6 })
  const late = await world.http('POST', path, { payload: body, headers })

  assert.deepEqual(new Set(answers), new Set([200]))
  assert.equal(kept, 1)
  assert.equal(await stateOf(scene), before)
  assert.deepEqual([late.status, await keptIn(scene)], [400, 1])
})

test('F53 signed news of payments that are none of ours, or of another sum, is put aside with an alarm and changes nothing', async (t) => {
  const scene = await openScene(t)
  const { world, ada } = scene
  const secret = world.secrets.key('test provider webhooks').toString('hex')
  const before = await stateOf(scene)
  const make = async (key: string, metadata: object) => {
    const made = { amount: 1, currency: 'EUR', method: 'test_ok', returnUrl: 'http://shop.test/', metadata }
    const headers = { 'content-type': 'application/json', 'idempotency-key': key }
    const answer = await fetch(`${world.providerUrl}/v1/payments`, {
      method: 'POST',
      headers,
      body: JSON.stringify(made),
    })
    return (await answer.json()) as { id: string }
  }
  const foreign = await make('of-another-shop', { theirs: '1' })
  const unknownOrder = await make('no-such-order', {
    orderId: world.process.options.ids.next(),
    attempt: '1',
    tag: 'x',
  })
  const forged = await make('forged-tag', { orderId: ada.order.id, attempt: '2', tag: 'forged' })
  const taken = await make('of-adas-attempt', { orderId: ada.order.id, attempt: '1', tag: 'forged' })
  const gone = { ...foreign, id: 'pay_gone' }
  const strange = [foreign, unknownOrder, forged, taken, gone]

  for (const [at, payment] of strange.entries()) {
    const body = JSON.stringify({ id: `evt_strange_${at}`, type: 'payment.succeeded', data: { payment } })
    const headers = { 'test-signature': signatureOf(secret, Math.floor(world.clock.now() / 1_000), body) }
    assert.equal((await world.http('POST', path, { payload: body, headers })).status, 200)
  }
  await world.job('payments', 'apply-webhooks')
  const { body: shown } = await world.http('GET', '/api/admin/webhook-events', { as: world.staff })

  assert.equal(await stateOf(scene), before)
  assert.deepEqual(shown.items.map(({ eventId, reason }: any) => [eventId, reason]).sort(), [
    ['evt_strange_0', 'unknown_payment'],
    ['evt_strange_1', 'not_ours'],
    ['evt_strange_2', 'not_ours'],
    ['evt_strange_3', 'not_ours'],
    ['evt_strange_4', 'unknown_payment'],
  ])
  const alarms = world.logs.filter(({ level, message }) => level === 'error' && /quarantined/.test(message))
  assert.equal(alarms.length, strange.length)
})
