/** One SKU that everybody wants, beside pgbench on one row; then more buyers than goods, counted to the last one. */
import { readFileSync } from 'node:fs'
import type pg from 'pg'
import { checkInvariants } from '../src/check/invariants.ts'
import { booksOf, shopIn } from '../src/check/shop-to-check.ts'
import { secretsOf } from '../src/kernel/secrets.ts'
import { type Setting, buy } from './buying.ts'
import { type Figure, type Group, inTurns, median, plain } from './figure.ts'
import { makeBareTables, orderTransaction, pgbench } from './pgbench.ts'
import { countStock, fillCarts, fillShelves, variantsForSale } from './ready-carts.ts'
import { type Cluster, type Shop, openCluster, openShop, secret } from './shop.ts'

export const hotSku: Group = {
  about:
    'One SKU in every cart, beside the order transaction on one row (pgbench); then 512 at once for fewer goods than buyers, checked against every promise of the shop.',
  async measure(bench) {
    const cluster = await openCluster()
    try {
      const database = cluster.pool()
      const shop = await openShop(cluster, { provider: 'instant' })
      await fillShelves(shop, database)
      await makeBareTables(cluster)
      const [variant = ''] = await variantsForSale(database)
      const setting = { cluster, database, templates: await fillCarts(shop, 4, () => [variant]) }
      const [rounds, seconds] = bench.isQuick ? [1, 4] : [3, 6]
      await buy(setting, shop, 16, 2)
      const figures: Figure[] = []
      for (const width of [16, 64]) {
        bench.say(`one SKU, ${width} at once`)
        figures.push(await besideOneRow(setting, shop, width, rounds, seconds))
      }
      bench.say('fewer goods than buyers, 512 at once')
      figures.push(await untilSoldOut(setting, shop, bench.isQuick ? 500 : 5_000))
      return figures
    } finally {
      await cluster.close()
    }
  },
}

async function besideOneRow(
  setting: Setting,
  shop: Shop,
  width: number,
  rounds: number,
  seconds: number,
): Promise<Figure> {
  const { cluster } = setting
  const bare = () => pgbench(cluster, { script: orderTransaction(1), clients: width, seconds: seconds / 2 })
  const { ratio, rate, baseline, runs } = await inTurns(rounds, bare, () => buy(setting, shop, width, seconds))
  const ms = (read: (run: (typeof runs)[number]) => number) => plain(median(runs.map(read)))
  return {
    id: `hot-sku-${width}`,
    work: `purchases of one SKU, ${width} at once`,
    value: rate,
    unit: '/s',
    baseline: { work: 'pgbench, one row', value: baseline },
    ratio,
    beside: `p50 ${ms(({ p50Ms }) => p50Ms)} ms, p99 ${ms(({ p99Ms }) => p99Ms)} ms`,
  }
}

/** Leaves `units` on the shelves, when nothing is held any more, and lets 512 at once buy until they are gone. Throws when one more, or one less, was sold. */
async function untilSoldOut(setting: Setting, shop: Shop, units: number): Promise<Figure> {
  const { cluster, database } = setting
  const sku = await skuOf(database, setting.templates[0]!)
  await nothingHeld(database, sku)
  await countStock(shop, database, sku, (isFirst) => (isFirst ? units : 0))
  const before = await soldOf(database, sku)
  const began = performance.now()
  let refused = 0
  for (let run = 0; (await soldOf(database, sku)) - before < units && run < 20; run++)
    refused += (await buy(setting, shop, 512, 3, true)).refused
  const tookS = (performance.now() - began) / 1_000
  await shop.close()
  const sold = (await soldOf(database, sku)) - before
  const breaches = await breachesIn(cluster, shop)
  if (sold !== units) throw new Error(`${sold} of ${units} units were sold`)
  if (breaches.length > 0) throw new Error(`promises are broken: ${JSON.stringify(breaches).slice(0, 2_000)}`)
  return {
    id: 'hot-sku-512',
    work: `units sold of ${units}, 512 at once`,
    value: sold,
    unit: '',
    beside: `every promise of the shop holds; ${plain(refused)} were told that it is sold out or to come again; ${plain(tookS)} s in all`,
  }
}

/** The generator leaves orders behind that it no longer waits for. */
async function nothingHeld(database: pg.Pool, sku: string): Promise<void> {
  const held = async () =>
    (await database.query<{ held: number }>(`select sum(held)::int as held from inventory.stock where sku = $1`, [sku]))
      .rows[0]!.held
  for (const end = performance.now() + 60_000; (await held()) > 0;) {
    if (performance.now() > end) throw new Error('stock is still held a minute after the last order')
    await new Promise((done) => setTimeout(done, 100))
  }
}

async function skuOf(database: pg.Pool, cartId: string): Promise<string> {
  const { rows } = await database.query<{ sku: string }>(
    `select lines -> 0 ->> 'sku' as sku from carts.carts where id = $1`,
    [cartId],
  )
  return rows[0]!.sku
}

async function soldOf(database: pg.Pool, sku: string): Promise<number> {
  const { rows } = await database.query<{ sold: number }>(
    `select coalesce(-sum(delta), 0)::int as sold from inventory.movements where sku = $1 and kind = 'sold'`,
    [sku],
  )
  return rows[0]!.sold
}

/** Asks every promise, the provider's books included, which the closed shop left. */
async function breachesIn(cluster: Cluster, { books }: Shop): Promise<object[]> {
  const database = cluster.pool()
  const payments = JSON.parse(readFileSync(books, 'utf8'))
  return checkInvariants(
    shopIn((text, values) => database.query(text, values), {
      secrets: secretsOf(secret),
      books: booksOf(() => payments),
    }),
  )
}
