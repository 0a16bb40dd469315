/** Opens the shop of a configuration: database, migrations, modules composed into this process. Serving it is `start`'s. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { type Clock, systemClock, systemRandom, uuidv7From } from '#kernel/chance.ts'
import { type Process, compose } from '#kernel/compose.ts'
import { startEmbedded } from '#embedded-postgres/embedded.ts'
import { migrate, requireLevel } from '#kernel/database/migrate.ts'
import { openPool } from '#kernel/database/pool.ts'
import type { Log } from '#kernel/log.ts'
import type { Module } from '#kernel/module.ts'
import { secretsOf } from '#kernel/secrets.ts'
import type { Settings } from '#kernel/settings.ts'
import { type Topology, readTopology } from '#kernel/topology.ts'
import { type Config, ConfigFailure } from './config.ts'
import { secretIn } from './secret-file.ts'
import { startTestProvider } from './test-provider/server.ts'

export type Shop = {
  process: Process
  config: Config
  databaseUrl: string
  topology: Topology
  /** Where this process is reached; the test provider sends its webhooks there. Set once the port is known. */
  servedAt(url: string): void
  close(): Promise<void>
}
export type OpenOptions = { config: Config; modules: Module[]; log: Log; clock?: Clock }

/**
 * Opens a shop. Joins the embedded database of a shop that runs already when `join` is set (commands beside a running shop).
 * Throws what people can mend with a sentence of its own: ConfigFailure, TopologyFailure, StartFailure, MigrationFailure.
 */
export async function openShop(
  { config, modules, log, clock = systemClock }: OpenOptions,
  join = false,
): Promise<Shop> {
  const topology = topologyOf(config, modules)
  const group = groupOf(config, topology)
  const database = await databaseOf(config, log, join)
  try {
    if (!join) await prepare(database.url, topology, modules)
    const isOnlyServer = Object.keys(topology.databases).length === 1
    const pool = openPool({ url: database.url, max: 10, log, clock, isOnlyServer })
    const secrets = secretsOf(config.secret ?? secretIn(config.dataDir), config.previousSecret)
    let shopUrl: string | null = null
    const { testProvider } = config
    const takesPayments = testProvider === 'inside' && topology.home('payments', 'serves') === group
    const provider = takesPayments
      ? await startTestProvider({
          url: database.url,
          clock,
          log,
          webhookUrl: () => (shopUrl === null ? null : `${shopUrl}/api/webhooks/test`),
          webhookSecret: secrets.key('test provider webhooks').toString('hex'),
        })
      : null
    const process = compose({
      modules,
      topology,
      group,
      poolOf: () => pool,
      relayPoolOf: () => pool,
      settings: settingsOf(config, typeof testProvider === 'object' ? testProvider.url : (provider?.url ?? null)),
      secrets,
      log,
      clock,
      random: systemRandom,
      ids: uuidv7From(clock, systemRandom),
    })
    return {
      process,
      config,
      topology,
      databaseUrl: database.url,
      servedAt: (url) => void (shopUrl = url),
      async close() {
        await process.stop()
        await provider?.close()
        await pool.end()
        await database.stop()
      },
    }
  } catch (error) {
    await database.stop()
    throw error
  }
}

/** Where a module's tables are, for who only reads: the database that the topology gives to the group which works for it. */
export async function databasesOf(
  { config, modules, log }: OpenOptions,
  env: NodeJS.ProcessEnv,
): Promise<{ urlOf(module: string): string; stop(): Promise<void> }> {
  const topology = topologyOf(config, modules)
  const main = await databaseOf(config, log, true)
  const urlOf = (module: string) => {
    const { database } = topology.groups[topology.home(module, 'works')]!
    const variable = topology.databases[database]!
    return variable === 'DATABASE_URL' ? main.url : (env[variable] ?? main.url)
  }
  return { urlOf, stop: main.stop }
}

function topologyOf({ topologyFile }: Config, modules: Module[]): Topology {
  const near = [topologyFile, new URL(`../${topologyFile}`, import.meta.url)].find((each) => existsSync(each))
  if (near === undefined) throw new ConfigFailure(`BANYAN_TOPOLOGY names "${topologyFile}", and there is no such file.`)
  return readTopology(readFileSync(near, 'utf8'), topologyFile, modules)
}

function groupOf({ group, topologyFile }: Config, { groups }: Topology): string {
  const names = Object.keys(groups)
  if (group === null && names.length === 1) return names[0]!
  if (group !== null && names.includes(group)) return group
  throw new ConfigFailure(`BANYAN_PROCESS must name one of the groups of ${topologyFile}: ${names.join(', ')}.`)
}

/** The one process of a small shop brings its database up to date; where several share one, `banyan migrate` does, once. */
async function prepare(url: string, topology: Topology, modules: Module[]): Promise<void> {
  if (Object.keys(topology.groups).length === 1) await migrate(url, modules)
  else await requireLevel(url, modules)
}

async function databaseOf(config: Config, log: Log, join: boolean): Promise<{ url: string; stop(): Promise<void> }> {
  if (config.databaseUrl !== null) return { url: config.databaseUrl, stop: async () => {} }
  const running = join ? await runningDatabase(config) : null
  if (running !== null) return { url: running, stop: async () => {} }
  const embedded = await startEmbedded({ dataDir: config.dataDir, log })
  writeFileSync(addressFile(config), embedded.url, { mode: 0o600 })
  return {
    url: embedded.url,
    async stop() {
      rmSync(addressFile(config), { force: true })
      await embedded.stop()
    },
  }
}

const addressFile = ({ dataDir }: Config): string => join(dataDir, 'database-address')

/** The address of the database of a shop that runs on this data directory, or null when none answers. */
async function runningDatabase(config: Config): Promise<string | null> {
  if (!existsSync(addressFile(config))) return null
  const url = readFileSync(addressFile(config), 'utf8')
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    await client.end()
    return url
  } catch {
    return null
  }
}

function settingsOf(config: Config, testProviderUrl: string | null): Settings {
  const { dataDir, smtpUrl, mailFrom, admin, limits } = config
  const publicUrl = config.publicUrl ?? `http://${config.host === '0.0.0.0' ? 'localhost' : config.host}:${config.port}`
  return { publicUrl, dataDir, testProviderUrl, smtpUrl, mailFrom, admin, limits }
}
