import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { connect } from 'node:net'
import test, { type TestContext } from 'node:test'
import { signatureOf } from '../../src/kernel/calls/http-link.ts'
import { secretsOf } from '../../src/kernel/secrets.ts'
import { orders } from '../../src/modules/orders/contract.ts'
import { payments } from '../../src/modules/payments/contract.ts'
import { newWorld } from '../world/world.ts'
import { openScene } from './people.ts'

const system = Buffer.from(JSON.stringify({ kind: 'system', id: 'relay', roles: ['administrator'] })).toString(
  'base64url',
)
const guest = Buffer.from(JSON.stringify({ kind: 'guest', id: null, roles: [] })).toString('base64url')

/** Everything that a caller may get wrong about a signature, over one call that is otherwise right. */
function forgeries(key: Buffer, nowMs: number, path: string, body: string): Record<string, Record<string, string>> {
  const now = Math.floor(nowMs / 1_000)
  const foreign = secretsOf('the secret of another shop, as long as ours').key('service calls')
  const right = signatureOf(key, now, path, system, body)
  const head = (signature: string, principal = system) => ({
    'banyan-signature': signature,
    'banyan-principal': principal,
    'banyan-deadline-ms': '5000',
  })
  return {
    none: {},
    'no principal': { 'banyan-signature': right, 'banyan-deadline-ms': '5000' },
    'another principal': head(right, guest),
    'the secret of another shop': head(signatureOf(foreign, now, path, system, body)),
    'an empty key': head(signatureOf(Buffer.alloc(0), now, path, system, body)),
    'for another address': head(signatureOf(key, now, '/_m/users/keys', system, body)),
    'for another body': head(signatureOf(key, now, path, system, `${body} `)),
    '31 s old': head(signatureOf(key, now - 31, path, system, body)),
    'a minute ahead': head(signatureOf(key, now + 60, path, system, body)),
    'a time that was moved': head(right.replace(/t=\d+/, `t=${now - 1}`)),
    'no time': head(right.replace(/t=\d+,/, '')),
    'cut short': head(right.slice(0, -2)),
    'two of them': head(`${right},${right}`),
    'of a webhook': head(`t=${now},v1=${createHmac('sha256', key).update(`${now}.${body}`).digest('hex')}`),
    'in capitals': head(right.toUpperCase()),
  }
}

async function openInside(t: TestContext) {
  const world = await newWorld(t)
  const { internalUrl } = await world.server()
  const post = async (path: string, body: string, headers: Record<string, string>) => {
    const answer = await fetch(`${internalUrl}${path}`, { method: 'POST', body, headers })
    return { status: answer.status, text: await answer.text() }
  }
  return { world, internalUrl, post, key: world.secrets.key('service calls') }
}

test('A24 a call between our machines is refused whatever is wrong with its signature, and a right one is answered', async (t) => {
  const { world, post, key } = await openInside(t)
  const [path, body] = ['/_m/users/keys', '{}']
  const now = world.clock.now()

  for (const [note, headers] of Object.entries(forgeries(key, now, path, body))) {
    // Signed for this very address, so here it is no forgery.
    if (note === 'for another address') continue
    const { status, text } = await post(path, body, headers)
    assert.equal(status, 401, `${note}: ${text}`)
    assert.doesNotMatch(text, /"keys"/, note)
  }
  const seconds = Math.floor(world.clock.now() / 1_000)
  const headers = {
    'banyan-signature': signatureOf(key, seconds, path, system, body),
    'banyan-principal': system,
    'banyan-deadline-ms': '5000',
  }
  const [first, again] = [await post(path, body, headers), await post(path, body, headers)]

  assert.deepEqual([first.status, again.status], [200, 200])
  assert.match(first.text, /"keys":\[\{/)
})

test('A24 who shows no signature is refused before the body is read: a sender that never ends holds nothing', async (t) => {
  const { internalUrl } = await openInside(t)
  const { port, hostname } = new URL(internalUrl)

  const heard = await new Promise<string>((done, failed) => {
    let text = ''
    const head =
      'POST /_m/orders/_events HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 4000000\r\n\r\n['
    const socket = connect(Number(port), hostname, () => socket.write(head))
    socket.on('data', (bytes) => (text += bytes.toString()))
    socket.on('error', failed)
    socket.on('close', () => done(text))
    socket.setTimeout(8_000, () => socket.destroy(new Error(`no end came after: ${text}`)))
  })

  assert.match(heard, /^HTTP\/1\.1 401 [^]*connection: close/i)
})

test('A25 a fact of the right shape without a right signature is refused, and nothing of it takes effect', async (t) => {
  const { world, ada } = await openScene(t)
  const { internalUrl } = await world.server()
  const key = world.secrets.key('service calls')
  const paid = payments.events.PaymentChanged.type
  const cancelled = orders.events.OrderCancelled.type
  const state = async () =>
    JSON.stringify([
      await world.sql`select id, status, payment_status, version from orders.orders order by id`,
      await world.sql`select id, status from payments.payments order by id`,
      await world.sql`select count(*)::int as n from orders.inbox`,
      await world.sql`select count(*)::int as n from notifications.inbox`,
      await world.sql`select count(*)::int as n from notifications.letters`,
      await world.sql`select sku, on_hand, held from inventory.stock order by sku`,
    ])
  const before = await state()
  const facts = world.process.serves.flatMap(({ contract: { name: module }, reactions }) =>
    reactions.map(({ subscriber, event }) => ({ module, subscriber, type: event.type })),
  )

  for (const { module, subscriber, type } of facts) {
    const path = `/_m/${module}/_events`
    const fact = {
      module,
      subscriber,
      pos: 1,
      id: world.process.options.ids.next(),
      aggregateid: ada.order.id,
      type,
      payload: {
        orderId: ada.order.id,
        status: 'succeeded',
        reason: 'by_staff',
        email: ada.email,
        userId: ada.principal.id,
      },
      at: new Date(world.clock.now()).toISOString(),
    }
    for (const body of [JSON.stringify([fact]), JSON.stringify(fact)]) {
      for (const [note, headers] of Object.entries(forgeries(key, world.clock.now(), path, body))) {
        const answer = await fetch(`${internalUrl}${path}`, { method: 'POST', body, headers })
        assert.equal(answer.status, 401, `${path} took a fact: ${note}`)
        await answer.body?.cancel()
      }
      assert.equal((await world.http('POST', path, { payload: body })).status, 404, `${path} on the public port`)
    }
  }

  assert.ok(facts.some(({ type }) => type === paid) && facts.some(({ type }) => type === cancelled))
  assert.equal(await state(), before)
})
