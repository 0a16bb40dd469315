import type { CatalogContext } from '../context.ts'
import { forgetAll, forgetProducts } from '../memory.ts'
import { readChanges } from './change-store.ts'

/** More than this at once, and it is cheaper to forget everything. */
const productsMax = 5_000
/** Changes are swept after ten minutes: a process that slept longer forgets everything. */
const sleepMaxMs = 300_000

/**
 * Forgets the pages of what changed since the last look, in this process; runs in each, every second. At the first
 * look, after a long sleep, when the tree of categories changed or too much did, it forgets all.
 */
export async function refreshCache(context: CatalogContext): Promise<void> {
  const { db, memory, clock } = context
  const { seen, productIds } = await readChanges(db, memory.seen, productsMax + 1)
  const slept = memory.seen === null || Math.abs(clock.now() - memory.seenAt) > sleepMaxMs
  if (slept || productIds.length > productsMax || productIds.includes(null)) forgetAll(context)
  else forgetProducts(context, productIds as string[])
  memory.seen = seen
  memory.seenAt = clock.now()
}
