/** What a shop costs before anybody buys, and what a purchase costs: beside the budget. */
import { buy } from './buying.ts'
import { residentBytes, peakResidentBytes } from './cost.ts'
import { type Figure, type Group, median, plain } from './figure.ts'
import { floors } from './floors.ts'
import { costsOf, idleStatements } from './purchase.ts'
import { fillCarts, fillShelves, variantsForSale } from './ready-carts.ts'
import { type Cluster, openCluster, openShop } from './shop.ts'

export const budget: Group = {
  about:
    'Start and memory of the process with the demo shop filled, and what a purchase costs that does not depend on the machine, beside the budget.',
  async measure(bench) {
    const cluster = await openCluster()
    try {
      const filled = await openShop(cluster)
      await fillShelves(filled, cluster.pool())
      await filled.close()
      bench.say('starts')
      const figures = await starts(cluster, bench.isQuick ? 3 : 7)
      figures.push(...(await purchases(cluster, bench.isQuick ? 1 : 3, bench.isQuick ? 4 : 6, bench.say)))
      return figures.map(besideBudget)
    } finally {
      await cluster.close()
    }
  },
}

async function starts(cluster: Cluster, times: number): Promise<Figure[]> {
  const tookS: number[] = []
  const resident: number[] = []
  for (let turn = 0; turn < times; turn++) {
    const began = performance.now()
    const shop = await openShop(cluster)
    const answer = await fetch(`${shop.url}/api/products`)
    if (!answer.ok) throw new Error(`the first answer was ${answer.status}`)
    await answer.arrayBuffer()
    tookS.push((performance.now() - began) / 1_000)
    // What the start left behind is given back within two seconds.
    await new Promise((done) => setTimeout(done, 2_500))
    resident.push(residentBytes(shop.pid) / 2 ** 20)
    await shop.close()
  }
  const most = plain(tookS.reduce((all, each) => Math.max(all, each), 0))
  return [
    {
      id: 'start',
      work: 'from the start of the process to its first list of products',
      value: median(tookS),
      unit: 's',
      beside: `longest ${most} s; PostgreSQL runs`,
    },
    { id: 'start-memory', work: 'resident memory of the process after its start', value: median(resident), unit: 'MB' },
  ]
}

async function purchases(
  cluster: Cluster,
  rounds: number,
  seconds: number,
  say: (text: string) => void,
): Promise<Figure[]> {
  const database = cluster.pool()
  const shop = await openShop(cluster, { provider: 'instant' })
  const variants = await variantsForSale(database)
  const pick = (at: number) => [0, 131].map((step) => variants[(at * 7 + step) % variants.length]!)
  const setting = { cluster, database, templates: await fillCarts(shop, 100, pick) }
  await buy(setting, shop, 16, 3)
  const figures: Figure[] = []
  for (const width of [1, 64]) {
    say(`purchases, ${width} at once`)
    const idle = await idleStatements(setting, shop)
    const runs = []
    for (let round = 0; round < rounds; round++) runs.push(await buy(setting, shop, width, seconds))
    figures.push(...costsOf(width, runs, idle * seconds))
  }
  const peak = peakResidentBytes(shop.pid) / 2 ** 20
  await shop.close()
  const memory = {
    id: 'memory-under-load',
    work: 'most memory of the process under purchases, 64 at once',
    value: peak,
    unit: 'MB',
  }
  return [...figures.map((figure) => ({ ...figure, id: figure.id.replace('purchase-', 'budget-') })), memory]
}

function besideBudget(figure: Figure): Figure {
  const floor = floors[figure.id]
  return floor === undefined ? figure : { ...figure, baseline: { work: 'budget', value: floor.goal } }
}
