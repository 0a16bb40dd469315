/** How soon a fact takes effect in a quiet shop, and how fast a backlog is worked off. */
import type pg from 'pg'
import { type Figure, type Group, plain, quantile } from './figure.ts'
import { cpuUs, postgresCpuUs } from './cost.ts'
import { openLoop } from './open-loop.ts'
import { fillCarts, fillShelves, orderRequests, variantsForSale } from './ready-carts.ts'
import { type Cluster, openCluster, openShop } from './shop.ts'

export const events: Group = {
  about:
    'A fact from the commit that made it true to the commit of its effect, by PostgreSQL’s own commit times, in a shop that sells five times a second; and a backlog of facts of stock, each with its effect, worked off by one process that starts.',
  async measure(bench) {
    const cluster = await openCluster({ track_commit_timestamp: 'on' })
    try {
      bench.say('one purchase at a time')
      const figures = await sinceCommit(cluster, bench.isQuick ? 40 : 120)
      bench.say('a backlog')
      figures.push(await backlog(cluster, bench.isQuick ? 20_000 : 100_000))
      return figures
    } finally {
      await cluster.close()
    }
  },
}

/** Each confirmed order tells `PaymentProcessed`, which carts, inventory and notifications hear. */
async function sinceCommit(cluster: Cluster, seconds: number): Promise<Figure[]> {
  const database = cluster.pool()
  const shop = await openShop(cluster, { provider: 'instant' })
  await fillShelves(shop, database)
  const variants = await variantsForSale(database)
  const templates = await fillCarts(shop, 20, (at) => [variants[at % variants.length]!])
  // The first orders of a process are its slowest, and are not counted.
  const requests = await orderRequests(database, templates, 5 * (seconds + 5))
  await openLoop({ url: shop.url, rate: 5, seconds: 5, connections: 1, requests: requests.splice(0, 25) })
  await told(database, 'orders')
  const { rows: begun } = await database.query<{ at: string }>('select now()::text as at')
  const { refused } = await openLoop({ url: shop.url, rate: 5, seconds, connections: 1, requests })
  if (refused > 0) throw new Error(`${refused} orders were refused`)
  await told(database, 'orders')
  const tookMs = await commitToEffect(database, begun[0]!.at)
  await shop.close()
  const beside = `${plain(tookMs.length)} effects; longest ${plain(tookMs.reduce((most, each) => Math.max(most, each), 0))} ms`
  const of = (id: string, part: number): Figure => ({
    id,
    work: `a fact of a purchase, from commit to effect, p${part * 100}`,
    value: quantile(tookMs, part),
    unit: 'ms',
    beside,
  })
  return [of('event-p50', 0.5), of('event-p99', 0.99)]
}

/** The kept answer is written by the statement that confirms the order and tells the fact; the inbox row commits with the effect. */
async function commitToEffect(database: pg.Pool, since: string): Promise<number[]> {
  const heard = ['carts', 'inventory', 'notifications'].map((schema) => `select event_id, xmin from ${schema}.inbox`)
  const { rows } = await database.query<{ ms: number }>(
    `select extract(epoch from pg_xact_commit_timestamp(heard.xmin) - pg_xact_commit_timestamp(answers.xmin))::float8 * 1000 as ms
    from orders.outbox join orders.answers on answers.order_id::text = outbox.aggregateid
      join (${heard.join(' union all ')}) as heard on heard.event_id = outbox.id
    where outbox.type = 'banyan.orders.PaymentProcessed.v1' and outbox.created_at > $1::timestamptz`,
    [since],
  )
  if (rows.length === 0) throw new Error('no fact took effect')
  return rows.map(({ ms }) => ms)
}

/** Facts of all SKUs in turn, as an import leaves them when nobody works; then a process starts. */
async function backlog(cluster: Cluster, facts: number): Promise<Figure> {
  const database = cluster.pool()
  await database.query(
    `insert into inventory.outbox (aggregateid, type, payload)
    select sku, 'banyan.inventory.StockChanged.v1', json_build_object('sku', sku, 'available', case when turn % 2 = 0 then 'in' else 'low' end)
    from generate_series(1, ceil($1 / (select count(distinct sku) from inventory.stock)::float8)::int) as turn
      cross join (select distinct sku from inventory.stock) as each order by turn, sku limit $1`,
    [facts],
  )
  await database.query('checkpoint')
  const before = await seenBy(database)
  const databaseBefore = postgresCpuUs(cluster.pid)
  const shop = await openShop(cluster, { provider: 'instant' })
  await told(database, 'inventory')
  const nodeUs = cpuUs(shop.pid) / facts
  const databaseUs = (postgresCpuUs(cluster.pid) - databaseBefore) / facts
  const effects = (await seenBy(database)) - before
  if (effects !== facts) throw new Error(`${effects} effects of ${facts} facts`)
  // From the first round's mark to the last one's: the start of the process is measured elsewhere.
  const { rows } = await database.query<{ n: number; s: number }>(
    `with marked as (
      select sent_at from inventory.outbox where pos > (select max(pos) - $1 from inventory.outbox))
    select count(*) filter (where sent_at > (select min(sent_at) from marked))::int as n,
      extract(epoch from max(sent_at) - min(sent_at))::float8 as s from marked`,
    [facts],
  )
  await shop.close()
  return {
    id: 'event-drain',
    work: `facts told and in effect, of a backlog of ${facts.toLocaleString('en')}`,
    value: rows[0]!.n / rows[0]!.s,
    unit: '/s',
    beside: `Node ${plain(nodeUs)} + PostgreSQL ${plain(databaseUs)} µs a fact, the start included; each took effect once`,
  }
}

async function seenBy(database: pg.Pool): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    `select count(*)::int as n from catalog.inbox where subscriber = 'take-stock'`,
  )
  return rows[0]!.n
}

/** Waits until every fact of a module is marked as sent. Throws after three minutes. */
async function told(database: pg.Pool, schema: string): Promise<void> {
  for (const end = performance.now() + 180_000; performance.now() < end;) {
    const { rows } = await database.query(`select from ${schema}.outbox where sent_at is null limit 1`)
    if (rows.length === 0) return
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error(`facts of ${schema} are still not told after three minutes`)
}
