import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codesOf, drawn, readTable } from './formats.fixture.ts'

test('every column of the format finds its place', async () => {
  const read = await readTable(
    drawn(`handle,handle:de,sku,title:en,title:de,description:en,status,brand,tags,categories,images,option:Colour,option:Colour:de,price:eu,price:jp,compareAt:eu,stock:hamburg,stock:berlin,taxClass,weightGrams,image
    mug,becher,M1,Mug,Becher,Good,draft,Joyce,clay|blue,mugs|gifts,https://a.example/1.png,Moss,Moos,12.99,1500,15.00,3,0,standard,350,https://a.example/2.png
    ,,M2,,,,,,,,,Sand,Sand,12.99,,,,,,,`),
  )

  assert.deepEqual(codesOf(read), [])
  assert.deepEqual(read.drafts, [
    {
      product: {
        handle: 'mug',
        texts: [
          { locale: 'en', title: 'Mug', description: 'Good' },
          { locale: 'de', title: 'Becher', handle: 'becher' },
        ],
        status: 'draft',
        brand: 'Joyce',
        tags: ['clay', 'blue'],
        categories: ['mugs', 'gifts'],
        images: ['https://a.example/1.png'],
        options: [
          {
            name: 'Colour',
            values: [
              { value: 'Moss', values: { de: 'Moos' } },
              { value: 'Sand', values: { de: 'Sand' } },
            ],
          },
        ],
        variants: [
          {
            sku: 'M1',
            optionValues: ['Moss'],
            taxClass: 'standard',
            weightGrams: 350,
            image: 'https://a.example/2.png',
          },
          { sku: 'M2', optionValues: ['Sand'] },
        ],
      },
      items: [
        {
          row: 2,
          sku: 'M1',
          prices: [
            { market: 'eu', amount: 1_299, compareAt: 1_500 },
            { market: 'jp', amount: 1_500 },
          ],
          stock: [
            { location: 'hamburg', figure: 3 },
            { location: 'berlin', figure: 0 },
          ],
        },
        { row: 3, sku: 'M2', prices: [{ market: 'eu', amount: 1_299, compareAt: null }], stock: [] },
      ],
    },
  ])
})

test('columns of markets, locations and languages that the shop does not have are named before anything is read', async () => {
  const read = await readTable(drawn('handle,sku,price:us,stock:rome,title:english please,sku,extra'))

  assert.deepEqual(codesOf(read), [
    '1 sku column_twice',
    '1 title:english please locale_invalid',
    '1 price:us market_unknown',
    '1 stock:rome location_unknown',
  ])
  assert.match(read.opened.errors[2]!.detail, /This shop has eu, jp/)
  assert.deepEqual(
    read.opened.remarks.map(({ column }) => column),
    ['extra'],
  )
})

test('one mistake keeps the whole product out, and each of its rows says why', async () => {
  const read = await readTable(
    drawn(`handle,sku,title,option:Size,price,stock,weightGrams,image,status
    mug,M1,Mug,S,1.00,1,10,,
    mug,M2,Cup,S,1.00,1,10,,
    mug,M3,,L,1.00,1,10,,
    pot,P1,Pot,,free,-1,heavy,a.png,on sale
    Pan,Q1,Pan,,1.00,,,,
    jar,J1,Jar,,1.00,,,,`),
  )

  assert.deepEqual(codesOf(read), [
    '2 - product_incomplete',
    '3 title differs_from_first_row',
    '4 - product_incomplete',
    '5 price price_invalid',
    '5 stock stock_invalid',
    '5 weightGrams weight_invalid',
    '5 image image_invalid',
    '5 status status_invalid',
    '6 handle handle_invalid',
  ])
  assert.deepEqual(
    read.drafts.map(({ product }) => product.handle),
    ['jar'],
  )
})

test('two variants that look the same, and one without a value, are told', async () => {
  const read = await readTable(
    drawn(`handle,sku,title,option:Size
    mug,M1,Mug,S\n,M2,,S\npot,P1,Pot,S\n,P2,,`),
  )

  assert.deepEqual(codesOf(read), [
    '2 - product_incomplete',
    '3 option variant_twice',
    '4 - product_incomplete',
    '5 option:Size option_value_missing',
  ])
})

test('a file of prices and stock says nothing of the products themselves', async () => {
  const read = await readTable(drawn('handle,sku,price,stock\nmug,M1,9.00,4\nmug,M2,9.50,'))

  assert.deepEqual(codesOf(read), [])
  assert.deepEqual(read.drafts[0]!.product, { handle: 'mug', texts: [], variants: [{ sku: 'M1' }, { sku: 'M2' }] })
})
