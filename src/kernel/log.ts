/** Structured logs: one JSON line a request, and one for each thing that needs an eye. Nothing secret gets in: see `hidden`. */
import { existsSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { type DestinationStream, pino } from 'pino'

export type Log = {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
  /** One answered request, as the line `request` of level info. Absent: `info` does as well, it only costs more. */
  request?(answered: Answered): void
}
/** What is told of an answered request. `ms` until the answer left, `bytes` of its body. */
export type Answered = {
  method: string
  route: string
  status: number
  ms: number
  requestId: string
  module: string
  bytes: number
  principal: string
  principalId?: string
  traceparent?: string
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
  const destination = to ?? gathered(2)
  const log = pino(options, destination)
  const line = requestLines(name)
  return Object.assign(log, {
    request: log.isLevelEnabled('info') ? (answered: Answered) => void destination.write(line(answered)) : () => {},
  }) as unknown as Log
}

/**
 * Writes request lines by hand, as `pino` would: there is one for each request, nothing in it can be secret, and to look for secrets
 * in it took longer than to answer.
 */
function requestLines(name: string): (answered: Answered) => string {
  const process = JSON.stringify(name)
  const timeAt = isoTimes()
  return ({ method, route, status, ms, requestId, module, bytes, principal, principalId, traceparent }) =>
    `{"level":30,"time":"${timeAt(Date.now())}","process":${process},"method":${quoted(method)},"route":${quoted(route)},` +
    `"status":${status},"ms":${ms},"requestId":${quoted(requestId)},"module":${quoted(module)},"bytes":${bytes},` +
    `"principal":${quoted(principal)}${principalId === undefined ? '' : `,"principalId":${quoted(principalId)}`}` +
    `${traceparent === undefined ? '' : `,"traceparent":${quoted(traceparent)}`},"msg":"request"}\n`
}

const quoted = (text: string): string => (/^[\w.:/*-]*$/.test(text) ? `"${text}"` : JSON.stringify(text))

/** Epoch milliseconds as RFC 3339; the part down to the second is made once a second. */
function isoTimes(): (now: number) => string {
  let second = -1
  let text = ''
  return (now) => {
    const at = Math.floor(now / 1_000)
    if (at !== second) text = new Date((second = at) * 1_000).toISOString().slice(0, 20)
    return `${text}${String(now - at * 1_000).padStart(3, '0')}Z`
  }
}

/** For tests that do not look at logs. */
export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

const bytesMax = 50_000_000
const lookMs = 60_000

/**
 * A log file that stays below twice 50 MB: at start, and once a minute, a full one is put aside as `<file>.1`. Errors go to standard
 * error as well, so that somebody who looks at a terminal sees them. Takes the file's path; its folder is made. A test takes other
 * bounds.
 */
export function logFile(file: string, bounds = { bytesMax, lookMs }): DestinationStream {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const isFull = () => existsSync(file) && statSync(file).size > bounds.bytesMax
  const putAside = () => renameSync(file, `${file}.1`)
  if (isFull()) putAside()
  // Opened here and now: a process that ends at once, because a setting is wrong, must not trip over a file that is still opening.
  const open = () => openSync(file, 'a', 0o600)
  const destination = gathered(open())
  const look = () => {
    try {
      if (!isFull()) return
      putAside()
      destination.moveTo(open())
    } catch {
      // A folder that cannot be written must not end the shop: the log goes on where it was.
    }
  }
  setInterval(look, bounds.lookMs).unref()
  return {
    write(line) {
      destination.write(line)
      if (isError(line)) process.stderr.write(line)
    },
  }
}

/** A write is a system call on a thread of its own, far dearer than a line: lines wait for each other, at most so long. */
const waitMaxMs = 100
/** What is written at once; pino's writer takes 16 kB, and measures all it holds again with every piece that it is given. */
const pieceChars = 12_000

/** `moveTo`: what is written from now on goes to another descriptor; the present one is closed when it has got its lines. */
type Gathered = DestinationStream & { moveTo(dest: number): void }
const unwritten = new Set<() => void>()
// Before the writer's own, which closes it.
process.prependListener('exit', () => unwritten.forEach((write) => write()))

/** Writes to a descriptor in pieces. An error goes out at once, with what came before it, and so does everything when the process ends. */
function gathered(dest: number): Gathered {
  let destination = writerTo(dest)
  let piece = ''
  let timer: NodeJS.Timeout | null = null
  const write = () => {
    if (piece !== '') destination.write(piece)
    piece = ''
  }
  unwritten.add(write)
  return {
    write(line) {
      piece += line
      if (isError(line) || piece.length > pieceChars) return write()
      timer ??= setTimeout(() => {
        timer = null
        write()
      }, waitMaxMs).unref()
    },
    moveTo(next) {
      write()
      destination.end()
      destination = writerTo(next)
    },
  }
}

function writerTo(dest: number): ReturnType<typeof pino.destination> {
  const writer = pino.destination({ dest, sync: false })
  writer.on('error', () => {}) // A full disk must not end the shop; what was lost is only a line.
  return writer
}

/** By the first digit of `{"level":50`, which is looked at for every line. */
const isError = (line: string): boolean => line.charCodeAt(9) >= 53
