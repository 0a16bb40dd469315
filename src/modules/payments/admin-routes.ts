import { type Static, Type } from 'typebox'
import { Refusal } from '#kernel/errors.ts'
import { cursorOf, limitQuery, pageOf, readCursor } from '#http/paging.ts'
import { get, post } from '#kernel/module.ts'
import { Id, Money, Time } from '#commerce/scalars.ts'
import {
  type After,
  type PaymentRow,
  listPayments,
  listQuarantined,
  readPaymentDetail,
  releaseWebhook,
} from './admin-store.ts'
import type { PaymentsContext } from './context.ts'
import { readDifferences } from './difference-store.ts'

const present = <T extends object>(row: T) =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as any
const page = <T extends Parameters<typeof Type.Array>[0]>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Type.Optional(Type.String()) })

const fields = {
  id: Id,
  orderId: Id,
  attempt: Type.Integer(),
  provider: Type.String(),
  providerId: Type.Optional(Type.String()),
  status: Type.String(),
  code: Type.Optional(Type.String()),
  amount: Money,
  captured: Money,
  refunded: Money,
  refunding: Money,
  createdAt: Time,
}
const PaymentView = Type.Object(fields, { title: 'Payment' })
const MovementView = Type.Object({
  id: Id,
  kind: Type.Enum(['capture', 'refund']),
  amount: Money,
  status: Type.Enum(['pending', 'succeeded', 'failed']),
  code: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
  createdAt: Time,
})
const PaymentDetail = Type.Object({ ...fields, movements: Type.Array(MovementView) }, { title: 'PaymentDetail' })
const EventView = Type.Object(
  {
    provider: Type.String(),
    eventId: Type.String(),
    type: Type.String(),
    providerId: Type.String(),
    receivedAt: Time,
    reason: Type.Optional(Type.String()),
    payload: Type.Unknown(),
  },
  { title: 'WebhookEvent' },
)
const DifferenceView = Type.Object(
  {
    provider: Type.String(),
    providerId: Type.String(),
    kind: Type.Enum(['missing_here', 'missing_there', 'other_state']),
    orderId: Type.Optional(Id),
    details: Type.Unknown(),
    foundAt: Time,
    resolvedAt: Type.Optional(Time),
  },
  { title: 'PaymentDifference' },
)

export const adminRoutes = [
  get(
    '/api/admin/payments',
    {
      summary: 'Lists payments, the latest first; with `orderId`, those of one order.',
      access: 'staff',
      query: Type.Object({ ...limitQuery, orderId: Type.Optional(Id) }),
      reply: page(PaymentView),
    },
    async ({ db, secrets }: PaymentsContext, { query: { limit = 20, after, orderId = null } }) => {
      const lastId = after === undefined ? null : (readCursor(secrets, 'payments', after)[0] as string)
      const rows = await listPayments(db, { orderId, after: lastId, limit: limit + 1 })
      const { items, ...next } = pageOf(rows, limit, ({ id }) => cursorOf(secrets, 'payments', [id]))
      return { status: 200, body: { items: items.map(viewOf), ...next } }
    },
  ),
  get(
    '/api/admin/payments/{paymentId}',
    {
      summary: 'One payment with its captures and refunds, oldest first.',
      access: 'staff',
      params: Type.Object({ paymentId: Id }),
      reply: PaymentDetail,
      refuses: { not_found: 404 },
    },
    async ({ db }: PaymentsContext, { params: { paymentId } }) => {
      const payment = await readPaymentDetail(db, paymentId)
      if (payment === null) throw new Refusal('not_found', 404, { detail: 'There is no such payment.' })
      const movements = payment.movements.map((each) => ({
        ...present(each),
        amount: { amount: each.amount, currency: payment.currency },
      }))
      return { status: 200, body: { ...viewOf(payment), movements } }
    },
  ),
  get(
    '/api/admin/webhook-events',
    {
      summary: 'Lists webhooks of payment providers that were put aside: not ours, of another amount, or impossible.',
      access: 'staff',
      query: Type.Object(limitQuery),
      reply: page(EventView),
    },
    async ({ db, secrets }: PaymentsContext, { query: { limit = 20, after } }) => {
      const rows = await listQuarantined(db, { after: afterOf(secrets, 'webhook-events', after), limit: limit + 1 })
      const { items, ...next } = pageOf(rows, limit, ({ receivedAt, eventId, provider }) =>
        cursorOf(secrets, 'webhook-events', [receivedAt, eventId, provider]),
      )
      const views = items.map(({ quarantined: _, appliedAt: __, ...event }) => present(event))
      return { status: 200, body: { items: views, ...next } }
    },
  ),
  post(
    '/api/admin/webhook-events/{provider}/{eventId}/retry',
    {
      summary: 'Lets a webhook that was put aside be applied again, after its cause was mended.',
      access: 'administrator',
      params: Type.Object({ provider: Type.String({ maxLength: 40 }), eventId: Type.String({ maxLength: 100 }) }),
      reply: Type.Object({}),
      statuses: [202],
      refuses: { not_found: 404 },
    },
    async ({ db }: PaymentsContext, { params }) => {
      if (!(await releaseWebhook(db, params)))
        throw new Refusal('not_found', 404, { detail: 'No such webhook was put aside.' })
      return { status: 202, body: {} }
    },
  ),
  get(
    '/api/admin/payment-differences',
    {
      summary: 'Lists where our books and those of a provider differ, the latest first.',
      description:
        'Compared an hour at a time, an hour after it. What could be taken over has `resolvedAt`; `open=true` leaves that out.',
      access: 'staff',
      query: Type.Object({ ...limitQuery, open: Type.Optional(Type.Boolean()) }),
      reply: page(DifferenceView),
    },
    async ({ db, secrets }: PaymentsContext, { query: { limit = 20, after, open = false } }) => {
      const rows = await readDifferences(db, {
        open,
        after: afterOf(secrets, 'payment-differences', after),
        limit: limit + 1,
      })
      const { items, ...next } = pageOf(rows, limit, ({ foundAt, providerId, kind, provider }) =>
        cursorOf(secrets, 'payment-differences', [foundAt, providerId, `${kind} ${provider}`]),
      )
      return { status: 200, body: { items: items.map(present), ...next } }
    },
  ),
]

const afterOf = (secrets: PaymentsContext['secrets'], kind: string, cursor: string | undefined): After =>
  cursor === undefined ? null : (readCursor(secrets, kind, cursor) as [string, string, string])

function viewOf({ amount, captured, refunded, refunding, currency, ...row }: PaymentRow): Static<typeof PaymentView> {
  const money = (minor: number) => ({ amount: minor, currency })
  const { id, orderId, attempt, provider, status, createdAt } = row
  return {
    ...present({ providerId: row.providerId, code: row.code }),
    id,
    orderId,
    attempt,
    provider,
    status,
    createdAt,
    amount: money(amount),
    captured: money(captured),
    refunded: money(refunded),
    refunding: money(refunding),
  }
}
