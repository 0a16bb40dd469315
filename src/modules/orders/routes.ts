import { createHash } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { cursorOf, limitQuery, readCursor } from '#http/paging.ts'
import { type Principal, type Request, get, post } from '#kernel/module.ts'
import { Address, Email, Id, Money, Quantity } from '#commerce/scalars.ts'
import { refused, refuses, replyOf } from './answers.ts'
import { cancelOrder, cancelRefuses } from './cancel-order.ts'
import type { OrdersContext } from './context.ts'
import { readOrders, readOwnOrders } from './list-store.ts'
import { OrderView, orderToken, viewOf } from './order.ts'
import { ownOrder } from './own-order.ts'
import { type CartForOrder, type Claiming, placeOrder } from './place-order.ts'

const strict = { additionalProperties: false }
const Payment = Type.Object(
  { provider: Type.String({ maxLength: 40 }), method: Type.String({ maxLength: 200 }) },
  { ...strict, title: 'PaymentChoice' },
)
const PlaceOrder = Type.Object(
  {
    cartId: Type.Optional(Id),
    expectedTotal: Type.Optional(Money),
    payment: Payment,
    market: Type.Optional(Type.String({ maxLength: 120 })),
    email: Type.Optional(Email),
    lines: Type.Optional(
      Type.Array(Type.Object({ variantId: Id, quantity: Quantity }, strict), { minItems: 1, maxItems: 200 }),
    ),
    shippingAddress: Type.Optional(Address),
    billingAddress: Type.Optional(Address),
    shippingOptionId: Type.Optional(Id),
  },
  { ...strict, title: 'PlaceOrder' },
)
type Body = Static<typeof PlaceOrder>
const example = {
  cartId: '0199f0c4-7d1e-7c3a-9f55-2f6f4a1c9b10',
  expectedTotal: { amount: 5980, currency: 'EUR' },
  payment: { provider: 'test', method: 'test_ok' },
}
const params = Type.Object({ id: Id })
const page = Type.Object({ items: Type.Array(OrderView), next: Type.Optional(Type.String()) })
const newest = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

export const routes = [
  post(
    '/api/orders',
    {
      summary: 'Places an order: holds the goods, takes the payment, confirms.',
      description:
        'Send the `cartId` and the total that the buyer saw, or the goods themselves without a cart. 201: paid. 202: the outcome is open; ' +
        'ask again with the same key, or follow `payment.nextAction`. The same key always gets the same order.',
      access: 'anyone',
      traffic: 'checkout',
      idempotency: 'own',
      headers: { 'Cart-Token': 'The token of a guest cart.' },
      body: PlaceOrder,
      reply: OrderView,
      statuses: [201, 202],
      refuses,
      example,
    },
    async (context: OrdersContext, request) => {
      const { body } = request
      const claiming = claimingOf(context.principal, request)
      const cart =
        body.cartId === undefined
          ? () => openCart(context, body as Body, claiming, request)
          : () => cartOf(context, body.cartId!, request.headers)
      const { answer, replayed } = await placeOrder(context, {
        claiming,
        cart,
        expectedTotal: body.expectedTotal,
        payment: body.payment,
      })
      return replyOf(answer, replayed) as any
    },
  ),
  get(
    '/api/orders',
    {
      summary: 'Lists your own orders, newest first.',
      access: 'customer',
      query: Type.Object({ ...limitQuery }),
      reply: page,
    },
    async ({ db, principal, secrets }: OrdersContext, { query: { limit = 20, after } }) => {
      const [before = newest] = after === undefined ? [] : (readCursor(secrets, 'own orders', after) as string[])
      const ids = (await readOwnOrders(db, principal.id!, before, limit + 1)).map(({ id }) => id)
      const items = (await readOrders(db, ids.slice(0, limit))).map((order) => viewOf(order))
      return {
        status: 200,
        body: { items, ...(ids.length > limit ? { next: cursorOf(secrets, 'own orders', [ids[limit - 1]!]) } : {}) },
      }
    },
  ),
  get(
    '/api/orders/{id}',
    {
      summary: 'Shows one of your orders, as it is now.',
      access: 'anyone',
      params,
      reply: OrderView,
      refuses: { order_not_found: 404 },
      headers: { 'Order-Token': 'Opens the order without an account, for 30 days.' },
    },
    async (context: OrdersContext, { params: { id }, headers }) => {
      const order = await ownOrder(context, id, headers['order-token'])
      return {
        status: 200,
        body: viewOf(order, headers['order-token'] === undefined ? undefined : orderToken(context.secrets, id)),
      }
    },
  ),
  post(
    '/api/orders/{id}/cancel',
    {
      summary: 'Cancels an order of which nothing was sent: the goods are released, the money goes back.',
      access: 'anyone',
      traffic: 'checkout',
      params,
      reply: OrderView,
      refuses: { order_not_found: 404, ...cancelRefuses },
      headers: { 'Order-Token': 'Opens the order without an account, for 30 days.' },
    },
    async (context: OrdersContext, { params: { id }, headers }) => {
      const order = await ownOrder(context, id, headers['order-token'])
      return {
        status: 200,
        body: viewOf(await cancelOrder(context, order, 'by_customer', context.principal.id ?? 'guest')),
      }
    },
  ),
]

/** A user's keys are his own; a guest's belong to his cart; without a cart the key must be a UUID, and only the same body gets the answer. */
function claimingOf(principal: Principal, { key, body, bodyHash }: Request<any, any, any>): Claiming {
  if (key === null)
    throw refused(
      'idempotency_key_required',
      'Send an Idempotency-Key header: a new UUID for each order, the same for each repeat.',
    )
  if (principal.id !== null) return { principal: `${principal.kind}:${principal.id}`, key, bodyHash }
  if (body.cartId !== undefined) return { principal: `cart:${body.cartId}`, key, bodyHash }
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(key)) {
    throw refused('idempotency_key_required', 'Without a cart the Idempotency-Key must be a UUID.')
  }
  return { principal: 'guest', key, bodyHash }
}

function cartOf(
  { carts, principal }: OrdersContext,
  cartId: string,
  headers: Record<string, string | undefined>,
): Promise<CartForOrder> {
  const token = headers['cart-token']
  const owner = principal.kind === 'user' ? { userId: principal.id } : {}
  return carts.cartForOrder({ cartId, ...(token === undefined ? {} : { token }), ...owner })
}

/** The cart's id comes from the key, so that a repeat opens the same one. */
async function openCart(
  context: OrdersContext,
  body: Body,
  { principal, key }: Claiming,
  request: Request<any, any, any>,
): Promise<CartForOrder> {
  const { payment: _payment, expectedTotal: _total, cartId: _none, lines, market = request.market, ...rest } = body
  if (lines === undefined)
    throw refused('cart_incomplete', 'Send a cartId, or the lines to buy.', { missing: ['lines'] })
  const hash = createHash('sha256')
    .update(context.secrets.sign('cart of an order', `${principal} ${key}`))
    .digest('hex')
  const cartId = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`
  const userId = context.principal.kind === 'user' ? { userId: context.principal.id } : {}
  return context.carts.open({
    cartId,
    ...userId,
    ...(market === null ? {} : { market }),
    locale: request.locales[0] ?? 'en',
    lines,
    ...rest,
  })
}
