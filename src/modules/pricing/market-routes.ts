import { Type } from 'typebox'
import { requireMatch, versionEtag } from '#http/etag.ts'
import { mergePatch } from '#http/merge-patch.ts'
import { check } from '#kernel/calls/dispatch.ts'
import { del, get, patch, post, type Route } from '#kernel/module.ts'
import { Country, Handle, Locale, Time } from '#commerce/scalars.ts'
import type { PricingContext } from './context.ts'
import { NewMarket } from './contract.ts'
import type { NewMarket as Given } from './market.ts'
import { type MarketRow, readMarkets } from './market-store.ts'
import { changeMarket, createMarket, marketRefuses, removeMarket } from './put-market.ts'
import { Refusal } from '#kernel/errors.ts'

const params = Type.Object({ handle: Handle })
const Market = Type.Object(
  { ...Type.Required(NewMarket).properties, version: Type.Integer(), createdAt: Time },
  { title: 'AdminMarket' },
)
const { handle: _handle, ...changeable } = NewMarket.properties
/** JSON Merge Patch of everything but the handle, which links and prices hang on. */
const MarketPatch = Type.Object(
  {
    ...Type.Partial(Type.Object(changeable)).properties,
    countries: Type.Optional(Type.Array(Country, { minItems: 1, maxItems: 250, uniqueItems: true })),
    locales: Type.Optional(Type.Array(Locale, { minItems: 1, maxItems: 50, uniqueItems: true })),
  },
  { additionalProperties: false },
)
const refuses = { ...marketRefuses, precondition_failed: 412 } as const
const etagOf = ({ handle, version }: MarketRow) => ({ etag: versionEtag(handle, version) })
const staff = { access: 'staff' } as const

/** Markets in the back office. A change is heard at once by this process, within 30 s by the others. */
export const marketRoutes: Route<PricingContext>[] = [
  get(
    '/api/admin/markets',
    { ...staff, summary: 'All markets, the default one first.', reply: Type.Object({ items: Type.Array(Market) }) },
    async ({ db }: PricingContext) => ({ status: 200, body: { items: await readMarkets(db, null) } }),
  ),
  get(
    '/api/admin/markets/{handle}',
    { ...staff, summary: 'One market.', params, reply: Market, refuses: { market_not_found: 404 } },
    async ({ db }: PricingContext, { params: { handle } }) => {
      const [market] = await readMarkets(db, handle)
      if (market === undefined)
        throw new Refusal('market_not_found', 404, { detail: 'See /api/admin/markets for those that exist.' })
      return { status: 200, body: market, headers: etagOf(market) }
    },
  ),
  post(
    '/api/admin/markets',
    {
      ...staff,
      summary: 'Makes a market.',
      body: NewMarket,
      reply: Market,
      statuses: [201],
      refuses,
      example: {
        handle: 'eu',
        name: 'Europe',
        currency: 'EUR',
        countries: ['DE', 'AT'],
        locales: ['de', 'en'],
        taxIncluded: true,
        defaultCountry: 'DE',
        timeZone: 'Europe/Berlin',
      },
    },
    async (context: PricingContext, { body }) => {
      const after = await createMarket(context, body)
      return { status: 201, body: after, headers: etagOf(after), audit: { after } }
    },
  ),
  patch(
    '/api/admin/markets/{handle}',
    {
      ...staff,
      summary: 'Changes a market.',
      params,
      body: MarketPatch,
      reply: Market,
      refuses,
      description:
        'The currency cannot change while there are prices; the default moves by making another the default.',
      headers: { 'If-Match': 'The ETag that was read; 412 when somebody else changed it since.' },
    },
    async (context: PricingContext, { params: { handle }, body, headers }) => {
      const { before, after } = await changeMarket(context, handle, (now) => {
        requireMatch(headers['if-match'], etagOf(now).etag)
        return patched(now, body)
      })
      return { status: 200, body: after, headers: etagOf(after), audit: { before, after } }
    },
  ),
  del(
    '/api/admin/markets/{handle}',
    {
      ...staff,
      summary: 'Removes a market that has no prices.',
      params,
      reply: Type.Object({}),
      statuses: [204],
      refuses,
    },
    async (context: PricingContext, { params: { handle }, headers }) => {
      const before = await removeMarket(context, handle, (now) => requireMatch(headers['if-match'], etagOf(now).etag))
      return { status: 204, audit: { before } }
    },
  ),
]

/** The row with the patch applied, checked whole again, because a null removes. */
function patched({ version: _version, createdAt: _createdAt, ...now }: MarketRow, patch: unknown): Given {
  const whole = mergePatch(now, patch)
  check(NewMarket, whole, 'the market')
  return whole as Given
}
