/** What a cluster does for its processes: asks whether they live, kills who does not answer, starts again who ended. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Running } from '../world/running.ts'

export type Supervisor = {
  /** What it saw and did, in order. */
  log: { name: string; ended: string | number }[]
  stop(): Promise<void>
}

/** Watches over processes until it is stopped: three liveness probes without an answer in a row are one too many. */
export function supervise(running: Running[], { probeMs = 500, failuresMax = 3 } = {}): Supervisor {
  const log: Supervisor['log'] = []
  let stopped = false
  const watch = async (one: Running) => {
    for (let failures = 0; !stopped;) {
      await pause(probeMs)
      if (stopped) return
      if (one.isRunning()) {
        const lives = await isAlive(one, probeMs)
        failures = lives ? 0 : failures + 1
        if (failures >= failuresMax) await one.kill()
      }
      if (one.isRunning()) continue
      log.push({ name: one.name, ended: one.child.signalCode ?? one.child.exitCode! })
      failures = 0
      await one.restart()
    }
  }
  const watching = Promise.all(running.map(watch))
  watching.catch(() => {})
  return {
    log,
    async stop() {
      stopped = true
      await watching
    },
  }
}

/** Does it answer its liveness probe in time? */
export async function isAlive({ url }: Running, timeoutMs: number): Promise<boolean> {
  const answer = await fetch(`${url}/livez`, { signal: AbortSignal.timeout(timeoutMs) }).catch(() => null)
  await answer?.body?.cancel()
  return answer?.ok === true
}
