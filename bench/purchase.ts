/** The whole purchase beside the bare order transaction on the same server. */
import { type Bought, type Setting, buy } from './buying.ts'
import { type Cost, spent } from './cost.ts'
import { type Bench, type Figure, type Group, inTurns, median, plain } from './figure.ts'
import { makeBareTables, orderTransaction, pgbench } from './pgbench.ts'
import { openLoop } from './open-loop.ts'
import { fillCarts, fillShelves, orderRequests, variantsForSale } from './ready-carts.ts'
import { type Cluster, type Shop, costNow, openCluster, openShop } from './shop.ts'

export const purchase: Group = {
  about: 'The whole purchase, saga to PAID with durable commits, beside the bare order transaction (pgbench).',
  async measure(bench) {
    const cluster = await openCluster()
    try {
      return await measureOn(cluster, bench)
    } finally {
      await cluster.close()
    }
  },
}

async function measureOn(cluster: Cluster, bench: Bench): Promise<Figure[]> {
  const database = cluster.pool()
  let shop = await openShop(cluster, { provider: 'instant' })
  await fillShelves(shop, database)
  await makeBareTables(cluster)
  const variants = await variantsForSale(database)
  const pick = (at: number) => [0, 131].map((step) => variants[(at * 7 + step) % variants.length]!)
  const setting = { cluster, database, templates: await fillCarts(shop, 150, pick) }
  const [rounds, seconds] = bench.isQuick ? [1, 4] : [3, 6]
  // What a process does first is slower than what it does ever after: thousands of purchases make V8 sure of its code.
  await buy(setting, shop, 64, 8)

  const figures: Figure[] = []
  for (const width of [1, 16, 64]) {
    bench.say(`purchases, ${width} at once`)
    const idle = await idleStatements(setting, shop)
    const bare = () => pgbench(cluster, { script: orderTransaction(1_000), clients: width, seconds: seconds / 2 })
    const { ratio, rate, baseline, runs } = await inTurns(rounds, bare, () => buy(setting, shop, width, seconds))
    figures.push(rateOf(width, { ratio, rate, baseline }, runs), ...costsOf(width, runs, idle * seconds))
  }
  bench.say('purchases at a fixed rate')
  figures.push(await atFixedRate(setting, shop, figures.find(({ id }) => id === 'purchase-16')!.value / 2, seconds))
  await shop.close()
  bench.say('purchases, 16 at once, with the provider over HTTP')
  shop = await openShop(cluster)
  await buy(setting, shop, 16, 2)
  figures.push(
    overHttp(
      await buy(setting, shop, 16, seconds),
      figures.find(({ id }) => id === 'purchase-16')!,
    ),
  )
  await shop.close()
  return figures
}

/** Latency as buyers see it who do not wait for each other. */
async function atFixedRate(
  { database, templates }: Setting,
  shop: Shop,
  rate: number,
  seconds: number,
): Promise<Figure> {
  const requests = await orderRequests(database, templates, Math.ceil(rate * seconds) + 1)
  const { p50Ms, p99Ms, maxMs, refused } = await openLoop({ url: shop.url, rate, seconds, requests })
  if (refused > 0) throw new Error(`${refused} orders were refused`)
  return {
    id: 'purchase-open',
    work: `purchases at half the rate of 16 at once (${plain(rate)}/s), from the planned time: p50`,
    value: p50Ms,
    unit: 'ms',
    beside: `p99 ${plain(p99Ms)} ms, longest ${plain(maxMs)} ms`,
  }
}

/** Statements a second when nobody asks: jobs and the relay's poll. */
export async function idleStatements({ cluster, database }: Setting, shop: Shop): Promise<number> {
  await new Promise((done) => setTimeout(done, 1_500))
  const before = await costNow(cluster, shop, database)
  await new Promise((done) => setTimeout(done, 3_000))
  return spent(before, await costNow(cluster, shop, database)).statements / 3
}

type Ratio = { ratio: number; rate: number; baseline: number }
const middle = (runs: Bought[], read: (run: Bought) => number): number => median(runs.map(read))

function rateOf(width: number, { ratio, rate, baseline }: Ratio, runs: Bought[]): Figure {
  const ms = (read: (run: Bought) => number) => plain(middle(runs, read))
  return {
    id: `purchase-${width}`,
    work: `purchases, ${width} at once`,
    value: rate,
    unit: '/s',
    baseline: { work: 'pgbench, order transaction', value: baseline },
    ratio,
    beside: `p50 ${ms((run) => run.p50Ms)} ms, p99 ${ms((run) => run.p99Ms)} ms; the generator took ${ms((run) => run.generatorUs)} µs a request; facts waiting at the end: ${ms((run) => run.backlog)}`,
  }
}

/** What a purchase costs whatever the machine; `idle` statements of a run belong to nobody. */
export function costsOf(width: number, runs: Bought[], idle: number): Figure[] {
  const each = (read: (cost: Cost) => number) => middle(runs, ({ cost, requests }) => read(cost) / requests)
  const of = (id: string, work: string, value: number, unit: string, beside?: string): Figure => ({
    id: `${id}-${width}`,
    work: `${work}, ${width} at once`,
    value,
    unit,
    ...(beside === undefined ? {} : { beside }),
  })
  const node = each(({ nodeUs }) => nodeUs)
  const database = each(({ databaseUs }) => databaseUs)
  return [
    of(
      'purchase-statements',
      'statements a purchase',
      each(({ statements }) => statements - idle),
      '',
    ),
    of(
      'purchase-commits',
      'commits a purchase',
      each(({ commits }) => commits),
      '',
    ),
    of(
      'purchase-fsyncs',
      'fsyncs a purchase',
      each(({ fsyncs }) => fsyncs),
      '',
    ),
    of(
      'purchase-wal',
      'WAL a purchase',
      each(({ walBytes }) => walBytes / 1_024),
      'kB',
    ),
    of('purchase-cpu', 'CPU a purchase', node + database, 'µs', `Node ${plain(node)} + PostgreSQL ${plain(database)}`),
  ]
}

function overHttp({ rate, requests, cost, p50Ms }: Bought, { value }: Figure): Figure {
  const node = cost.nodeUs / requests
  return {
    id: 'purchase-http-16',
    work: 'purchases with the test provider over HTTP, 16 at once',
    value: rate,
    unit: '/s',
    baseline: { work: 'provider in process', value },
    ratio: rate / value,
    beside: `p50 ${plain(p50Ms)} ms; Node ${plain(node)} + PostgreSQL ${plain(cost.databaseUs / requests)} µs, the provider’s own included`,
  }
}
