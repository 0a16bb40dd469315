import { Type } from 'typebox'
import { check } from '#kernel/calls/dispatch.ts'
import { requireMatch, versionEtag } from '#http/etag.ts'
import { mergePatch } from '#http/merge-patch.ts'
import { cursorOf, limitQuery, pageOf, readCursor } from '#http/paging.ts'
import { del, get, patch, post, put, type Route } from '#kernel/module.ts'
import { Country, Id } from '#commerce/scalars.ts'
import type { PricingContext } from './context.ts'
import { NewTaxRate } from './contract.ts'
import { changeTaxRate, createTaxRate, putTaxRates, removeTaxRate, taxRate, taxRateRefuses } from './put-tax-rates.ts'
import type { NewTaxRate as Given } from './tax-rate.ts'
import { type TaxRateRow, readTaxRates } from './tax-rate-store.ts'

const params = Type.Object({ taxRateId: Id })
const { region, validFrom, ...always } = NewTaxRate.properties
const TaxRate = Type.Object(
  { id: Id, ...Type.Required(Type.Object(always)).properties, region, validFrom, version: Type.Integer() },
  { title: 'TaxRate' },
)
const TaxRatePatch = Type.Object(
  {
    ...Type.Partial(Type.Object(always)).properties,
    region: Type.Optional(Type.Union([NewTaxRate.properties.region, Type.Null()])),
    validFrom: Type.Optional(Type.Union([NewTaxRate.properties.validFrom, Type.Null()])),
  },
  { additionalProperties: false },
)
const refuses = { ...taxRateRefuses, precondition_failed: 412 } as const
const etagOf = ({ id, version }: TaxRateRow) => ({ etag: versionEtag(id, version) })
const staff = { access: 'staff' } as const
const cursorKind = 'tax-rates'

/** Tax rates in the back office. A change is heard at once by this process, within 30 s by the others. */
export const taxRateRoutes: Route<PricingContext>[] = [
  get(
    '/api/admin/tax-rates',
    {
      ...staff,
      summary: 'Tax rates by country, region and class.',
      query: Type.Object({ ...limitQuery, country: Type.Optional(Country) }),
      reply: Type.Object({ items: Type.Array(TaxRate), next: Type.Optional(Type.String()) }),
    },
    async ({ db, secrets }: PricingContext, { query: { limit = 20, after, country } }) => {
      const from =
        after === undefined ? null : (readCursor(secrets, cursorKind, after) as [string, string, string, string])
      const rows = await readTaxRates(db, { country: country ?? null, after: from, limit: limit + 1 })
      const next = (last: TaxRateRow) =>
        cursorOf(secrets, cursorKind, [last.country, last.region ?? '', last.taxClass, last.id])
      return { status: 200, body: pageOf(rows, limit, next) }
    },
  ),
  get(
    '/api/admin/tax-rates/{taxRateId}',
    { ...staff, summary: 'One tax rate.', params, reply: TaxRate, refuses: { tax_rate_not_found: 404 } },
    async (context: PricingContext, { params: { taxRateId } }) => {
      const rate = await taxRate(context, taxRateId)
      return { status: 200, body: rate, headers: etagOf(rate) }
    },
  ),
  post(
    '/api/admin/tax-rates',
    {
      ...staff,
      summary: 'Makes a tax rate.',
      body: NewTaxRate,
      reply: TaxRate,
      statuses: [201],
      refuses,
      description:
        '`validFrom` lets a rate begin later. A class without a rate of its own owes the `standard` rate of its place.',
      example: { country: 'DE', taxClass: 'standard', name: 'MwSt.', ppm: 190_000 },
    },
    async (context: PricingContext, { body }) => {
      const after = await createTaxRate(context, body)
      return { status: 201, body: after, headers: etagOf(after), audit: { after } }
    },
  ),
  put(
    '/api/admin/tax-rates',
    {
      ...staff,
      summary: 'Sets many tax rates at once.',
      bodyLimit: 1_048_576,
      description: 'The same country, region, class and start is replaced; what is not named stays.',
      body: Type.Object(
        { rates: Type.Array(NewTaxRate, { minItems: 1, maxItems: 2_000 }) },
        { additionalProperties: false },
      ),
      reply: Type.Object({ set: Type.Integer() }),
      refuses,
    },
    async (context: PricingContext, { body }) => {
      const answer = await putTaxRates(context, { changeId: context.ids.next(), rates: body.rates })
      return { status: 200, body: answer, audit: { after: body } }
    },
  ),
  patch(
    '/api/admin/tax-rates/{taxRateId}',
    {
      ...staff,
      summary: 'Changes a tax rate.',
      params,
      body: TaxRatePatch,
      reply: TaxRate,
      refuses,
      headers: { 'If-Match': 'The ETag that was read; 412 when somebody else changed it since.' },
    },
    async (context: PricingContext, { params: { taxRateId }, body, headers }) => {
      const { before, after } = await changeTaxRate(context, taxRateId, (now) => {
        requireMatch(headers['if-match'], etagOf(now).etag)
        return patched(now, body)
      })
      return { status: 200, body: after, headers: etagOf(after), audit: { before, after } }
    },
  ),
  del(
    '/api/admin/tax-rates/{taxRateId}',
    { ...staff, summary: 'Removes a tax rate.', params, reply: Type.Object({}), statuses: [204], refuses },
    async (context: PricingContext, { params: { taxRateId } }) => {
      await removeTaxRate(context, taxRateId)
      return { status: 204 }
    },
  ),
]

/** The row with the patch applied, checked whole again, because a null removes. */
function patched({ id: _id, version: _version, ...now }: TaxRateRow, patch: unknown): Given {
  const whole = mergePatch(now, patch)
  check(NewTaxRate, whole, 'the tax rate')
  return whole as Given
}
