// Pricing knows markets, prices and taxes, and is the only place that adds money up. It knows no stock and no shoppers.
import { Type } from 'typebox'
import { command, contract, event, query } from '#kernel/contract.ts'
import { Amount, Country, Currency, Handle, Id, Locale, Quantity, TaxLine, Time, Totals } from '#commerce/scalars.ts'

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
/** A market as the back office gives it whole. `currency` is one of ISO 4217, `timeZone` one of the IANA names. */
export const NewMarket = Type.Object(
  {
    handle: Handle,
    name: Type.String({ minLength: 1, maxLength: 120 }),
    currency: Currency,
    countries: Type.Array(Country, { minItems: 1, maxItems: 250, uniqueItems: true }),
    locales: Type.Array(Locale, { minItems: 1, maxItems: 50, uniqueItems: true }),
    taxIncluded: Type.Boolean(),
    /** Whose tax included prices contain; the first of `countries` when it is left out. */
    defaultCountry: Type.Optional(Country),
    timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    capture: Type.Optional(Type.Enum(['now', 'later'])),
    /** True moves the default here; the first market is the default anyway. */
    isDefault: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
/** `region`: ISO 3166-2. `ppm`: parts per million, 19 % is 190,000. */
export const NewTaxRate = Type.Object(
  {
    country: Country,
    region: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    taxClass: Type.Optional(Type.String({ minLength: 1, maxLength: 40, pattern: '^[a-z0-9-]+$' })),
    name: Type.String({ minLength: 1, maxLength: 60 }),
    ppm: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
    /** False: shipping of this class owes no tax there. Default true. */
    shipping: Type.Optional(Type.Boolean()),
    /** A region's rate stands instead of the country's, or beside it when this is true. Default false. */
    adds: Type.Optional(Type.Boolean()),
    /** When it begins; left out: it always held. */
    validFrom: Type.Optional(Time),
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
    /** The plain base prices of variants: from one piece on, without a window of time. A variant without any is left out. One statement. */
    pricesOf: query(
      { variantIds: Type.Array(Id, { maxItems: 5_000 }) },
      Type.Array(Type.Object({ variantId: Id, market: Handle, amount: Amount, compareAt: Type.Optional(Amount) })),
      { deadlineMs: 5_000 },
    ),
    /**
     * The one quote for everything that is ever added up. A line that brings `unitPrice` (a snapshot younger than 60
     * s) is not looked up again, so a quote of such lines costs no statement. Without a country: the market's default
     * where prices include tax, else no tax lines.
     */
    quote: query(
      {
        market: Handle,
        country: Type.Optional(Country),
        region: Type.Optional(Type.String()),
        lines: Type.Array(
          Type.Object({
            id: Id,
            variantId: Id,
            quantity: Quantity,
            taxClass: Type.String(),
            unitPrice: Type.Optional(Amount),
            compareAt: Type.Optional(Amount),
          }),
          { maxItems: 200 },
        ),
        shipping: Type.Optional(Type.Object({ price: Amount, taxClass: Type.String() })),
        /** Off the whole order, meant as the market's prices are; split over the lines, never more than they cost. */
        discount: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
      },
      Type.Object({
        market: Handle,
        currency: Currency,
        taxIncluded: Type.Boolean(),
        lines: Type.Array(
          Type.Object({
            id: Id,
            unitPrice: Amount,
            compareAt: Type.Optional(Amount),
            total: Amount,
            net: Amount,
            tax: Amount,
          }),
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
    /**
     * Sets prices; the same (variant, market, step, window) is replaced, the log keeps both. A change sent again does
     * nothing.
     */
    setPrices: command(
      { changeId: Id, prices: Type.Array(NewPrice, { minItems: 1, maxItems: 2_000 }) },
      Type.Object({ set: Type.Integer() }),
      {
        key: 'changeId',
        refuses: { market_unknown: 422 },
        deadlineMs: 5_000,
      },
    ),
    /**
     * Makes or changes whole markets by handle, all or none; the last default wins. A change sent again does nothing.
     * `country_taken` carries `taken: [{ country, market }]`; `market_in_use`: its currency cannot change while it has
     * prices.
     */
    putMarkets: command(
      { changeId: Id, markets: Type.Array(NewMarket, { minItems: 1, maxItems: 100 }) },
      Type.Object({ set: Type.Integer() }),
      {
        key: 'changeId',
        refuses: {
          country_taken: 409,
          market_in_use: 409,
          default_market_required: 409,
          currency_unknown: 422,
          country_unknown: 422,
          time_zone_unknown: 422,
          default_country_not_in_market: 422,
        },
        deadlineMs: 5_000,
      },
    ),
    /** Sets rates of tax; the same (country, region, class, start) is replaced. A change sent again does nothing. */
    putTaxRates: command(
      { changeId: Id, rates: Type.Array(NewTaxRate, { minItems: 1, maxItems: 2_000 }) },
      Type.Object({ set: Type.Integer() }),
      { key: 'changeId', refuses: { country_unknown: 422, region_unknown: 422 }, deadlineMs: 5_000 },
    ),
  },
  events: {
    /** Every base price that the variant has now, in all markets: a projection replaces what it had. */
    PriceChanged: event({ variantId: Id, prices: Type.Array(Price) }, { key: 'variantId' }),
  },
})
