import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32, deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { type Picture, pictureOf } from './picture.ts'
import { runs } from '../../../../test/properties/runs.ts'

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
const png = (width = 3, height = 2, more: Buffer[] = []): Buffer => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const start = Buffer.from('89504e470d0a1a0a', 'hex')
  return Buffer.concat([
    start,
    chunk('IHDR', header),
    ...more,
    chunk('IDAT', deflateSync(Buffer.alloc((width * 3 + 1) * Math.min(height, 10)))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
const gif = Buffer.from('47494638396102000100800000000000ffffff2c00000000020001000002024401003b', 'hex')
const webp = (() => {
  const data = Buffer.from('2f0140000000072040', 'hex')
  const body = Buffer.concat([Buffer.from('WEBPVP8L'), Buffer.from([data.length, 0, 0, 0]), data, Buffer.alloc(1)])
  const head = Buffer.from('RIFF\0\0\0\0')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body])
})()
const exif = (orientation: number) =>
  Buffer.from(`ffe1002245786966000049492a0008000000010012010300010000000${orientation}00000000000000`, 'hex')
const jpeg = (more: Buffer[] = []) =>
  Buffer.concat([
    Buffer.from('ffd8', 'hex'),
    ...more,
    Buffer.from('ffc0000b080004000701011100ffda00080101003f00d2ff00cf20ffd9', 'hex'),
  ])
const svg = (inside: string, head = '') =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"${head}>${inside}</svg>`)

const kept = (bytes: Buffer): Picture => {
  const picture = pictureOf(bytes)
  assert.ok(picture !== null && !('problem' in picture), JSON.stringify(picture))
  return picture
}
const problem = (bytes: Buffer): string => {
  const picture = pictureOf(bytes)
  assert.ok(picture !== null && 'problem' in picture, `taken as ${JSON.stringify(picture)?.slice(0, 80)}`)
  return picture.problem
}
const sizeOf = ({ mime, width, height }: Picture) => [mime, width, height]

test('the kind and the size are read from the content', () => {
  assert.deepEqual(sizeOf(kept(png())), ['image/png', 3, 2])
  assert.deepEqual(sizeOf(kept(gif)), ['image/gif', 2, 1])
  assert.deepEqual(sizeOf(kept(webp)), ['image/webp', 2, 2])
  assert.deepEqual(sizeOf(kept(jpeg())), ['image/jpeg', 7, 4])
  assert.deepEqual(sizeOf(kept(svg('<path d="M0 0"/>'))), ['image/svg+xml', 40, 30])
  assert.equal(pictureOf(Buffer.from('<html><script>alert(1)</script></html>')), null)
  assert.equal(pictureOf(Buffer.from('%PDF-1.7')), null)
  assert.equal(pictureOf(Buffer.alloc(0)), null)
})

test('A17 a picture that is something else as well is refused or cut to the picture', () => {
  const zip = Buffer.from('504b0304<script>alert(1)</script>')

  for (const bytes of [png(), gif, webp]) assert.match(problem(Buffer.concat([bytes, zip])), /goes on|breaks off/)
  assert.match(problem(Buffer.from('GIF89a/*\x00\x00\x00*/=1;alert(1)//;')), /broken|breaks off/)
  const cut = kept(Buffer.concat([jpeg(), zip]))
  assert.equal(cut.content.includes('script'), false)
  assert.deepEqual(cut.content, kept(jpeg()).content)
})

test('A17 a pixel bomb is refused by its header', () => {
  assert.match(problem(png(50_000, 50_000)), /50000 × 50000/)
})

test('what people did not mean to publish is left out, and how a photograph is turned is kept', () => {
  const place = Buffer.from('GPS 53.55 N 9.99 E')
  const segment = (marker: number, data: Buffer) =>
    Buffer.concat([Buffer.from([0xff, marker, 0, data.length + 2]), data])

  const photograph = kept(jpeg([exif(6), segment(0xfe, place), segment(0xed, place)]))
  const drawing = kept(
    png(3, 2, [chunk('tEXt', place), chunk('eXIf', place), chunk('gAMA', Buffer.from([0, 0, 0xb1, 0x8f]))]),
  )

  assert.equal(photograph.content.includes('GPS'), false)
  assert.deepEqual([photograph.width, photograph.height], [4, 7])
  assert.deepEqual(sizeOf(kept(photograph.content)), ['image/jpeg', 4, 7])
  assert.equal(drawing.content.includes('GPS'), false)
  assert.equal(drawing.content.includes('gAMA'), true)
})

test('A17 an SVG that could do more than be seen is refused', () => {
  const bad = [
    '<script>alert(1)</script>',
    '<script xlink:href="//evil.example/x.js"/>',
    '<foreignObject><p>x</p></foreignObject>',
    '<rect onload="alert(1)"/>',
    '<rect OnClick="alert(1)"/>',
    '<image href="https://evil.example/x.png"/>',
    '<use href="https://evil.example/x.svg#a"/>',
    '<a href="javascript:alert(1)"><rect/></a>',
    '<use xlink:href="data:image/svg+xml;base64,PHN2Zz4="/>',
    '<rect style="fill:url(https://evil.example)"/>',
    '<rect fill="url(//evil.example/a#b)"/>',
    '<style>@import "https://evil.example/x.css";</style>',
    '<style>rect{fill:u\\72l(https://evil.example)}</style>',
    '<set attributeName="href" to="javascript:alert(1)"/>',
    '<animate attributeName="x"/>',
    '<x:script xmlns:x="http://www.w3.org/2000/svg">1</x:script>',
    '<g xmlns="http://www.w3.org/1999/xhtml"><style/></g>',
    '<rect fill="&#106;avascript:alert(1)"/>',
    '<title>&unknown;</title>',
    '<![CDATA[<script>]]>',
    '<?xml-stylesheet href="x.css"?>',
    '<rect',
    '</g>',
    '<g></rect>',
    '<rect x="1" x="2"/>',
    '<iframe/>',
    '<rect a=b/>',
    '<rect style="behavior:url(#x)"/>',
  ]
  for (const inside of bad) assert.ok(problem(svg(inside)), inside)
  assert.ok(problem(svg('<rect/>', ' onload="alert(1)"')))
  assert.ok(
    problem(
      Buffer.from(
        '<!DOCTYPE svg [<!ENTITY x "y">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">&x;</svg>',
      ),
    ),
  )
  assert.ok(problem(Buffer.concat([svg(''), Buffer.from('<svg/>')])))
  assert.ok(problem(Buffer.concat([svg('<rect/>'), Buffer.from([0xff])])))
})

test('drawings as programs write them are taken as they are', () => {
  const good = [
    '<title>A &lt;mug&gt; &#39;n&#39; saucer</title><clipPath id="a-1"><path d="M0 0h4"/></clipPath>',
    '<g clip-path="url(#a-1)"><use href="#a"/></g>',
    '<style>.a{fill:#fff;stroke:url(#b)}</style><rect class="a" style="opacity:.5;fill:url(\'#b\')"/>',
    '<!-- made by hand --><g><g><text x="1">Text</text></g></g>',
  ]
  for (const inside of good) assert.deepEqual(kept(svg(inside)).content, svg(inside))
  assert.equal(
    kept(
      Buffer.from(
        '<?xml version="1.0" encoding="UTF-8"?>\n' +
          '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/a.dtd">\n' +
          '<svg xmlns="http://www.w3.org/2000/svg" width="10px" height="4.5"/>',
      ),
    ).height,
    5,
  )
})

test('whatever bytes come, reading ends with a picture or a reason', () => {
  const starts = [png(), gif, webp, jpeg([exif(6)]), svg('<g><rect style="fill:red"/></g>')]
  const damaged = fc.tuple(
    fc.constantFrom(...starts),
    fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 6 }),
    fc.nat(400),
  )

  fc.assert(
    fc.property(damaged, ([bytes, edits, length]) => {
      const copy = Buffer.from(bytes.subarray(0, Math.max(1, length)))
      for (const [at, value] of edits) if (at < copy.length) copy[at] = value
      const picture = pictureOf(copy)
      if (picture !== null && !('problem' in picture)) assert.ok(picture.width >= 1 && picture.content.length > 0)
    }),
    runs(2_000),
  )
})
