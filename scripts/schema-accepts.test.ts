import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { runs } from '../test/properties/runs.ts'
import { accepts } from './schema-accepts.ts'

type Schema = Record<string, any>

const text = fc
  .record(
    { minLength: fc.integer({ min: 0, max: 3 }), maxLength: fc.integer({ min: 3, max: 6 }) },
    { requiredKeys: [] },
  )
  .map((bounds) => ({ type: 'string', ...bounds }))
const number = fc
  .tuple(
    fc.constantFrom('integer', 'number'),
    fc.record(
      { minimum: fc.integer({ min: -2, max: 1 }), maximum: fc.integer({ min: 1, max: 4 }) },
      { requiredKeys: [] },
    ),
  )
  .map(([type, bounds]) => ({ type, ...bounds }))
const choice = fc
  .uniqueArray(fc.constantFrom<unknown>('a', 'bb', 1, 2, true, null), { minLength: 1, maxLength: 4 })
  .map((values) => ({ enum: values }))
const name = fc.constantFrom('a', 'b', 'c')
/** Schemas of the kind that contracts use, small enough that two of them meet often. */
const { schema } = fc.letrec<{ schema: Schema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    text,
    number,
    choice,
    fc.record({ type: fc.constant('boolean') }),
    fc
      .record(
        { items: tie('schema'), minItems: fc.integer({ min: 0, max: 1 }), maxItems: fc.integer({ min: 1, max: 3 }) },
        { requiredKeys: ['items'] },
      )
      .map((array) => ({ type: 'array', ...array })),
    fc
      .tuple(fc.dictionary(name, tie('schema'), { maxKeys: 3 }), fc.subarray(['a', 'b', 'c']), fc.boolean())
      .map(([properties, wanted, isClosed]) => ({
        type: 'object',
        properties: { ...properties },
        required: wanted.filter((each) => each in properties),
        ...(isClosed ? { additionalProperties: false } : {}),
      })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 2 }).map((anyOf) => ({ anyOf })),
  ),
}))

/** Values that fit a schema; a member that no schema names is never there, as nobody sends what nobody declared. */
function valueOf(of: Schema): fc.Arbitrary<unknown> {
  if (of['anyOf'] !== undefined) return fc.oneof(...of['anyOf'].map(valueOf))
  if (of['enum'] !== undefined) return fc.constantFrom(...of['enum'])
  const { type, minLength = 0, maxLength = 8, minimum = -4, maximum = 6, minItems = 0, maxItems = 3 } = of
  if (type === 'string') return fc.string({ minLength, maxLength })
  if (type === 'integer') return fc.integer({ min: minimum, max: maximum })
  if (type === 'number') return fc.double({ min: minimum, max: maximum, noNaN: true })
  if (type === 'boolean') return fc.boolean()
  if (type === 'array') return fc.array(valueOf(of['items']), { minLength: minItems, maxLength: maxItems })
  const members = Object.fromEntries(
    Object.entries(of['properties']).map(([key, each]) => [key, valueOf(each as Schema)]),
  )
  return fc.record(members, { requiredKeys: of['required'] })
}
/** A pair of schemas that are alike: the second is the first with a part of another one. */
const pair = fc.tuple(schema, schema, fc.nat(3)).map(([from, other, kind]): [Schema, Schema] => {
  if (kind === 0 || from['type'] !== 'object') return [from, kind === 1 ? { anyOf: [from, other] } : other]
  const added = { ...from, properties: { ...from['properties'], added: other } }
  return [
    from,
    kind === 1
      ? added
      : kind === 2
        ? { ...added, required: [...from['required'], 'added'] }
        : { ...from, required: [] },
  ]
})

test('whatever fits a schema fits one that is said to take it', () => {
  let said = 0
  const property = fc.property(
    pair
      .filter(([from, to]) => accepts(from, to).length === 0)
      .chain(([from, to]) => fc.tuple(fc.constant([from, to]), valueOf(from))),
    ([[from, to], value]) => {
      said++
      assert.ok(Compile(from as never).Check(value), 'the value fits the first')
      assert.ok(Compile(to as never).Check(value))
    },
  )
  fc.assert(property, runs(1_000, { maxSkipsPerRun: 1_000 }))
  assert.ok(said >= 1_000)
})

test('every schema takes what it describes itself', () => {
  fc.assert(
    fc.property(schema, (each) => assert.deepEqual(accepts(each, structuredClone(each)), [])),
    runs(),
  )
})

const strict = { additionalProperties: false }
const line = Type.Object({ sku: Type.String(), quantity: Type.Integer({ minimum: 1 }) }, strict)

test('what grows is taken, what shrinks is told with its place', () => {
  const changes: [object, string[]][] = [
    [Type.Object({ ...line.properties, note: Type.Optional(Type.String()) }, strict), []],
    [Type.Object({ ...line.properties, note: Type.String() }, strict), ['/note: is required']],
    [Type.Object({ sku: Type.String() }, strict), ['/quantity: is not taken']],
    [Type.Object({ sku: Type.String() }), []],
    [
      Type.Object({ ...line.properties, quantity: Type.Integer({ minimum: 2 }) }, strict),
      ['/quantity: minimum was 1, and is 2'],
    ],
    [Type.Object({ ...line.properties, quantity: Type.Number() }, strict), []],
    [
      Type.Object({ ...line.properties, sku: Type.String({ maxLength: 9 }) }, strict),
      ['/sku: maxLength was not there, and is 9'],
    ],
    [Type.Object({ ...line.properties, sku: Type.Enum(['mug']) }, strict), ['/sku: takes only certain values']],
    [Type.Array(line), [': was object, and is array']],
    [{ ...line, not: {} }, [': "not" cannot be compared, and differs']],
  ]

  for (const [after, expected] of changes) assert.deepEqual(accepts(line, after), expected, JSON.stringify(after))
  assert.deepEqual(accepts(Type.Enum(['a', 'b']), Type.Enum(['a'])), [': does not take "b"'])
  assert.deepEqual(accepts(Type.Object({}), Type.Object({}, strict)), [': takes no other members'])
})
