/** A shop does not stay without its database because PostgreSQL ended once. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '#kernel/log.ts'
import type { Postmaster } from './postmaster.ts'

/** `pid` is that of the latest run. `stop` ends what runs, or the attempts to start it. */
export type Kept = { pid(): number; stop(): Promise<void> }

/**
 * Watches over a PostgreSQL and calls `start` again when it ended by itself, with pauses that grow to 30 s, until
 * `stop`. A database that died of a full disk comes back when there is room.
 */
export function keepRunning(first: Postmaster, start: () => Promise<Postmaster>, log: Log): Kept {
  const stopping = new AbortController()
  let current = first
  let starting: Promise<void> = Promise.resolve()
  const watch = (postmaster: Postmaster) => {
    current = postmaster
    void postmaster.ended.then((code) => {
      if (stopping.signal.aborted) return
      log.error({ code, pid: postmaster.pid }, 'PostgreSQL ended by itself; it is started again')
      starting = restart()
    })
  }
  const restart = async () => {
    for (let pauseMs = 100; !stopping.signal.aborted; pauseMs = Math.min(pauseMs * 2, 30_000)) {
      await delay(pauseMs, undefined, { ref: false, signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      try {
        return watch(await start())
      } catch (error) {
        log.error({ err: String(error) }, 'PostgreSQL does not start; it is tried again')
      }
    }
  }
  watch(first)
  return {
    pid: () => current.pid,
    async stop() {
      stopping.abort()
      await starting
      await current.stop()
    },
  }
}
