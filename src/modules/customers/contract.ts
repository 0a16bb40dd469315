// Customers knows who buys: name, addresses, groups; with an account or as a guest. It knows no passwords and no
// orders.
import { Type } from 'typebox'
import { contract, event } from '#kernel/contract.ts'
import { Id } from '#commerce/scalars.ts'

export const customers = contract('customers', {
  events: {
    CustomerRegistered: event(
      { customerId: Id, userId: Type.Optional(Id), email: Type.String() },
      { key: 'customerId' },
    ),
    /** Personal data is to go: every module that keeps some reacts. */
    CustomerErased: event({ customerId: Id, userId: Type.Optional(Id), email: Type.String() }, { key: 'customerId' }),
  },
})
