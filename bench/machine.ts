/** Where and when something was measured: what a reader must know before believing it. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { arch, availableParallelism, cpus, loadavg, platform, release, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { debianPostgres, isMissing, wrk } from '../scripts/engines.ts'
import { findNative } from '../src/embedded-postgres/embedded-install.ts'

export type Machine = {
  processor: string
  cores: number
  memoryGb: number
  system: string
  node: string
  /** The programs that are measured, and that measure, with their versions. */
  programs: string
  /** Flushes a second by `pg_test_fsync` with fdatasync, PostgreSQL's default on Linux. */
  fsyncsASecond: number | null
}
/** `at` and `commit` are of the beginning; `loadBefore` and `loadAfter` are load averages of a minute. */
export type Occasion = { at: string; commit: string; loadBefore: number; loadAfter: number; isQuick: boolean }

/** Describes the machine; takes three seconds for the flushes. */
export async function machineOf(): Promise<Machine> {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    programs: programsOf(),
    fsyncsASecond: await fsyncRate(),
  }
}

/** Now, at this commit; one with changes that are not committed ends with `+`. */
export function occasionOf(isQuick: boolean): Occasion {
  const git = (...words: string[]) =>
    spawnSync('git', words, { cwd: import.meta.dirname, encoding: 'utf8' }).stdout.trim()
  // What the bench itself writes does not change what it measures.
  const isChanged =
    git('status', '--porcelain', '--untracked-files=no', '--', '../src', '.', ':!results.json', ':!RESULTS.md') !== ''
  return {
    at: new Date().toISOString(),
    commit: `${git('log', '-1', '--format=%h')}${isChanged ? '+' : ''}`,
    loadBefore: loadNow(),
    loadAfter: loadNow(),
    isQuick,
  }
}

/** The load average of the last minute: how many processes wanted a core. */
export const loadNow = (): number => Number(loadavg()[0]!.toFixed(2))

/** Versions, as the programs say them themselves: `postgres (PostgreSQL) 18.4, pgbench (PostgreSQL) 15.13, wrk 4.1.0`. */
function programsOf(): string {
  const said = (command: string, word: string, env: NodeJS.ProcessEnv) => {
    const { stdout } = spawnSync(command, [word], { encoding: 'utf8', env: { ...process.env, ...env } })
    return (stdout ?? '').split(/\n| \(Debian| \[/)[0]!.trim()
  }
  const debian = debianPostgres()
  const generator = wrk()
  return [
    said(join(findNative(), 'bin', 'postgres'), '--version', {}),
    isMissing(debian) ? '' : said(join(debian.bin, 'pgbench'), '--version', debian.env),
    isMissing(generator) ? '' : said(join(generator.bin, 'wrk'), '-v', generator.env),
  ]
    .filter((each) => each !== '')
    .join(', ')
}

/** On the disk that the bench's databases lie on; ended once the line is there, since the other methods do not matter. */
async function fsyncRate(): Promise<number | null> {
  const engine = debianPostgres()
  if (isMissing(engine)) return null
  const folder = mkdtempSync(join(tmpdir(), 'banyan-fsync-'))
  const env = { ...process.env, ...engine.env }
  const child = spawn(join(engine.bin, 'pg_test_fsync'), ['-s', '1', '-f', join(folder, 'file')], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (/fdatasync\s+[\d.]+ ops/.test(said)) child.kill()
  })
  await once(child, 'close')
  rmSync(folder, { recursive: true, force: true })
  const rate = Number(/fdatasync\s+([\d.]+) ops/.exec(said)?.[1])
  return Number.isFinite(rate) ? Math.round(rate) : null
}
