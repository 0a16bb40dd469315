import type { InputOf, OutputOf } from '#kernel/contract.ts'
import type { Tx } from '#kernel/database/sql.ts'
import { refusal } from '#kernel/errors.ts'
import type { Context } from '#kernel/module.ts'
import { inventory } from './contract.ts'
import { type Level, availabilityOf, book } from './stock.ts'
import { bookMovements, lockLevels, noteChange, readChange, readFree, tellAvailability } from './stock-store.ts'

const { adjust } = inventory.commands
type Adjust = InputOf<typeof adjust>

/**
 * Books deliveries, counts and losses, all or none; the batch's id makes it safe to send twice. Refuses `location_unknown`, and
 * `below_held` when less would be on hand than orders hold.
 */
export async function adjustStock(
  { db, principal }: Context,
  { batchId, adjustments }: Adjust,
): Promise<OutputOf<typeof adjust>> {
  return db.transaction(async (tx) => {
    // Before it is read, so that who waited here for a twin answers what the twin booked.
    const isNew = await noteChange(tx, batchId, adjustments.length)
    if (!isNew) return { booked: (await readChange(tx, batchId))! }
    const levels = await lockLevels(tx, adjustments)
    checkLocations(levels, adjustments)
    const { bookings, below } = book(levels, adjustments)
    if (below !== null) throw belowHeld(below)
    await bookMovements(tx, bookings, principal.id ?? 'guest', batchId)
    await tellChanged(tx, [...new Set(adjustments.map(({ sku }) => sku))].sort())
    return { booked: bookings.length }
  })
}

function checkLocations(levels: Level[], adjustments: Adjust['adjustments']): void {
  const known = new Set(levels.map(({ location }) => location))
  const at = adjustments.findIndex(({ location }) => !known.has(location))
  if (at < 0) return
  const { location } = adjustments[at]!
  throw refusal(adjust, 'location_unknown', {
    detail: `There is no location "${location}". Make it first, or correct its handle.`,
    errors: [
      { pointer: `/adjustments/${at}/location`, code: 'location_unknown', detail: 'is no location of this shop' },
    ],
  })
}

function belowHeld({ sku, location, held }: Level) {
  const detail = `${held} of ${sku} at ${location} are held for orders. Count at least as many, or cancel an order first.`
  return refusal(adjust, 'below_held', { detail, sku, location, held })
}

/** An operator's change is always told, also inside a threshold: the back office waits for it. */
async function tellChanged(tx: Tx, skus: string[]): Promise<void> {
  const free = await readFree(tx, skus)
  await tellAvailability(
    tx,
    inventory.events.StockChanged.type,
    free.map((each) => ({ sku: each.sku, available: availabilityOf(each.free) })),
  )
}
