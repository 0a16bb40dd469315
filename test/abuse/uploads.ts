/** Files that are not what they say, and multipart bodies that are none. */

const boundary = 'a-boundary'
const type = `multipart/form-data; boundary=${boundary}`
type Upload = { type: string; body: Buffer }

function part(content: string | Buffer, filename = 'a.csv', kind = 'text/csv'): Buffer {
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${filename}"\r\ncontent-type: ${kind}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from('\r\n')])
}
const end = Buffer.from(`--${boundary}--\r\n`)
const whole = (...parts: Buffer[]): Upload => ({ type, body: Buffer.concat([...parts, end]) })

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
/** Says of itself that it is 60,000 pixels wide and high. */
const bomb = Buffer.from(png)
bomb.writeUInt32BE(60_000, 16)
bomb.writeUInt32BE(60_000, 20)
const svg = (inside: string) => `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${inside}</svg>`
const csv = 'handle,title,sku,price:eu\n'

export const uploads: Record<string, Upload> = {
  'nothing at all': { type, body: Buffer.alloc(0) },
  'no boundary': { type: 'multipart/form-data', body: Buffer.from('x') },
  'another boundary': { type: 'multipart/form-data; boundary=other', body: Buffer.concat([part('a'), end]) },
  'a boundary of 1,000 letters': { type: `multipart/form-data; boundary=${'b'.repeat(1_000)}`, body: Buffer.from('x') },
  'no end': { type, body: part('a,b\n1,2\n') },
  'cut in the head': { type, body: part('a').subarray(0, 60) },
  'no part': whole(),
  'no file name': {
    type,
    body: Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"\r\n\r\nx\r\n--${boundary}--`),
  },
  'inherited names': {
    type,
    body: Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="__proto__"\r\n\r\nx\r\n--${boundary}--`),
  },
  'an empty file': whole(part('')),
  'thirty files': whole(...Array.from({ length: 30 }, () => part(png, 'a.png', 'image/png'))),
  'a name that climbs': whole(part(`${csv}a,A,a-1,1\n`, '../../../../etc/passwd')),
  'a name with NUL': whole(part(`${csv}b,B,b-1,1\n`, 'a\0.csv')),
  'a very long name': whole(part(`${csv}c,C,c-1,1\n`, 'n'.repeat(5_000))),
  'a table with NUL': whole(part(`${csv}d,D\0,d-1,1\n`)),
  'half a surrogate in UTF-16': whole(
    part(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`${csv}e,\ud800,e-1,1\n`, 'utf16le')])),
  ),
  formulas: whole(part(`${csv}=1+1,"=cmd|' /C calc'!A0",+1,-1\n`)),
  'numbers of every kind': whole(
    part(`${csv}f,F,f-1,1e309\nf,F,f-2,-1\nf,F,f-3,NaN\nf,F,f-4,0x10\nf,F,f-5,${'9'.repeat(400)}\n`),
  ),
  'a quote that never ends': whole(part(`${csv}g,"${'x'.repeat(100_000)}`)),
  'one line of 300 kB': whole(part(`${csv}${'h'.repeat(300_000)}\n`)),
  'inherited columns': whole(part('__proto__,constructor,handle,sku\na,b,c\n')),
  'columns twice': whole(part('handle,sku,handle,title\na,b,c\n')),
  'five thousand columns': whole(part(`${'a,'.repeat(5_000)}\n`)),
  'a program': whole(part('#!/bin/sh\nrm -rf /\n', 'a.png', 'image/png')),
  'a picture': whole(part(png, 'a.png', 'image/png')),
  'a picture cut short': whole(part(png.subarray(0, 30), 'a.png', 'image/png')),
  'a picture of 60,000 × 60,000': whole(part(bomb, 'a.png', 'image/png')),
  'a page after a picture': whole(
    part(Buffer.concat([png, Buffer.from('<script>alert(1)</script>')]), 'a.html', 'text/html'),
  ),
  'a drawing with a script': whole(part(svg('<script>alert(1)</script>'), 'a.svg', 'image/svg+xml')),
  'a drawing with a handler': whole(
    part(svg('<rect width="1" height="1" onload="alert(1)"/>'), 'a.svg', 'image/svg+xml'),
  ),
  'a drawing that fetches': whole(part(svg('<image href="http://169.254.169.254/"/>'), 'a.svg', 'image/svg+xml')),
  'a drawing that laughs': whole(
    part(
      `<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>${svg('<text>&b;&c;</text>')}`,
      'a.svg',
      'image/svg+xml',
    ),
  ),
  'a deep drawing': whole(part(svg(`${'<g>'.repeat(20_000)}${'</g>'.repeat(20_000)}`), 'a.svg', 'image/svg+xml')),
}
