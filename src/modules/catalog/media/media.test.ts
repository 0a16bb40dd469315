import assert from 'node:assert/strict'
import { readdirSync, rmSync } from 'node:fs'
import { test } from 'node:test'
import { catalog } from '../contract.ts'
import { refusalOf } from '#kernel/errors.ts'
import { catalogWorld, product } from '../world.fixture.ts'
import { pictureBytesMax } from './picture.ts'

const svg = (inside = '<path d="M0 0h4v3z"/>') =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3">${inside}</svg>`)
type World = Awaited<ReturnType<typeof catalogWorld>>

function upload(world: World, path: string, ...files: Buffer[]) {
  const parts = files.flatMap((bytes, at) => [
    Buffer.from(
      `--x\r\nContent-Disposition: form-data; name="file"; filename="${at}.png"\r\nContent-Type: image/png\r\n\r\n`,
    ),
    bytes,
    Buffer.from('\r\n'),
  ])
  return world.http('POST', path, {
    as: world.staff,
    payload: Buffer.concat([...parts, Buffer.from('--x--\r\n')]),
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  })
}

test('an uploaded picture is what its content is, served for a year, and nothing in it can run', async (t) => {
  const world = await catalogWorld(t)

  const { status, body, text } = await upload(world, '/api/admin/media', svg())
  const [media] = body.items ?? []
  const shown = await world.http('GET', media?.url)
  const known = await world.http('GET', media?.url, { headers: { 'if-none-match': String(shown.headers['etag']) } })
  const disguised = await world.http('GET', media?.url.replace('.svg', '.png'))

  assert.equal(status, 201, text)
  assert.deepEqual([media.mime, media.width, media.height], ['image/svg+xml', 4, 3])
  assert.deepEqual(shown.bytes, svg())
  assert.match(String(shown.headers['content-type']), /^image\/svg\+xml/)
  assert.match(String(shown.headers['cache-control']), /max-age=31536000, immutable/)
  assert.match(String(shown.headers['content-security-policy']), /default-src 'none'; style-src 'unsafe-inline'/)
  assert.equal(shown.headers['x-content-type-options'], 'nosniff')
  assert.deepEqual([known.status, disguised.status], [304, 404])
})

test('a picture is there for every process of the shop, also one that never saw the file', async (t) => {
  const world = await catalogWorld(t)
  const { body } = await upload(world, '/api/admin/media', svg())
  rmSync(`${world.settings.dataDir}/media`, { recursive: true })

  const shown = await world.http('GET', body.items[0].url)

  assert.deepEqual(shown.bytes, svg())
  assert.deepEqual(readdirSync(`${world.settings.dataDir}/media`), [body.items[0].hash])
})

test('what is no picture, too large, or could run is refused, and nothing is kept', async (t) => {
  const world = await catalogWorld(t)

  const answers = await Promise.all([
    upload(world, '/api/admin/media', Buffer.from('<html><script>alert(1)</script></html>')),
    upload(world, '/api/admin/media', svg('<script>alert(1)</script>')),
    upload(world, '/api/admin/media', Buffer.alloc(pictureBytesMax + 1, 1)),
    upload(world, '/api/admin/media'),
  ])
  const path = await world.http('GET', '/media/..%2f..%2fsecret')

  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.code]),
    [
      [415, 'picture_unsupported'],
      [422, 'picture_invalid'],
      [413, 'picture_too_large'],
      [422, 'no_file'],
    ],
  )
  assert.equal(path.status, 400)
  assert.deepEqual(await world.sql`select hash from catalog.media`, [])
})

test('pictures are attached in order, described in two languages, and the first stands in lists', async (t) => {
  const world = await catalogWorld(t)
  const made = await world.sell([
    product('mug', {
      texts: [
        { locale: 'en', title: 'Mug' },
        { locale: 'de', title: 'Becher' },
      ],
    }),
  ])
  const { productId } = made.get('mug')!

  const attached = await upload(world, `/api/admin/products/${productId}/media`, svg(), svg('<path d="M1 1"/>'), svg())
  const [one, two] = attached.body.images
  const patched = await world.http('PATCH', `/api/admin/products/${productId}`, {
    as: world.staff,
    body: { images: [{ ...two, alt: { de: 'Der Becher' } }, one] },
  })
  const page = await world.http('GET', '/api/products/mug?locale=de')
  const list = await world.http('GET', '/api/products?locale=de')
  const strange = await world.http('PATCH', `/api/admin/products/${productId}`, {
    as: world.staff,
    body: { images: [{ url: 'http://plain.example/a.png' }] },
  })

  assert.equal(attached.body.images.length, 2)
  assert.equal(patched.status, 200, patched.text)
  assert.deepEqual(page.body.images, [
    { url: two.url, width: 4, height: 3, alt: 'Der Becher' },
    { url: one.url, width: 4, height: 3, alt: 'Becher' },
  ])
  assert.equal(list.body.items[0].image.url, two.url)
  assert.deepEqual([strange.status, strange.body.code], [422, 'image_unknown'])
})

test('another module brings pictures, and products take them by hash', async (t) => {
  const world = await catalogWorld(t, { link: 'loop' })
  const put = (bytes: Buffer) =>
    world.client(catalog).putPicture({ uploadId: world.process.options.ids.next(), base64: bytes.toString('base64') })

  const { hash, url } = await put(svg())
  await world.sell([product('mug', { images: [hash], variants: [{ sku: 'MUG', image: url }] })])
  const unknown = await refusalOf(world.put([product('cup', { images: ['0'.repeat(64)] })]))
  const bad = await refusalOf(put(svg('<rect onclick="x"/>')))

  const page = await world.http('GET', '/api/products/mug')
  assert.deepEqual([page.body.images[0].url, page.body.variants[0].image.url], [url, url])
  assert.deepEqual([unknown?.code, bad?.code], ['image_unknown', 'picture_invalid'])
})
