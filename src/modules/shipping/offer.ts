/** Zones and options in memory, at most 30 s old; the database decides, this is a copy. */
import { copyOf, readAnew } from '#kernel/copy.ts'
import type { ShippingContext } from './context.ts'
import { readOffer } from './offer-store.ts'
import type { Offer } from './option.ts'

/** Costs no statement while the copy is fresh, one when it is not, however many ask at once. */
export const offerOf = ({ memory, clock, db }: ShippingContext): Promise<Offer> =>
  copyOf(memory, clock, () => readOffer(db))

/** Reads it before it is too old, so that no shopper waits for it. */
export const refreshOffer = ({ memory, clock, db }: ShippingContext): Promise<Offer> =>
  readAnew(memory, clock, () => readOffer(db))
