/** Judges a world that came to rest: the promises of the shop, what people were told, and what the provider has in its books. */
import { checkInvariants } from '../../src/check/invariants.ts'
import { booksOf, shopIn } from '../../src/check/shop-to-check.ts'
import { openingLevels } from './goods.ts'
import type { Left } from './rest.ts'
import { secrets } from './template.ts'
import { type Work, isFinalAnswer } from './work.ts'
import type { World } from './world.ts'

export type Breach = { id: string; promise: string; rows: unknown[] }
type OrderRow = {
  id: string
  cartId: string
  status: string
  total: number
  captured: number
  refunded: number
  lines: { sku: string; quantity: number }[]
}

/** Everything that is not as it was promised. */
export async function judge(world: World, work: Work, left: Left[]): Promise<Breach[]> {
  const query = (text: string, values: unknown[]) => world.database.query(text, values, world.databaseNow())
  const books = booksOf(() =>
    world.provider.payments.map((payment) => ({
      ...payment,
      isNews: world.provider.news.some(({ paymentId, told }) => paymentId === payment.id && !told),
    })),
  )
  const breaches: Breach[] = await checkInvariants(shopIn(query, { secrets, books }), 0)
  const { rows } = await query(
    `select id, cart_id as "cartId", status, total, captured, refunded, snapshot -> 'lines' as lines from orders.orders`,
    [],
  )
  const orders = rows as OrderRow[]
  const found = [
    breach('rest', 'everything comes to an end', left),
    breach('I1', 'an order that somebody was told of exists, and has ended', lostOrders(work, orders)),
    breach('I8', 'one key is one order, and its last word stays the same to the byte', unlikeReplies(work)),
    breach('I8', 'a key that was used for another request is told so', misused(work)),
    breach('I2', 'the provider has what the orders say', await unlikeBooks(world, orders)),
    breach(
      'I3',
      'what is on the shelf is what was there and came in, without what was sold',
      await unlikeShelf(world, work, orders),
    ),
    breach('bug', 'nobody is told of a bug, and none is logged', bugs(world, work)),
  ]
  return [...breaches, ...found].filter((each) => each.rows.length > 0)
}

const breach = (id: string, promise: string, rows: unknown[]): Breach => ({ id, promise, rows })

/** Told with a yes, or as one whose outcome is open: it is there. */
function lostOrders({ orders: asked }: Work, orders: OrderRow[]): unknown[] {
  const byId = new Map(orders.map((order) => [order.id, order]))
  const told = asked.flatMap(({ who, replies }) =>
    replies.flatMap(({ status, body }) =>
      status === 201 || status === 202 ? [{ who, status, id: body.id as string }] : [],
    ),
  )
  const lost = told.filter(({ id }) => !byId.has(id))
  const open = orders.filter(({ status }) => status === 'PENDING')
  const paid = told.filter(
    ({ status, id }) => status === 201 && !['PAID', 'FULFILLED', 'CANCELLED'].includes(byId.get(id)?.status ?? ''),
  )
  return [...lost, ...open, ...paid]
}

function unlikeReplies({ orders }: Work): unknown[] {
  return orders.flatMap(({ who, replies, isFinal }) => {
    const ids = new Set(replies.flatMap(({ status, body }) => (status === 201 || status === 202 ? [body.id] : [])))
    const finals = new Set(
      replies.filter((reply) => isFinalAnswer(reply) && reply.body?.code !== 'out_of_stock').map(({ text }) => text),
    )
    const all = replies.map(({ status, text }) => `${status} ${text.slice(0, 300)}`)
    return ids.size > 1 || finals.size > 1 || !isFinal ? [{ who, all }] : []
  })
}

function misused({ orders }: Work): unknown[] {
  return orders.flatMap(({ who, misused: replies }) =>
    replies
      .filter(({ status, body }) => status !== 0 && status < 500 && body?.code !== 'idempotency_key_reused')
      .map(({ status, text }) => ({ who, status, text: text.slice(0, 300) })),
  )
}

async function unlikeBooks(world: World, orders: OrderRow[]): Promise<unknown[]> {
  const byOrder = Map.groupBy(world.provider.payments, ({ metadata }) => metadata['orderId'] ?? '')
  const unlike: unknown[] = []
  for (const [orderId, payments] of byOrder) {
    const order = orders.find(({ id }) => id === orderId)
    const charged = payments.filter(({ captured }) => captured > 0)
    const captured = charged.reduce((sum, each) => sum + each.captured, 0)
    const refunded = charged.reduce((sum, each) => sum + each.refunded, 0)
    const hasEnded = order === undefined || order.status === 'CANCELLED' || order.status === 'PAYMENT_FAILED'
    const isHeld = payments.some(({ status }) => ['authorised', 'action', 'processing'].includes(status))
    const wrong =
      charged.length > 1
        ? 'charged more than once'
        : hasEnded && captured !== refunded
          ? 'money is kept for an order that ended'
          : hasEnded && isHeld
            ? 'an authorisation is left for an order that ended'
            : order !== undefined && !hasEnded && (order.captured !== captured || order.refunded !== refunded)
              ? 'other sums than the order'
              : null
    if (wrong !== null) unlike.push({ wrong, orderId, order, payments })
  }
  const free = orders.filter(
    ({ id, status, total }) => total > 0 && !byOrder.has(id) && ['PAID', 'FULFILLED'].includes(status),
  )
  return [...unlike, ...free.map((order) => ({ wrong: 'paid without a payment', order }))]
}

async function unlikeShelf(world: World, { counted }: Work, orders: OrderRow[]): Promise<unknown[]> {
  const { rows } = await world.database.query(
    `select sku, sum(on_hand)::int as "onHand", sum(held)::int as held from inventory.stock group by sku`,
  )
  return (rows as { sku: string; onHand: number; held: number }[]).flatMap((level) => {
    const opening = openingLevels.filter(({ sku }) => sku === level.sku).reduce((sum, { onHand }) => sum + onHand, 0)
    const came = counted.filter(({ sku }) => sku === level.sku)
    const isSold = ({ status }: OrderRow) => status === 'PAID' || status === 'FULFILLED'
    const sold = orders
      .filter(isSold)
      .flatMap(({ lines }) => lines.filter(({ sku }) => sku === level.sku))
      .reduce((sum, { quantity }) => sum + quantity, 0)
    // What nobody was told of may have been booked or not, but once at most.
    const possible = came.reduce(
      (sums, { delta, replies }) => {
        const isBooked = replies.some(({ status }) => status === 201)
        const isRefused = replies.length > 0 && replies.every(({ body }) => body?.code === 'below_held')
        return sums.flatMap((sum) => (isBooked ? [sum + delta] : isRefused ? [sum] : [sum, sum + delta]))
      },
      [opening - sold],
    )
    return possible.includes(level.onHand) && level.held === 0 ? [] : [{ ...level, opening, sold, possible, came }]
  })
}

/** Failures that the closed set knows are no bugs; everything else that was logged as an error is. */
const known = /^(UnknownOutcome|Unavailable|Overloaded): |news of its money waits until the sale is booked/
function bugs({ logs }: World, { orders, refunds, counted }: Work): unknown[] {
  const replies = [...orders, ...refunds, ...counted].flatMap((each) => each.replies)
  const told = replies
    .filter(({ status }) => status >= 500 && status !== 503)
    .map(({ status, text }) => ({ status, text }))
  const logged = logs.filter(
    ({ level, fields }) => level === 'error' && fields.err !== undefined && !known.test(String(fields.err)),
  )
  return [...told, ...logged]
}
