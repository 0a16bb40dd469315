import { Type } from 'typebox'
import { check } from '#kernel/calls/dispatch.ts'
import { requireMatch, versionEtag } from '#http/etag.ts'
import { mergePatch } from '#http/merge-patch.ts'
import { cursorOf, limitQuery, pageOf, readCursor } from '#http/paging.ts'
import { del, get, patch, post, type Route } from '#kernel/module.ts'
import { Id, Time } from '#commerce/scalars.ts'
import type { ShippingContext } from './context.ts'
import { NewZone } from './contract.ts'
import type { GivenZone } from './given-offer.ts'
import { bare, changeZone, createZone, offerRefuses, removeZone, zoneById } from './put-offer.ts'
import { type ZoneRow, readZones } from './zone-store.ts'

const params = Type.Object({ zoneId: Id })
const Zone = Type.Object(
  { id: Id, ...Type.Required(NewZone).properties, version: Type.Integer(), createdAt: Time },
  { title: 'ShippingZone' },
)
const ZonePatch = Type.Object(Type.Partial(NewZone).properties, { additionalProperties: false })
const { zone_not_found, zone_in_use, zone_empty, country_unknown, region_unknown, precondition_failed } = offerRefuses
const refuses = { zone_empty, country_unknown, region_unknown } as const
const etagOf = ({ id, version }: ZoneRow) => ({ etag: versionEtag(id, version) })
const staff = { access: 'staff' } as const
const cursorKind = 'shipping-zones'

/** Shipping zones in the back office. A change is heard at once by this process, within 30 s by the others. */
export const zoneRoutes: Route<ShippingContext>[] = [
  get(
    '/api/admin/shipping-zones',
    {
      ...staff,
      summary: 'Shipping zones, the oldest first.',
      query: Type.Object(limitQuery),
      reply: Type.Object({ items: Type.Array(Zone), next: Type.Optional(Type.String()) }),
    },
    async ({ db, secrets }: ShippingContext, { query: { limit = 20, after } }) => {
      const from = after === undefined ? null : (readCursor(secrets, cursorKind, after)[0] as string)
      const rows = await readZones(db, { after: from, limit: limit + 1 })
      return { status: 200, body: pageOf(rows, limit, ({ id }) => cursorOf(secrets, cursorKind, [id])) }
    },
  ),
  get(
    '/api/admin/shipping-zones/{zoneId}',
    { ...staff, summary: 'One shipping zone.', params, reply: Zone, refuses: { zone_not_found } },
    async (context: ShippingContext, { params: { zoneId } }) => {
      const zone = await zoneById(context, zoneId)
      return { status: 200, body: zone, headers: etagOf(zone) }
    },
  ),
  post(
    '/api/admin/shipping-zones',
    {
      ...staff,
      summary: 'Makes a shipping zone.',
      body: NewZone,
      reply: Zone,
      statuses: [201],
      refuses,
      description:
        'Whole countries and single regions: where a zone names the region, zones of its country do not count.',
      example: { name: 'European Union', countries: ['DE', 'AT', 'FR'] },
    },
    async (context: ShippingContext, { body }) => {
      const after = await createZone(context, body)
      return { status: 201, body: after, headers: etagOf(after), audit: { after } }
    },
  ),
  patch(
    '/api/admin/shipping-zones/{zoneId}',
    {
      ...staff,
      summary: 'Changes a shipping zone.',
      params,
      body: ZonePatch,
      reply: Zone,
      refuses: { ...refuses, zone_not_found, precondition_failed },
      headers: { 'If-Match': 'The ETag that was read; 412 when somebody else changed it since.' },
    },
    async (context: ShippingContext, { params: { zoneId }, body, headers }) => {
      const { before, after } = await changeZone(context, zoneId, (now) => {
        requireMatch(headers['if-match'], etagOf(now).etag)
        const { id, ...zone } = bare(now)
        const whole = mergePatch(zone, body)
        check(NewZone, whole, 'the zone')
        return { id, ...(whole as Omit<GivenZone, 'id'>) }
      })
      return { status: 200, body: after, headers: etagOf(after), audit: { before, after } }
    },
  ),
  del(
    '/api/admin/shipping-zones/{zoneId}',
    {
      ...staff,
      summary: 'Removes a shipping zone that has no options.',
      params,
      reply: Type.Object({}),
      statuses: [204],
      refuses: { zone_not_found, zone_in_use },
    },
    async (context: ShippingContext, { params: { zoneId } }) => {
      await removeZone(context, zoneId)
      return { status: 204 }
    },
  ),
]
