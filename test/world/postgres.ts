/** A PostgreSQL of a test's own, which may be killed, copied and promoted: the one that Banyan brings, or Debian's 15. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, rmdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { debianPostgres, isMissing } from '../../scripts/engines.ts'
import { installBinaries } from '../../src/embedded-postgres/embedded-install.ts'
import { type RunAs, chooseRunAs } from '../../src/embedded-postgres/run-as.ts'
import { type Child, endOf, spawnUntilOurEnd } from '../../src/embedded-postgres/until-our-end.ts'
import { freePort } from './running.ts'

export type PostgresVersion = 18 | 15
export type Postgres = {
  port: number
  /** The folder of the cluster. */
  cluster: string
  /** Address of a database on it, over TCP. */
  url(database?: string): string
  /** SIGQUIT, as `pg_ctl stop -m immediate`: no checkpoint, recovery at the next start. */
  crash(): Promise<void>
  stop(): Promise<void>
  /** Also after it ended by itself. Throws, with what it said, when it ends again instead. */
  start(): Promise<void>
  /** False also when it ended by itself. */
  isRunning(): boolean
  /** Makes a standby a primary; answers when it takes writes. */
  promote(): Promise<void>
  /** A standby of this one, which is stopped and started for its copy. */
  standby(name: string, settings?: Record<string, string>): Promise<Postgres>
  run(text: string, database?: string): Promise<any[]>
  /** Stops it and removes its folder. */
  remove(): Promise<void>
}
type Program = { bin: string; env: Record<string, string> }
export type PostgresOptions = {
  version: PostgresVersion
  settings?: Record<string, string>
  folder?: string
  /** Where its log of writes is, when not in the folder of the cluster. */
  walFolder?: string
}

/** The programs of a version; throws, with how to get them, where they are missing. */
function programOf(version: PostgresVersion): Program {
  if (version === 18) {
    const { bin, libraries } = installBinaries(join(tmpdir(), 'banyan-postgres-libraries'))
    return { bin, env: libraries === null ? {} : { LD_LIBRARY_PATH: libraries } }
  }
  const engine = debianPostgres()
  if (isMissing(engine)) throw new Error(engine.missing)
  return engine
}

/** Makes a cluster and starts it. `folder`: where, default a new one in the system's for temporary files. */
export async function startPostgres({ version, settings = {}, folder, walFolder }: PostgresOptions): Promise<Postgres> {
  const home = folder ?? mkdtempSync(join(tmpdir(), 'banyan-postgres-'))
  const program = programOf(version)
  const cluster = join(home, 'primary')
  mkdirSync(cluster, { mode: 0o700, recursive: true })
  const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
  const runAs = chooseRunAs(owner, [join(program.bin, 'postgres'), '--version'], program.env)
  const flags = ['-D', cluster, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']
  if (walFolder !== undefined) flags.push('--waldir', join(walFolder, 'wal'))
  const [command = '', ...rest] = [...runAs.words, join(program.bin, 'initdb'), ...flags]
  const made = spawnSync(command, rest, {
    ...runAs.ids,
    cwd: '/',
    env: { PATH: process.env['PATH'], ...program.env } as NodeJS.ProcessEnv,
    encoding: 'utf8',
  })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  writeFileSync(
    join(cluster, 'pg_hba.conf'),
    'host all all 127.0.0.1/32 trust\nhost replication all 127.0.0.1/32 trust\n',
  )
  return opened({ program, runAs, home, cluster, settings })
}

type Place = { program: Program; runAs: RunAs; home: string; cluster: string; settings: Record<string, string> }

const usual = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '64MB',
  max_connections: '100',
  wal_level: 'replica',
  max_wal_senders: '10',
  hot_standby: 'on',
  timezone: 'UTC',
}

async function opened(place: Place): Promise<Postgres> {
  const { program, runAs, home, cluster } = place
  const port = await freePort()
  let child: Child | null = null
  let said = ''
  const url = (database = 'postgres') => `postgres://postgres@127.0.0.1:${port}/${database}?sslmode=disable`
  const run = async (text: string, database?: string) => {
    const client = new pg.Client({ connectionString: url(database), connectionTimeoutMillis: 5_000 })
    client.on('error', () => {})
    try {
      await client.connect()
      return (await client.query(text)).rows
    } finally {
      await Promise.race([client.end(), pause(1_000)]).catch(() => {})
    }
  }
  const isRunning = () => child !== null && child.exitCode === null && child.signalCode === null
  const signal = async (name: NodeJS.Signals) => {
    if (child === null || !isRunning()) return
    const ended = endOf(child)
    process.kill(Number.parseInt(readFileSync(join(cluster, 'postmaster.pid'), 'utf8'), 10), name)
    await ended
    child.stdin.destroy()
    child = null
  }
  const postgres: Postgres = {
    port,
    cluster,
    url,
    run,
    crash: () => signal('SIGQUIT'),
    stop: () => signal('SIGINT'),
    isRunning,
    async start() {
      const settings = Object.entries({ ...usual, ...place.settings, port: String(port) })
      const words = [
        join(program.bin, 'postgres'),
        '-D',
        cluster,
        ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ]
      child = spawnUntilOurEnd({
        runAs: { ...runAs, env: program.env },
        directory: cluster,
        words,
        goodbye: 'all',
        env: program.env,
      })
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-20_000)))
      for (let left = 400; ; left--) {
        const answered = await run('select 1').catch((error: Error) => error)
        if (!(answered instanceof Error)) return
        if (left === 0 || child.exitCode !== null) throw new Error(`PostgreSQL did not start: ${said}`)
        await pause(50)
      }
    },
    async promote() {
      await run('select pg_promote(true, 60)')
    },
    async standby(name, settings = {}) {
      await postgres.stop()
      const copy = join(home, name)
      cpSync(cluster, copy, { recursive: true })
      writeFileSync(join(copy, 'standby.signal'), '')
      const info = `host=127.0.0.1 port=${port} user=postgres application_name=${name}`
      await postgres.start()
      const standby = await opened({
        ...place,
        cluster: copy,
        settings: { ...place.settings, ...settings, primary_conninfo: info },
      })
      return standby
    },
    async remove() {
      await signal('SIGQUIT')
      rmSync(cluster, { recursive: true, force: true, maxRetries: 5 })
      if (readdirSync(home).length === 0) rmdirSync(home)
    },
  }
  await postgres.start()
  return postgres
}
