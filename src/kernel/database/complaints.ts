/** What an operator has to hear of a database: once in ten seconds each, not once a request. */
import type { Log } from '../log.ts'
import { nameOf } from './sql.ts'

export type Complaints = {
  /** Takes a statement, and the SQLSTATE and the words with which the database said no. What nobody has to mend is passed over. */
  heard(text: string, code: string, message: string): void
  /** True when the database said within ten seconds that its disk is full. */
  lacksRoom(): boolean
}

const quietMs = 10_000
/** By the start of a SQLSTATE (PostgreSQL, appendix A), the more special first. */
const meanings = [
  ['57014', 'warn', 'a statement took too long and was cancelled'],
  ['53100', 'error', 'the disk of the database is full'],
  ['53', 'warn', 'the database lacks resources'],
  // A module that reaches for another's tables, wrong grants, or a process that was left behind when a module moved.
  ['42501', 'error', 'the database does not let this role do that'],
] as const

/**
 * Makes those of one pool. A line names the statement, by the name that the database knows it by and by its text; values are not in
 * the text, so nothing of a customer is in the line.
 */
export function complaintsOf(log: Pick<Log, 'warn' | 'error'>, clock: { now(): number }): Complaints {
  const told = new Map<string, number>()
  let fullAt = Number.NEGATIVE_INFINITY
  return {
    heard(text, code, message) {
      const found = meanings.find(([start]) => code.startsWith(start))
      if (found === undefined) return
      const [, level, meaning] = found
      const now = clock.now()
      if (code === '53100') fullAt = now
      const key = `${code} ${nameOf(text)}`
      if (now - (told.get(key) ?? Number.NEGATIVE_INFINITY) < quietMs) return
      told.set(key, now)
      log[level]({ statement: nameOf(text), text: shortened(text), code, err: message }, meaning)
    },
    lacksRoom: () => clock.now() - fullAt < quietMs,
  }
}

const shortened = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, 2_000)
