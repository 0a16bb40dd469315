/** What catalog does by the clock: forget what changed, and keep lists true when nothing is told. */
import { every } from '#kernel/module.ts'
import type { CatalogContext } from './context.ts'
import { sweepBatches, sweepChanges } from './listing/change-store.ts'
import { refreshCache } from './listing/refresh-cache.ts'
import { faceNew, meetEarly, turnDue } from './listing/turn-store.ts'

/** Products in one statement: some tens of milliseconds, so that no shopper waits long for their locks. */
const atOnce = 200
/** Rounds of a job's turn; the next turn goes on. */
const roundsMax = 50

/** Shelves again what is due, meets prices that came first, and faces products in new locales. */
async function turnListing({ db }: CatalogContext): Promise<void> {
  for (let round = 0; round < roundsMax && (await turnDue(db, atOnce)) === atOnce; round++);
  for (let round = 0; round < roundsMax && (await meetEarly(db, atOnce)) === atOnce; round++);
  for (let round = 0; round < roundsMax && (await faceNew(db, atOnce)); round++);
}

/** Changes are kept for ten minutes, longer than any process sleeps between two looks; keys of batches for 30 days. */
async function sweep({ db }: CatalogContext): Promise<void> {
  await sweepChanges(db)
  await sweepBatches(db)
}

export const jobs = [
  every(1_000, 'refresh-cache', refreshCache, { on: 'each' }),
  every(1_000, 'turn-listing', turnListing),
  every(60_000, 'sweep-changes', sweep),
]
