import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codesOf, drawn, readTable, shop } from './formats.fixture.ts'

const header =
  'name,slug,description,assets,facets,optionGroups,optionValues,sku,price,taxCategory,stockOnHand,trackInventory,variantAssets,variantFacets'

test('a row without a name is another variant of the product above', async () => {
  const read = await readTable(
    drawn(`${header}
    Laptop ,laptop ,Fast ,a.jpg ,category:Sports & Outdoor|brand:Apple|material:Steel ,screen|RAM ,13|8 ,L1 ,1299.00 ,Standard ,100 , ,,color:silver
     ,,,,,, 15|8 ,L2 ,1399.5 ,standard , , ,,
    Tent ,,,,,, ,T ,10 , ,5 ,false ,,`),
  )

  const [laptop, tent] = read.drafts
  assert.deepEqual(codesOf(read), [])
  assert.deepEqual(laptop!.product, {
    handle: 'laptop',
    texts: [{ locale: 'en', title: 'Laptop', description: 'Fast' }],
    tags: ['Steel', 'silver'],
    categories: ['sports-outdoor'],
    brand: 'Apple',
    options: [
      { name: 'screen', values: [{ value: '13' }, { value: '15' }] },
      { name: 'RAM', values: [{ value: '8' }] },
    ],
    variants: [
      { sku: 'L1', optionValues: ['13', '8'], taxClass: 'standard' },
      { sku: 'L2', optionValues: ['15', '8'], taxClass: 'standard' },
    ],
  })
  assert.deepEqual(laptop!.items, [
    { row: 2, sku: 'L1', prices: [{ market: 'eu', amount: 129_900 }], stock: [{ location: 'hamburg', figure: 100 }] },
    { row: 3, sku: 'L2', prices: [{ market: 'eu', amount: 139_950 }], stock: [] },
  ])
  assert.equal(tent!.product.handle, 'tent')
  assert.deepEqual(
    read.parsed.flatMap(({ remarks }) => remarks.map(({ row, code }) => `${row} ${code}`)),
    ['2 image_skipped', '4 stock_is_counted'],
  )
})

test('columns with a language make texts and names of values in that language', async () => {
  const read = await readTable(
    drawn(`name:en,name:zh_Hans,slug,description:en,description:zh_Hans,assets,facets:en,facets:zh_Hans,optionGroups,optionValues:en,optionValues:zh_Hans,sku,price,taxCategory,stockOnHand,trackInventory,variantAssets,variantFacets,product:localName:en
    Stretcher,拉伸器,,Great,伟大,,group:Accessory,类型:饰品,size,Half,半,PPS12,45.3,standard,10,,,,x
    ,,,,,,,,,Full,全,PPSF,59.5,standard,10,,,,`),
  )

  assert.deepEqual(codesOf(read), [])
  assert.deepEqual(read.drafts[0]!.product.texts, [
    { locale: 'en', title: 'Stretcher', description: 'Great' },
    { locale: 'zh-Hans', title: '拉伸器', description: '伟大' },
  ])
  assert.deepEqual(read.drafts[0]!.product.options, [
    {
      name: 'size',
      values: [
        { value: 'Half', values: { 'zh-Hans': '半' } },
        { value: 'Full', values: { 'zh-Hans': '全' } },
      ],
    },
  ])
  assert.deepEqual(
    read.opened.remarks.map(({ code, column }) => `${code} ${column}`),
    ['column_ignored product:localName:en'],
  )
})

test('variants that share a SKU get one each, always the same; a repeated row is left out', async () => {
  const table = drawn(`${header}
    Chair,,,,,color,mustard,404,100,standard,5,,,
    ,,,,,,mint,404,100,standard,6,,,
    ,,,,,,mint,404,100,standard,6,,,`)

  const [read, again] = [await readTable(table), await readTable(table)]

  assert.deepEqual(
    read.drafts[0]!.items.map(({ sku }) => sku),
    ['404', '404-mint'],
  )
  assert.deepEqual(read.parsed[0]!.rows, [2, 3, 4])
  assert.deepEqual(
    read.parsed[0]!.remarks.map(({ row, code }) => `${row} ${code}`),
    ['4 row_repeated', '3 sku_changed'],
  )
  assert.deepEqual(again.drafts, read.drafts)
})

test('missing columns are named, each with what to do', async () => {
  const read = await readTable(
    drawn('name,description,optionGroups,optionValues,sku,price,taxCategory,variantAssets,facets'),
  )

  assert.deepEqual(
    codesOf(read),
    ['slug', 'assets', 'stockOnHand', 'trackInventory', 'variantFacets'].map((each) => `1 ${each} column_missing`),
  )
  assert.match(read.opened.errors[0]!.detail, /^Add a column "slug"/)
})

test('values that do not fit the groups, short rows, wrong prices and stock are told by row; the other products are taken', async () => {
  const read = await readTable(
    drawn(`${header}
    Smock,,,,,size,small|beige,10112,11.99,standard,10,,,
    ,,,,,,large|beige,10113,11.99,standard,10,,,
    Pencils,,,,,225400,4.16,standard,,,10,false
    Easel,,,,,,,M02,"910",standard,ten,,,
    Brush,,,,,,,B 1,3,standard,1,,,
    Ink,,,,,,,I1,3,standard,-4,,,`),
  )

  assert.deepEqual(codesOf(read), [
    '2 optionValues option_values_mismatch',
    '3 optionValues option_values_mismatch',
    '4 - row_length',
    '5 price price_invalid',
    '5 stockOnHand stock_invalid',
    '6 sku sku_invalid',
  ])
  assert.deepEqual(
    read.parsed.map(({ draft }) => draft?.product.handle ?? null),
    [null, null, null, null, 'ink'],
  )
  assert.equal(read.drafts[0]!.items[0]!.stock[0]!.figure, 0)
})

test('prices are of the default market in its own digits', async () => {
  const yen = { ...shop, markets: [{ handle: 'jp', currency: 'JPY', exponent: 0 }] }

  const read = await readTable(
    drawn(`${header}\nFan,,,,,,,F,1299.00,standard,1,,,\nLamp,,,,,,,L,1299.50,standard,1,,,`),
    yen,
  )

  assert.deepEqual(
    read.drafts.map(({ items }) => items[0]!.prices),
    [[{ market: 'jp', amount: 1_299 }]],
  )
  assert.deepEqual(codesOf(read), ['3 price price_invalid'])
})
