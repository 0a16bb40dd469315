import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { fromTheTop, readRows } from './read-rows.ts'
import { type Read, type Row, delimiterOf, isBroken } from './row.ts'
import { runs } from '../../../../test/properties/runs.ts'

function fileIn(t: TestContext): (text: string | Buffer) => string {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-rows-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return (text) => {
    const path = join(folder, 'file.csv')
    writeFileSync(path, text)
    return path
  }
}
const all = (path: string, delimiter = ',', start = fromTheTop, chunk = 65_536): Promise<Read[]> =>
  Array.fromAsync(readRows(path, delimiter, start, chunk))
const cellsOf = (rows: Read[]) => rows.map((row) => (row as Row).cells)

/** Text as cells have it: anything but a NUL, without space at its ends, which reading takes away. */
const cell = fc
  .string({ unit: fc.constantFrom('a', 'é', '奇', '"', ',', ';', '\n', '\r\n', ' ', '|', '\t'), maxLength: 12 })
  .map((text) => text.trim())
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 12 })
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

test('every table is read back as it was written, in chunks of any size, and from any row on', async (t) => {
  const write = fileIn(t)
  const lineEnd = fc.constantFrom('\n', '\r\n', '\r')
  const property = fc.asyncProperty(
    table,
    lineEnd,
    fc.integer({ min: 1, max: 64 }),
    fc.nat(),
    async (rows, end, chunk, at) => {
      const path = write(rows.map((row) => row.map(quoted).join(',') + end).join(''))

      const read = await all(path, ',', fromTheTop, chunk)
      const row = read[at % read.length] as Row
      const rest = await all(path, ',', { offset: row.endsAt, row: row.number }, chunk)

      assert.deepEqual(cellsOf(read), rows)
      assert.deepEqual(rest, read.slice(row.number))
    },
  )
  await fc.assert(property, runs(60))
})

test('any bytes end in rows or in one last word that says what is broken', async (t) => {
  const write = fileIn(t)
  const bytes = fc.uint8Array({ maxLength: 200 }).map((each) => Buffer.from(each))
  const letters = fc
    .string({ unit: fc.constantFrom('"', ',', '\n', 'a', ' '), maxLength: 60 })
    .map((each) => Buffer.from(each))
  const property = fc.asyncProperty(fc.oneof(bytes, letters), async (content) => {
    const read = await all(write(content))

    assert.ok(read.slice(0, -1).every((row) => !isBroken(row)))
    assert.deepEqual(
      read.map(({ number }) => number),
      read.map((_, index) => index + 1),
    )
  })
  await fc.assert(property, runs(100))
})

test('padded headers, padded quotes, inches and a byte order mark are read as people mean them', async (t) => {
  const path = fileIn(t)('\uFEFF name , "size"  ,note\r\n "Tent" , "a, b" ,5" wide\r\n\r\n  ,"say ""hi""" , "x"y\n')

  const rows = await all(path)

  assert.deepEqual(cellsOf(rows), [
    ['name', 'size', 'note'],
    ['Tent', 'a, b', '5" wide'],
    [''],
    ['', 'say "hi"', '"x"y'],
  ])
  assert.deepEqual(
    rows.map(({ number }) => number),
    [1, 2, 3, 4],
  )
})

test('a quote that is never closed is told at its row, and the rows before it are there', async (t) => {
  const rows = await all(fileIn(t)(`a,b\n${'1,2\n'.repeat(50)}"3,4\n5,6\n`))

  assert.equal(rows.length, 52)
  assert.deepEqual([rows.at(-1)!.number, (rows.at(-1) as { code: string }).code], [52, 'quote_not_closed'])
})

test('a row without an end does not fill the memory: reading stops there', async (t) => {
  const rows = await all(fileIn(t)(`a,b\n1,2\n"${'x'.repeat(3_000_000)}",3\n5,6\n`))

  const last = rows.at(-1)!
  assert.equal(rows.length, 3)
  assert.ok(isBroken(last) && last.isFatal && last.code === 'row_too_long' && last.number === 3)
})

test('the separator is the one that the header uses most', () => {
  assert.deepEqual(['a,b;c,d\n;;;;;;', 'a;b;"c,,,,,"\n', 'a\tb', '"x;y;z",b', 'alone'].map(delimiterOf), [
    ',',
    ';',
    '\t',
    ',',
    ',',
  ])
})
