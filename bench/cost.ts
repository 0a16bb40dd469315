/** What work costs apart from time: CPU of each process from /proc, and what PostgreSQL counts. Meaningful on a busy machine too. */
import { readFileSync, readdirSync } from 'node:fs'
import type pg from 'pg'

export type Cost = {
  nodeUs: number
  databaseUs: number
  commits: number
  walBytes: number
  fsyncs: number
  statements: number
}

/** Linux counts CPU in ticks of 10 ms (`getconf CLK_TCK` is 100 on every platform that Node runs on). */
const tickUs = 10_000

/** User and system time of a process, all its threads; `withReaped` adds that of children that have ended. 0 when it is gone. */
export function cpuUs(pid: number, withReaped = false): number {
  const stat = statOf(pid)
  if (stat === null) return 0
  const [utime, stime, cutime, cstime] = stat.slice(11, 15).map(Number) as [number, number, number, number]
  return (utime + stime + (withReaped ? cutime + cstime : 0)) * tickUs
}

/** The same of PostgreSQL as a whole: the postmaster, who counts backends that ended, and those that live. */
export function postgresCpuUs(postmaster: number): number {
  let sum = cpuUs(postmaster, true)
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name) && Number(statOf(Number(name))?.[1]) === postmaster) sum += cpuUs(Number(name))
  }
  return sum
}

/** Resident memory of a process in bytes. */
export const residentBytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024

/** The most that was resident since the process began, in bytes. */
export const peakResidentBytes = (pid: number): number =>
  Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024

/** Fields of /proc/<pid>/stat from the third on: the second is a name that may hold spaces and brackets. */
function statOf(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

/** Commits, bytes of WAL and flushes of it since the server began. Takes a connection to any of its databases. */
export async function databaseCounts(database: pg.Pool): Promise<Pick<Cost, 'commits' | 'walBytes' | 'fsyncs'>> {
  const flushes =
    (await versionOf(database)) >= 18
      ? `(select sum(fsyncs) from pg_stat_io where object = 'wal')`
      : '(select wal_sync from pg_stat_wal)'
  const { rows } = await database.query<{ commits: string; wal: string; fsyncs: string }>(
    `select (select sum(xact_commit) from pg_stat_database) as commits,
      pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') as wal, ${flushes} as fsyncs`,
  )
  return { commits: Number(rows[0]!.commits), walBytes: Number(rows[0]!.wal), fsyncs: Number(rows[0]!.fsyncs) }
}

async function versionOf(database: pg.Pool): Promise<number> {
  const { rows } = await database.query<{ version: string }>(`select current_setting('server_version_num') as version`)
  return Math.trunc(Number(rows[0]!.version) / 10_000)
}

/** Statements that the shop sent, by its own metrics. Takes the address of its internal listener. */
export async function statementsOf(internalUrl: string): Promise<number> {
  const text = await (await fetch(`${internalUrl}/metrics`)).text()
  const counts = [...text.matchAll(/^banyan_database_statements_total\{[^}]*\} (\d+)/gm)]
  return counts.reduce((sum, [, count]) => sum + Number(count), 0)
}

/** `after − before`, member by member. */
export function spent(before: Cost, after: Cost): Cost {
  return Object.fromEntries(
    Object.entries(after).map(([name, value]) => [name, value - before[name as keyof Cost]]),
  ) as Cost
}
