import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Type } from 'typebox'
import { Refusal } from '#kernel/errors.ts'
import { limitQuery } from './paging.ts'
import { fieldsOf, paramsOf, queryOf } from './query.ts'
import { runs } from '../../test/properties/runs.ts'

const schema = Type.Object({
  ...limitQuery,
  open: Type.Optional(Type.Boolean()),
  tag: Type.Optional(Type.Array(Type.String())),
  q: Type.Optional(Type.String()),
})
const refusalOf = (work: () => unknown): Refusal => {
  try {
    work()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('nothing was refused')
}

test('numbers, booleans and lists are made from their text, and defaults are filled in', () => {
  const read = (query: string) => queryOf(schema, fieldsOf(query))

  assert.deepEqual(read('limit=5&open=true&tag=a&tag=b'), { limit: 5, open: true, tag: ['a', 'b'] })
  assert.deepEqual(read('tag=a&q=12'), { limit: 20, tag: ['a'], q: '12' })
  assert.deepEqual(read('q=gr%C3%BCn+und+%26'), { limit: 20, q: 'grün und &' })
})

test('what is no number, too large, given twice or unknown is refused with a pointer to it', () => {
  const errorsOf = (query: string) => refusalOf(() => queryOf(schema, fieldsOf(query))).details.errors

  for (const query of [
    'limit=0',
    'limit=101',
    'limit=1e9',
    'limit=1000000000',
    'limit=0x10',
    'limit=',
    'limit=1.5',
    'limit=5&limit=6',
  ]) {
    assert.equal(errorsOf(query)![0]!.pointer, '/limit', query)
  }
  assert.deepEqual(errorsOf('isAdmin=1'), [
    { pointer: '/isAdmin', code: 'unknown_field', detail: 'is not a field of this query' },
  ])
  assert.equal(errorsOf('open=yes')![0]!.pointer, '/open')
})

test('language and market are known on every route, also on one without a query', () => {
  assert.deepEqual(queryOf(undefined, fieldsOf('locale=de&market=eu')), {})
  assert.equal(refusalOf(() => queryOf(undefined, fieldsOf('x=1'))).code, 'invalid')
})

test('wrong percent-codes, NUL and a flood of fields are refused', () => {
  for (const query of ['q=%', 'q=%zz', 'q=%C3', 'q=%00', '%00=1', Array(101).fill('q=1').join('&')]) {
    assert.equal(refusalOf(() => fieldsOf(query)).code, 'malformed_url', query.slice(0, 20))
  }
})

test('names of inherited members are fields like any other', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    assert.equal(refusalOf(() => queryOf(schema, fieldsOf(`${name}=1`))).code, 'invalid', name)
  }
})

test('a text that was encoded comes back as it was', () => {
  const text = fc.string({ unit: 'binary' }).filter((each) => each.isWellFormed() && !each.includes('\0'))

  fc.assert(
    fc.property(text, (each) => assert.equal(fieldsOf(`q=${encodeURIComponent(each)}`)['q'], each)),
    runs(),
  )
})

test('ids in the path are checked as declared', () => {
  const params = Type.Object({ id: Type.String({ format: 'uuid' }), at: Type.Integer() })

  assert.deepEqual(paramsOf(params, { id: '01890a5d-ac96-774b-bcce-b302099a8057', at: '3' }), {
    id: '01890a5d-ac96-774b-bcce-b302099a8057',
    at: 3,
  })
  assert.equal(refusalOf(() => paramsOf(params, { id: '1 or 1=1', at: '3' })).details.errors![0]!.pointer, '/id')
  assert.equal(refusalOf(() => paramsOf(undefined, { id: 'a\0b' })).code, 'malformed_url')
})
