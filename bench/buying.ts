/** A run of purchases by many at once, with all that it costs. */
import type pg from 'pg'
import { type Cost, spent } from './cost.ts'
import { type Load, load } from './load.ts'
import { orderRequests } from './ready-carts.ts'
import { type Cluster, type Shop, costNow } from './shop.ts'

export type Setting = { cluster: Cluster; database: pg.Pool; templates: string[] }
/** `cost` is of the purchases with all that follows from them; `backlog`: facts that were not told yet when the load ended. */
export type Bought = Load & { cost: Cost; backlog: number }

/** More than any run can buy in its seconds; what is left over is not measured. */
const cartsASecond: Record<number, number> = { 1: 900, 16: 2_500, 64: 5_000, 512: 5_000 }

/** Buys carts like the templates. Throws when an order is refused, unless `mayRefuse`, where goods are meant to run out. */
export async function buy(
  { cluster, database, templates }: Setting,
  shop: Shop,
  width: number,
  seconds: number,
  mayRefuse = false,
): Promise<Bought> {
  const requests = await orderRequests(database, templates, (cartsASecond[width] ?? 1_000) * seconds)
  const before = await costNow(cluster, shop, database)
  const bought = await load({ url: shop.url, connections: width, seconds, requests, mayRepeat: mayRefuse })
  const backlog = await reactionsDone(database)
  const cost = spent(before, await costNow(cluster, shop, database))
  if (bought.refused > 0 && !mayRefuse) throw new Error(`${bought.refused} of ${bought.requests} orders were refused`)
  return { ...bought, cost, backlog }
}

/** Waits until every fact is told; answers how many were not. Throws after a minute. */
async function reactionsDone(database: pg.Pool): Promise<number> {
  const unsent = async () => {
    const { rows } = await database.query<{ n: number }>(
      `select count(*)::int as n from orders.outbox where sent_at is null`,
    )
    return rows[0]!.n
  }
  const backlog = await unsent()
  const end = performance.now() + 60_000
  while ((await unsent()) > 0) {
    if (performance.now() > end) throw new Error('facts of orders are still not told after a minute')
    await new Promise((done) => setTimeout(done, 50))
  }
  return backlog
}
