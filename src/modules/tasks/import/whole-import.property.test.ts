import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import fc from 'fast-check'
import { runs } from '../../../../test/properties/runs.ts'
import { importWorld } from '../imports.fixture.ts'
import { fromTheTop, readRows } from './read-rows.ts'
import { type Row, isBlank, isBroken } from './row.ts'

const header = ['handle', 'sku', 'title', 'option:Size', 'price', 'stock', 'note']
const cell = (usual: fc.Arbitrary<string>, ...odd: string[]) =>
  fc.oneof({ weight: 8, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...odd) })
const row = fc.tuple(
  cell(fc.constantFrom('mug', 'pot', 'pan', ''), 'A Pan', '-'),
  cell(
    fc.integer({ min: 1, max: 9 }).map((at) => `S${at}`),
    '',
    ' ',
    'S1',
  ),
  cell(fc.constantFrom('Mug', 'A "good" pot', 'Pan, large', 'Two\nlines', ''), '=1+1'),
  cell(fc.constantFrom('', 'S', 'M', 'L'), 'S|M'),
  cell(fc.constantFrom('9.99', '12', ''), '1,50', '-1', '1e3', '99999999999999999'),
  cell(fc.constantFrom('5', '0', ''), '-1', '2.5', 'many', '99999999'),
  fc.constantFrom<string>('', 'x', 'é'),
)
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
/** A letter put in, or a piece cut out, somewhere in the file: what editors and mails do to files. */
const harm = fc.option(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    text: fc.constantFrom<string>('"', ',', '\n', ';', '\uFEFF', 'x'),
    cut: fc.nat(4),
  }),
  { freq: 2 },
)

type Harm = { at: number; text: string; cut: number } | null
type Table = [string, string, string, string, string, string, string][]
/** A product that is refused as a whole: each of its rows has to be told, not only its first. */
const kept: [Table, Harm][] = [
  [
    [
      ['pan', 'S1', '', 'S', '', '', ''],
      ['', 'S2', '', 'M', '', '', ''],
    ],
    null,
  ],
]

test('whatever a file holds, each of its rows is in the shop or told with its number, and the same file again changes nothing', async (t) => {
  const world = await importWorld(t)
  const folder = mkdtempSync(join(tmpdir(), 'banyan-import-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const rowsOf = async (csv: string) => {
    const path = join(folder, 'file.csv')
    writeFileSync(path, csv)
    const read = await Array.fromAsync(readRows(path, ',', fromTheTop))
    return {
      rows: read.filter((each): each is Row => !isBroken(each) && !isBlank(each as Row)).slice(1),
      isWhole: !read.some(isBroken),
    }
  }
  /** What is in the shop of a SKU: its product, its price and what is on hand, as the file would say them. */
  const goodsOf = async (sku: string) =>
    (
      await world.sql`
        select p.handle, (select amount::int from pricing.prices where variant_id = v.id and market = 'eu') as amount,
          (select on_hand from inventory.stock s where s.sku = v.sku and location = 'hamburg') as stock
        from catalog.variants v join catalog.products p on p.id = v.product_id where v.sku = ${sku}`
    )[0]
  const told = async (id: string) =>
    new Set(
      (await world.errorsOf(id))
        .split('\n')
        .slice(1)
        .flatMap((each) => /^"?(\d+)/.exec(each)?.[1] ?? [])
        .map(Number),
    )
  let run = 0

  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), harm, async (table, harmed) => {
      const own = `r${++run}`
      const named = table.map(([handle, sku, ...rest]) => [
        handle === '' ? '' : `${own}-${handle}`,
        /\S/.test(sku) ? `${own}-${sku}` : sku,
        ...rest,
      ])
      const plain = [header, ...named].map((cells) => cells.map(quoted).join(',')).join('\n')
      const from = Math.floor((harmed?.at ?? 0) * plain.length)
      const csv = harmed === null ? plain : plain.slice(0, from) + harmed.text + plain.slice(from + harmed.cut)

      const sent = await world.upload(csv)
      if (sent.status >= 400) {
        assert.ok(harmed !== null && sent.status < 500 && sent.body.code !== undefined, sent.text)
        return
      }
      const task = await world.run(sent.body.id)
      const errors = await told(task.id)
      const { rows, isWhole } = await rowsOf(csv)

      assert.ok(task.state === 'done' || task.reason !== undefined, JSON.stringify(task))
      // What a quotation mark swallowed cannot be told row by row; the file's end is.
      if (!isWhole || harmed !== null) return assert.ok(isWhole || errors.size > 0 || task.state === 'failed')
      assert.equal(task.counts.rows, rows.length)
      let last = ''
      for (const { number, cells } of rows) {
        const [handle = '', sku = '', , , price = '', stock = ''] = cells
        if (handle !== '') last = handle
        if (errors.has(number)) continue
        const goods = await goodsOf(sku)
        assert.equal(goods?.handle, last, `row ${number} is neither in the shop nor told: ${csv}`)
        if (price !== '') assert.equal(goods.amount, Math.round(Number(price) * 100), csv)
        if (stock !== '') assert.equal(goods.stock, Number(stock), csv)
      }
      const before = await world.written()
      const again = await world.imported(csv)
      assert.deepEqual([again.counts.created, again.counts.changed, await world.written()], [0, 0, before])
    }),
    runs(20, { examples: kept }),
  )
})
