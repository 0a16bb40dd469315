import type { OutputOf } from '#kernel/contract.ts'
import { isoTime } from '#kernel/chance.ts'
import { crash } from '#kernel/crash.ts'
import { isTaken } from '#kernel/database/sql.ts'
import type { Refusal } from '#kernel/errors.ts'
import { headersOf } from '#kernel/module.ts'
import type { Money } from '#commerce/scalars.ts'
import type { carts } from '#modules/carts/contract.ts'
import { type Answer, answerOf, opened, outOfStock, problem, refused, sealed } from './answers.ts'
import { keepAnswer, keepRefusal, readClaim } from './claim-store.ts'
import { completeOrder } from './complete-order.ts'
import type { OrdersContext } from './context.ts'
import { type Order, createdFactOf, orderNumber, orderToken, viewOf } from './order.ts'
import { acceptOrder, readOrder } from './order-store.ts'
import { knownShort } from './sold-out.ts'

/** Whose key it is, the key, and what tells a repeat from a reuse. */
export type Claiming = { principal: string; key: string; bodyHash: string }
export type Payment = { provider: string; method: string }
export type CartForOrder = OutputOf<typeof carts.queries.cartForOrder>
export type PlaceOrder = {
  claiming: Claiming
  cart: () => Promise<CartForOrder>
  expectedTotal?: Money | undefined
  payment: Payment
}
export type Placed = { answer: Answer; replayed: boolean }

/** An order waits this long for its payment before it expires, and its hold with it. */
const lifeMs = 15 * 60_000

/**
 * Writes the order first, so that a crash at any later line leaves one that the sweeper finishes. The same key gets the same answer:
 * the kept one, or the order as it is now. Throws `idempotency_in_flight` while a twin works on it, `idempotency_key_reused`
 * for another body. Source of the sequence: accept → hold → pay → confirm, a saga after Garcia-Molina and Salem, 1987.
 */
export async function placeOrder(context: OrdersContext, request: PlaceOrder): Promise<Placed> {
  const { claiming } = request
  const cart = await request.cart().catch((refusal) => refusal as Refusal)
  const no = cart instanceof Error ? cart : await findRefusal(context, cart, request)
  if (no !== null) return (await repeated(context, claiming)) ?? refuse(context, claiming, no)

  const order = draftOf(context, cart as CartForOrder, request)
  crash('orders.accept.before_commit')
  const expiresAt = await accept(context, order, claiming)
  crash('orders.accept.after_commit')
  if (expiresAt === 'cart_taken') {
    return (await repeated(context, claiming)) ?? refuse(context, claiming, await cartClosed(context, order.cartId))
  }
  if (expiresAt === null) return (await repeated(context, claiming))!
  const done = await completeOrder(context, { ...order, expiresAt }, { fence: 1, attempts: 0 })
  // Overtaken by the sweeper: what it kept is the answer, byte for byte.
  if (done.answer === null && done.order.status !== 'PENDING') return (await repeated(context, claiming))!
  return { answer: done.answer ?? answerOf(context, done.order), replayed: false }
}

/** What a rule says no to before a row is written, or null. */
async function findRefusal(
  context: OrdersContext,
  cart: CartForOrder,
  { expectedTotal, payment }: PlaceOrder,
): Promise<Refusal | null> {
  const { snapshot, missing, closed, cartId } = cart
  if (closed) return cartClosed(context, cartId)
  if (missing.length > 0)
    return refused('cart_incomplete', `Add to the cart first: ${missing.join(', ')}.`, { missing })
  const { currency, totals } = snapshot
  if (expectedTotal !== undefined && (expectedTotal.amount !== totals.total || expectedTotal.currency !== currency)) {
    const shown = Object.fromEntries(Object.entries(totals).map(([name, amount]) => [name, { amount, currency }]))
    return refused(
      'total_changed',
      'The total is another now. Show it to the buyer, and send it as expectedTotal with a new key.',
      { totals: shown },
    )
  }
  const short = knownShort(context.memory.soldOut, context.clock, snapshot.lines)
  if (short.length > 0) return outOfStock(short)
  if (totals.total > 0 && !(await context.payments.providers({})).includes(payment.provider)) {
    return refused('provider_unknown', `This shop does not take payments by "${payment.provider}".`)
  }
  return null
}

async function cartClosed(context: OrdersContext, cartId: string): Promise<Refusal> {
  const order = await readOrder(context.db, { openCartId: cartId })
  const member = order === null ? {} : { order: viewOf(order, orderToken(context.secrets, order.id)) }
  return refused('cart_closed', 'This cart became an order already. Open a new cart to buy more.', member)
}

function draftOf(
  context: OrdersContext,
  { cartId, userId, snapshot }: CartForOrder,
  { claiming, payment }: PlaceOrder,
): Order {
  const { clock, ids, random } = context
  return {
    id: ids.next(),
    number: orderNumber(random.bytes(8)),
    version: 1,
    cartId,
    userId: userId ?? null,
    email: snapshot.email!,
    status: 'PENDING',
    reason: null,
    paymentStatus: 'pending',
    fulfilmentStatus: 'none',
    snapshot,
    total: snapshot.totals.total,
    captured: 0,
    refunded: 0,
    provider: payment.provider,
    method: payment.method,
    attempt: 1,
    capture: snapshot.capture ?? 'now',
    nextAction: null,
    claimPrincipal: claiming.principal,
    claimKey: claiming.key,
    expiresAt: '',
    placedAt: isoTime(clock),
  }
}

/** When the order expires, null when the key was used before, `cart_taken` when the cart has an open order. A number that is taken is drawn again. */
async function accept(
  context: OrdersContext,
  order: Order,
  { bodyHash }: Claiming,
): Promise<string | null | 'cart_taken'> {
  for (let left = 3; ; left--) {
    try {
      return await acceptOrder(context.db, {
        ...order,
        bodyHash,
        lifeMs,
        currency: order.snapshot.currency,
        fact: createdFactOf(order),
        headers: headersOf(context.trace),
      })
    } catch (error) {
      if (isTaken(error, 'orders_open_cart_id_key')) return 'cart_taken'
      if (!isTaken(error, 'orders_number_key') || left === 1) throw error
      order.number = orderNumber(context.random.bytes(8))
    }
  }
}

/** What this key got before: the kept answer, byte for byte, or the order as it is now; null when it is new. */
async function repeated(context: OrdersContext, { principal, key, bodyHash }: Claiming): Promise<Placed | null> {
  const claim = await readClaim(context.db, principal, key)
  if (claim === null) return null
  if (claim.bodyHash !== bodyHash)
    throw refused('idempotency_key_reused', 'This key was used for another request. Make a new key for a new order.')
  if (claim.answer !== null)
    return { answer: opened(context, { status: claim.status as Answer['status'], text: claim.answer }), replayed: true }
  if (claim.leased) {
    throw refused('idempotency_in_flight', 'The first request with this key is still at work. Ask again in a second.', {
      retryAfterMs: 1_000,
    })
  }
  return { answer: await wordOn(context, (await readOrder(context.db, { id: claim.orderId! }))!), replayed: true }
}

/** The order as it is now. The last word is kept, where somebody else than the request of its key ended the order. */
async function wordOn(context: OrdersContext, order: Order): Promise<Answer> {
  const answer = answerOf(context, order)
  if (answer.status === 202) return answer
  return opened(context, (await keepAnswer(context.db, order.id, sealed(context, answer))) as Answer)
}

/** Keeps a final refusal under the key. What another try could change by itself (not found, busy, sold out this second) is thrown and not kept. */
async function refuse(context: OrdersContext, claiming: Claiming, no: Error): Promise<Placed> {
  const { code, status } = no as Refusal
  const isFinal = (status === 409 || status === 422) && code !== 'cart_busy' && code !== 'out_of_stock'
  if (!isFinal) throw no
  const answer = problem(context, no as Refusal)
  const { text } = sealed(context, answer)
  const kept = await keepRefusal(context.db, claiming.principal, claiming.key, claiming.bodyHash, answer.status, text)
  return kept ? { answer, replayed: false } : (await repeated(context, claiming))!
}
