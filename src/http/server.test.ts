import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { assertProblem, type Shop, route, shopOf, thing, things } from './server.fixture.ts'
import { PortTaken, tryPort } from './server.ts'

test('unknown addresses are 404, unknown methods 405 with the known ones; neither reads a body', async (t) => {
  const shop = await shopOf(t, [
    route('GET', '/api/things/:id'),
    route('PATCH', '/api/things/{id}', { body: thing }),
    route('POST', '/api/things/new'),
  ])
  const junk = { raw: '{not json', headers: { 'content-type': 'text/xml' } }

  assertProblem(await shop.send('POST', '/api/nothing', junk), 404, 'not_found')
  assertProblem(await shop.send('GET', '/_m/parcels/find'), 404, 'not_found')
  assertProblem(await shop.send('GET', '/metrics'), 404, 'not_found')
  const put = await shop.send('PUT', '/api/things/1', junk)
  assertProblem(put, 405, 'method_not_allowed')
  assert.equal(put.headers['allow'], 'GET, HEAD, PATCH, OPTIONS')
  assert.equal((await shop.send('GET', '/api/things/new')).status, 200, 'the pattern of another route still matches')
  assertProblem(await shop.send('GET', '/api/Things/1'), 404, 'not_found')
  assertProblem(await shop.send('GET', '/api/things/1/'), 404, 'not_found')
})

test('bad and over-long addresses are problem documents', async (t) => {
  const shop = await shopOf(t, [route('GET', '/api/things/:id')])

  for (const url of ['/%', '/api/things/%zz', '/api/things/%c3', '/api/things/a%00b', '/api/things/a?x=%']) {
    assertProblem(await shop.send('GET', url), 400, 'malformed_url')
  }
  assertProblem(await shop.send('GET', `/api/things/a?locale=${'x'.repeat(9_000)}`), 414, 'url_too_long')
  assertProblem(await shop.send('GET', `/api/things/${'x'.repeat(600)}`), 404, 'not_found')
})

test('HEAD answers as GET without the bytes, OPTIONS tells the methods', async (t) => {
  const shop = await shopOf(t, [route('GET', '/api/things'), things])

  const [get, head, options] = [
    await shop.send('GET', '/api/things'),
    await shop.send('HEAD', '/api/things'),
    await shop.send('OPTIONS', '/api/things'),
  ]

  assert.deepEqual([head.status, head.text, head.headers['content-length']], [200, '', get.headers['content-length']])
  assert.deepEqual([options.status, options.text, options.headers['allow']], [204, '', 'GET, HEAD, POST, OPTIONS'])
})

test('foreign pages may use the shop without credentials, and the back office not at all', async (t) => {
  const shop = await shopOf(t, [things, route('GET', '/api/admin/things', { access: 'staff' })])
  const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }

  const open = await shop.send('OPTIONS', '/api/things', { headers })
  const admin = await shop.send('OPTIONS', '/api/admin/things', { headers })
  const read = await shop.send('GET', '/api/%61dmin/things', { headers: { ...shop.as('staff'), ...headers } })

  assert.equal(open.headers['access-control-allow-origin'], '*')
  assert.match(open.headers['access-control-allow-headers']!, /Idempotency-Key/)
  for (const got of [open, admin, read]) assert.equal(got.headers['access-control-allow-credentials'], undefined)
  for (const got of [admin, read]) assert.equal(got.headers['access-control-allow-origin'], undefined)
  assert.equal(read.status, 200)
})

test('a reader who has the page gets 304, and only what a guest read may be kept by a cache', async (t) => {
  const handle = async () => ({
    status: 200 as const,
    body: Buffer.from('{"ok":true}'),
    headers: { ETag: '"v1"', 'Cache-Control': 'public, max-age=60' },
  })
  const shop = await shopOf(t, [route('GET', '/api/page', { handle }), route('GET', '/api/plain')])
  const get = (headers = {}) => shop.send('GET', '/api/page', { headers })

  const [first, again, other, own, plain] = [
    await get(),
    await get({ 'if-none-match': 'W/"v1"' }),
    await get({ 'if-none-match': '"v0"' }),
    await get(shop.as()),
    await shop.send('GET', '/api/plain'),
  ]

  assert.deepEqual(
    [first.status, first.headers['etag'], first.headers['cache-control']],
    [200, '"v1"', 'public, max-age=60'],
  )
  assert.match(first.headers['vary']!, /Accept-Language/)
  assert.deepEqual(
    [again.status, again.text, again.headers['etag'], again.headers['content-type']],
    [304, '', '"v1"', undefined],
  )
  assert.equal(other.status, 200)
  assert.equal(own.headers['cache-control'], 'no-store')
  assert.equal(plain.headers['cache-control'], 'no-store')
})

test('each answer carries the headers that keep browsers careful', async (t) => {
  const drawing = {
    status: 200,
    body: '<svg/>',
    type: 'image/svg+xml',
    headers: { 'Cache-Control': 'public' },
  } as const
  const media = route('GET', '/media/a.svg', { reply: Type.String(), handle: async () => drawing })
  const shop = await shopOf(t, [route('GET', '/api/things'), media])

  for (const url of ['/api/things', '/api/nothing', '/', '/%', '/media/a.svg']) {
    const { headers } = await shop.send('GET', url)
    assert.equal(headers['x-content-type-options'], 'nosniff', url)
    assert.equal(headers['referrer-policy'], 'no-referrer', url)
    const policy = headers['content-security-policy'] ?? ''
    if (!/json/.test(headers['content-type']!)) assert.match(policy, /^default-src 'none'.*frame-ancestors 'none'/, url)
  }
  assert.match((await shop.send('GET', '/media/a.svg')).headers['content-security-policy']!, /sandbox/)
})

test('every request leaves one line that says who, what and how it went, without bodies or tokens', async (t) => {
  const shop = await shopOf(t, [things, route('GET', '/api/things/:id')])

  await shop.send('POST', '/api/things?locale=de', {
    body: { name: 'canary-body' },
    headers: { ...shop.as('customer'), 'cart-token': 'canary-token' },
  })
  await shop.send('GET', '/api/things/canary-path')

  const lines = shop.lines.filter(({ message }) => message === 'request')
  assert.equal(lines.length, 2)
  const { ms, requestId, ...rest } = lines[0]!.fields
  assert.deepEqual(rest, {
    method: 'POST',
    route: '/api/things',
    status: 200,
    module: 'parcels',
    bytes: 11,
    principal: 'user',
    principalId: 'u1',
  })
  assert.ok(ms >= 0 && requestId.length === 36)
  assert.doesNotMatch(JSON.stringify(shop.lines), /canary/)
})

test('a request whose sender is gone leaves a line that says so, and harms nobody', async (t) => {
  const held = Promise.withResolvers<void>()
  const began = Promise.withResolvers<void>()
  const handle = async () => (began.resolve(), await held.promise, { status: 200 as const, body: { ok: true } })
  const shop = await shopOf(t, [route('GET', '/api/slow', { handle }), route('GET', '/api/things')])
  const leaving = new AbortController()

  const asked = fetch(`${shop.url}/api/slow`, { signal: leaving.signal })
  await began.promise
  leaving.abort()
  await assert.rejects(asked)
  // The server hears of it in a turn of its own; an answer on another connection comes after that.
  for (let turn = 0; turn < 20; turn++) await shop.send('GET', '/api/things')
  held.resolve()
  await shop.send('GET', '/api/things')

  const lines = shop.lines.filter(({ fields }) => fields.route === '/api/slow')
  assert.deepEqual(
    lines.map(({ fields }) => fields.status),
    [499],
  )
})

test('a port that is taken is told with the variable that moves it', async (t) => {
  const shop = await shopOf(t, [])
  const port = (url: string) => Number(new URL(url).port)
  const again = (options: Partial<Parameters<typeof shopOf>[2]>): Promise<Shop> => shopOf(t, [], options)

  await assert.rejects(
    again({ port: port(shop.url) }),
    (error) =>
      error instanceof PortTaken &&
      /PORT to a free/.test(error.message) &&
      error.message.includes(String(port(shop.url))),
  )
  await assert.rejects(
    again({ internalPort: port(shop.internalUrl) }),
    (error) => error instanceof PortTaken && /INTERNAL_PORT/.test(error.message),
  )
})

test('a port can be tried before there is anything to serve, and is free again', async (t) => {
  const shop = await shopOf(t, [])
  const { port } = new URL(shop.url)

  await assert.rejects(tryPort('127.0.0.1', Number(port)), PortTaken)
  await shop.drain()
  await tryPort('127.0.0.1', Number(port))
  await tryPort('127.0.0.1', Number(port))
})

test('the internal listener answers where it is told to, whatever the public one is open to', async (t) => {
  const shop = await shopOf(t, [], { host: '0.0.0.0', internalHost: '127.0.0.1' })
  const { port } = new URL(shop.internalUrl)

  const here = await fetch(`http://127.0.0.1:${port}/metrics`)

  assert.equal(here.status, 200)
  // On Linux every address of 127/8 is this machine: a listener on all interfaces would answer there.
  await assert.rejects(fetch(`http://127.0.0.2:${port}/metrics`))
})

test('a module that claims the first page gets it', async (t) => {
  const own = route('GET', '/', {
    reply: Type.String({ contentMediaType: 'text/html' }),
    handle: async () => ({ status: 200, body: '<h1>Shop</h1>', type: 'text/html' }),
  })
  const pages = () => ({ '/': () => ({ status: 200, headers: {}, body: '<h1>Banyan</h1>' }) })
  const shop = await shopOf(t, [own], { pages })

  assert.equal((await shop.send('GET', '/')).text, '<h1>Shop</h1>')
})

test('a shop that is reached by https tells every browser to come by nothing else; one that is not says nothing', async (t) => {
  const secure = await shopOf(t, [things])
  const plain = await shopOf(t, [things], { publicUrl: 'http://localhost:8080' })
  const ask = async ({ url }: Shop) => {
    const answers = [
      await fetch(`${url}/api/nothing`),
      await fetch(`${url}/api/things`, { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }),
    ]
    await Promise.all(answers.map((answer) => answer.arrayBuffer()))
    return answers.map(({ headers }) => headers.get('strict-transport-security'))
  }

  assert.deepEqual(await ask(secure), ['max-age=31536000', 'max-age=31536000'])
  assert.deepEqual(await ask(plain), [null, null])
})
