/** The embedded database: real PostgreSQL as a child process on a socket of its own. It ends when we end. */
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { type Log, silent } from '#kernel/log.ts'
import {
  clusterOf,
  handOver,
  hasCluster,
  letPass,
  makeCluster,
  makeDataDirectory,
  ownerOf,
  removeUnfinished,
} from './data-directory.ts'
import { takeDirectory } from './directory-lock.ts'
import { installBinaries } from './embedded-install.ts'
import { keepRunning } from './keep-running.ts'
import { openPostgresLog } from './postgres-log.ts'
import { type Postmaster, type Run, startPostmaster } from './postmaster.ts'
import { chooseRunAs } from './run-as.ts'
import { makeSocketDirectory } from './socket-directory.ts'
import { failureOf, inPlainWords, StartFailure } from './start-failure.ts'

export { StartFailure }

/**
 * `dataDir` is the shop's folder; the cluster lies in its `postgres`. `fsync: false` is for tests alone: a power cut
 * destroys such a cluster. `settings` are PostgreSQL's, by name, over our defaults. `patienceMs` (10 s) is how long to
 * wait for an older PostgreSQL on the folder that is still going down. `log` is told when PostgreSQL ended by itself.
 */
export type EmbeddedOptions = {
  dataDir: string
  fsync?: boolean
  settings?: Record<string, string>
  patienceMs?: number
  log?: Log
}

/** `url` is for `pg`; `pid` is the postmaster's, another one after a restart; `version` is the server's (`18.4`). */
export type Embedded = { readonly url: string; readonly pid: number; readonly version: string; stop(): Promise<void> }

/**
 * Starts PostgreSQL on the folder, makes folder, cluster and the database `banyan` where they are missing, and starts
 * it again when it ends by itself (a full disk, a kill). `stop` ends it, and may be called twice.
 * Throws a `StartFailure`, with nothing damaged or left running, when it cannot: its message is for people.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const dataDir = resolve(options.dataDir)
  return inPlainWords(dataDir, async () => {
    makeDataDirectory(dataDir)
    const giveBack = takeDirectory(dataDir)
    try {
      return await startTaken(dataDir, options, giveBack)
    } catch (error) {
      giveBack()
      throw error
    }
  })
}

async function startTaken(dataDir: string, options: EmbeddedOptions, giveBack: () => void): Promise<Embedded> {
  const run = await prepare(dataDir, options)
  const start = () => startPatiently(run, dataDir, options.patienceMs)
  const first = await start()
  const url = `postgres:///banyan?host=${encodeURIComponent(run.socketDir)}&port=5432&user=postgres&sslmode=disable`
  const version = await openDatabase(url).catch(async (error: unknown) => {
    await first.stop()
    throw failureOf(error instanceof Error ? error.message : String(error), dataDir, error)
  })
  const kept = keepRunning(first, start, options.log ?? silent)
  const stop = () => kept.stop().finally(giveBack)
  let stopped: Promise<void> | null = null
  return {
    url,
    version,
    get pid() {
      return kept.pid()
    },
    stop: () => (stopped ??= stop()),
  }
}

/** Everything up to the first start: binaries, user, cluster, socket. */
async function prepare(dataDir: string, { fsync = true, settings = {} }: EmbeddedOptions): Promise<Run> {
  const binaries = installBinaries(join(dataDir, 'postgres-libraries'))
  const exists = hasCluster(dataDir, binaries.major)
  const env: Record<string, string> = binaries.libraries === null ? {} : { LD_LIBRARY_PATH: binaries.libraries }
  const runAs = chooseRunAs(ownerOf(dataDir), [join(binaries.bin, 'postgres'), '--version'], env)
  letPass(dataDir, runAs)
  removeUnfinished(dataDir)
  if (!exists) await makeCluster(dataDir, binaries, runAs, fsync)
  handOver(dataDir, runAs)
  const socketDir = makeSocketDirectory(dataDir, runAs.owner)
  const log = openPostgresLog(join(dataDir, 'postgres.log'))
  return { binaries, runAs, cluster: clusterOf(dataDir), socketDir, settings, fsync, log }
}

/** Starts PostgreSQL; as long as an older one is still going down, tries again. */
async function startPatiently(run: Run, dataDir: string, patienceMs = 10_000): Promise<Postmaster> {
  const end = performance.now() + patienceMs
  for (;;) {
    const result = await startPostmaster(run)
    if ('pid' in result) return result
    if ('failed' in result) throw failureOf(result.failed, dataDir)
    if (performance.now() > end) throw stillInUse(dataDir, result.busy)
    await delay(50)
  }
}

function stillInUse(dataDir: string, pid: number): StartFailure {
  const who = pid === 0 ? 'another PostgreSQL' : `another PostgreSQL (process ${pid})`
  const stopIt = pid === 0 ? 'Stop it' : `Stop it (kill -INT ${pid})`
  return new StartFailure(
    `The data directory ${dataDir} is in use by ${who}. ${stopIt}, or set BANYAN_DATA_DIR to another folder.`,
  )
}

/** Connects to the database `banyan`, and makes it when this is the first start. Returns the server's version. */
async function openDatabase(url: string): Promise<string> {
  try {
    return await ask(url, `select current_setting('server_version') as answer`)
  } catch (error) {
    if ((error as { code?: string }).code !== '3D000') throw error
  }
  await ask(url.replace('/banyan?', '/postgres?'), 'create database banyan')
  return ask(url, `select current_setting('server_version') as answer`)
}

async function ask(url: string, text: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ answer: string }>(text)
    return rows[0]?.answer ?? ''
  } finally {
    await client.end().catch(() => {})
  }
}
