/** Time, timers, chance and ids, handed in, so that a test or a simulation can own them. */
import { randomBytes } from 'node:crypto'

/** For time-outs and what people read. Times that decide (leases, expiry) are `banyan.now()` of the database. */
export type Clock = { now(): number }
export type Random = { bytes(size: number): Buffer }
/** UUIDv7 (RFC 9562 §5.7): sorts by time of making, so that inserts stay at the end of an index. */
export type Ids = { next(): string }

/** What a process does later, or again and again. `what` names it for whoever watches; the answer takes it back. */
export type Timers = {
  after(ms: number, what: string, work: () => void): () => void
  every(ms: number, what: string, work: () => void): () => void
}

export const systemClock: Clock = { now: () => Date.now() }
/** Node's. What is repeated keeps no process alive. */
export const systemTimers: Timers = {
  after(ms, _what, work) {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
  every(ms, _what, work) {
    const timer = setInterval(work, ms).unref()
    return () => clearInterval(timer)
  },
}
/** The system's, drawn 4 kB at a time: an id needs 16 bytes, and a call for each costs more than the bytes. No byte is given twice. */
export const systemRandom: Random = pooledRandom()
function pooledRandom(): Random {
  let pool = Buffer.alloc(0)
  let at = 0
  return {
    bytes(size) {
      if (size > 1_024) return randomBytes(size)
      if (at + size > pool.length) [pool, at] = [randomBytes(4_096), 0]
      at += size
      return Buffer.from(pool.subarray(at - size, at))
    },
  }
}

/** RFC 3339 in UTC with milliseconds, for columns and answers that people read. */
export const isoTime = (clock: Clock): string => new Date(clock.now()).toISOString()

/** Makes UUIDv7 from a clock and a source of chance: 48 bits of milliseconds, 74 random bits. */
export function uuidv7From(clock: Clock, random: Random): Ids {
  return {
    next() {
      const bytes = random.bytes(16)
      bytes.writeUIntBE(clock.now(), 0, 6)
      bytes[6] = (bytes[6]! & 0x0f) | 0x70
      bytes[8] = (bytes[8]! & 0x3f) | 0x80
      const hex = bytes.toString('hex')
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
    },
  }
}
