import { Type } from 'typebox'
import { Country, Currency, Handle, Locale } from '#commerce/scalars.ts'
import { strongEtag } from '#http/etag.ts'
import { get, type Route } from '#kernel/module.ts'
import type { PricingContext } from './context.ts'
import { referenceOf } from './reference.ts'

const Market = Type.Object(
  {
    handle: Handle,
    name: Type.String(),
    currency: Currency,
    /** Digits of the minor unit by ISO 4217: what a client needs to show an amount. */
    exponent: Type.Integer(),
    countries: Type.Array(Country),
    locales: Type.Array(Locale),
    taxIncluded: Type.Boolean(),
    isDefault: Type.Boolean(),
  },
  { title: 'Market' },
)

export const routes: Route<PricingContext>[] = [
  get(
    '/api/markets',
    {
      summary: 'The markets of the shop, the default one first.',
      description:
        'One currency, countries, languages, and whether prices include tax. Choose by `?market=` or `Market`.',
      access: 'anyone',
      reply: Type.Object({ items: Type.Array(Market) }),
    },
    async (context: PricingContext) => {
      const { markets } = await referenceOf(context)
      const items = markets.map(({ handle, name, currency, exponent, countries, locales, taxIncluded, isDefault }) => ({
        handle,
        name,
        currency,
        exponent,
        countries,
        locales,
        taxIncluded,
        isDefault,
      }))
      const body = Buffer.from(JSON.stringify({ items }))
      return { status: 200, body, headers: { etag: strongEtag(body), 'cache-control': 'public, max-age=30' } }
    },
  ),
]
