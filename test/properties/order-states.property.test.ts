import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { transitions } from '../../src/modules/orders/order.ts'
import { moves } from '../../src/modules/payments/payment.ts'
import { type World, newWorld } from '../world/world.ts'
import { type Act, openCounter } from './counter.ts'
import { runs } from './runs.ts'
import { seen, watch } from './witness.ts'

const order = fc.integer({ min: 0, max: 2 })
const method = fc.constantFrom(
  'test_ok',
  'test_ok',
  'test_ok',
  'test_declined',
  'test_requires_action',
  'test_requires_action',
  'test_async_ok',
  'test_async_declined',
  'test_error_then_ok',
  'test_capture_declined',
)
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constant('place'),
      order,
      method,
      market: fc.constantFrom('eu', 'us'),
      quantity: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('again'), order }) },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('decide'), order, decision: fc.constantFrom('approve', 'decline') }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('hear') }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('sweep'), minutes: fc.constantFrom(0, 1, 20) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('cancel'), order, by: fc.constantFrom('guest', 'staff') }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constantFrom('fulfil', 'capture', 'capture there'), order }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constantFrom('refund', 'refund there'),
      order,
      amount: fc.constantFrom(1, 500, 1_690, 10_000),
    }),
  },
) as fc.Arbitrary<Act>

/** How the payment of an order may go on, as its buyer sees it. `declined` and `voided` of an attempt end it; money goes back step by step. */
const paymentMoves: Record<string, string[]> = {
  pending: ['action', 'processing', 'paid', 'authorised', 'failed', 'none', 'voided', 'refunded', 'partially_refunded'],
  action: ['processing', 'paid', 'authorised', 'failed', 'voided', 'refunded', 'partially_refunded'],
  processing: ['paid', 'authorised', 'failed', 'voided', 'refunded', 'partially_refunded'],
  authorised: ['paid', 'voided'],
  paid: ['partially_refunded', 'refunded'],
  partially_refunded: ['refunded'],
}
const declared: Record<string, Record<string, readonly string[]>> = {
  'orders.orders.status': transitions,
  'orders.orders.payment_status': paymentMoves,
  'orders.orders.fulfilment_status': { none: ['fulfilled'] },
  'payments.payments.status': moves,
}
/** The facts of an order that came to its end, refunds left out: one word of this language. */
const story =
  /^OrderCreated( PaymentAwaited)?( PaymentProcessed( OrderFulfilled| OrderCancelled)?| PaymentFailed| OrderCancelled)$/

/** An order as every book has it. */
const booksOf = async (world: World, id: string) =>
  (
    await world.sql<any>`
      select o.status, o.payment_status, o.fulfilment_status, o.total::int, o.captured::int, o.refunded::int,
        (select coalesce(sum(captured), 0)::int from payments.payments where order_id = o.id) as "captured here",
        (select coalesce(sum(refunded), 0)::int from payments.payments where order_id = o.id) as "refunded here",
        (select coalesce(sum(captured), 0)::int from test_provider.payments where key = o.id || ':1') as "captured there",
        (select coalesce(sum(refunded), 0)::int from test_provider.payments where key = o.id || ':1') as "refunded there",
        (select count(*)::int from test_provider.payments where key like o.id || ':%') as attempts,
        (select state from inventory.holds where order_id = o.id) as hold,
        (select coalesce(sum(debit - credit), 0)::int from orders.ledger where order_id = o.id and account = 'provider') as "provider owes",
        (select coalesce(sum(debit - credit), 0)::int from orders.ledger where order_id = o.id and account = 'receivable') as "buyer owes",
        (select coalesce(sum(debit - credit), 0)::int from orders.ledger where order_id = o.id) as unbalanced,
        (select string_agg(split_part(type, '.', 3), ' ' order by pos) from orders.outbox
          where aggregateid = o.id::text and type not like '%OrderRefunded%') as story,
        (select coalesce(sum((payload ->> 'amount')::int), 0)::int from orders.outbox
          where aggregateid = o.id::text and type like '%OrderRefunded%') as told,
        (select count(*)::int from orders.sagas where order_id = o.id) as sagas
      from orders.orders o where o.id = ${id}`
  )[0]

async function assertSound(world: World, ids: string[]): Promise<void> {
  const paymentIds = (await world.sql`select id from payments.payments where order_id = any(${ids}::uuid[])`).map(
    ({ id }) => id,
  )
  for (const { column, before, after } of await seen(world, [...ids, ...paymentIds]))
    assert.ok(declared[column]![before]?.includes(after), `${column} went from ${before} to ${after}`)
  for (const id of ids) {
    const order = await booksOf(world, id)
    const shown = JSON.stringify(order)
    const isOver = order.status === 'CANCELLED' || order.status === 'PAYMENT_FAILED'
    assert.match(order.story, story, shown)
    assert.equal(order.sagas, 0, `nothing is left to do: ${shown}`)
    assert.deepEqual([order['captured here'], order['captured there']], [order.captured, order.captured], shown)
    assert.deepEqual([order['refunded here'], order['refunded there']], [order.refunded, order.refunded], shown)
    assert.ok(order.attempts <= 1 && order.captured <= order.total && order.refunded <= order.captured, shown)
    if (isOver) assert.equal(order.refunded, order.captured, `nothing is kept of an order that ended: ${shown}`)
    assert.deepEqual(
      [order['provider owes'], order.unbalanced, order.told],
      [order.captured - order.refunded, 0, order.refunded],
      shown,
    )
    const isOwed = !isOver && order.payment_status !== 'voided'
    assert.equal(order['buyer owes'], isOwed ? order.total - order.captured : 0, shown)
    assert.ok((isOver ? ['released', 'returned'] : ['sold']).includes(order.hold), shown)
  }
  const [{ waiting }] = await world.sql`
    select (select count(*) from orders.waiting) + (select count(*) from inventory.waiting) + (select count(*) from carts.waiting) as waiting`
  assert.equal(Number(waiting), 0, 'every reaction bore what it heard')
}

for (const [name, size] of [
  ['one after another', 1],
  ['three at once', 3],
] as const) {
  test(`whatever buyers, staff, provider and time do, ${name}, orders and payments move only as declared, and all books agree`, async (t) => {
    const world = await newWorld(t)
    await watch(world, 'orders.orders', ['status', 'payment_status', 'fulfilment_status'])
    await watch(world, 'payments.payments', ['status'])
    const counter = await openCounter(world, 1_000_000)
    const steps = fc.array(fc.array(anyAct, { minLength: 1, maxLength: size }), { minLength: 1, maxLength: 12 })

    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const { orders, perform } = counter.book()
        const answers = []
        for (const step of all) answers.push(...(await Promise.all(step.map(perform))))
        await counter.rest()

        for (const answer of answers) assert.ok(answer === null || answer.status < 500, answer?.text ?? '')
        await assertSound(
          world,
          [...orders.values()].map(({ id }) => id),
        )
      }),
      runs(25),
    )
  })
}
