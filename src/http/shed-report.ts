/** What was turned away, and why: counted for the metrics, and told in the log while it goes on. */
import { outside } from '#kernel/calls/wire.ts'
import type { Log } from '#kernel/log.ts'
import type { Metrics } from './metrics.ts'
import { trafficClasses } from '#kernel/module.ts'
import { type Admission, reasons, shedInAll, shedOf } from './admission.ts'

/** Hangs the numbers of the admission on the metrics of the process. */
export function countTraffic(metrics: Metrics, { inFlight, shed, limit, strain }: Admission): void {
  for (const traffic of trafficClasses) {
    metrics.gauge('banyan_http_in_flight', 'Requests that hold a place.', () => inFlight[traffic], { traffic })
    for (const why of reasons) {
      const help = 'Requests turned away because there was too much to do.'
      metrics.counter('banyan_http_shed_total', help, () => shed[traffic][why], { traffic, why })
    }
  }
  metrics.gauge('banyan_http_limit', 'Requests of all classes that may be inside at once, as learned.', limit)
  metrics.gauge('banyan_outside_waiting', 'Requests that wait for a payment provider.', () => outside.waiting)
  metrics.gauge('banyan_event_loop_lag_seconds', 'How late the event loop is.', () => strain.lagMs() / 1_000)
  metrics.gauge('banyan_heap_share', 'Used part of the heap that V8 may have, 0 to 1.', strain.heapShare)
}

const everyMs = 5_000
/**
 * Writes one line of level `warn` for each five seconds in which something was turned away, instead of a line a request: in a
 * flood the log would cost more than the answers. Answers how to stop.
 */
export function tellWhatWasShed(admission: Admission, log: Log): () => void {
  let told = countsOf(admission)
  const timer = setInterval(() => {
    if (shedInAll(admission) === told.all) return
    const now = countsOf(admission)
    const since = Object.fromEntries(
      Object.entries(now.each)
        .map(([name, count]) => [name, count - (told.each[name] ?? 0)] as const)
        .filter(([, count]) => count > 0),
    )
    const { inFlight, limit, strain } = admission
    const state = { limit: limit(), inFlight: { ...inFlight }, lagMs: Math.round(strain.lagMs()) }
    log.warn({ shed: now.all - told.all, since, ...state, heapShare: round(strain.heapShare()) }, tellAs)
    told = now
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
const tellAs = 'requests were turned away: there was too much to do'
const round = (share: number): number => Math.round(share * 100) / 100

function countsOf(admission: Admission): { all: number; each: Record<string, number> } {
  const each: Record<string, number> = {}
  for (const traffic of trafficClasses)
    if (shedOf(admission, traffic) > 0)
      for (const why of reasons) each[`${traffic}, ${why}`] = admission.shed[traffic][why]
  return { all: shedInAll(admission), each }
}
