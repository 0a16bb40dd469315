/** An address has what its country needs, or the request is refused. */
import { addressProblems } from '#commerce/address.ts'
import { refusal } from '#kernel/errors.ts'
import type { Address } from '#commerce/scalars.ts'
import { carts } from './contract.ts'

/** Refuses `address_invalid` (422) with JSON pointers below `pointer`; null and undefined are no address, and pass. */
export function addressChecked(address: Address | null | undefined, pointer: string): void {
  if (address === null || address === undefined) return
  const errors = addressProblems(address, pointer)
  if (errors.length === 0) return
  throw refusal(carts.commands.open, 'address_invalid', {
    detail: 'Correct the address where the pointers say.',
    errors,
  })
}
