/** Why the embedded database cannot start, in words for the person who typed `npm start`. */

/** The message is one or two plain sentences that say what to do; `cause` holds what PostgreSQL or the system said. */
export class StartFailure extends Error {
  override name = 'StartFailure'
}

/**
 * Puts what initdb, PostgreSQL or the file system said into words. Takes their text and the data directory.
 * English is certain: both run with LC_ALL=C. What it does not know it quotes.
 */
export function failureOf(text: string, dataDir: string, cause: unknown = new Error(text)): StartFailure {
  const words = known.find(([pattern]) => pattern.test(text))?.[1]
  if (words !== undefined) return new StartFailure(words(dataDir), { cause })
  return new StartFailure(`PostgreSQL did not start on the data directory ${dataDir}: ${reasonIn(text)}`, { cause })
}

/** The first line that ends a program, without time and process; else the last line. */
function reasonIn(text: string): string {
  const lines = text.trim().split('\n')
  const fatal = lines
    .map((line) => /(?:FATAL|PANIC|error):\s+(.*)/.exec(line)?.[1])
    .find((reason) => reason !== undefined)
  return fatal ?? (lines.at(-1) || 'it said nothing')
}

/** Runs what touches files; an error of the file system comes out as a `StartFailure`, any other as it was. */
export async function inPlainWords<T>(dataDir: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StartFailure || !(error instanceof Error) || !('syscall' in error)) throw error
    throw failureOf(error.message, dataDir, error)
  }
}

const known: [RegExp, (dataDir: string) => string][] = [
  [
    /No space left on device|ENOSPC|wrote only \d+ of \d+ bytes|Disk quota exceeded|EDQUOT/i,
    (dir) => `The disk that holds the data directory ${dir} is full. Make room and start again; nothing was lost.`,
  ],
  [
    /Read-only file system|EROFS|Permission denied|EACCES|Operation not permitted|EPERM/i,
    (dir) =>
      `The data directory ${dir} cannot be written by ${whoWeAre()}. ` +
      `Give it to that user, or set BANYAN_DATA_DIR to a folder that can be written.`,
  ],
  [
    /EEXIST|ENOTDIR|File exists|Not a directory/i,
    (dir) => `The data directory ${dir} is not a folder. Move that file away, or set BANYAN_DATA_DIR to a folder.`,
  ],
  [
    /Cannot allocate memory|could not map anonymous shared memory|could not create shared memory|could not resize shared/i,
    (dir) => `There is too little memory to start PostgreSQL on the data directory ${dir}.`,
  ],
  [
    /ENAMETOOLONG|File name too long|path is too long|too long for/i,
    (dir) => `The path of the data directory ${dir} is too long. Set BANYAN_DATA_DIR to a shorter one.`,
  ],
  [
    /\bnot found\b|cannot execute|error while loading shared libraries|version `GLIBC/i,
    () =>
      `The PostgreSQL that comes with Banyan does not run on this system (it needs glibc on Linux). ` +
      `Set DATABASE_URL to a PostgreSQL 15 or newer.`,
  ],
]

const whoWeAre = () => `the user that Banyan runs as (uid ${process.getuid?.() ?? 'unknown'})`
