import { Type } from 'typebox'
import { type FieldError, Refusal } from '#kernel/errors.ts'
import { cursorOf, limitQuery, pageOf, readCursor } from '#http/paging.ts'
import { del, get, post, type Route } from '#kernel/module.ts'
import { Currency, Handle, Id, Money, Time } from '#commerce/scalars.ts'
import type { PricingContext } from './context.ts'
import { pricing } from './contract.ts'
import { type LogRow, type PriceRow, readPriceLog, readPrices } from './price-store.ts'
import { referenceOf } from './reference.ts'
import { removePrice, setPrices } from './set-prices.ts'

const Given = Type.Object(
  { amount: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), currency: Currency },
  { additionalProperties: false },
)
const NewPrice = Type.Object(
  {
    variantId: Id,
    market: Handle,
    price: Given,
    /** The price before, struck through. */
    compareAtPrice: Type.Optional(Given),
    /** From how many on; default 1. */
    minQuantity: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    validFrom: Type.Optional(Time),
    validTo: Type.Optional(Time),
  },
  { additionalProperties: false },
)
const window = { minQuantity: Type.Integer(), validFrom: Type.Optional(Time), validTo: Type.Optional(Time) }
const Price = Type.Object(
  { id: Id, variantId: Id, market: Handle, price: Money, compareAtPrice: Type.Optional(Money), ...window },
  { title: 'Price' },
)
const LogEntry = Type.Object(
  {
    variantId: Id,
    market: Type.String(),
    /** Absent: the price was removed. */
    amount: Type.Optional(Type.Integer()),
    compareAt: Type.Optional(Type.Integer()),
    ...window,
    actor: Type.String(),
    at: Time,
  },
  { title: 'PriceLogEntry' },
)
const cursorKind = 'price-log'
const staff = { access: 'staff' } as const
const present = <T>(name: string, value: T | null) => (value === null ? {} : { [name]: value })

/** Prices in the back office. Catalog hears of a change by `PriceChanged`. */
export const priceRoutes: Route<PricingContext>[] = [
  get(
    '/api/admin/prices',
    {
      ...staff,
      summary: 'The prices of a variant, in all markets, steps and windows.',
      query: Type.Object({ variantId: Id }),
      reply: Type.Object({ items: Type.Array(Price) }),
    },
    async ({ db }: PricingContext, { query: { variantId } }) => ({
      status: 200,
      body: { items: (await readPrices(db, variantId)).map(viewOf) },
    }),
  ),
  post(
    '/api/admin/prices',
    {
      ...staff,
      summary: 'Sets prices, up to 2,000 at once.',
      bodyLimit: 1_048_576,
      description: 'The same variant, market, step and window is replaced. `changeId` makes it safe to send again.',
      body: Type.Object(
        { changeId: Type.Optional(Id), prices: Type.Array(NewPrice, { minItems: 1, maxItems: 2_000 }) },
        { additionalProperties: false },
      ),
      reply: Type.Object({ set: Type.Integer() }),
      refuses: pricing.commands.setPrices.refuses,
      example: {
        prices: [
          {
            variantId: '01890000-0000-7000-8000-000000000001',
            market: 'eu',
            price: { amount: 1_999, currency: 'EUR' },
          },
        ],
      },
    },
    async (context: PricingContext, { body: { changeId = context.ids.next(), prices } }) => {
      await refuseOtherCurrencies(context, prices)
      const answer = await setPrices(context, {
        changeId,
        prices: prices.map(({ price, compareAtPrice, ...rest }) => ({
          ...rest,
          amount: price.amount,
          ...(compareAtPrice === undefined ? {} : { compareAt: compareAtPrice.amount }),
        })),
      })
      return { status: 200, body: answer, audit: { after: { prices } } }
    },
  ),
  del(
    '/api/admin/prices/{priceId}',
    {
      ...staff,
      summary: 'Removes a price; without another one the variant is not for sale in that market.',
      params: Type.Object({ priceId: Id }),
      reply: Type.Object({}),
      statuses: [204],
      refuses: { price_not_found: 404 },
    },
    async (context: PricingContext, { params: { priceId } }) => {
      await removePrice(context, priceId)
      return { status: 204 }
    },
  ),
  get(
    '/api/admin/price-log',
    {
      ...staff,
      summary: 'Every write of a variant’s prices, the latest first.',
      query: Type.Object({ ...limitQuery, variantId: Id }),
      reply: Type.Object({ items: Type.Array(LogEntry), next: Type.Optional(Type.String()) }),
    },
    async ({ db, secrets }: PricingContext, { query: { variantId, limit = 20, after } }) => {
      const before = after === undefined ? null : (readCursor(secrets, cursorKind, after)[0] as number)
      const rows = await readPriceLog(db, { variantId, before, limit: limit + 1 })
      const { items, ...rest } = pageOf(rows, limit, ({ pos }) => cursorOf(secrets, cursorKind, [pos]))
      return { status: 200, body: { items: items.map(entryOf), ...rest } }
    },
  ),
]

const viewOf = ({ currency, amount, compareAt, validFrom, validTo, ...rest }: PriceRow) => ({
  ...rest,
  price: { amount, currency },
  ...present('compareAtPrice', compareAt === null ? null : { amount: compareAt, currency }),
  ...present('validFrom', validFrom),
  ...present('validTo', validTo),
})

const entryOf = ({ pos: _pos, amount, compareAt, validFrom, validTo, ...rest }: LogRow) => ({
  ...rest,
  ...present('amount', amount),
  ...present('compareAt', compareAt),
  ...present('validFrom', validFrom),
  ...present('validTo', validTo),
})

/** A price in another currency than its market's would silently be read as the market's. */
async function refuseOtherCurrencies(
  context: PricingContext,
  prices: { market: string; price: { currency: string }; compareAtPrice?: { currency: string } }[],
): Promise<void> {
  const { market } = await referenceOf(context)
  const errors: FieldError[] = prices.flatMap((each, at) =>
    (['price', 'compareAtPrice'] as const).flatMap((field) => {
      const wanted = market(each.market)?.currency
      const given = each[field]?.currency
      if (wanted === undefined || given === undefined || given === wanted) return []
      return [
        {
          pointer: `/prices/${at}/${field}/currency`,
          code: 'currency_mismatch',
          detail: `The market ${each.market} sells in ${wanted}.`,
        },
      ]
    }),
  )
  if (errors.length > 0)
    throw new Refusal('invalid', 400, {
      detail: 'Give prices in the currency of their market.',
      errors: errors.slice(0, 20),
    })
}
