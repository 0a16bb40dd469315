/** Product page and list from the process's memory, with the whole pipeline, beside Fastify that sends the same bytes and does nothing else. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openBare } from './bare.ts'
import { cpuUs } from './cost.ts'
import { type Figure, type Group, inTurns, median, plain } from './figure.ts'
import { type Load, load } from './load.ts'
import { openLoop } from './open-loop.ts'
import { type Cluster, openCluster, openShop } from './shop.ts'

const connections = 16
type Page = { id: string; work: string; path: string }

export const pages: Group = {
  about:
    'Warm pages, 16 at once, with the whole pipeline (request id, log line, metrics, limits, ETag), beside Fastify sending a constant Buffer of the same bytes.',
  async measure(bench) {
    const cluster = await openCluster()
    const shop = await openShop(cluster)
    try {
      const { items } = (await (await fetch(`${shop.url}/api/products`)).json()) as { items: { handle: string }[] }
      const asked: Page[] = [
        { id: 'product-page-warm', work: 'product page', path: `/api/products/${items[0]!.handle}` },
        { id: 'list-page-warm', work: 'list of 20', path: '/api/products' },
      ]
      const figures: Figure[] = []
      for (const page of asked) {
        bench.say(page.work)
        const [rounds, seconds] = bench.isQuick ? [3, 2] : [7, 3]
        figures.push(...(await besideConstant(cluster, shop, page, rounds, seconds)))
      }
      bench.say('product page at a fixed rate')
      const rate = Math.round(figures[0]!.value / 2)
      const { p50Ms, p99Ms, maxMs } = await openLoop({ url: shop.url, paths: [asked[0]!.path], rate, seconds: 5 })
      figures.push({
        id: 'product-page-open',
        work: `product page at half that rate (${plain(rate)}/s), from the planned time: p50`,
        value: p50Ms,
        unit: 'ms',
        beside: `p99 ${plain(p99Ms)} ms, longest ${plain(maxMs)} ms`,
      })
      return figures
    } finally {
      await shop.close()
      await cluster.close()
    }
  },
}

type Served = { url: string; pid: number }

/** One page beside a constant of the same bytes. */
async function besideConstant(
  { folder }: Cluster,
  shop: Served,
  { id, work, path }: Page,
  rounds: number,
  seconds: number,
): Promise<Figure[]> {
  const body = join(folder, 'body')
  writeFileSync(body, await (await fetch(shop.url + path)).text())
  const bare = await openBare({ body })
  try {
    const costs: Record<'bare' | 'shop', number[]> = { bare: [], shop: [] }
    const measured = async (who: 'bare' | 'shop', { pid, url }: Served, at: string): Promise<Load> => {
      const before = cpuUs(pid)
      const done = await load({ url: url + at, connections, seconds })
      if (done.refused > 0) throw new Error(`${done.refused} of ${done.requests} answers were refusals`)
      costs[who].push((cpuUs(pid) - before) / done.requests)
      return done
    }
    await measured('shop', shop, path)
    const turns = await inTurns(
      rounds,
      () => measured('bare', bare, '/constant'),
      () => measured('shop', shop, path),
    )
    const [own, constant] = [median(costs.shop), median(costs.bare)]
    const generator = median(turns.runs.map(({ generatorUs }) => generatorUs))
    return [
      {
        id,
        work,
        value: turns.rate,
        unit: '/s',
        baseline: { work: 'Fastify, constant', value: turns.baseline },
        ratio: turns.ratio,
        beside: `the generator took ${plain(generator)} µs a request`,
      },
      {
        id: `${id}-cpu`,
        work: `${work}, CPU of Node a request`,
        value: own,
        unit: 'µs',
        baseline: { work: 'Fastify, constant', value: constant },
        // As with rates: how much of the baseline's is reached.
        ratio: constant / own,
      },
    ]
  } finally {
    await bare.close()
  }
}
