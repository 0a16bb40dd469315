import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '#kernel/errors.ts'
import { parseJson } from './json-body.ts'
import { runs } from '../../test/properties/runs.ts'

const isMalformed = (error: unknown): boolean =>
  error instanceof Refusal && error.code === 'malformed_json' && error.status === 400
const refuses = (body: string | Buffer): void =>
  assert.throws(() => parseJson(Buffer.from(body as string)), isMalformed)

test('every JSON value that loses nothing on its way is taken as it is', () => {
  const value = fc.jsonValue({ maxDepth: 8 }).filter((each) => isPlain(each))

  fc.assert(
    fc.property(value, (each) =>
      assert.deepEqual(parseJson(Buffer.from(JSON.stringify(each))), JSON.parse(JSON.stringify(each))),
    ),
    runs(),
  )
})

test('a key that stands twice in one object is refused at every depth, whatever its strings hold', () => {
  const key = fc
    .string({ unit: 'binary' })
    .filter((text) => text.isWellFormed() && !text.includes('\0') && !/^(__proto__|constructor|prototype)$/.test(text))
  const text = fc.string({ unit: fc.constantFrom('"', '\\', ':', '{', 'a') })

  fc.assert(
    fc.property(key, text, fc.integer({ min: 0, max: 20 }), (name, value, depth) => {
      const member = `${JSON.stringify(name)}:${JSON.stringify(value)}`
      const [open, close] = ['{"in":['.repeat(depth), ']}'.repeat(depth)]
      assert.doesNotThrow(() => parseJson(Buffer.from(`${open}{${member}}${close}`)))
      refuses(`${open}{${member},${member}}${close}`)
    }),
    runs(),
  )
})

test('what is not one JSON text is refused', () => {
  for (const body of [
    '{',
    '{"a":1',
    '[1,]',
    '{a:1}',
    "{'a':1}",
    '{"a":1}{"b":2}',
    'NaN',
    'undefined',
    '01',
    '"\u0001"',
    '',
    ' ',
  ].filter((each) => each !== ''))
    refuses(body)
})

test('A01 bytes that are no UTF-8, overlong codes and a byte order mark are refused', () => {
  const inText = (...bytes: number[]) => Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')])

  for (const body of [
    inText(0xff),
    inText(0xc0, 0xaf),
    inText(0xe0, 0x80, 0xaf),
    inText(0xed, 0xa0, 0x80),
    inText(0xc3),
  ])
    refuses(body)
  refuses(Buffer.from('\ufeff{"a":1}'))
  refuses(Buffer.from('{"a":1}', 'utf16le'))
})

test('A01 NUL and half surrogate pairs are refused in texts and keys', () => {
  for (const text of ['\\u0000', '\\ud800', '\\udc00', '\\udc00\\ud800', 'a\\ud83dz']) {
    refuses(`{"a":"${text}"}`)
    refuses(`{"${text}":1}`)
  }
  assert.deepEqual(parseJson(Buffer.from('"\\ud83d\\ude00"')), '😀')
})

test('A01 numbers that a double cannot hold, and minus zero, are refused', () => {
  for (const number of [
    '1e309',
    '-1e309',
    '9007199254740992',
    '9007199254740993',
    '-9007199254740992',
    '-0',
    '-0.0',
    '9'.repeat(10_000),
  ]) {
    refuses(`{"a":${number}}`)
  }
  assert.deepEqual(
    parseJson(Buffer.from('[9007199254740991,-9007199254740991,0,0.5]')),
    [9007199254740991, -9007199254740991, 0, 0.5],
  )
})

test('A02 keys that could change what objects inherit are refused at every depth', () => {
  for (const key of ['__proto__', 'constructor', 'prototype', '\\u005f_proto__']) {
    refuses(`{"${key}":{"isAdmin":true}}`)
    refuses(`[{"a":{"b":[{"${key}":1}]}}]`)
  }
})

test('F69 64 levels are taken, 65 are refused, and a hundred thousand cost no time', () => {
  const nested = (levels: number) => Buffer.from('['.repeat(levels) + ']'.repeat(levels))

  assert.doesNotThrow(() => parseJson(nested(64)))
  assert.throws(() => parseJson(nested(65)), isMalformed)
  const before = performance.now()
  assert.throws(() => parseJson(nested(100_000)), isMalformed)
  assert.ok(performance.now() - before < 50)
})

test('no bytes are no value', () => assert.equal(parseJson(Buffer.alloc(0)), undefined))

function isPlain(value: unknown): boolean {
  if (typeof value === 'number')
    return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER && !Object.is(value, -0)
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(
    ([key, each]) => isPlain(key) && !/^(__proto__|constructor|prototype)$/.test(key) && isPlain(each),
  )
}
