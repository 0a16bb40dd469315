/** Carts that nobody comes back to are personal data that nobody needs. */
import { deleteUntouched } from './cart-store.ts'
import type { CartsContext } from './context.ts'

/** "Things you add stay here for 30 days" is what the storefront says of an empty cart. */
const daysMax = 30
const batch = 500

/** Deletes carts untouched for 30 days, open or closed, in small batches, until none is left or the job's time is nearly over. */
export async function deleteOldCarts({ db, clock, deadline, log }: CartsContext): Promise<void> {
  let total = 0
  for (let gone = batch; gone === batch && clock.now() < deadline - 5_000; total += gone)
    gone = await deleteUntouched(db, daysMax)
  if (total > 0) log.info({ carts: total }, 'carts that were not touched for 30 days were deleted')
}
