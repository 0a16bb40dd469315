/**
 * Programs of others that tests and the bench need and a shop does not: Debian's PostgreSQL 15 with pgbench, and the load
 * generator wrk. What the machine has is taken; else the packages are downloaded and unpacked into `.cache/engines`, which git
 * ignores. Nothing is installed into the system, and no root is needed. `node scripts/engines.ts` says what is there.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, globSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** `bin` is the folder of the programs; `env` is what they need beside our own environment. */
export type Engine = { bin: string; env: Record<string, string> }
/** What is not there, and how to get it: one sentence for people. */
export type Missing = { missing: string }
export const isMissing = (engine: Engine | Missing): engine is Missing => 'missing' in engine

export type Recipe = {
  packages: string[]
  /** Must be in the folder. */
  program: string
  /** Where the system would have it. */
  folders: string[]
  /** Where it lies in the unpacked packages. */
  inside: string
}
const postgres15 = '/usr/lib/postgresql/15/bin'
const system = (process.env['PATH'] ?? '').split(delimiter)
const recipes = {
  'postgresql-15': { packages: ['postgresql-15'], program: 'pgbench', folders: [postgres15], inside: postgres15 },
  wrk: { packages: ['wrk'], program: 'wrk', folders: system, inside: '/usr/bin' },
} satisfies Record<string, Recipe>

/** Debian's PostgreSQL 15: `initdb`, `postgres`, `pg_ctl`, `pg_basebackup`, `psql`, `pgbench`, `pg_test_fsync`. */
export const debianPostgres = (): Engine | Missing => engineOf('postgresql-15', recipes['postgresql-15'])

/** The load generator `wrk`, which takes a Lua script. */
export const wrk = (): Engine | Missing => engineOf('wrk', recipes.wrk)

/** Finds the engine on the machine or in the cache, or loads it into the cache. */
export function engineOf(
  name: string,
  { packages, program, folders, inside }: Recipe,
  cache = join(import.meta.dirname, '..', '.cache', 'engines'),
): Engine | Missing {
  const bin = folders.find((folder) => isProgram(join(folder, program)))
  if (bin !== undefined) return { bin, env: {} }
  const root = join(cache, name)
  const problem = existsSync(join(root, '.ok')) ? null : unpack(name, packages, root)
  const how = `as root: apt-get update && apt-get install -y ${packages.join(' ')}`
  if (problem !== null) return { missing: `${name} is missing (${problem}). To get it, ${how}` }
  const libraries = globSync(join(root, 'usr/lib/*-linux-gnu'))
  return { bin: join(root, inside), env: libraries.length === 0 ? {} : { LD_LIBRARY_PATH: libraries.join(':') } }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Downloads what this system lacks of the packages, by its own package lists, and unpacks it; answers why it could not, or null. */
function unpack(name: string, packages: string[], root: string): string | null {
  const unfinished = `${root}.${process.pid}`
  mkdirSync(unfinished, { recursive: true })
  try {
    const names = namesOf(packages)
    if (typeof names === 'string') return names
    process.stderr.write(
      `Loading ${names.length} Debian packages for ${name} into ${dirname(root)}; this happens once.\n`,
    )
    const loaded = run('apt-get', ['download', ...names], unfinished)
    if (loaded.status !== 0) return loaded.said
    for (const file of globSync('*.deb', { cwd: unfinished })) {
      const unpacked = run('dpkg', ['-x', file, '.'], unfinished)
      if (unpacked.status !== 0) return unpacked.said
      rmSync(join(unfinished, file))
    }
    // Written last, so that what was killed on the way is begun again.
    writeFileSync(join(unfinished, '.ok'), `${names.join('\n')}\n`)
    rmSync(root, { recursive: true, force: true })
    renameSync(unfinished, root)
    return null
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
}

/** The packages that apt would install for these, with what they depend on; a text says why that is not known. */
function namesOf(packages: string[]): string[] | string {
  const words = ['install', '--print-uris', '-qq', '-y', '--no-install-recommends', ...packages]
  let asked = run('apt-get', words, '/')
  if (asked.status !== 0 && process.getuid?.() === 0) {
    run('apt-get', ['update', '-qq'], '/')
    asked = run('apt-get', words, '/')
  }
  if (asked.status !== 0) return asked.said
  const names = [...asked.out.matchAll(/^'[^']*' ([^_]+)_/gm)].map((match) => match[1]!)
  // A package that is there already, but not where it was looked for, is not listed: it is downloaded all the same.
  return [...new Set([...packages, ...names])]
}

function run(command: string, words: string[], cwd: string): { status: number | null; out: string; said: string } {
  const env = { ...process.env, LC_ALL: 'C' }
  const { status, stdout, stderr, error } = spawnSync(command, words, { cwd, env, encoding: 'utf8' })
  const said = error?.message ?? stderr.trim().split('\n').at(-1) ?? ''
  return { status, out: stdout ?? '', said: said === '' ? `${command} ended with ${status}` : said }
}

if (import.meta.main) {
  for (const [name, engine] of [
    ['postgresql-15', debianPostgres()],
    ['wrk', wrk()],
  ] as const)
    console.log(isMissing(engine) ? engine.missing : `${name}: ${engine.bin}`)
}
