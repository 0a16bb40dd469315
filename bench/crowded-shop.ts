/**
 * A shop that has a part of the machine, so that a generator beside it can ask for ten times what it can do: the process half a
 * core, the database a quarter, which makes the database the bottleneck, as in most shops.
 */
import type pg from 'pg'
import { cpuUs, peakResidentBytes } from './cost.ts'
import { type Answer, type Asked, closedLoop } from './crowd.ts'
import { requestOf } from './load.ts'
import { fillCarts, fillShelves, orderRequests, variantsForSale } from './ready-carts.ts'
import { type ResourceGroup, isMissing, resourceGroup } from './resource-group.ts'
import { type Cluster, type Shop, openCluster, openShop } from './shop.ts'

export type Kind = 'checkout' | 'browse'
/** A good answer is a yes that came in time, counted from when it was to be asked. */
export const inTimeMs: Record<Kind, number> = { checkout: 2_000, browse: 1_000 }
export const isGood = ({ kind, status, tookMs }: Answer): boolean =>
  status >= 200 && status < 300 && tookMs <= inTimeMs[kind as Kind]

/** Good answers a second, and what each took of the process's CPU with all that follows from it. */
export type Best = { rate: number; nodeUs: number }
export type CrowdedShop = {
  shop: Shop
  cluster: Cluster
  database: pg.Pool
  /** Requests in an endless row; carts that were turned away come again. `carts`: how many orders it will take at most. */
  row(kind: Kind, carts?: number): Promise<{ next(): Asked | null; ended(asked: Asked, status: number): void }>
  /** With 64 at once, each sending its next request when the last was answered. */
  capacity(kind: Kind, seconds: number): Promise<Best>
  nodeUs(): number
  peakBytes(): number
  close(): Promise<void>
}

/** Opens it and warms it up. Throws with a sentence where no part of the machine can be set aside. */
export async function openCrowdedShop(): Promise<CrowdedShop> {
  const cluster = await openCluster()
  const groups: ResourceGroup[] = []
  const database = cluster.pool()
  // A leak, or a queue without an end, would end this process within seconds.
  const shop = await openShop(cluster, { node: ['--max-old-space-size=192'] })
  const close = async () => {
    await shop.close()
    await cluster.close()
    for (const group of groups) await group.close()
  }
  try {
    await fillShelves(shop, database)
    const variants = await variantsForSale(database)
    const pick = (at: number) => [0, 131].map((step) => variants[(at * 7 + step) % variants.length]!)
    const templates = await fillCarts(shop, 60, pick)
    for (const [cores, pid] of [[0.5, shop.pid] as const, [0.25, cluster.pid] as const]) {
      const group = resourceGroup({ cores })
      if (isMissing(group)) throw new Error(group.missing)
      groups.push(group)
      group.add(pid)
    }
    const crowded: CrowdedShop = {
      shop,
      cluster,
      database,
      row: (kind, carts = 4_000) => (kind === 'browse' ? readers() : buyers(database, templates, carts)),
      async capacity(kind, seconds) {
        const { next, ended } = await crowded.row(kind)
        const [began, usBefore] = [performance.now(), crowded.nodeUs()]
        const { answers } = await closedLoop({ url: shop.url, connections: 64, seconds, next, ended })
        const good = answers.filter(isGood).length
        return { rate: good / ((performance.now() - began) / 1_000), nodeUs: (crowded.nodeUs() - usBefore) / good }
      },
      nodeUs: () => cpuUs(shop.pid),
      peakBytes: () => peakResidentBytes(shop.pid),
      close,
    }
    for (const kind of ['browse', 'checkout'] as const) await crowded.capacity(kind, 4)
    return crowded
  } catch (error) {
    await close()
    throw error
  }
}

async function buyers(database: pg.Pool, templates: string[], carts: number) {
  const ready = (await orderRequests(database, templates, carts)).map((bytes): Asked => ({ kind: 'checkout', bytes }))
  return {
    next: () => ready.pop() ?? null,
    ended(asked: Asked, status: number) {
      if (status === 503) ready.push(asked)
    },
  }
}

const words = ['oak', 'tea', 'lamp', 'soap', 'bread', 'garden', 'paper', 'wool', 'linen', 'clay']
let searches = 0
/** Searches that nobody has made before: pages from memory cost as little as turning a reader away. */
async function readers() {
  const next = (): Asked => {
    const at = searches++
    const path = `/api/products?q=${words[at % 10]}+${words[Math.floor(at / 10) % 10]}+${at}&count=true`
    return { kind: 'browse', bytes: requestOf('GET', path, {}) }
  }
  return { next, ended() {} }
}
