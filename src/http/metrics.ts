/**
 * What the process counts, as Prometheus text. Counting a request is an array and two additions; the text is made when
 * asked for.
 */
import { Registry, collectDefaultMetrics } from 'prom-client'
import type { Process } from '#kernel/compose.ts'
import type { Pool } from '#kernel/database/pool.ts'

export type Metrics = {
  /** Counts answered requests of a route; kept by who asks often. `route` is the pattern, so that series stay few. */
  requests(module: string, method: string, route: string): Counter
  /** Reads a number each time the text is made. */
  gauge(name: string, help: string, read: () => number, labels?: Record<string, string>): void
  counter(name: string, help: string, read: () => number, labels?: Record<string, string>): void
  /** Prometheus text format 0.0.4. */
  text(): Promise<string>
}

/** One answered request: its status and how long it took. */
export type Counter = (status: number, ms: number) => void

/** Upper bounds in ms; what is slower falls into +Inf. */
const boundsMs = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000]
type Series = { labels: Record<string, string>; counts: number[]; sumMs: number }
type Reading = { labels: Record<string, string>; read: () => number }

let processMetrics: Registry | null = null
/**
 * Memory, CPU and event loop belong to the operating system's process, so they are collected once, however many servers
 * stand in it.
 */
function defaults(): Registry {
  if (processMetrics === null) collectDefaultMetrics({ register: (processMetrics = new Registry()) })
  return processMetrics
}

/** Opens the counters of a process and hangs the statement counter on its pools. */
export function metricsOf({ options, serves, works }: Pick<Process, 'options' | 'serves' | 'works'>): Metrics {
  const registry = new Registry()
  const series: Series[] = []
  const counters = new Map<string, Counter>()
  const readings = new Map<string, { type: string; help: string; each: Reading[] }>()
  const read =
    (type: string) =>
    (name: string, help: string, value: () => number, labels: Record<string, string> = {}) => {
      const known = readings.get(name)
      if (known !== undefined) return void known.each.push({ labels, read: value })
      const each = [{ labels, read: value }]
      readings.set(name, { type, help, each })
      register(registry, name, type, help, () => each.map((one) => ({ labels: one.labels, value: one.read() })))
    }
  const metrics: Metrics = {
    requests(module, method, route) {
      const key = `${method} ${route}`
      let counter = counters.get(key)
      if (counter === undefined) counters.set(key, (counter = counterOf({ module, method, route }, series)))
      return counter
    },
    gauge: read('gauge'),
    counter: read('counter'),
    text: async () => `${await registry.metrics()}\n${await defaults().metrics()}`,
  }
  register(
    registry,
    'banyan_http_request_seconds',
    'histogram',
    'Time from the headers of a request until its answer left.',
    () => series.flatMap(histogramOf),
  )
  for (const { contract } of new Set([...serves, ...works]))
    countStatements(metrics, options.poolOf(contract.name), contract.name)
  return metrics
}

function counterOf(labels: Record<string, string>, all: Series[]): Counter {
  const byStatus = new Map<number, Series>()
  return (status, ms) => {
    let one = byStatus.get(status)
    if (one === undefined) {
      const counts = Array.from({ length: boundsMs.length + 1 }, () => 0)
      byStatus.set(status, (one = { labels: { ...labels, status: String(status) }, counts, sumMs: 0 }))
      all.push(one)
    }
    let at = 0
    while (at < boundsMs.length && ms > boundsMs[at]!) at++
    one.counts[at]!++
    one.sumMs += ms
  }
}

const name = 'banyan_http_request_seconds'
function histogramOf({ labels, counts, sumMs }: Series): object[] {
  let count = 0
  const buckets = counts.map((each, at) => {
    count += each
    const le = at < boundsMs.length ? boundsMs[at]! / 1_000 : '+Inf'
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: count }
  })
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sumMs / 1_000 },
    { metricName: `${name}_count`, labels, value: count },
  ]
}

/**
 * The registry asks each metric for its values and knows no more of it; so ours needs no counters of the library's own.
 */
function register(registry: Registry, metric: string, type: string, help: string, values: () => object[]): void {
  const own = {
    name: metric,
    type,
    help,
    aggregator: 'sum',
    get: async () => ({ name: metric, type, help, values: values(), aggregator: 'sum' }),
  }
  registry.registerMetric(own as unknown as Parameters<Registry['registerMetric']>[0])
}

const counted = new WeakMap<Pool, { statements: number }>()
/** Modules share pools: a pool is counted once, under the first module that brought it. */
function countStatements(metrics: Metrics, pool: Pool, module: string): void {
  let count = counted.get(pool)
  if (count === undefined) {
    const mine = { statements: 0 }
    const before = pool.counted
    pool.counted = (text) => {
      mine.statements++
      before?.(text)
    }
    counted.set(pool, (count = mine))
  } else if (seenBy.get(metrics)?.has(pool)) return
  const seen = seenBy.get(metrics) ?? new Set<Pool>()
  seenBy.set(metrics, seen.add(pool))
  const now = count
  metrics.counter('banyan_database_statements_total', 'Statements sent to the database.', () => now.statements, {
    pool: module,
  })
  metrics.gauge('banyan_database_waiting', 'Work that waits for a connection.', () => pool.waiting(), { pool: module })
}
const seenBy = new WeakMap<Metrics, Set<Pool>>()
