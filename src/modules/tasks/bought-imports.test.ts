import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { order, readyCart } from '../../../test/world/juniper.ts'
import { fillSmallShop } from '../../../test/world/small-shop.ts'
import { newWorld } from '../../../test/world/world.ts'
import { importing } from './imports.fixture.ts'

const sharedData = process.env['BANYAN_SHARED_DATA'] ?? join(import.meta.dirname, '../../../../shared/data')
const stored = join(sharedData, 'vendure-import-csv/products.csv')

/** Of the same shape as the shared file: padded, with blank names, and one SKU for two variants. */
const small = `name  ,slug  ,description ,assets ,facets ,optionGroups ,optionValues ,sku ,price ,taxCategory ,stockOnHand ,trackInventory ,variantAssets ,variantFacets
Laptop,laptop,"Fast, and light",a.jpg  ,category:Electronics|brand:Apple,"screen size|RAM" ,"13 inch|8GB" ,L2201308,1299.00,standard,100 , , ,
      ,      ,           ,       ,                                ,                  ,"15 inch|8GB" ,L2201508,1399.00,standard,100 , , ,
Chair ,chair ,To sit on  ,       ,category:Furniture              ,color             ,mustard       ,404.03  ,100.00 ,standard,100 , , ,
      ,      ,           ,       ,                                ,                  ,mint          ,404.03  ,100.00 ,standard,100 , , ,
`

/** The shared file with what is in it, else the small one. */
function fileOf(t: TestContext): { csv: string; products: number; variants: number } {
  if (existsSync(stored)) return { csv: readFileSync(stored, 'utf8'), products: 54, variants: 88 }
  t.diagnostic(`${stored} is not there (BANYAN_SHARED_DATA): a small file of the same format stands in for it`)
  return { csv: small, products: 2, variants: 4 }
}

test("Vendure's sample goods are imported twice, are there once, and can be found and bought", async (t) => {
  const { csv, products, variants } = fileOf(t)
  const world = await newWorld(t)
  const shop = await fillSmallShop(world)
  const { imported } = importing(world)

  const [first, second] = [await imported(csv), await imported(csv)]
  await world.settle()
  const { body: found } = await world.http('GET', '/api/products?q=laptop')
  const { body: laptop } = await world.http('GET', `/api/products/${found.items[0].handle}`)
  const bought = laptop.variants.find(({ sku }: { sku: string }) => sku === 'L2201508')
  const cart = await readyCart({ ...shop, variants: { laptop: bought.id } }, { laptop: 2 })
  const placed = await order(shop, cart, world.process.options.ids.next())

  assert.deepEqual(
    [first.counts, first.errors],
    [{ rows: variants, created: products, changed: 0, skipped: 0, failed: 0 }, 0],
  )
  assert.deepEqual(second.counts, { rows: variants, created: 0, changed: 0, skipped: products, failed: 0 })
  const [there] =
    await world.sql`select count(distinct product_id)::int as products, count(*)::int as variants from catalog.variants where sku not in ('mug', 'pot', 'lamp')`
  assert.deepEqual(there, { products, variants })
  assert.deepEqual([bought.title, bought.price.amount, bought.available], ['15 inch, 8GB', 139_900, true])
  assert.equal(placed.status, 201, placed.text)
  assert.deepEqual([placed.body.status, placed.body.totals.subtotal.amount], ['PAID', 279_800])

  await world.settle()
  const third = await imported(csv)
  const [left] = await world.sql`select sum(on_hand)::int as on_hand from inventory.stock where sku = 'L2201508'`
  assert.deepEqual([third.counts.skipped, left.on_hand], [products, 98])
})
