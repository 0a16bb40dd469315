import { createHash } from 'node:crypto'
import { Type } from 'typebox'
import { cursorOf, limitQuery, readCursor } from '#http/paging.ts'
import { get, post, put } from '#kernel/module.ts'
import { Handle, Sku, Time } from '#commerce/scalars.ts'
import { adjustStock } from './adjust-stock.ts'
import type { InventoryContext } from './context.ts'
import { inventory } from './contract.ts'
import { putLocation, readLevels, readLocations, readMovements } from './location-store.ts'

const strict = { additionalProperties: false }
const Address = Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 200 }), { maxProperties: 12 })
const Location = Type.Object(
  { handle: Handle, name: Type.String(), address: Type.Optional(Address), position: Type.Integer() },
  { title: 'StockLocation' },
)
const Level = Type.Object(
  {
    sku: Sku,
    location: Handle,
    onHand: Type.Integer(),
    held: Type.Integer(),
    incoming: Type.Integer(),
    available: Type.Integer(),
  },
  { title: 'StockLevel' },
)
const Movement = Type.Object(
  {
    id: Type.Integer(),
    at: Time,
    sku: Sku,
    location: Handle,
    kind: Type.String(),
    delta: Type.Integer(),
    reason: Type.Optional(Type.String()),
    reference: Type.Optional(Type.String()),
    actor: Type.Optional(Type.String()),
  },
  { title: 'StockMovement' },
)
const page = <T extends Parameters<typeof Type.Array>[0]>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Type.Optional(Type.String()) })
const present = <T extends object>(row: T) =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as any

export const adminRoutes = [
  get(
    '/api/admin/locations',
    { summary: 'Lists the places where goods lie, nearest first.', access: 'staff', reply: page(Location) },
    async ({ db }: InventoryContext) => ({ status: 200, body: { items: (await readLocations(db)).map(present) } }),
  ),
  put(
    '/api/admin/locations/{handle}',
    {
      summary: 'Makes or changes a location. Holds take from the lowest position first.',
      access: 'staff',
      params: Type.Object({ handle: Handle }),
      body: Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: 120 }),
          address: Type.Optional(Address),
          position: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
        },
        strict,
      ),
      reply: Location,
      example: { name: 'Hamburg', position: 0 },
    },
    async ({ db }: InventoryContext, { params, body }) => {
      const location = {
        handle: params.handle,
        name: body.name,
        address: body.address ?? null,
        position: body.position ?? 0,
      }
      await putLocation(db, location)
      return { status: 200, body: present(location) }
    },
  ),
  post(
    '/api/admin/stock/adjustments',
    {
      summary: 'Books goods in, out, or as counted.',
      description: 'Give either `delta` (a difference) or `setTo` (what is on hand after a count).',
      access: 'staff',
      body: Type.Object(
        {
          sku: Sku,
          location: Handle,
          delta: Type.Optional(Type.Integer({ minimum: -10_000_000, maximum: 10_000_000 })),
          setTo: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000 })),
          reason: Type.String({ minLength: 1, maxLength: 200 }),
        },
        { ...strict, minProperties: 4, maxProperties: 4 },
      ),
      reply: Level,
      statuses: [201],
      refuses: inventory.commands.adjust.refuses,
      example: { sku: 'JY-MUG-ENA-MOS', location: 'hamburg', delta: 24, reason: 'delivery 4711' },
    },
    async (context: InventoryContext, { body, key }) => {
      // The kernel keeps the answer of a key only after the act: who died in between must not book twice.
      const batchId = key === null ? context.ids.next() : batchOf(`${context.principal.id} ${key}`)
      await adjustStock(context, { batchId, adjustments: [body] })
      const levels = await readLevels(context.db, [body.sku], { sku: '', location: '' }, 100)
      return { status: 201, body: levels.find(({ location }) => location === body.location)! }
    },
  ),
  get(
    '/api/admin/stock/levels',
    {
      summary: 'Lists levels by SKU and location.',
      access: 'staff',
      query: Type.Object({ sku: Type.Optional(Sku), ...limitQuery }),
      reply: page(Level),
    },
    async ({ db, secrets }: InventoryContext, { query: { sku, limit = 20, after: cursor } }) => {
      const [afterSku = '', location = ''] =
        cursor === undefined ? [] : (readCursor(secrets, 'levels', cursor) as string[])
      const rows = await readLevels(db, sku === undefined ? null : [sku], { sku: afterSku, location }, limit + 1)
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      const next = rows.length > limit ? { next: cursorOf(secrets, 'levels', [last!.sku, last!.location]) } : {}
      return { status: 200, body: { items, ...next } }
    },
  ),
  get(
    '/api/admin/stock/movements',
    {
      summary: 'Lists what moved, newest first.',
      access: 'staff',
      query: Type.Object({ sku: Type.Optional(Sku), ...limitQuery }),
      reply: page(Movement),
    },
    async ({ db, secrets }: InventoryContext, { query: { sku, limit = 20, after: cursor } }) => {
      const [before] =
        cursor === undefined ? [Number.MAX_SAFE_INTEGER] : (readCursor(secrets, 'movements', cursor) as number[])
      const rows = await readMovements(db, sku ?? null, before!, limit + 1)
      const items = rows.slice(0, limit)
      const next = rows.length > limit ? { next: cursorOf(secrets, 'movements', [items.at(-1)!.id]) } : {}
      return { status: 200, body: { items: items.map(present), ...next } }
    },
  ),
]

/** A UUID (version 8, RFC 9562 §5.8) made of a text: the same key is the same batch. */
function batchOf(text: string): string {
  const hash = createHash('sha256').update(text).digest('hex')
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}
