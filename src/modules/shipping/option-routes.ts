import { Type } from 'typebox'
import { check } from '#kernel/calls/dispatch.ts'
import { requireMatch, versionEtag } from '#http/etag.ts'
import { mergePatch } from '#http/merge-patch.ts'
import { cursorOf, limitQuery, pageOf, readCursor } from '#http/paging.ts'
import { del, get, patch, post, type Route } from '#kernel/module.ts'
import { Handle, Id, Locale, Time } from '#commerce/scalars.ts'
import type { ShippingContext } from './context.ts'
import { NewOption, NewOptionPrice } from './contract.ts'
import type { GivenOption } from './given-offer.ts'
import { type OptionRow, readOptions } from './option-store.ts'
import { bare, changeOption, createOption, offerRefuses, optionById, removeOption } from './put-offer.ts'

const params = Type.Object({ optionId: Id })
const Option = Type.Object(
  { id: Id, ...Type.Required(NewOption).properties, version: Type.Integer(), createdAt: Time },
  { title: 'ShippingOptionSettings' },
)
const closed = { additionalProperties: false }
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
/** Merge patch: a null takes a locale or a market away. */
const OptionPatch = Type.Object(
  {
    ...Type.Partial(NewOption).properties,
    names: Type.Optional(Type.Record(Locale, orNull(Type.String({ minLength: 1, maxLength: 200 })), closed)),
    estimates: Type.Optional(Type.Record(Locale, orNull(Type.String({ minLength: 1, maxLength: 200 })), closed)),
    prices: Type.Optional(
      Type.Record(
        Handle,
        orNull(
          Type.Object(
            {
              price: Type.Optional(NewOptionPrice.properties.price),
              freeFrom: Type.Optional(orNull(NewOptionPrice.properties.price)),
              minSubtotal: Type.Optional(orNull(NewOptionPrice.properties.price)),
              maxSubtotal: Type.Optional(orNull(NewOptionPrice.properties.price)),
            },
            closed,
          ),
        ),
        closed,
      ),
    ),
  },
  closed,
)
const { zone_unknown, subtotals_crossed, shipping_option_not_found, precondition_failed } = offerRefuses
const refuses = { zone_unknown, subtotals_crossed } as const
const etagOf = ({ id, version }: OptionRow) => ({ etag: versionEtag(id, version) })
const staff = { access: 'staff' } as const
const cursorKind = 'shipping-options'

/** Shipping options in the back office. A change is heard at once by this process, within 30 s by the others. */
export const optionRoutes: Route<ShippingContext>[] = [
  get(
    '/api/admin/shipping-options',
    {
      ...staff,
      summary: 'Shipping options, the oldest first.',
      query: Type.Object({ ...limitQuery, zoneId: Type.Optional(Id) }),
      reply: Type.Object({ items: Type.Array(Option), next: Type.Optional(Type.String()) }),
    },
    async ({ db, secrets }: ShippingContext, { query: { limit = 20, after, zoneId } }) => {
      const from = after === undefined ? null : (readCursor(secrets, cursorKind, after)[0] as string)
      const rows = await readOptions(db, { zoneId: zoneId ?? null, after: from, limit: limit + 1 })
      return { status: 200, body: pageOf(rows, limit, ({ id }) => cursorOf(secrets, cursorKind, [id])) }
    },
  ),
  get(
    '/api/admin/shipping-options/{optionId}',
    { ...staff, summary: 'One shipping option.', params, reply: Option, refuses: { shipping_option_not_found } },
    async (context: ShippingContext, { params: { optionId } }) => {
      const option = await optionById(context, optionId)
      return { status: 200, body: option, headers: etagOf(option) }
    },
  ),
  post(
    '/api/admin/shipping-options',
    {
      ...staff,
      summary: 'Makes a shipping option.',
      body: NewOption,
      reply: Option,
      statuses: [201],
      refuses,
      description:
        'Offered in the markets that it has a price for, in minor units of their currency; taxed by its own class.',
      example: {
        zoneId: '01890000-0000-7000-8000-000000000001',
        names: { en: 'Standard', de: 'Standardversand' },
        estimates: { en: '2 to 4 days', de: '2 bis 4 Tage' },
        prices: { eu: { price: 490, freeFrom: 5_000 } },
      },
    },
    async (context: ShippingContext, { body }) => {
      const after = await createOption(context, body)
      return { status: 201, body: after, headers: etagOf(after), audit: { after } }
    },
  ),
  patch(
    '/api/admin/shipping-options/{optionId}',
    {
      ...staff,
      summary: 'Changes a shipping option.',
      params,
      body: OptionPatch,
      reply: Option,
      refuses: { ...refuses, shipping_option_not_found, precondition_failed },
      headers: { 'If-Match': 'The ETag that was read; 412 when somebody else changed it since.' },
    },
    async (context: ShippingContext, { params: { optionId }, body, headers }) => {
      const { before, after } = await changeOption(context, optionId, (now) => {
        requireMatch(headers['if-match'], etagOf(now).etag)
        const { id, ...option } = bare(now)
        const whole = mergePatch(option, body)
        check(NewOption, whole, 'the shipping option')
        return { id, ...(whole as Omit<GivenOption, 'id'>) }
      })
      return { status: 200, body: after, headers: etagOf(after), audit: { before, after } }
    },
  ),
  del(
    '/api/admin/shipping-options/{optionId}',
    {
      ...staff,
      summary: 'Removes a shipping option; carts that chose it are told.',
      params,
      reply: Type.Object({}),
      statuses: [204],
      refuses: { shipping_option_not_found },
    },
    async (context: ShippingContext, { params: { optionId } }) => {
      await removeOption(context, optionId)
      return { status: 204 }
    },
  ),
]
