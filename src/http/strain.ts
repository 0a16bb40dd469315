/** What a process suffers from: an event loop that is late, and a heap that is nearly full. */
import { getHeapStatistics } from 'node:v8'

export type Strain = {
  /** How late the event loop is, in ms. */
  lagMs(): number
  /** How much of the heap that V8 may have is in use, 0 to 1. */
  heapShare(): number
  stop(): void
}

const tickMs = 100
/**
 * Watches this process: a tick every 100 ms; how late it comes, or is by now, is the lag. Requests that arrive in one long turn
 * see it grow. Garbage counts as used until it is collected, so a share is high for good reason only near 1.
 */
export function watchProcess(): Strain {
  let due = performance.now() + tickMs
  let lastMs = 0
  let share = heapShareNow()
  const timer = setInterval(() => {
    const now = performance.now()
    lastMs = Math.max(0, now - due)
    due = now + tickMs
    share = heapShareNow()
  }, tickMs)
  timer.unref()
  return {
    lagMs: () => Math.max(lastMs, performance.now() - due, 0),
    heapShare: () => share,
    stop: () => clearInterval(timer),
  }
}

function heapShareNow(): number {
  const { used_heap_size, heap_size_limit } = getHeapStatistics()
  return used_heap_size / heap_size_limit
}

/** A process that suffers from nothing: for tests, which a busy machine must not disturb. */
export const atEase: Strain = { lagMs: () => 0, heapShare: () => 0, stop() {} }
