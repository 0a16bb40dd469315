/** The folder of a shop: `postgres` in it is the cluster, made whole or not at all. */
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
} from 'node:fs'
import { readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Binaries } from './embedded-install.ts'
import type { RunAs } from './run-as.ts'
import { failureOf, StartFailure } from './start-failure.ts'
import { endOf, spawnUntilOurEnd } from './until-our-end.ts'

export const clusterOf = (dataDir: string): string => join(dataDir, 'postgres')

/** Makes the folder and its parents where missing. Root's lets others through, for `nobody` may need the cluster. */
export function makeDataDirectory(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
}

/** Whose the cluster is, or will be. */
export function ownerOf(dataDir: string): { uid: number; gid: number } {
  return statSync(clusterOf(dataDir), { throwIfNoEntry: false }) ?? statSync(dataDir)
}

/**
 * True when there is a cluster that `major` can run; false when there is none yet. Throws a `StartFailure` when it is
 * of another major version, of another owner, or no cluster at all. Changes nothing.
 */
export function hasCluster(dataDir: string, major: string): boolean {
  const cluster = clusterOf(dataDir)
  const found = statSync(cluster, { throwIfNoEntry: false })
  if (found === undefined || (found.isDirectory() && isEmpty(cluster, found.uid))) return false
  const us = process.getuid?.() ?? 0
  if (us !== 0 && found.uid !== us) {
    throw new StartFailure(
      `The database in ${cluster} belongs to the user with uid ${found.uid}, and Banyan runs as uid ${us}. ` +
        `Start Banyan as that user, or set BANYAN_DATA_DIR to another folder.`,
    )
  }
  const version = versionOf(cluster)
  if (version === major) return true
  throw new StartFailure(
    version === null
      ? `${cluster} is there, but is no PostgreSQL database. Move it away, or restore a backup in its place.`
      : `The database in ${cluster} was written by PostgreSQL ${version}, and this Banyan brings PostgreSQL ${major}. ` +
          `Nothing was changed: start the Banyan that wrote it, or set BANYAN_DATA_DIR to another folder.`,
  )
}

/** Another user's folder is not ours to look into; that it is another's is told first. */
function isEmpty(cluster: string, uid: number): boolean {
  const us = process.getuid?.() ?? 0
  return (us === 0 || us === uid) && readdirSync(cluster).length === 0
}

function versionOf(cluster: string): string | null {
  try {
    return readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/**
 * Runs initdb in a folder beside the cluster's and renames it when it is finished and on disk, so a kill in the middle
 * leaves no half cluster. Throws a `StartFailure`, and leaves nothing behind, when it does not succeed.
 */
export async function makeCluster(dataDir: string, binaries: Binaries, runAs: RunAs, fsync: boolean): Promise<void> {
  const unfinished = mkdtempSync(join(dataDir, unfinishedPrefix))
  try {
    if (runAs.owner !== process.getuid?.()) chownSync(unfinished, runAs.owner, -1)
    const flags = ['-D', unfinished, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-instructions']
    const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8']
    const words = [join(binaries.bin, 'initdb'), ...flags, ...locale, ...(fsync ? [] : ['--no-sync'])]
    const child = spawnUntilOurEnd({ runAs, directory: unfinished, words, goodbye: 'all' })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (piece: string) => (said = (said + piece).slice(-4_000)))
    const code = await endOf(child)
    child.stdin.destroy()
    if (code !== 0) throw failureOf(said, dataDir)
    renameSync(unfinished, clusterOf(dataDir))
    if (fsync) syncFolder(dataDir)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true, maxRetries: 5 })
    throw error
  }
}

const unfinishedPrefix = 'postgres.new-'

/** Removes what a killed start left; we hold the directory's lock, so nobody works in it. Leftovers stop no shop. */
export function removeUnfinished(dataDir: string): void {
  for (const name of readdirSync(dataDir).filter((each) => each.startsWith(unfinishedPrefix))) {
    try {
      rmSync(join(dataDir, name), { recursive: true, force: true, maxRetries: 5 })
    } catch {
      // The next start tries again.
    }
  }
}

/** Makes the rename itself survive a power cut (fsync(2) on the folder). */
function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  fsyncSync(folder)
  closeSync(folder)
}

/**
 * Gives the cluster to the user that PostgreSQL runs as, and closes it to others, as PostgreSQL demands and as a copy
 * often has lost. The top comes last: a start that is killed in between sees the old owner and does it again.
 */
export function handOver(dataDir: string, runAs: RunAs): void {
  const cluster = clusterOf(dataDir)
  const { uid, mode } = statSync(cluster)
  if (runAs.owner !== uid) {
    for (const name of readdirSync(cluster, { recursive: true }))
      lchownSync(join(cluster, String(name)), runAs.owner, -1)
    chownSync(cluster, runAs.owner, -1)
  }
  if ((mode & 0o077) !== 0) chmodSync(cluster, 0o700)
}

/** Lets the user that PostgreSQL runs as pass through our folder to the cluster, without seeing what else is there. */
export function letPass(dataDir: string, runAs: RunAs): void {
  const us = process.getuid?.()
  const { uid, mode } = statSync(dataDir)
  if (runAs.owner !== us && uid === us) chmodSync(dataDir, mode | 0o011)
}
