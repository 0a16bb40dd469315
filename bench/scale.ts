/** What shoppers and staff read, in shops of more and more products and orders, each beside the shop of a thousand. */
import { requestsOf, kinds } from './scale-requests.ts'
import { type Figure, type Group, inTurns, median, plain } from './figure.ts'
import { cpuUs, postgresCpuUs } from './cost.ts'
import { load } from './load.ts'
import { makeDatabases, openGoods } from './many-goods.ts'
import { type Cluster, type Shop, openCluster } from './shop.ts'

const connections = 4

export const scale: Group = {
  about:
    'What is read of 1,000, 100,000 and 1,000,000 products and as many orders, every answer made anew (no page from memory), 4 at once; the measure is time, beside the same question to the shop of 1,000.',
  async measure(bench) {
    const sizes = bench.isQuick ? [1_000, 100_000] : [1_000, 100_000, 1_000_000]
    const cluster = await openCluster()
    try {
      const databases = await makeDatabases(cluster, sizes, bench.say)
      const shops: Stand[] = []
      for (const [at, database] of databases.entries()) shops.push(await standIn(cluster, database, sizes[at]!, 1))
      const figures: Figure[] = []
      for (const kind of kinds) {
        bench.say(kind)
        await shops[0]!.ask(kind)
        for (const large of shops.slice(1)) figures.push(await besideSmall(kind, shops[0]!, large, 2))
      }
      return figures
    } finally {
      await cluster.close()
    }
  },
}

type Answered = { rate: number; nodeUs: number; databaseUs: number; p99Ms: number }
type Stand = { size: number; ask(kind: string): Promise<Answered> }

async function standIn(cluster: Cluster, name: string, size: number, seconds: number): Promise<Stand> {
  const shop = await openGoods(cluster, name)
  const database = cluster.pool(name)
  const make = await requestsOf(shop, database)
  for (const kind of kinds) await mustAnswer(shop, kind, (await make(kind, 1))[0]!)
  return {
    size,
    async ask(kind) {
      const requests = await make(kind, 12_000 * seconds)
      const before = { node: cpuUs(shop.pid), database: postgresCpuUs(cluster.pid) }
      const done = await load({ url: shop.url, connections, seconds, requests })
      if (done.refused > 0) throw new Error(`${done.refused} of ${done.requests} answers to ${kind} were refusals`)
      return {
        rate: done.rate,
        p99Ms: done.p99Ms,
        nodeUs: (cpuUs(shop.pid) - before.node) / done.requests,
        databaseUs: (postgresCpuUs(cluster.pid) - before.database) / done.requests,
      }
    },
  }
}

/** A question that is refused, or finds nothing, measures nothing; only no order is pending. */
async function mustAnswer({ url }: Shop, kind: string, request: Buffer): Promise<void> {
  const [head = ''] = request.toString().split('\r\n\r\n', 1)
  const [line = '', ...fields] = head.split('\r\n')
  const headers = fields.map((field) => field.split(': ', 2) as [string, string]).filter(([name]) => name !== 'host')
  const answer = await fetch(url + line.split(' ')[1]!, { headers })
  const body = (await answer.json()) as { id?: string; items?: object[] }
  const isEmpty = body.id === undefined && (body.items ?? []).length === 0 && !kind.includes('pending')
  if (!answer.ok || isEmpty) throw new Error(`${kind}: ${answer.status} ${JSON.stringify(body).slice(0, 500)}`)
}

async function besideSmall(kind: string, small: Stand, large: Stand, rounds: number): Promise<Figure> {
  await large.ask(kind)
  const few: Answered[] = []
  const { ratio, rate, baseline, runs } = await inTurns(
    rounds,
    async () => (few.push(await small.ask(kind)), few.at(-1)!),
    () => large.ask(kind),
  )
  const us = (of: Answered[], read: (run: Answered) => number) => plain(median(of.map(read)))
  return {
    id: `scale-${kind.replaceAll(/[^a-z]+/g, '-')}-${large.size}`,
    work: `${kind}, of ${large.size.toLocaleString('en')}`,
    value: (connections * 1_000) / rate,
    unit: 'ms',
    baseline: { work: 'of 1,000', value: (connections * 1_000) / baseline },
    // Of time: more is worse.
    ratio: 1 / ratio,
    beside: `PostgreSQL ${us(runs, (run) => run.databaseUs)} µs, of 1,000: ${us(few, (run) => run.databaseUs)}; Node ${us(runs, (run) => run.nodeUs)} and ${us(few, (run) => run.nodeUs)}; p99 ${us(runs, (run) => run.p99Ms)} ms`,
  }
}
