/** An address in a customer's book: what is kept, what is shown, and how a part of it is changed. */
import { type Static, Type } from 'typebox'
import { addressProblems } from '#commerce/address.ts'
import { check } from '#kernel/calls/dispatch.ts'
import { Refusal } from '#kernel/errors.ts'
import { mergePatch } from '#http/merge-patch.ts'
import { Address, Id } from '#commerce/scalars.ts'
import type { Defaults, KeptAddress } from './address-store.ts'

const strict = { additionalProperties: false }
const defaults = { defaultShipping: Type.Optional(Type.Boolean()), defaultBilling: Type.Optional(Type.Boolean()) }
const { firstName, lastName, company, line1, line2, city, region, postalCode, country, phone } = Address.properties
/** A part that a merge patch may clear with null. */
const clearable = <T extends Parameters<typeof Type.Union>[0][number]>(part: T) =>
  Type.Optional(Type.Union([part, Type.Null()]))
const may = <T extends Parameters<typeof Type.Union>[0][number]>(part: T) => Type.Optional(part)

export const NewAddress = Type.Object({ ...Address.properties, ...defaults }, strict)
export const AddressPatch = Type.Object(
  {
    firstName: may(firstName),
    lastName: may(lastName),
    company: clearable(company),
    line1: may(line1),
    line2: clearable(line2),
    city: may(city),
    region: clearable(region),
    postalCode: clearable(postalCode),
    country: may(country),
    phone: clearable(phone),
    ...defaults,
  },
  strict,
)
export const AddressView = Type.Object(
  { id: Id, ...Address.properties, defaultShipping: Type.Boolean(), defaultBilling: Type.Boolean() },
  { title: 'CustomerAddress' },
)

/** An address as the API shows it. */
export function addressView({
  id,
  address,
  isDefaultShipping,
  isDefaultBilling,
}: KeptAddress): Static<typeof AddressView> {
  return { id, ...address, defaultShipping: isDefaultShipping, defaultBilling: isDefaultBilling }
}

/**
 * Parts what was sent into the address and which default it is to be. Refuses `address_invalid` (422) with pointers.
 */
export function addressOf({
  defaultShipping,
  defaultBilling,
  ...address
}: Static<typeof NewAddress>): { address: Address } & Defaults {
  const errors = addressProblems(address)
  if (errors.length > 0)
    throw new Refusal('address_invalid', 422, { detail: 'Correct the address where the pointers say.', errors })
  return { address, defaultShipping, defaultBilling }
}

/**
 * The address after a merge patch (RFC 7396), checked as a whole. Refuses `invalid` (400) and `address_invalid`
 * (422).
 */
export function patchedAddress(kept: Address, patch: Static<typeof AddressPatch>): { address: Address } & Defaults {
  const merged = mergePatch(kept, patch)
  check(NewAddress, merged, 'the address')
  return addressOf(merged as Static<typeof NewAddress>)
}
