/** Structured logs: one JSON line a request, and one for each thing that needs an eye. Nothing secret gets in: see `hidden`. */
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
