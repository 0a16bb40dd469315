import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { Type } from 'typebox'
import { route, shopOf } from './server.fixture.ts'

/** Writes `parts` to a fresh socket and answers everything that comes back until it closes. */
function talk(url: string, ...parts: string[]): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    let heard = ''
    const socket = connect(Number(port), hostname, () => parts.forEach((part) => socket.write(part)))
    socket
      .setEncoding('latin1')
      .on('data', (text) => (heard += text))
      .on('error', () => {})
      .on('close', () => resolve(heard))
  })
}
const body = Type.Object({ n: Type.Integer() }, { additionalProperties: false })
const routes = [route('POST', '/api/things', { body, idempotency: 'none' }), route('GET', '/api/things')]

test('A20 what is no HTTP, contradicts itself or smuggles gets a problem document and a closed socket', async (t) => {
  const shop = await shopOf(t, routes)
  const post = 'POST /api/things HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n'
  const broken = [
    'hello\r\n\r\n',
    `${post}Content-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/things HTTP/1.1\r\nHost: a\r\n\r\n`,
    `${post}Content-Length: 7\r\nContent-Length: 8\r\n\r\n{"n":1}`,
    `${post}Transfer-Encoding: chunked\r\n\r\nzz\r\n{"n":1}\r\n0\r\n\r\n`,
    'GET /api/things HTTP/1.1\r\nHost: a\r\nX-Bad : a\r\n\r\n',
    'GET /api/things HTTP/1.1\r\nHost: a\r\nX-Bad: a\u0000b\r\n\r\n',
  ]

  for (const text of broken) {
    const heard = await talk(shop.url, text)
    assert.match(heard, /^HTTP\/1\.1 400 /, text)
    assert.match(heard, /content-type: application\/problem\+json[^]*"code":"malformed_request"/i, text)
    assert.equal(heard.match(/HTTP\/1\.1 \d/g)!.length, 1, 'nothing behind it was answered')
  }
})

test('headers beyond 16 kB are refused', async (t) => {
  const shop = await shopOf(t, routes)

  const heard = await talk(shop.url, `GET /api/things HTTP/1.1\r\nHost: a\r\nX-Big: ${'x'.repeat(20_000)}\r\n\r\n`)

  assert.match(heard, /^HTTP\/1\.1 431 [^]*"code":"headers_too_large"/)
})

test('A20 an address in absolute form is refused, and a strange Host changes nothing', async (t) => {
  const shop = await shopOf(t, routes)

  const absolute = await talk(
    shop.url,
    'GET http://evil.example/api/things HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  )
  const spoofed = await talk(
    shop.url,
    'GET /api/nothing HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n',
  )

  assert.match(absolute, /^HTTP\/1\.1 400 [^]*"code":"malformed_url"/)
  assert.match(spoofed, /^HTTP\/1\.1 404 /)
  assert.doesNotMatch(spoofed, /evil/)
})

test('F69 a body in many pieces is one body, and a large one is refused without being read', async (t) => {
  const shop = await shopOf(t, routes)
  const head = (length: number) =>
    `POST /api/things HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`

  const pieces = await talk(shop.url, head(7), ...'{"n":1}')
  const before = performance.now()
  const large = await talk(shop.url, head(100 * 1024 * 1024))

  assert.match(pieces, /^HTTP\/1\.1 200 /)
  assert.match(large, /^HTTP\/1\.1 413 [^]*"code":"body_too_large"/)
  assert.ok(performance.now() - before < 1_000)
})

test('F68 who sends slowly holds no place that others need', async (t) => {
  const shop = await shopOf(t, routes, { bounds: { checkout: 1, browse: 1, back: 1 } })
  const { hostname, port } = new URL(shop.url)
  const slow = connect(Number(port), hostname)
  t.after(() => slow.destroy())
  await new Promise((resolve) =>
    slow.write(
      'POST /api/things HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{',
      resolve,
    ),
  )

  const other = await fetch(`${shop.url}/api/things`)

  assert.equal(other.status, 200)
})

test('sockets that say nothing are given up: the limits stand on the server', async (t) => {
  const { app } = await shopOf(t, routes)

  const { headersTimeout, requestTimeout, keepAliveTimeout } = app.server

  assert.deepEqual(
    { headersTimeout, requestTimeout, keepAliveTimeout },
    { headersTimeout: 10_000, requestTimeout: 15_000, keepAliveTimeout: 72_000 },
  )
})
