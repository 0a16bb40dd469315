/** Structured logs: one JSON line a request, and one for each thing that needs an eye. Nothing secret gets in: see `hidden`. */
import { existsSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { type DestinationStream, pino } from 'pino'

export type Log = {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Members whose values never reach a log, at the top of a line or one level below. */
export const hidden = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'authorization',
  'cartToken',
  'secret',
  'apiKey',
  'cookie',
]

/** Opens the log of a process. Takes the least level to write and where to (default: standard error, so that standard output stays for people). */
export function openLog({ level, name, to }: { level: string; name: string; to?: DestinationStream }): Log {
  const redact = { paths: [...hidden, ...hidden.map((each) => `*.${each}`)], censor: '[hidden]' }
  const options = { level, base: { process: name }, redact, timestamp: pino.stdTimeFunctions.isoTime }
  return pino(options, to ?? pino.destination({ dest: 2, sync: false })) as unknown as Log
}

/** For tests that do not look at logs. */
export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

const bytesMax = 50_000_000

/**
 * A log file that stays below twice 50 MB: at start, and once a minute, a full one is put aside as `<file>.1`. Errors go to standard
 * error as well, so that somebody who looks at a terminal sees them. Takes the file's path; its folder is made.
 */
export function logFile(file: string): DestinationStream {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const putAside = () => existsSync(file) && statSync(file).size > bytesMax && (renameSync(file, `${file}.1`), true)
  putAside()
  // Opened here and now: a process that ends at once, because a setting is wrong, must not trip over a file that is still opening.
  const destination = pino.destination({ dest: openSync(file, 'a', 0o600), sync: false })
  destination.on('error', () => {}) // A full disk must not end the shop; what was lost is only a line.
  setInterval(() => putAside() && destination.reopen(file), 60_000).unref()
  return {
    write(line) {
      destination.write(line)
      if (/^\{"level":[56]0/.test(line)) process.stderr.write(line)
    },
  }
}
