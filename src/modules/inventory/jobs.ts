import { every } from '#kernel/module.ts'
import type { InventoryContext } from './context.ts'
import { releaseHold, staleHolds } from './hold-store.ts'
import { readDrift } from './stock-store.ts'

/** Compares each level with its movements and its open holds; a difference is a bug, said aloud and left for a person. */
export async function reconcileStock({ db, log }: InventoryContext): Promise<number> {
  const drift = await readDrift(db)
  for (const each of drift) log.error(each, 'the level of a SKU differs from its movements or holds')
  return drift.length
}

/** A hold is ended by its order. One that outlived its order by a day shows a fault: it is freed, with an alarm. */
export async function freeStaleHolds({ db, log }: InventoryContext): Promise<void> {
  for (const orderId of await staleHolds(db)) {
    const released = await releaseHold(db, orderId)
    log.error({ orderId, released }, 'a hold was freed a day after its order should have ended it')
  }
}

export const jobs = [
  every(3_600_000, 'reconcile-stock', reconcileStock),
  every(600_000, 'free-stale-holds', freeStaleHolds),
]
