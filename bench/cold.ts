/** Pages that no process has in its memory, beside one indexed select of the same document through bare Fastify. */
import { openBare } from './bare.ts'
import { cpuUs, postgresCpuUs } from './cost.ts'
import { type Figure, type Group, inTurns, median, plain } from './figure.ts'
import { type Load, load, requestOf } from './load.ts'
import { fill } from './many-goods.ts'
import { requestsOf } from './scale-requests.ts'
import { type Cluster, type Shop, openCluster, openShop } from './shop.ts'

const connections = 16
const goods = 2_000
const asked = [
  { id: 'product-page-cold', kind: 'product page' },
  { id: 'list-page-cold', kind: 'list, newest first' },
]

export const cold: Group = {
  about: `Product page and list of 20, of ${goods.toLocaleString('en')} products, none in the process's memory, 16 at once, with the whole pipeline; beside Fastify that selects the same bytes from a table by their key and sends them.`,
  async measure(bench) {
    const cluster = await openCluster()
    try {
      const database = cluster.pool()
      const shop = await openShop(cluster)
      await fill(database, goods)
      const make = await requestsOf(shop, database)
      const [rounds, seconds] = bench.isQuick ? [3, 2] : [7, 3]
      const figures: Figure[] = []
      for (const { id, kind } of asked) {
        bench.say(kind)
        const count = 12_000 * seconds
        figures.push(
          ...(await besideSelect(
            cluster,
            shop,
            { id, work: `${kind}, cold` },
            () => make(kind, count),
            rounds,
            seconds,
          )),
        )
      }
      return figures
    } finally {
      await cluster.close()
    }
  },
}

type Cost = { nodeUs: number; databaseUs: number }

async function besideSelect(
  cluster: Cluster,
  shop: Shop,
  { id, work }: { id: string; work: string },
  make: () => Promise<Buffer[]>,
  rounds: number,
  seconds: number,
): Promise<Figure[]> {
  const ids = await keepDocuments(cluster, shop, (await make()).slice(0, goods))
  const bare = await openBare({ url: cluster.url, table: 'bench.documents' })
  try {
    const costs: Record<'bare' | 'shop', Cost[]> = { bare: [], shop: [] }
    const measured = async (
      who: 'bare' | 'shop',
      { pid, url }: { pid: number; url: string },
      requests: Buffer[],
    ): Promise<Load> => {
      const before = { node: cpuUs(pid), database: postgresCpuUs(cluster.pid) }
      const done = await load({ url, connections, seconds, requests, mayRepeat: who === 'bare' })
      if (done.refused > 0) throw new Error(`${done.refused} of ${done.requests} answers were refusals`)
      const nodeUs = (cpuUs(pid) - before.node) / done.requests
      costs[who].push({ nodeUs, databaseUs: (postgresCpuUs(cluster.pid) - before.database) / done.requests })
      return done
    }
    const rows = ids.map((each) => requestOf('GET', `/row/${each}`, {}))
    await measured('shop', shop, await make())
    const { ratio, rate, baseline, runs } = await inTurns(
      rounds,
      () => measured('bare', bare, rows),
      async () => measured('shop', shop, await make()),
    )
    const us = (who: 'bare' | 'shop', part: keyof Cost) => median(costs[who].map((each) => each[part]))
    const all = (who: 'bare' | 'shop') => us(who, 'nodeUs') + us(who, 'databaseUs')
    const parts = (who: 'bare' | 'shop') =>
      `Node ${plain(us(who, 'nodeUs'))} + PostgreSQL ${plain(us(who, 'databaseUs'))} µs`
    const select = { work: 'Fastify, one select', value: baseline }
    return [
      {
        id,
        work,
        value: rate,
        unit: '/s',
        baseline: select,
        ratio,
        beside: `p99 ${plain(median(runs.map(({ p99Ms }) => p99Ms)))} ms`,
      },
      {
        id: `${id}-cpu`,
        work: `${work}, CPU`,
        value: all('shop'),
        unit: 'µs',
        baseline: { work: 'Fastify, one select', value: all('bare') },
        // As with rates: how much of the baseline's is reached.
        ratio: all('bare') / all('shop'),
        beside: `${parts('shop')}; baseline ${parts('bare')}`,
      },
    ]
  } finally {
    await bare.close()
  }
}

/** Keeps what the shop answers to these requests in a table of the baseline's; answers the keys. */
async function keepDocuments(cluster: Cluster, shop: Shop, requests: Buffer[]): Promise<string[]> {
  const database = cluster.pool()
  await database.query(`create schema if not exists bench; drop table if exists bench.documents;
    create table bench.documents (id text primary key, body text not null)`)
  const paths = requests.map((each) => each.toString().split(' ', 2)[1]!)
  const lane = async (turn: number) => {
    for (let at = turn; at < paths.length; at += 8) {
      const body = await (await fetch(shop.url + paths[at]!, { headers: { 'accept-language': 'en' } })).text()
      await database.query('insert into bench.documents (id, body) values ($1, $2)', [String(at), body])
    }
  }
  await Promise.all(Array.from({ length: 8 }, (_, turn) => lane(turn)))
  await database.query('vacuum (analyze) bench.documents')
  return paths.map((_, at) => String(at))
}
