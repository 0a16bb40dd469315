import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { check } from '#kernel/calls/dispatch.ts'
import { NewProduct } from '#modules/catalog/contract.ts'
import { batchGroups } from './batch-groups.ts'
import { readTable, shop } from './formats.fixture.ts'
import { groupRows } from './group-rows.ts'
import { type Row, columnsOf } from './row.ts'
import { ownFormat } from './own-format.ts'
import { runs } from '../../../../test/properties/runs.ts'

const own =
  'handle sku title:en title:de description:en status brand tags categories images option:Size option:Size:de price:eu price:jp compareAt:eu stock:berlin taxClass weightGrams image other'
const vendure =
  'name:en name:de slug description assets facets optionGroups optionValues sku price taxCategory stockOnHand trackInventory variantAssets variantFacets product:x'
const word = fc.oneof(
  fc.constantFrom(
    '',
    '',
    '',
    'mug',
    'Blue Mug',
    'A1',
    'A2',
    'A3',
    'Red',
    'S|M',
    '12.99',
    '10',
    '-1',
    'active',
    'category:X|brand:Y',
    'https://a.example/b.png',
    'standard',
    '\0',
    '\uFFFD',
  ),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
)
const tableOf = (header: string) => {
  const names = header.split(' ')
  const row = fc.oneof(
    { weight: 9, arbitrary: fc.array(word, { minLength: names.length, maxLength: names.length }) },
    { weight: 1, arbitrary: fc.array(word, { maxLength: names.length + 2 }) },
  )
  return fc.array(row, { maxLength: 12 }).map((rows) => [names, ...rows])
}

for (const header of [own, vendure]) {
  test(`whatever stands in the rows, each is in one product or told (${header.slice(0, 8)}…)`, async () => {
    const property = fc.asyncProperty(tableOf(header), async (table) => {
      const { parsed, opened } = await readTable(table)

      const rows = table.slice(1).flatMap((cells, at) => (cells.some((cell) => cell.trim() !== '') ? [at + 2] : []))
      assert.deepEqual(opened.errors, [])
      assert.deepEqual(
        parsed.flatMap((each) => each.rows),
        rows,
      )
      for (const { draft, rows: own, errors } of parsed) {
        if (draft === null) assert.deepEqual([...new Set(errors.map(({ row }) => row))], own)
        else assert.deepEqual(errors, [])
        if (draft !== null && draft.product.texts.length > 0) check(NewProduct, draft.product, 'a product')
      }
    })
    await fc.assert(property, runs(300))
  })
}

test('a file whose header nobody knows has no format', () => {
  assert.equal(ownFormat.recognises(columnsOf(['name', 'price'])), false)
})

test('a product of more rows than it may have variants is told row by row, and the next one is read', async () => {
  const rows = function* (): Generator<Row> {
    for (let at = 0; at < 5_000; at++) yield { number: at + 2, endsAt: at, cells: [at === 0 ? 'mug' : '', `A${at}`] }
    yield { number: 5_002, endsAt: 5_001, cells: ['pot', 'P'] }
  }
  const { reader } = ownFormat.open(columnsOf(['handle', 'sku']), shop)

  const groups = (await Array.fromAsync(groupRows(rows(), reader))) as {
    rows: number[]
    errors: { code: string }[]
    draft: unknown
  }[]

  assert.equal(groups.slice(0, -1).flatMap(({ errors }) => errors).length, 5_000)
  assert.ok(groups.slice(0, -1).every(({ errors }) => errors.every(({ code }) => code === 'product_too_large')))
  assert.deepEqual(groups.at(-1)!.rows, [5_002])
  assert.notEqual(groups.at(-1)!.draft, null)
})

test('batches are the same from any checkpoint on', async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 60 })
  const property = fc.asyncProperty(sizes, fc.nat(), async (counts, pick) => {
    let row = 1
    const products = counts.map((count) => {
      const rows = Array.from({ length: count }, () => ++row)
      return { rows, endsAt: row * 10, draft: null, errors: [], remarks: [] }
    })
    const from = async function* (first: number) {
      yield* products.slice(first)
    }

    const whole = await Array.fromAsync(batchGroups(from(0), { offset: 0, row: 1, batch: 0 }))
    const at = whole.length === 0 ? null : whole[pick % whole.length]!
    const done = at === null ? 0 : products.findIndex(({ endsAt }) => endsAt === at.endsAt) + 1
    const rest =
      at === null
        ? []
        : await Array.fromAsync(batchGroups(from(done), { offset: at.endsAt, row: at.lastRow, batch: at.number + 1 }))

    assert.deepEqual(rest, at === null ? [] : whole.slice(at.number + 1))
    assert.deepEqual(
      whole.flatMap(({ parsed }) => parsed),
      products,
    )
    assert.ok(
      whole.every(
        ({ parsed }) =>
          parsed.length <= 100 && (parsed.length === 1 || parsed.flatMap(({ rows }) => rows).length <= 500),
      ),
    )
  })
  await fc.assert(property, runs(60))
})
