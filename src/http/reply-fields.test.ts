import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { Type } from 'typebox'
import { onlyDeclared, undeclaredIn } from './reply-fields.ts'
import { runs } from '../../test/properties/runs.ts'

const Money = Type.Object({ amount: Type.Integer(), currency: Type.String() })
const Order = Type.Object({
  id: Type.String(),
  total: Money,
  lines: Type.Array(Type.Object({ sku: Type.String(), price: Type.Optional(Money) })),
  names: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z]{2}$' }), Type.String())),
  payload: Type.Optional(Type.Unknown()),
})

test('what a schema does not declare is taken out at every depth, and told where it was', () => {
  const row = {
    id: '1',
    secret: 's',
    total: { amount: 1, currency: 'EUR', cost: 1 },
    lines: [{ sku: 'mug' }, { sku: 'pot', margin: 2, price: { amount: 1, currency: 'EUR', hash: 'h' } }],
    names: { de: 'Becher', 'no locale': 'x' },
  }

  assert.deepEqual(onlyDeclared(Order, row), {
    id: '1',
    total: { amount: 1, currency: 'EUR' },
    lines: [{ sku: 'mug' }, { sku: 'pot', price: { amount: 1, currency: 'EUR' } }],
    names: { de: 'Becher' },
  })
  assert.deepEqual(undeclaredIn(Order, row).sort(), [
    '/lines/1/margin',
    '/lines/1/price/hash',
    '/names/no locale',
    '/secret',
    '/total/cost',
  ])
  assert.equal(row.secret, 's')
})

test('a reply that holds nothing else is the same object, and what a schema leaves open is left whole', () => {
  const row = { id: '1', total: { amount: 1, currency: 'EUR' }, lines: [], payload: { any: [{ thing: 1 }] } }
  const open = { total: { cost: 1 } }

  assert.equal(onlyDeclared(Order, row), row)
  assert.equal(onlyDeclared(Type.Unknown(), open), open)
  assert.deepEqual(onlyDeclared(Type.Object({}), open), {})
  assert.deepEqual(onlyDeclared(Type.Object({}, { additionalProperties: Money }), open), { total: {} })
})

test('an intersection declares what its parts do, a union what the part does that fits, a tree the same at every level', () => {
  const Detail = Type.Intersect([Type.Object({ id: Type.String() }), Type.Object({ invited: Type.Boolean() })])
  const Choice = Type.Union([
    Type.Object({ kind: Type.Literal('card'), last4: Type.String() }),
    Type.Object({ kind: Type.Literal('bank'), name: Type.String() }),
    Type.Null(),
  ])
  const Tree = Type.Cyclic(
    { Node: Type.Object({ title: Type.String(), children: Type.Array(Type.Ref('Node')) }) },
    'Node',
  )
  const tree = { title: 'a', children: [{ title: 'b', children: [], path: 'a.b' }], path: 'a' }

  assert.deepEqual(onlyDeclared(Detail, { id: '1', invited: true, hash: 'h' }), { id: '1', invited: true })
  assert.deepEqual(onlyDeclared(Choice, { kind: 'bank', name: 'n', last4: '1', iban: 'i' }), {
    kind: 'bank',
    name: 'n',
  })
  assert.equal(onlyDeclared(Choice, null), null)
  assert.deepEqual(undeclaredIn(Tree, tree).sort(), ['/children/0/path', '/path'])
})

test('whatever the reply, nothing undeclared is left, and doing it again changes nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 3 }), (total, more) => {
      const once = onlyDeclared(Order, { id: 'x', total, lines: [more, { sku: 's', more }], more })

      assert.deepEqual(undeclaredIn(Order, once), [])
      assert.equal(onlyDeclared(Order, once), once)
    }),
    runs(),
  )
})
