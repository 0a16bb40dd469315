import assert from 'node:assert/strict'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { type Shop, route, shopOf } from './server.fixture.ts'

const seen: { name: string; filename: string; type: string; bytes: Buffer }[] = []
const upload = route('POST', '/api/media', {
  access: 'staff',
  multipart: true,
  bodyLimit: 2_000,
  idempotency: 'none',
  handle: async (_context, request) => {
    seen.length = 0
    for await (const { name, filename, type, stream } of request.files())
      seen.push({ name, filename, type, bytes: await buffer(stream as AsyncIterable<Buffer>) })
    return { status: 200, body: { ok: true } }
  },
})
const part = (content: string, name = 'file', filename = 'a.png') =>
  `--x\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: image/png\r\n\r\n${content}\r\n`
const send = (shop: Shop, raw: string, type = 'multipart/form-data; boundary=x') =>
  shop.send('POST', '/api/media', { raw, headers: { ...shop.as('staff'), 'content-type': type } })

test('files arrive one by one with their names and bytes', async (t) => {
  const shop = await shopOf(t, [upload])

  const got = await send(shop, `${part('one')}${part('two', 'more', '../../etc/passwd')}--x--\r\n`)

  assert.equal(got.status, 200, got.text)
  assert.deepEqual(seen, [
    { name: 'file', filename: 'a.png', type: 'image/png', bytes: Buffer.from('one') },
    { name: 'more', filename: 'passwd', type: 'image/png', bytes: Buffer.from('two') },
  ])
})

test('a file that is too large, a body that breaks off, and another type are refused', async (t) => {
  const shop = await shopOf(t, [upload])

  const refused = [
    await send(shop, `${part('x'.repeat(2_001))}--x--\r\n`),
    await send(shop, part('cut').slice(0, -10)),
    await send(shop, 'rubbish'),
    await send(shop, '{}', 'application/json'),
    await send(shop, part('x'), 'multipart/form-data'),
    await send(shop, `${part('x').repeat(25)}--x--\r\n`),
  ]

  assert.deepEqual(
    refused.map(({ status, body }) => `${status} ${body.code}`),
    [
      '413 body_too_large',
      '400 malformed_request',
      '400 malformed_request',
      '415 unsupported_media_type',
      '400 malformed_request',
      '413 body_too_large',
    ],
  )
})
