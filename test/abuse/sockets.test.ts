import assert from 'node:assert/strict'
import { connect } from 'node:net'
import test from 'node:test'
import { fillSmallShop } from '../world/small-shop.ts'
import { newWorld } from '../world/world.ts'

/** What a server says to these bytes, until it closes; the last of them must ask it to. */
function talk(url: string, text: string): Promise<string> {
  const { port, hostname } = new URL(url)
  return new Promise((done, failed) => {
    let heard = ''
    const socket = connect(Number(port), hostname, () => socket.write(text))
    socket.on('data', (bytes) => (heard += bytes.toString()))
    socket.on('error', failed)
    socket.on('close', () => done(heard))
    socket.setTimeout(20_000, () => socket.destroy(new Error(`no end came after: ${heard}`)))
  })
}
const get = (path: string, ...headers: string[]) =>
  ['GET ' + path + ' HTTP/1.1', ...headers, 'Connection: close', '', ''].join('\r\n')

test('A20 no host, two hosts, and expectations that nobody keeps get a problem document', async (t) => {
  const world = await newWorld(t, { modules: ['users'] })
  const { url } = await world.server()
  const jwks = '/.well-known/jwks.json'

  for (const text of [get(jwks), get(jwks, 'Host: a', 'Host: b'), get(jwks, 'Host: a', 'Expect: nonsense')]) {
    const heard = await talk(url, text)
    assert.match(heard, /^HTTP\/1\.1 400 [^]*content-type: application\/problem\+json[^]*"malformed_request"/i, text)
    assert.equal(heard.match(/HTTP\/1\.1 \d/g)!.length, 1)
  }
  assert.match(await talk(url, get(jwks, 'Host: a')), /^HTTP\/1\.1 200 /)
})

test('methods that no address knows are told so, also those that few servers have heard of', async (t) => {
  const world = await newWorld(t, { modules: ['users'] })
  const { url } = await world.server()

  for (const method of ['QUERY', 'PROPFIND', 'PURGE', 'TRACE', 'LINK']) {
    const heard = await talk(url, `${method} /api/users/me HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
    assert.match(heard, /^HTTP\/1\.1 405 [^]*"code":"method_not_allowed"/, method)
    assert.doesNotMatch(heard, /evil/)
  }
})

test('A20 links in letters lead to the shop’s own address, whatever Host a request names', async (t) => {
  const world = await newWorld(t)
  const headers = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    forwarded: 'host=evil.example',
    origin: 'https://evil.example',
  }
  const person = { email: 'mara@example.com', password: 'four words in a row', firstName: 'Mara', lastName: 'Lind' }

  const made = await world.http('POST', '/api/users/register', { body: person, headers })
  await world.http('POST', '/api/users/password/forgot', { body: { email: person.email }, headers })
  await world.runDue()
  await world.settle()
  const as = world.staff
  const { body } = await world.http('GET', '/api/admin/letters', { as, headers })
  const letters = await Promise.all(
    body.items.map(({ id }: any) => world.http('GET', `/api/admin/letters/${id}`, { as, headers })),
  )

  assert.equal(made.status, 201)
  assert.ok(letters.length >= 2, `${letters.length} letters`)
  for (const { text } of letters) assert.doesNotMatch(text, /evil/)
  assert.match(letters.map(({ text }) => text).join(), /http:\/\/shop\.test/)
  assert.doesNotMatch(JSON.stringify([made.headers, made.text]), /evil/)
})

test('A24 A25 what is for machines of our own is not on the public port, and on the other not without a signature', async (t) => {
  const world = await newWorld(t)
  const { internalUrl } = await world.server()
  const calls = world.process.serves.flatMap(({ contract: { name, queries, commands } }) =>
    ['_events', ...Object.keys({ ...queries, ...commands })].map((method) => `/_m/${name}/${method}`),
  )
  const signatures: Record<string, string>[] = [{}, { 'banyan-signature': '' }, { 'banyan-signature': 't=1,v1=00' }]

  assert.ok(calls.length > 40, `${calls.length} calls`)
  for (const path of [...calls, '/metrics']) {
    assert.equal((await world.http('POST', path, { body: {} })).status, 404, path)
    assert.equal((await world.http('GET', path)).status, 404, path)
  }
  for (const path of calls) {
    for (const headers of signatures) {
      const answer = await fetch(`${internalUrl}${path}`, { method: 'POST', body: '{}', headers })
      assert.equal(answer.status, 401, path)
      await answer.body?.cancel()
    }
  }
})

test('A02 a market may bear a name that every object inherits', async (t) => {
  const world = await newWorld(t)
  await fillSmallShop(world)
  const asAdmin = (path: string, body: object) => world.http('POST', path, { body, as: world.administrator })
  const market = {
    handle: 'constructor',
    name: 'Makers',
    currency: 'EUR',
    countries: ['AT'],
    locales: ['en'],
    taxIncluded: true,
  }
  await asAdmin('/api/admin/markets', market)
  const { body: zone } = await asAdmin('/api/admin/shipping-zones', { name: 'at', countries: ['AT'] })
  await asAdmin('/api/admin/shipping-options', {
    zoneId: zone.id,
    names: { en: 'Standard' },
    prices: { eu: { price: 1 } },
  })

  const { body: cart } = await world.http('POST', '/api/carts', { body: { market: 'constructor' } })
  const path = `/api/carts/${cart.id}/shipping-options?country=AT`
  const options = await world.http('GET', path, { headers: { 'cart-token': cart.token } })

  assert.equal(options.status, 200, options.text)
  assert.deepEqual(options.body.items, [])
})

test('A01 a body of null is refused, not taken for an empty one', async (t) => {
  const world = await newWorld(t, { modules: ['users'] })

  const taken = await world.http('PATCH', '/api/users/me', {
    payload: 'null',
    headers: { 'content-type': 'application/json' },
    as: world.customer(world.process.options.ids.next()),
  })
  const none = await world.http('POST', '/api/users/logout-everywhere', {
    payload: 'null',
    headers: { 'content-type': 'application/json' },
    as: world.customer(world.process.options.ids.next()),
  })

  assert.deepEqual([taken.status, taken.body.code], [400, 'invalid'])
  assert.deepEqual([none.status, none.body.code], [400, 'invalid'])
})
