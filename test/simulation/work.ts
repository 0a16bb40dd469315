/** What people do in one seed: buyers who order, repeat, decide and cancel, and staff who refund, send and count. */
import type { Principal } from '../../src/kernel/module.ts'
import { type ReadyCart, type Sku, addressOf } from './goods.ts'
import { type Asking, type Reply, ask } from './people.ts'
import { happens } from './random.ts'
import type { World } from './world.ts'

/** Everything that was asked under one key, and all that was answered. */
export type Keyed = {
  who: string
  asking: Asking
  replies: Reply[]
  /** True once an answer came that stands. */
  isFinal: boolean
  /** True once it was asked for again after everything had come to rest. */
  isAskedLast: boolean
  /** The same key with another body: told apart, and never executed. */
  misused: Reply[]
}
export type Counted = { key: string; sku: Sku; delta: number; replies: Reply[] }
export type Work = {
  orders: Keyed[]
  refunds: Keyed[]
  counted: Counted[]
  /** How many people still do something. */
  busy: number
}

export const staff: Principal = { kind: 'user', id: '00000000-0000-7000-8000-0000000000aa', roles: ['staff'] }
const names = ['ada', 'ben', 'cleo', 'dan', 'eve', 'finn']
const methods = [
  ...Array<string>(10).fill('test_ok'),
  'test_declined',
  'test_declined',
  'test_requires_action',
  'test_requires_action',
  'test_async_ok',
  'test_async_declined',
  'test_capture_declined',
]

/** True when this answer of `POST /api/orders` is the last word on its key. */
export const isFinalAnswer = ({ status, body }: Reply): boolean =>
  status === 201 ||
  status === 402 ||
  status === 422 ||
  (status === 409 && !['idempotency_in_flight', 'cart_busy', 'out_of_stock'].includes(body?.code)) ||
  // Sold out: final when an order was written for it, which a repeat tells by its bytes.
  (status === 409 && body?.code === 'out_of_stock')

/** Sends people to work. What they do is drawn from the seed; when, too. */
export function beginWork(world: World): Work {
  const dice = world.dice.work
  const work: Work = { orders: [], refunds: [], counted: [], busy: 0 }
  const person = (run: () => Promise<void>, startMs: number) => {
    work.busy++
    world.scheduler.plan(startMs, () => void run().finally(() => work.busy--))
  }
  const buyers = 2 + dice.int(4)
  const rush = happens(dice, 0.5)
  for (let at = 0; at < buyers; at++)
    person(() => buy(world, work, names[at]!), rush ? dice.next() * 60 : dice.next() * 8_000)
  if (happens(dice, 0.3)) person(() => count(world, work), dice.next() * 6_000)
  for (let times = dice.int(3); times > 0; times--) person(() => meddle(world), 200 + dice.next() * 12_000)
  return work
}

const wait = (world: World, ms: number): Promise<void> =>
  new Promise((over) => void world.scheduler.plan(ms, over as () => void))

async function buy(world: World, work: Work, who: string): Promise<void> {
  const dice = world.dice.work
  const method = dice.pick(methods)
  const keyed: Keyed = {
    who,
    asking: wish(world, who, method),
    replies: [],
    isFinal: false,
    isAskedLast: false,
    misused: [],
  }
  work.orders.push(keyed)
  const send = () => repeat(world, keyed)
  const twin = happens(dice, 0.25) ? wait(world, dice.next() * 30).then(send) : null
  let reply = await send()
  await twin
  const isTaken = reply.status === 201 || reply.status === 202 || reply.status === 402
  if (isTaken && happens(dice, 0.1)) keyed.misused.push(await ask(world, who, otherBody(keyed.asking)))
  for (let tries = dice.int(4); tries > 0 && !keyed.isFinal; tries--) {
    await wait(world, 200 + dice.next() * 3_000)
    reply = await send()
    if (reply.body?.payment?.nextAction !== undefined) await decide(world, reply)
  }
  const order = keyed.replies.find(({ body }) => body?.id !== undefined)?.body
  if (order !== undefined) await afterwards(world, work, who, order)
}

/** Asks once more under a key and keeps what was answered. */
export async function repeat(world: World, keyed: Keyed): Promise<Reply> {
  const reply = await ask(world, keyed.who, keyed.asking)
  keyed.replies.push(reply)
  if (isFinalAnswer(reply)) keyed.isFinal = true
  return reply
}

function wish(world: World, who: string, method: string): Asking {
  const dice = world.dice.work
  const market = happens(dice, 0.2) ? ('later' as const) : ('now' as const)
  const payment = { provider: 'test', method }
  const route = 'POST /api/orders'
  if (happens(dice, 0.75)) {
    const cart: ReadyCart = dice.pick(world.goods.carts[market])
    const headers = { 'idempotency-key': `key-of-${who}`, 'cart-token': cart.token }
    return { route, headers, body: { cartId: cart.id, expectedTotal: cart.total, payment } }
  }
  const key = `00000000-0000-4000-8000-${who.padEnd(12, '0').replaceAll(/[^a-f0-9]/g, '0')}`
  const wanted = dice.pick([
    [['mug', 1]],
    [['lamp', 1]],
    [['pot', 3]],
    [
      ['mug', 2],
      ['pot', 1],
    ],
  ] as [Sku, number][][])
  const lines = wanted.map(([sku, quantity]) => ({ variantId: world.goods.variants[sku], quantity }))
  const body = {
    lines,
    market,
    email: `${who}@example.com`,
    payment,
    shippingAddress: addressOf[market],
    shippingOptionId: world.goods.options[market],
  }
  return { route, headers: { 'idempotency-key': key }, body }
}

const otherBody = (asking: Asking): Asking => {
  const body = asking.body as { payment: object }
  return { ...asking, body: { ...body, payment: { ...body.payment, method: 'test_declined_otherwise' } } }
}

/** The buyer at the provider's page: yes, no, or he walks away. */
async function decide(world: World, { body }: Reply): Promise<void> {
  const dice = world.dice.work
  await wait(world, 300 + dice.next() * 5_000)
  const id = /\/pay\/(\w+)$/.exec(body.payment.nextAction.url)?.[1] ?? ''
  if (happens(dice, 0.75)) world.provider.decide(id, happens(dice, 0.8))
}

type Placed = { id: string; token: string; totals?: { total: { amount: number; currency: string } } }

/** What may follow an order: its buyer cancels it, staff cancels, captures, sends or refunds it, more than once. */
async function afterwards(world: World, work: Work, who: string, { id, token, totals }: Placed): Promise<void> {
  const dice = world.dice.work
  const params = { id }
  await wait(world, dice.next() * 2_000)
  const drawn = dice.next()
  if (drawn < 0.15) {
    await ask(world, who, { route: 'POST /api/orders/{id}/cancel', params, headers: { 'order-token': token } })
  } else if (drawn < 0.25) {
    await ask(world, 'staff', { route: 'POST /api/admin/orders/{id}/cancel', params, as: staff })
  } else if (drawn < 0.45) {
    const amount = happens(dice, 0.5) ? undefined : { amount: 500, currency: totals?.total.currency ?? 'EUR' }
    const headers = { 'idempotency-key': `refund-${who}` }
    const asking = {
      route: 'POST /api/admin/orders/{id}/refunds',
      params,
      headers,
      as: staff,
      body: amount ? { amount } : {},
    }
    const keyed: Keyed = { who: 'staff', asking, replies: [], isFinal: false, isAskedLast: false, misused: [] }
    work.refunds.push(keyed)
    for (let times = 1 + dice.int(3); times > 0; times--) {
      keyed.replies.push(await ask(world, 'staff', asking))
      await wait(world, dice.next() * 1_000)
    }
  } else if (drawn < 0.55) {
    await ask(world, 'staff', { route: 'POST /api/admin/orders/{id}/fulfilments', params, as: staff, body: {} })
  } else if (drawn < 0.75) {
    const headers = { 'idempotency-key': `capture-${who}` }
    const asking: Asking = { route: 'POST /api/admin/orders/{id}/capture', params, headers, as: staff }
    for (let times = 1 + dice.int(2); times > 0; times--) await ask(world, 'staff', asking)
  }
}

/** Staff cancels or captures what the provider is just being asked for. */
async function meddle(world: World): Promise<void> {
  const dice = world.dice.work
  const { payments } = world.provider
  if (payments.length === 0) return
  const id = dice.pick(payments).metadata['orderId']!
  const isCancel = happens(dice, 0.7)
  const route = isCancel ? 'POST /api/admin/orders/{id}/cancel' : 'POST /api/admin/orders/{id}/capture'
  const headers = isCancel ? {} : { 'idempotency-key': `capture-${id}` }
  await ask(world, 'staff', { route, params: { id }, as: staff, headers })
}

/** Staff books goods in, or finds some lost; when nobody answers, the same is sent once more. */
async function count(world: World, work: Work): Promise<void> {
  const dice = world.dice.work
  const sku = dice.pick(['mug', 'pot', 'lamp'] as const)
  const counted: Counted = { key: 'delivery-1', sku, delta: dice.pick([3, 1, -1]), replies: [] }
  work.counted.push(counted)
  for (let tries = 3; tries > 0; tries--) {
    const body = { sku, location: 'hamburg', delta: counted.delta, reason: 'counted' }
    const headers = { 'idempotency-key': counted.key }
    const reply = await ask(world, 'staff', { route: 'POST /api/admin/stock/adjustments', headers, as: staff, body })
    counted.replies.push(reply)
    if (reply.status === 201 || reply.body?.code === 'below_held') return
    await wait(world, 500 + dice.next() * 9_000)
  }
}
