/** Who buys, as the API shows them. */
import { type Static, Type } from 'typebox'
import { Id, Locale, Time } from '#commerce/scalars.ts'

export type Customer = {
  id: string
  userId: string | null
  email: string | null
  firstName: string | null
  lastName: string | null
  phone: string | null
  locale: string
  defaultShippingId: string | null
  defaultBillingId: string | null
  version: number
  createdAt: string
}

const shown = {
  id: Id,
  /** Absent for the moment between registering and the arrival of the fact. */
  email: Type.Optional(Type.String()),
  firstName: Type.Optional(Type.String()),
  lastName: Type.Optional(Type.String()),
  phone: Type.Optional(Type.String()),
  locale: Locale,
  defaultShippingAddressId: Type.Optional(Id),
  defaultBillingAddressId: Type.Optional(Id),
  createdAt: Time,
}
export const CustomerView = Type.Object(shown, { title: 'Customer' })
/** What staff sees beside it: whether there is an account, and whose. */
export const CustomerForStaff = Type.Object(
  { ...shown, userId: Type.Optional(Id), guest: Type.Boolean({ description: 'Bought without an account.' }) },
  { title: 'CustomerForStaff' },
)

/** A customer as the customer sees it. Absent is absent. */
export function viewOf(customer: Customer): Static<typeof CustomerView> {
  const { id, email, firstName, lastName, phone, locale, defaultShippingId, defaultBillingId, createdAt } = customer
  return present({
    id,
    email,
    firstName,
    lastName,
    phone,
    locale,
    defaultShippingAddressId: defaultShippingId,
    defaultBillingAddressId: defaultBillingId,
    createdAt,
  }) as Static<typeof CustomerView>
}

/** A customer as staff sees it. */
export function staffViewOf(customer: Customer): Static<typeof CustomerForStaff> {
  const { userId } = customer
  return { ...viewOf(customer), guest: userId === null, ...(userId === null ? {} : { userId }) }
}

const present = (fields: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))

/**
 * The one form of an e-mail address by which guests are told apart: composed (NFC), without space around it, in lower
 * case.
 */
export const emailOf = (text: string): string => text.normalize('NFC').trim().toLowerCase().normalize('NFC')
