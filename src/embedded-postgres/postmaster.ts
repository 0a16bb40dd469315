/** One run of PostgreSQL, from its start to its end. */
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import type { Binaries } from './embedded-install.ts'
import type { PostgresLog } from './postgres-log.ts'
import type { RunAs } from './run-as.ts'
import { runningProcess, worksIn } from './running-process.ts'
import { keepSocketDirectory } from './socket-directory.ts'
import { type Child, endOf, heldByAnother, spawnUntilOurEnd, within } from './until-our-end.ts'

/** What does not change between two runs on the same cluster. */
export type Run = {
  binaries: Binaries
  runAs: RunAs
  cluster: string
  socketDir: string
  settings: Record<string, string>
  fsync: boolean
  log: PostgresLog
}

/** `ended` comes with the exit code, also when nobody asked it to end. */
export type Postmaster = { pid: number; ended: Promise<number>; stop(): Promise<void> }

/** Why there is none: an older one still has the cluster (its id, 0 when unknown), or it ended by itself. */
export type NotStarted = { busy: number } | { failed: string }

/** A crash is followed by recovery, which reads at most a gigabyte of log. */
const readyTimeoutMs = 10 * 60_000
const fastStopTimeoutMs = 5_000

/** Starts PostgreSQL and waits until it takes connections. Nothing runs when the answer is not a `Postmaster`. */
export async function startPostmaster(run: Run): Promise<Postmaster | NotStarted> {
  const before = noteOf(run.cluster)
  if (before !== null && before.runs) return { busy: before.pid }
  run.log.fresh()
  const words = [join(run.binaries.bin, 'postgres'), '-D', run.cluster, ...settingsOf(run)]
  // Whoever has the old id now is no PostgreSQL: telling it so keeps PostgreSQL from refusing, and its other checks on.
  const env = before === null ? {} : { PG_GRANDPARENT_PID: String(before.pid) }
  const { runAs, cluster: directory, socketDir: leftover } = run
  keepSocketDirectory(leftover, runAs.owner)
  const child = spawnUntilOurEnd({ runAs, directory, words, goodbye: 'first', leftover, env })
  const ended = endOf(child)
  const lastWords = new Promise((closed) => child.once('close', closed))
  run.log.take(child.stderr)
  const isReady = await within(readyTimeoutMs, Promise.race([readiness(child, run.log), ended]))
  const pid = isReady && run.log.tail().includes(readyWords) ? (noteOf(run.cluster)?.pid ?? 0) : 0
  if (pid > 0 && child.exitCode === null) return postmasterOf(child, pid, ended)
  child.stdin.destroy()
  const code = await ended
  await within(500, lastWords)
  const said = run.log.tail()
  return code === heldByAnother || othersTraces.test(said) ? { busy: noteOf(run.cluster)?.pid ?? 0 } : { failed: said }
}

function postmasterOf(child: Child, pid: number, ended: Promise<number>): Postmaster {
  const handles = [child, child.stdin as Socket, child.stderr as Socket]
  for (const handle of handles) handle.unref()
  // Without the shell that watched over it, closing the pipe is what ends a PostgreSQL that is still there.
  void ended.then(() => child.stdin.destroy())
  return {
    pid,
    ended,
    async stop() {
      for (const handle of handles) handle.ref()
      for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
        if (child.exitCode !== null || child.signalCode !== null) break
        signalTo(pid, signal)
        await within(fastStopTimeoutMs, ended)
      }
    },
  }
}

/** The last: an older run took the folder of its socket away, in the moment after we had looked. */
const othersTraces =
  /lock file .* already exists|pre-existing shared memory|could not create lock file ".*\.s\.PGSQL.*": No such file/

const readyWords = 'database system is ready to accept connections'

function readiness(child: Child, log: PostgresLog): Promise<void> {
  return new Promise((ready) => child.stderr.on('data', () => log.tail().includes(readyWords) && ready()))
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** The id that postmaster.pid names, and whether that is a PostgreSQL which runs on this cluster now. */
function noteOf(cluster: string): { pid: number; runs: boolean } | null {
  try {
    const pid = Number.parseInt(readFileSync(join(cluster, 'postmaster.pid'), 'utf8'), 10)
    return { pid, runs: runningProcess(pid)?.name === 'postgres' && worksIn(pid, cluster) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Ours first, then the caller's, then those that nobody may change: no TCP, and no data of people in the log. */
function settingsOf({ settings, socketDir, fsync }: Run): string[] {
  const usual = { max_connections: '100', shared_buffers: '128MB', jit: 'off', timezone: 'UTC' }
  const careless = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
  const fixed = {
    listen_addresses: '',
    unix_socket_directories: `"${socketDir}"`,
    unix_socket_permissions: '0700',
    port: '5432',
    // What fails is told to the client. Here it would put values of rows and queries into a file.
    log_destination: 'stderr',
    logging_collector: 'off',
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    log_timezone: 'UTC',
    lc_messages: 'C',
  }
  const all = {
    ...usual,
    idle_in_transaction_session_timeout: '60s',
    ...(fsync ? {} : careless),
    ...settings,
    ...fixed,
  }
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
