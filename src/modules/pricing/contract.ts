// Pricing knows markets, prices and taxes, and is the only place that adds money up. It knows no stock and no shoppers.
import { Type } from 'typebox'
import { command, contract, event, query } from '#kernel/contract.ts'
import { Amount, Country, Currency, Handle, Id, Locale, Quantity, TaxLine, Time, Totals } from '#kernel/scalars.ts'

/** A price is a decision: no exchange rates. `validFrom`/`validTo` bound it in time, `minQuantity` starts a step. */
const Price = Type.Object({
  market: Handle,
  currency: Currency,
  amount: Amount,
  compareAt: Type.Optional(Amount),
  minQuantity: Type.Integer({ minimum: 1 }),
  validFrom: Type.Optional(Time),
  validTo: Type.Optional(Time),
})
const NewPrice = Type.Object(
  {
    variantId: Id,
    market: Handle,
    amount: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    compareAt: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
    minQuantity: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    validFrom: Type.Optional(Time),
    validTo: Type.Optional(Time),
  },
  { additionalProperties: false },
)
const Market = Type.Object({
  handle: Handle,
  name: Type.String(),
  currency: Currency,
  exponent: Type.Integer(),
  countries: Type.Array(Country),
  locales: Type.Array(Locale),
  taxIncluded: Type.Boolean(),
  defaultCountry: Country,
  timeZone: Type.String(),
  capture: Type.Enum(['now', 'later']),
  isDefault: Type.Boolean(),
})

export const pricing = contract('pricing', {
  queries: {
    /** All markets, the default one first. Small reference data: answered from memory, at most 30 s old. */
    markets: query({}, Type.Array(Market), { deadlineMs: 500 }),
    /**
     * The one quote for everything that is ever added up. A line that brings `unitPrice` (a snapshot younger than 60 s) is not
     * looked up again, so a quote of such lines costs no statement. Without a country: the market's default where prices
     * include tax, else no tax lines.
     */
    quote: query(
      {
        market: Handle,
        country: Type.Optional(Country),
        region: Type.Optional(Type.String()),
        lines: Type.Array(
          Type.Object({
            id: Id, variantId: Id, quantity: Quantity, taxClass: Type.String(),
            unitPrice: Type.Optional(Amount), compareAt: Type.Optional(Amount),
          }),
          { maxItems: 200 },
        ),
        shipping: Type.Optional(Type.Object({ price: Amount, taxClass: Type.String() })),
      },
      Type.Object({
        market: Handle,
        currency: Currency,
        taxIncluded: Type.Boolean(),
        lines: Type.Array(
          Type.Object({ id: Id, unitPrice: Amount, compareAt: Type.Optional(Amount), total: Amount, net: Amount, tax: Amount }),
        ),
        taxLines: Type.Array(TaxLine),
        totals: Totals,
        pricedAt: Time,
      }),
      {
        // `not_for_sale` carries `variantIds`; `country_not_in_market` the market's countries.
        refuses: { not_for_sale: 422, country_not_in_market: 422, market_unknown: 422, amount_too_large: 422 },
        deadlineMs: 500,
      },
    ),
  },
  commands: {
    /** Sets prices; the same (variant, market, step, window) is replaced, the log keeps both. A change sent again does nothing. */
    setPrices: command({ changeId: Id, prices: Type.Array(NewPrice, { minItems: 1, maxItems: 2_000 }) }, Type.Object({ set: Type.Integer() }), {
      key: 'changeId',
      refuses: { market_unknown: 422 },
      deadlineMs: 5_000,
    }),
  },
  events: {
    /** Every base price that the variant has now, in all markets: a projection replaces what it had. */
    PriceChanged: event({ variantId: Id, prices: Type.Array(Price) }, { key: 'variantId' }),
  },
})
