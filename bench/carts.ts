/** A new cart with its first line, beside the bare insert of such a row through the same pool. */
import { openPool, runOn } from '../src/kernel/database/pool.ts'
import { silent } from '../src/kernel/log.ts'
import { systemClock, systemRandom, uuidv7From } from '../src/kernel/chance.ts'
import { spent } from './cost.ts'
import { type Figure, type Group, inTurns, median, plain } from './figure.ts'
import { load, requestOf } from './load.ts'
import { fillShelves, variantsForSale } from './ready-carts.ts'
import { type Cluster, type Shop, costNow, openCluster, openShop } from './shop.ts'

export const carts: Group = {
  about:
    'POST /api/carts with one line (described, priced, stock looked up, written), beside `insert … returning` of such a row by one process through the same pool, without HTTP.',
  async measure(bench) {
    const cluster = await openCluster()
    try {
      const shop = await openShop(cluster)
      await fillShelves(shop, cluster.pool())
      const [rounds, seconds] = bench.isQuick ? [2, 3] : [5, 4]
      const figures: Figure[] = []
      for (const width of [1, 16, 64]) {
        bench.say(`new carts, ${width} at once`)
        figures.push(await besideInsert(cluster, shop, width, rounds, seconds))
      }
      return figures
    } finally {
      await cluster.close()
    }
  },
}

async function besideInsert(
  cluster: Cluster,
  shop: Shop,
  width: number,
  rounds: number,
  seconds: number,
): Promise<Figure> {
  const database = cluster.pool()
  const variants = await variantsForSale(database)
  const requests = variants.map((variantId) =>
    requestOf('POST', '/api/carts', {}, { lines: [{ variantId, quantity: 1 }] }),
  )
  const fill = async () => {
    const before = await costNow(cluster, shop, database)
    const done = await load({ url: shop.url, connections: width, seconds, requests, mayRepeat: true })
    // Beyond its capacity a shop turns away; what was not done does not count as done.
    const rate = (done.rate * (done.requests - done.refused)) / done.requests
    return { ...done, rate, cost: spent(before, await costNow(cluster, shop, database)) }
  }
  await fill()
  const { ratio, rate, baseline, runs } = await inTurns(rounds, () => bareInserts(cluster, width, seconds), fill)
  const each = (read: (run: (typeof runs)[number]) => number) => plain(median(runs.map(read)))
  return {
    id: `cart-${width}`,
    work: `new cart with a line, ${width} at once`,
    value: rate,
    unit: '/s',
    baseline: { work: 'bare insert', value: baseline },
    ratio,
    beside: `Node ${each(({ cost, requests: n }) => cost.nodeUs / n)} + PostgreSQL ${each(({ cost, requests: n }) => cost.databaseUs / n)} µs, ${each(({ cost, requests: n }) => cost.statements / n)} statements a cart; p99 ${each(({ p99Ms }) => p99Ms)} ms; turned away: ${each(({ refused, requests: n }) => (100 * refused) / n)} %`,
  }
}

/** Rows as a cart of one line leaves them, through the pool that a shop has, by `width` lanes. */
async function bareInserts(cluster: Cluster, width: number, seconds: number): Promise<{ rate: number }> {
  const database = cluster.pool()
  await database.query(`create schema if not exists bench;
    create table if not exists bench.carts (id uuid primary key, market text, locale text, lines json, sums json, at timestamptz default now())`)
  const { rows } = await database.query(
    `select market, locale, lines, sums from carts.carts where json_array_length(lines) = 1 limit 1`,
  )
  const { market, locale, lines, sums } = rows[0]!
  const pool = openPool({ url: cluster.url, max: 10, log: silent, clock: systemClock })
  const ids = uuidv7From(systemClock, systemRandom)
  const text = `insert into bench.carts (id, market, locale, lines, sums) values ($1, $2, $3, $4::json, $5::json) returning id, at`
  const given = [market, locale, JSON.stringify(lines), JSON.stringify(sums)]
  let done = 0
  const began = performance.now()
  const end = began + seconds * 1_000
  const lane = async () => {
    for (; performance.now() < end; done++) await runOn(pool, Date.now() + 5_000, text, [ids.next(), ...given])
  }
  await Promise.all(Array.from({ length: width }, lane))
  const rate = (done * 1_000) / (performance.now() - began)
  await pool.end()
  return { rate }
}
