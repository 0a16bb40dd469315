import { Refusal } from '#kernel/errors.ts'
import type { Static } from 'typebox'
import { type AddressPatch, type NewAddress, addressOf, patchedAddress } from './address.ts'
import { type KeptAddress, addAddress, changeAddress, readAddress } from './address-store.ts'
import type { CustomersContext } from './context.ts'

/**
 * Adds an address to a customer's book. Refuses `address_invalid` (422) by its country, and `too_many_addresses`
 * (409) at the fifty-first.
 */
export async function addToBook(
  context: CustomersContext,
  customerId: string,
  body: Static<typeof NewAddress>,
): Promise<KeptAddress> {
  const id = context.ids.next()
  if (!(await addAddress(context.db, { id, customerId, ...addressOf(body) }))) {
    throw new Refusal('too_many_addresses', 409, {
      detail: 'The address book is full with 50. Delete one that is not needed any more.',
    })
  }
  return found(await readAddress(context.db, customerId, id))
}

/**
 * Changes parts of an address. Refuses `not_found` (404) when it is not this customer's, and what `addressOf`
 * refuses. Of two changes at once both stick: who comes second merges into what the first left, at most three times,
 * then `address_busy` (409).
 */
export async function changeInBook(
  { db }: CustomersContext,
  customerId: string,
  id: string,
  patch: Static<typeof AddressPatch>,
): Promise<KeptAddress> {
  for (let left = 3; left > 0; left--) {
    const kept = found(await readAddress(db, customerId, id))
    const changed = await changeAddress(db, {
      id,
      customerId,
      version: kept.version,
      ...patchedAddress(kept.address, patch),
    })
    if (changed) return found(await readAddress(db, customerId, id))
  }
  throw new Refusal('address_busy', 409, {
    detail: 'The address is being changed by several at once. Read it, and send the change again.',
  })
}

/** The value, or the refusal `not_found` (404) where there is none: also for what is somebody else's. */
export function found<T>(value: T | null): T {
  if (value === null) throw new Refusal('not_found', 404)
  return value
}
