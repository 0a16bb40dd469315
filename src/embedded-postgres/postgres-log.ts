/** PostgreSQL's own log, bounded in size: starts, stops and crashes, no statements (`settingsOf` in postmaster.ts). */
import { appendFileSync, renameSync, statSync } from 'node:fs'
import type { Readable } from 'node:stream'

/** `take` reads a child's standard error to its end; `tail` is what was said since the last `fresh`, its last 4 kB. */
export type PostgresLog = { take(stream: Readable): void; tail(): string; fresh(): void }

/**
 * Appends to `file` and keeps one older part of it (`file.1`), so both stay under twice `bytesMax`. A log that cannot
 * be written (full disk) is no reason to stop: the tail is kept in memory, since just then it is needed.
 */
export function openPostgresLog(file: string, bytesMax = 5_000_000): PostgresLog {
  let tail = ''
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  const write = (text: string) => {
    tail = (tail + text).slice(-4_000)
    try {
      if (size > bytesMax) {
        renameSync(file, `${file}.1`)
        size = 0
      }
      appendFileSync(file, text, { mode: 0o600 })
      size += Buffer.byteLength(text)
    } catch {
      // Kept in `tail`.
    }
  }
  return {
    take: (stream) => void stream.setEncoding('utf8').on('data', write),
    tail: () => tail.trim(),
    fresh: () => void (tail = ''),
  }
}
