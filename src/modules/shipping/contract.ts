// Shipping knows where we deliver to, how, and what that costs. It knows no carts and no parcels yet.
import { Type } from 'typebox'
import { contract, query } from '#kernel/contract.ts'
import { Amount, Country, Handle, Id, Locale } from '#kernel/scalars.ts'

export const shipping = contract('shipping', {
  queries: {
    /** The options that apply to a destination and a subtotal, cheapest first. Zones and options are in memory, at most 30 s old. */
    optionsFor: query(
      { market: Handle, country: Country, region: Type.Optional(Type.String()), subtotal: Amount, locale: Locale },
      Type.Array(
        Type.Object({ id: Id, name: Type.String(), price: Amount, taxClass: Type.String(), estimate: Type.Optional(Type.String()) }),
      ),
      { deadlineMs: 500 },
    ),
  },
})
