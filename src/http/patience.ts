/** Waiting for work, but not for ever. */

export type Patience = {
  /** The work's own end; or, when it takes longer than `timeoutMs`, what `late` makes, within a quarter of a second. */
  within<T>(work: Promise<T>, timeoutMs: number, late: () => Error): Promise<T>
}

const tickMs = 250

/** Opens a watch over all requests of a server: a timer for each would cost more than many of them. It ticks while somebody waits. */
export function patienceOf(): Patience {
  const waiting = new Set<{ untilMs: number; giveUp(): void }>()
  let timer: NodeJS.Timeout | null = null
  const tick = () => {
    const now = performance.now()
    for (const each of waiting) if (each.untilMs <= now) each.giveUp()
    if (waiting.size > 0) return
    clearInterval(timer!)
    timer = null
  }
  return {
    within<T>(work: Promise<T>, timeoutMs: number, late: () => Error) {
      timer ??= setInterval(tick, tickMs).unref()
      return new Promise<T>((resolve, reject) => {
        const one = { untilMs: performance.now() + timeoutMs, giveUp: () => (waiting.delete(one), reject(late())) }
        waiting.add(one)
        work.then(
          (value) => (waiting.delete(one), resolve(value)),
          (error) => (waiting.delete(one), reject(error)),
        )
      })
    },
  }
}
