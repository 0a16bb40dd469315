import { Type } from 'typebox'
import { requireMatch, versionEtag } from '#http/etag.ts'
import { cursorOf, limitQuery, pageOf, readCursor } from '#http/paging.ts'
import { kernelRefusal } from '#http/problem.ts'
import { get, patch, post } from '#kernel/module.ts'
import { Id } from '#commerce/scalars.ts'
import { AddressView, addressView } from './address.ts'
import { readAddresses } from './address-store.ts'
import type { CustomersContext } from './context.ts'
import { type Customer, CustomerForStaff, emailOf, staffViewOf } from './customer.ts'
import {
  changeCustomer,
  countCustomers,
  eraseCustomer,
  isKnown,
  readCustomer,
  readCustomers,
} from './customer-store.ts'
import { found } from './keep-address.ts'
import { Nothing, ProfilePatch } from './routes.ts'

const params = Type.Object({ id: Id })
const Detail = Type.Intersect([CustomerForStaff, Type.Object({ addresses: Type.Array(AddressView) })], {
  title: 'CustomerDetail',
})
const Count = Type.Object({ value: Type.Integer(), exact: Type.Boolean() })
const etagOf = ({ id, version }: Customer): string => versionEtag(id, version)

/** The back office of customers. */
export const adminRoutes = [
  get(
    '/api/admin/customers',
    {
      summary: 'List customers, newest first',
      access: 'staff',
      query: Type.Object({
        ...limitQuery,
        q: Type.Optional(
          Type.String({
            minLength: 1,
            maxLength: 200,
            description: 'Beginning of the e-mail, the first or the last name.',
          }),
        ),
        count: Type.Optional(Type.Boolean({ description: 'Also count, to at most 1,000.' })),
      }),
      reply: Type.Object({
        items: Type.Array(CustomerForStaff),
        next: Type.Optional(Type.String()),
        count: Type.Optional(Count),
      }),
    },
    async ({ db, secrets }: CustomersContext, { query: { limit = 20, after, q, count = false } }) => {
      const startsWith = q === undefined ? null : emailOf(q)
      const beforeId = after === undefined ? null : (readCursor(secrets, 'customers', after)[0] as string)
      const rows = await readCustomers(db, { startsWith, beforeId, limit: limit + 1 })
      const page = pageOf(rows, limit, ({ id }) => cursorOf(secrets, 'customers', [id]))
      const value = count ? await countCustomers(db, startsWith) : 0
      const counted = count ? { count: { value: Math.min(value, 1_000), exact: value <= 1_000 } } : {}
      return { status: 200, body: { ...page, items: page.items.map(staffViewOf), ...counted } }
    },
  ),
  get(
    '/api/admin/customers/{id}',
    { summary: 'Read a customer with addresses', access: 'staff', params, reply: Detail },
    async ({ db }: CustomersContext, { params: { id } }) => {
      const customer = found(await readCustomer(db, id))
      const addresses = (await readAddresses(db, id)).map(addressView)
      return { status: 200, body: { ...staffViewOf(customer), addresses }, headers: { etag: etagOf(customer) } }
    },
  ),
  patch(
    '/api/admin/customers/{id}',
    {
      summary: 'Change a customer’s profile',
      access: 'staff',
      params,
      body: ProfilePatch,
      reply: CustomerForStaff,
      refuses: { precondition_failed: 412 },
      headers: { 'If-Match': 'ETag of the customer as it was read; without it the last one wins.' },
    },
    async ({ db }: CustomersContext, { params: { id }, body, headers }) => {
      const before = found(await readCustomer(db, id))
      const ifMatch = headers['if-match']
      requireMatch(ifMatch, etagOf(before))
      const after = await changeCustomer(db, id, ifMatch === undefined ? null : before.version, body)
      if (after === null) throw kernelRefusal(ifMatch === undefined ? 'not_found' : 'precondition_failed')
      // The log outlives an erasure, so it keeps which fields changed and not what a person is called.
      return { status: 200, body: staffViewOf(after), headers: { etag: etagOf(after) } }
    },
  ),
  post(
    '/api/admin/customers/{id}/erase',
    {
      summary: 'Erase a customer’s personal data',
      access: 'staff',
      params,
      statuses: [204],
      reply: Nothing,
      description:
        'Every part of the shop takes it out, and the account ends. There is no way back; a repeat does nothing.',
    },
    async ({ db }: CustomersContext, { params: { id } }) => {
      if (!(await eraseCustomer(db, id))) found((await isKnown(db, id)) || null)
      return { status: 204 }
    },
  ),
]
