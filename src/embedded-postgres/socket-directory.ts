/** The folder of PostgreSQL's socket. Whoever can enter it is the database's superuser, so only its owner can. */
import { createHash } from 'node:crypto'
import { lchownSync, lstatSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { StartFailure } from './start-failure.ts'

/** sockaddr_un holds 108 bytes on Linux and 104 on macOS, the end included; the socket's own name needs 14. */
const pathBytesMax = 104 - 1 - '/.s.PGSQL.5432'.length

/**
 * Makes a 0700 folder with a short path, named by the data directory so that a start after a crash uses it again.
 * Takes the user that PostgreSQL will run as; another one than ours gets it in /tmp, since a private TMPDIR may be
 * closed to it. A folder of that name which somebody else put there (symbolic link, foreign owner, open mode) is left
 * alone, and ours gets a name that nobody could foresee.
 */
export function makeSocketDirectory(dataDir: string, owner: number): string {
  const us = process.getuid?.() ?? 0
  const name = `banyan-${owner}-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`
  const problems: unknown[] = []
  for (const parent of owner === us ? [resolve(tmpdir()), '/tmp'] : ['/tmp']) {
    const path = join(parent, name)
    // A longer, random name may be needed; commas and quotes would mean something to PostgreSQL.
    if (Buffer.byteLength(path) + 8 > pathBytesMax || !/^[\w./+-]+$/.test(path)) continue
    try {
      const made = isOurs(path, owner) ? path : mkdtempSync(`${path}-`)
      giveTo(made, owner)
      return made
    } catch (error) {
      problems.push(error)
    }
  }
  throw new StartFailure(
    `PostgreSQL's socket needs a folder that can be written and has a short path: /tmp, or what TMPDIR names.`,
    { cause: problems.at(-1) },
  )
}

/** Before a later start on the same address: who cleans up temporary files may have taken the folder. */
export function keepSocketDirectory(path: string, owner: number): void {
  if (!isOurs(path, owner))
    throw new StartFailure(`The folder of the database's socket, ${path}, is somebody else's now.`)
  giveTo(path, owner)
}

/** Makes the folder, or says whether the one that is there is ours alone. */
function isOurs(path: string, owner: number): boolean {
  try {
    mkdirSync(path, { mode: 0o700 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const found = lstatSync(path)
  return found.isDirectory() && [process.getuid?.() ?? 0, owner].includes(found.uid) && (found.mode & 0o077) === 0
}

/** Not chown: it would follow a link that the other user may have put there just now. */
function giveTo(path: string, owner: number): void {
  if (owner !== process.getuid?.()) lchownSync(path, owner, -1)
}
