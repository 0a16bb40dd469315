/** Does what is due when it is due, and sleeps when nothing is. */
import { endDue } from './end-payments.ts'
import { nextDue } from './payment-store.ts'
import { nowOf } from './provider.ts'
import { type Telling, tellDue } from './tell-shop.ts'
import { hastenWebhooks, nextWebhook } from './webhook-store.ts'

export type Worker = {
  /** Something may be due: look soon. */
  wake(): void
  /** Ends what is `processing` and tells all news once, now. */
  settle(): Promise<void>
  stop(): Promise<void>
}

/** Makes the worker of one provider; it runs one round at a time. */
export function workerOf(telling: Telling): Worker {
  const { provider } = telling
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> = Promise.resolve()
  let stopped = false

  const sleep = (ms: number) => {
    if (timer !== null) clearTimeout(timer)
    timer = stopped ? null : setTimeout(() => void after(round), ms).unref()
  }
  const failed = (error: unknown) => {
    provider.log.error({ err: String((error as Error).stack) }, 'the provider could not tell its news')
    sleep(1_000)
  }
  const after = (work: () => Promise<void>) => (running = running.then(work).catch(failed))
  const round = async () => {
    await endDue(provider)
    while (telling.hasAddress() && !stopped && (await tellDue(telling)) > 0);
    const due = [await nextDue(provider.sql), telling.hasAddress() ? await nextWebhook(provider.sql) : null]
    const next = Math.min(...due.map((each) => (each === null ? Infinity : each.getTime())))
    if (next < Infinity) sleep(Math.min(Math.max(next - provider.clock.now(), 20), 60_000))
  }

  return {
    wake: () => sleep(5),
    settle: () =>
      after(async () => {
        await endDue(provider, new Date(provider.clock.now() + provider.asyncDelayMs))
        await hastenWebhooks(provider.sql, nowOf(provider))
        await tellDue(telling)
      }),
    async stop() {
      stopped = true
      if (timer !== null) clearTimeout(timer)
      await running
    },
  }
}
