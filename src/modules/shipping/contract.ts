// Shipping knows where we deliver to, how, and what that costs. It knows no carts and no parcels yet.
import { Type } from 'typebox'
import { command, contract, query } from '#kernel/contract.ts'
import { Amount, Country, Handle, Id, Locale } from '#commerce/scalars.ts'

const Minor = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Region = Type.String({ minLength: 1, maxLength: 60 })
/** Locale → text. */
const texts = (minProperties: number) =>
  Type.Record(Locale, Type.String({ minLength: 1, maxLength: 200 }), {
    minProperties,
    maxProperties: 50,
    additionalProperties: false,
  })
/**
 * Countries as a whole, and single regions (ISO 3166-2); a zone that names a region wins there over zones that name
 * its country.
 */
export const NewZone = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 120 }),
    countries: Type.Array(Country, { maxItems: 250, uniqueItems: true }),
    regions: Type.Optional(Type.Array(Region, { maxItems: 500, uniqueItems: true })),
  },
  { additionalProperties: false },
)
/** Minor units of the market's currency: free from a subtotal on, offered between two subtotals, both inclusive. */
export const NewOptionPrice = Type.Object(
  {
    price: Minor,
    freeFrom: Type.Optional(Minor),
    minSubtotal: Type.Optional(Minor),
    maxSubtotal: Type.Optional(Minor),
  },
  { additionalProperties: false },
)
export const NewOption = Type.Object(
  {
    zoneId: Id,
    names: texts(1),
    estimates: Type.Optional(texts(0)),
    /** Market → price; it is not offered in the others. */
    prices: Type.Record(Handle, NewOptionPrice, { minProperties: 1, maxProperties: 100, additionalProperties: false }),
    /** Default `standard`. */
    taxClass: Type.Optional(Type.String({ minLength: 1, maxLength: 40, pattern: '^[a-z0-9-]+$' })),
    active: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)

export const shipping = contract('shipping', {
  queries: {
    /**
     * The options that apply to a destination and a subtotal, cheapest first. Zones and options are in memory, at most
     * 30 s old.
     */
    optionsFor: query(
      { market: Handle, country: Country, region: Type.Optional(Type.String()), subtotal: Amount, locale: Locale },
      Type.Array(
        Type.Object({
          id: Id,
          name: Type.String(),
          price: Amount,
          taxClass: Type.String(),
          estimate: Type.Optional(Type.String()),
        }),
      ),
      { deadlineMs: 500 },
    ),
  },
  commands: {
    /** Makes or changes zones and options by their ids, all or none. A change sent again does nothing. */
    putOffer: command(
      {
        changeId: Id,
        zones: Type.Array(Type.Object({ id: Id, ...NewZone.properties }, { additionalProperties: false }), {
          maxItems: 100,
        }),
        options: Type.Array(Type.Object({ id: Id, ...NewOption.properties }, { additionalProperties: false }), {
          maxItems: 200,
        }),
      },
      Type.Object({ set: Type.Integer() }),
      {
        key: 'changeId',
        refuses: {
          zone_unknown: 422,
          zone_empty: 422,
          country_unknown: 422,
          region_unknown: 422,
          subtotals_crossed: 422,
        },
        deadlineMs: 5_000,
      },
    ),
  },
})
