import { createHash } from 'node:crypto'
import { Type } from 'typebox'
import { isoTime } from '#kernel/chance.ts'
import { Refusal } from '#kernel/errors.ts'
import { cursorOf, limitQuery, readCursor } from '#http/paging.ts'
import { get, post } from '#kernel/module.ts'
import { present } from '#commerce/priced-view.ts'
import { Currency, Id, Money, Time } from '#commerce/scalars.ts'
import { cancelOrder, cancelRefuses } from './cancel-order.ts'
import type { OrdersContext } from './context.ts'
import { fulfilRefuses, fulfilWhole } from './fulfil-order.ts'
import { addNote, readAllOrders, readFulfilments, readTimeline } from './list-store.ts'
import { type Order, OrderView, viewOf } from './order.ts'
import { readOrder } from './order-store.ts'
import { refundOrder, refundRefuses } from './refund-order.ts'

const strict = { additionalProperties: false }
const params = Type.Object({ id: Id })
const notFound = { order_not_found: 404 } as const
const Listed = Type.Object(
  {
    id: Id,
    number: Type.String(),
    status: Type.String(),
    reason: Type.Optional(Type.String()),
    email: Type.String(),
    total: Money,
    payment: Type.Object({ status: Type.String() }),
    fulfilment: Type.Object({ status: Type.String() }),
    createdAt: Time,
  },
  { title: 'ListedOrder' },
)
const Entry = Type.Object(
  { at: Time, kind: Type.String(), actor: Type.String(), data: Type.Optional(Type.Unknown()) },
  { title: 'TimelineEntry' },
)
const Fulfilment = Type.Object(
  {
    id: Id,
    at: Time,
    carrier: Type.Optional(Type.String()),
    trackingNumber: Type.Optional(Type.String()),
    lines: Type.Array(Type.Object({ lineId: Id, sku: Type.String(), quantity: Type.Integer() })),
  },
  { title: 'Fulfilment' },
)
const Detail = Type.Object(
  {
    ...OrderView.properties,
    version: Type.Integer(),
    captured: Money,
    expiresAt: Type.Optional(Time),
    fulfilments: Type.Array(Fulfilment),
    timeline: Type.Array(Entry),
  },
  { title: 'OrderDetail' },
)
const Refunding = Type.Object(
  { amount: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), currency: Currency },
  { ...strict, title: 'RefundAmount' },
)
const newest = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

export const adminRoutes = [
  get(
    '/api/admin/orders',
    {
      summary: 'Lists orders, newest first.',
      description: '`q` is a whole order number or e-mail address.',
      access: 'staff',
      reply: Type.Object({ items: Type.Array(Listed), next: Type.Optional(Type.String()) }),
      query: Type.Object({
        q: Type.Optional(Type.String({ maxLength: 254 })),
        status: Type.Optional(OrderView.properties.status),
        ...limitQuery,
      }),
    },
    async ({ db, secrets }: OrdersContext, { query: { q, status, limit = 20, after } }) => {
      const [beforeId = newest] = after === undefined ? [] : (readCursor(secrets, 'orders', after) as string[])
      const rows = await readAllOrders(db, { q: q ?? null, status: status ?? null, beforeId, limit: limit + 1 })
      const items = rows.slice(0, limit).map(({ id, number, reason, email, total, currency, placedAt, ...row }) => ({
        id,
        number,
        status: row.status,
        ...present({ reason }),
        email,
        total: { amount: total, currency },
        payment: { status: row.paymentStatus },
        fulfilment: { status: row.fulfilmentStatus },
        createdAt: placedAt,
      }))
      return {
        status: 200,
        body: { items, ...(rows.length > limit ? { next: cursorOf(secrets, 'orders', [items.at(-1)!.id]) } : {}) },
      }
    },
  ),
  get(
    '/api/admin/orders/{id}',
    { summary: 'Shows an order with its timeline.', access: 'staff', params, reply: Detail, refuses: notFound },
    async (context: OrdersContext, { params: { id } }) => ({
      status: 200,
      body: await detailOf(context, await orderOf(context, id)),
    }),
  ),
  post(
    '/api/admin/orders/{id}/fulfilments',
    {
      summary: 'Sends the whole order.',
      access: 'staff',
      params,
      reply: Fulfilment,
      statuses: [201],
      refuses: { ...notFound, ...fulfilRefuses },
      body: Type.Object(
        {
          carrier: Type.Optional(Type.String({ maxLength: 60 })),
          trackingNumber: Type.Optional(Type.String({ maxLength: 100 })),
        },
        strict,
      ),
      example: { carrier: 'DHL', trackingNumber: '00340434161094021501' },
    },
    async (context: OrdersContext, { params: { id }, body }) => {
      const sent = await fulfilWhole(context, await orderOf(context, id), body, context.principal.id!)
      return { status: 201, body: present(sent) as any }
    },
  ),
  post(
    '/api/admin/orders/{id}/refunds',
    {
      summary: 'Gives money back: what is left, or `amount` of it.',
      access: 'staff',
      idempotency: 'required',
      params,
      statuses: [201],
      refuses: { ...notFound, ...refundRefuses },
      body: Type.Object(
        { amount: Type.Optional(Refunding), reason: Type.Optional(Type.String({ maxLength: 500 })) },
        strict,
      ),
      reply: Type.Object(
        { id: Id, status: Type.Enum(['succeeded', 'pending', 'failed']), captured: Money, refunded: Money },
        { title: 'Refund' },
      ),
      example: { amount: { amount: 1800, currency: 'EUR' }, reason: 'A cup arrived broken' },
    },
    async (context: OrdersContext, { params: { id }, body, key }) => {
      const done = await refundOrder(context, await orderOf(context, id), { ...body, refundId: idFrom(`${id} ${key}`) })
      const money = (amount: number) => ({ amount, currency: done.currency })
      return {
        status: 201,
        body: {
          id: done.refundId,
          status: done.status,
          captured: money(done.captured),
          refunded: money(done.refunded),
        },
      }
    },
  ),
  post(
    '/api/admin/orders/{id}/capture',
    {
      summary: 'Takes what was authorised.',
      access: 'staff',
      idempotency: 'required',
      params,
      reply: Type.Object({ status: Type.String(), captured: Money }, { title: 'Capture' }),
      refuses: { ...notFound, nothing_to_capture: 409, amount_too_high: 422 },
    },
    async (context: OrdersContext, { params: { id }, key }) => {
      const order = await orderOf(context, id)
      const { status, captured, currency } = await context.payments.capture({
        captureId: idFrom(`capture ${id} ${key}`),
        orderId: order.id,
      })
      return { status: 200, body: { status, captured: { amount: captured, currency } } }
    },
  ),
  post(
    '/api/admin/orders/{id}/cancel',
    {
      summary: 'Cancels an order of which nothing was sent.',
      access: 'staff',
      params,
      reply: Detail,
      refuses: { ...notFound, ...cancelRefuses },
    },
    async (context: OrdersContext, { params: { id } }) => {
      const order = await cancelOrder(context, await orderOf(context, id), 'by_staff', context.principal.id!)
      return { status: 200, body: await detailOf(context, order) }
    },
  ),
  post(
    '/api/admin/orders/{id}/notes',
    {
      summary: 'Notes something on the timeline.',
      access: 'staff',
      params,
      statuses: [201],
      refuses: notFound,
      reply: Type.Object({ timeline: Type.Array(Entry) }),
      body: Type.Object({ text: Type.String({ minLength: 1, maxLength: 5_000 }) }, strict),
      example: { text: 'Asked for delivery after 5 p.m.' },
    },
    async (context: OrdersContext, { params: { id }, body }) => {
      await orderOf(context, id)
      await addNote(context.db, id, isoTime(context.clock), context.principal.id!, body.text)
      return { status: 201, body: { timeline: (await readTimeline(context.db, id)).map(present) as any } }
    },
  ),
]

async function orderOf({ db }: OrdersContext, id: string): Promise<Order> {
  const order = await readOrder(db, { id })
  if (order === null) throw new Refusal('order_not_found', 404, { detail: 'There is no order with this id.' })
  return order
}

async function detailOf({ db }: OrdersContext, order: Order) {
  const [fulfilments, timeline] = [await readFulfilments(db, order.id), await readTimeline(db, order.id)]
  return {
    ...viewOf(order),
    version: order.version,
    captured: { amount: order.captured, currency: order.snapshot.currency },
    ...(order.status === 'PENDING' ? { expiresAt: order.expiresAt } : {}),
    fulfilments: fulfilments.map(present) as any,
    timeline: timeline.map(present) as any,
  }
}

/** A UUID (version 8) from a text, so that a repeated key is the same refund or capture. */
function idFrom(text: string): string {
  const hash = createHash('sha256').update(text).digest('hex')
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}
