import { Type } from 'typebox'
import { del, get, patch, post } from '#kernel/module.ts'
import { Id, Locale, PersonName } from '#commerce/scalars.ts'
import { AddressPatch, AddressView, NewAddress, addressView } from './address.ts'
import { readAddress, readAddresses, removeAddress } from './address-store.ts'
import type { CustomersContext } from './context.ts'
import { type Customer, CustomerView, viewOf } from './customer.ts'
import { changeCustomer, customerOf } from './customer-store.ts'
import { addToBook, changeInBook, found } from './keep-address.ts'

const strict = { additionalProperties: false }
const Phone = Type.String({ minLength: 3, maxLength: 40, pattern: '^[0-9+()./ -]+$' })
export const ProfilePatch = Type.Object(
  {
    firstName: Type.Optional(PersonName),
    lastName: Type.Optional(PersonName),
    phone: Type.Optional(Type.Union([Phone, Type.Null()])),
    locale: Type.Optional(Locale),
  },
  strict,
)
const params = Type.Object({ addressId: Id })
export const Nothing = Type.Object({})
const invalid = { address_invalid: 422 } as const

/**
 * A customer's own profile and addresses. Every statement names the customer of who is logged in, so nobody gets at
 * another's.
 */
export const routes = [
  get(
    '/api/customers/me',
    { summary: 'Read one’s own profile', access: 'customer', reply: CustomerView },
    async (context: CustomersContext) => ({ status: 200, body: viewOf(await own(context)) }),
  ),
  patch(
    '/api/customers/me',
    { summary: 'Change one’s own profile', access: 'customer', body: ProfilePatch, reply: CustomerView },
    async (context: CustomersContext, { body }) => {
      const { id } = await own(context)
      return { status: 200, body: viewOf(found(await changeCustomer(context.db, id, null, body))) }
    },
  ),
  get(
    '/api/customers/me/addresses',
    {
      summary: 'List one’s addresses, oldest first',
      access: 'customer',
      reply: Type.Object({ items: Type.Array(AddressView) }),
    },
    async (context: CustomersContext) => {
      const addresses = await readAddresses(context.db, (await own(context)).id)
      return { status: 200, body: { items: addresses.map(addressView) } }
    },
  ),
  post(
    '/api/customers/me/addresses',
    {
      summary: 'Add an address',
      access: 'customer',
      statuses: [201],
      body: NewAddress,
      reply: AddressView,
      refuses: { ...invalid, too_many_addresses: 409 },
      description: 'The first one becomes the default of both kinds. At most 50.',
      example: {
        firstName: 'Mara',
        lastName: 'Lind',
        line1: 'Elbchaussee 41',
        postalCode: '22765',
        city: 'Hamburg',
        country: 'DE',
        defaultShipping: true,
      },
    },
    async (context: CustomersContext, { body }) => {
      const kept = await addToBook(context, (await own(context)).id, body)
      return { status: 201, body: addressView(kept), headers: { location: `/api/customers/me/addresses/${kept.id}` } }
    },
  ),
  get(
    '/api/customers/me/addresses/{addressId}',
    { summary: 'Read one of one’s addresses', access: 'customer', params, reply: AddressView },
    async (context: CustomersContext, { params: { addressId } }) => {
      const { id } = await own(context)
      return { status: 200, body: addressView(found(await readAddress(context.db, id, addressId))) }
    },
  ),
  patch(
    '/api/customers/me/addresses/{addressId}',
    {
      summary: 'Change parts of an address',
      access: 'customer',
      params,
      body: AddressPatch,
      reply: AddressView,
      refuses: { ...invalid, address_busy: 409 },
    },
    async (context: CustomersContext, { params: { addressId }, body }) => {
      const { id } = await own(context)
      return { status: 200, body: addressView(await changeInBook(context, id, addressId, body)) }
    },
  ),
  del(
    '/api/customers/me/addresses/{addressId}',
    { summary: 'Delete an address', access: 'customer', params, statuses: [204], reply: Nothing },
    async (context: CustomersContext, { params: { addressId } }) => {
      const { id } = await own(context)
      found((await removeAddress(context.db, id, addressId)) || null)
      return { status: 204 }
    },
  ),
]

async function own({ db, principal, ids }: CustomersContext): Promise<Customer> {
  return found(await customerOf(db, principal.id!, ids.next()))
}
