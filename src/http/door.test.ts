import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { text } from 'node:stream/consumers'
import { outside } from '#kernel/calls/wire.ts'
import { assertProblem, route, shopOf } from './server.fixture.ts'
import { atEase } from './strain.ts'

const routes = [
  route('GET', '/api/things'),
  route('POST', '/api/orders', { traffic: 'checkout', idempotency: 'none' }),
  route('GET', '/api/admin/report', { access: 'staff' }),
]
type Test = Parameters<typeof shopOf>[0]
/** A shop whose event loop counts as so late that all but buyers are turned away. */
const lateShop = (t: Test, lagMs = 2_000) => shopOf(t, routes, { strain: { ...atEase, lagMs: () => lagMs } })

async function ask(url: string, method = 'GET', headers: Record<string, string> = {}, body?: string) {
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) })
  const said = await response.text()
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: said === '' ? null : JSON.parse(said),
    text: said,
  }
}

test('F67 who is turned away at the door gets a whole problem document, with the id that he sent', async (t) => {
  const shop = await lateShop(t)

  const got = await ask(`${shop.url}/api/things?limit=3`, 'GET', { 'x-request-id': 'mine-1' })
  const admin = await ask(`${shop.url}/api/admin/report`)
  const head = await ask(`${shop.url}/api/things`, 'HEAD')

  assertProblem(got, 503, 'overloaded')
  assert.equal(got.headers['x-request-id'], 'mine-1')
  assert.deepEqual(
    [got.headers['retry-after'], got.headers['access-control-allow-origin'], got.headers['x-content-type-options']],
    ['1', '*', 'nosniff'],
  )
  assertProblem(admin, 503, 'overloaded')
  assert.equal(admin.headers['access-control-allow-origin'], undefined, 'the back office is not for foreign pages')
  assert.deepEqual([head.status, head.text], [503, ''])
})

test('F67 at the door buyers, probes and preflights pass, and what no route knows is the first to go', async (t) => {
  const shop = await lateShop(t, 600)

  const got = {
    order: await ask(`${shop.url}/api/orders`, 'POST'),
    things: await ask(`${shop.url}/api/things`),
    report: await ask(`${shop.url}/api/admin/report`),
    nothing: await ask(`${shop.url}/wp-login.php`),
    probe: await ask(`${shop.url}/livez`),
    preflight: await ask(`${shop.url}/api/orders`, 'OPTIONS'),
  }

  const statuses = Object.fromEntries(Object.entries(got).map(([name, { status }]) => [name, status]))
  assert.deepEqual(statuses, { order: 200, things: 200, report: 503, nothing: 503, probe: 200, preflight: 204 })
})

test('F67 who holds a cart passes where who has none is turned away', async (t) => {
  const held = Promise.withResolvers<void>()
  const slow = route('POST', '/api/slow', {
    traffic: 'checkout',
    idempotency: 'none',
    handle: async () => (await held.promise, { status: 200, body: { ok: true } }),
  })
  const shop = await shopOf(t, [...routes, slow], { limits: { requestsPerSecond: 1_000 }, strain: atEase })
  const crowd = Array.from({ length: 200 }, () => ask(`${shop.url}/api/slow`, 'POST'))
  while (
    !/banyan_http_in_flight\{traffic="checkout"\} 200/.test(await (await fetch(`${shop.internalUrl}/metrics`)).text())
  );

  const [without, holding, buying] = [
    await ask(`${shop.url}/api/things`),
    await ask(`${shop.url}/api/things`, 'GET', { 'cart-token': 'c1' }),
    await ask(`${shop.url}/api/orders`, 'POST'),
  ]
  held.resolve()
  await Promise.all(crowd)

  assert.deepEqual([without.status, holding.status, buying.status], [503, 200, 200])
  assert.equal(outside.waiting, 0)
})

test('a body that nobody will read costs no more than its socket', async (t) => {
  const shop = await lateShop(t)
  const { hostname, port } = new URL(shop.url)
  const socket = connect(Number(port), hostname).on('error', () => {})
  socket.write('PUT /api/things HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n')

  const said = await text(socket)

  assert.match(said, /^HTTP\/1\.1 503 [^]*connection: close[^]*"code":"overloaded"/)
})

test('a small body is skipped and the connection stays', async (t) => {
  const shop = await lateShop(t)
  const { hostname, port } = new URL(shop.url)
  const socket = connect(Number(port), hostname)
  const twice = 'PUT /api/things HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}'

  socket.write(`${twice}${twice.replace('Host: a', 'Host: a\r\nConnection: close')}`)

  assert.equal((await text(socket)).match(/HTTP\/1\.1 503/g)?.length, 2)
})

test('F67 what was turned away is told in one line for many, with the class and the reason', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const shop = await lateShop(t)
  for (let left = 3; left > 0; left--) await ask(`${shop.url}/api/things`)
  await ask(`${shop.url}/api/nothing`)

  t.mock.timers.tick(5_000)
  t.mock.timers.tick(5_000)

  const told = shop.lines.filter(({ message }) => message.startsWith('requests were turned away'))
  assert.equal(told.length, 1)
  assert.equal(told[0]!.level, 'warn')
  const { shed, since, limit, lagMs } = told[0]!.fields
  assert.deepEqual({ shed, since, lagMs }, { shed: 4, since: { 'browse, loop': 3, 'back, loop': 1 }, lagMs: 2_000 })
  assert.ok(limit > 0)
  assert.equal(shop.lines.filter(({ message }) => message === 'request').length, 0, 'no line for each')
})
