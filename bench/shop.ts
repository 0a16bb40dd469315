/** What every group measures on: a real PostgreSQL with fsync, and a shop on it as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type Embedded, startEmbedded } from '../src/embedded-postgres/embedded.ts'
import { runningProcess } from '../src/embedded-postgres/running-process.ts'
import { type Cost, cpuUs, databaseCounts, postgresCpuUs, statementsOf } from './cost.ts'

export const secret = 'the secret of the bench, known to all'
export const admin = { email: 'admin@example.com', password: 'a long way from home' }

export type Cluster = Embedded & {
  folder: string
  pool(database?: string): pg.Pool
  /** What is closed before it, shops above all: a group that throws leaves nothing running. */
  users: (() => Promise<void>)[]
  close(): Promise<void>
}

/** Starts PostgreSQL with our defaults, room for 600 connections, and what `settings` add. */
export async function openCluster(settings: Record<string, string> = {}): Promise<Cluster> {
  removeOrphans()
  const folder = mkdtempSync(join(tmpdir(), `banyan-bench-${process.pid}-`))
  const embedded = await startEmbedded({ dataDir: folder, settings: { max_connections: '600', ...settings } })
  const pools: pg.Pool[] = []
  const users: (() => Promise<void>)[] = []
  const cluster: Cluster = Object.assign(embedded, {
    folder,
    users,
    pool(database = 'banyan') {
      const pool = new pg.Pool({ connectionString: urlOf(embedded, database), max: 16 })
      pool.on('error', () => {})
      pools.push(pool)
      return pool
    },
    async close() {
      if (!open.delete(cluster)) return
      await Promise.all(users.map((end) => end()))
      await Promise.all(pools.map((pool) => pool.end()))
      await embedded.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  })
  open.add(cluster)
  return cluster
}

const open = new Set<Cluster>()

/** Closes every cluster that is open, with its shops: for a bench that is told to end in the middle. */
export async function closeClusters(): Promise<void> {
  await Promise.all([...open].map((cluster) => cluster.close()))
}

/** Removes the folders of benches that were killed before they could: their process is gone. */
function removeOrphans(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(/^banyan-bench-(\d+)-/.exec(name)?.[1] ?? process.pid)
    if (runningProcess(pid) === null) rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}

/** The address of one of the cluster's databases. */
export const urlOf = ({ url }: Pick<Embedded, 'url'>, database: string): string =>
  url.replace('/banyan?', `/${database}?`)

export type Shop = {
  url: string
  internalUrl: string
  pid: number
  /** Where the provider in process leaves its books when the shop is closed. */
  books: string
  close(): Promise<void>
}
export type ShopOptions = {
  database?: string
  /** `instant`: the provider answers in the shop's process. Default: the test provider, over HTTP. */
  provider?: 'instant' | 'http'
  demo?: boolean
  env?: Record<string, string>
  /** Words for Node, `--cpu-prof` for one. */
  node?: string[]
}

/** Starts a shop on the cluster; every setting is the default but the limits of one network, since all load comes from one. */
export async function openShop(cluster: Cluster, options: ShopOptions = {}): Promise<Shop> {
  const { database = 'banyan', provider = 'http', demo = true, env = {}, node = [] } = options
  const folder = mkdtempSync(join(cluster.folder, 'shop-'))
  const program = join(import.meta.dirname, 'shop-process.ts')
  // As in `npm start`.
  const child = spawn(process.execPath, ['--max-semi-space-size=32', ...node, program], {
    cwd: folder,
    env: {
      ...process.env,
      DATABASE_URL: urlOf(cluster, database),
      BANYAN_SECRET: secret,
      BANYAN_DATA_DIR: folder,
      BANYAN_LOG: join(folder, 'banyan.log'),
      BANYAN_DEMO: demo ? '1' : '0',
      BANYAN_ADMIN_EMAIL: admin.email,
      BANYAN_ADMIN_PASSWORD: admin.password,
      BANYAN_REQUESTS_PER_SECOND: '1000000',
      BANYAN_LOGINS_PER_MINUTE: '1000000',
      BANYAN_LOGINS_PER_ACCOUNT_PER_MINUTE: '1000000',
      PORT: '0',
      INTERNAL_PORT: '0',
      BENCH_PROVIDER: provider,
      BENCH_BOOKS: join(folder, 'books.json'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  cluster.users.push(() => ended(child))
  const { url, internalUrl } = await saidBy<{ url: string; internalUrl: string }>(child)
  return { url, internalUrl, pid: child.pid!, books: join(folder, 'books.json'), close: () => ended(child) }
}

/** What a child process of the bench says on its line `BENCH {…}`. Throws when it ends before. */
export function saidBy<T>(child: ChildProcess): Promise<T> {
  let said = ''
  return new Promise((resolve, reject) => {
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const line = /^BENCH (\{.*\})$/m.exec(said)?.[1]
      if (line !== undefined) resolve(JSON.parse(line))
    })
    child.once('exit', (code) => reject(new Error(`a process of the bench ended with ${code}:\n${said}`)))
  })
}

/** Asks a child to end, and waits until it has. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/** What shop and database have used since they began. */
export async function costNow(cluster: Cluster, shop: Shop, database: pg.Pool): Promise<Cost> {
  return {
    nodeUs: cpuUs(shop.pid),
    databaseUs: postgresCpuUs(cluster.pid),
    statements: await statementsOf(shop.internalUrl),
    ...(await databaseCounts(database)),
  }
}
