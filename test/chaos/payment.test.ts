import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { type Answer, eventually } from '../world/juniper.ts'
import { type Trial, sharedTrial } from './trial.ts'

/** Two equal processes; the provider tells all its news, also what was its answer. */
const shop = sharedTrial({ topology: 'one', copies: 2, tells: 'everything', stock: { mug: 10_000 } })
const mug = { lines: { mug: 1 } }

const paymentsOf = async ({ provider }: Trial, { body }: Answer) =>
  (await provider.books()).payments.filter(({ key }) => key.startsWith(`${body.id ?? body.order.id}:`))
const atProvider = async ({ provider }: Trial, path: string, body: object, key = randomUUID() as string) => {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key }
  const answer = await fetch(`${provider.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  assert.ok(answer.ok, await answer.clone().text())
  return (await answer.json()) as any
}
/** Everything that news of a payment could do twice. */
const effects = ({ sql }: Trial) => sql`
  select (select count(*)::int from orders.timeline) as steps, (select sum(debit)::int from orders.ledger) as booked,
    (select count(*)::int from orders.outbox) as facts, (select sum(delta)::int from inventory.movements) as moved,
    (select sum(captured - refunded)::int from payments.payments) as kept, (select count(*)::int from notifications.letters) as letters`

for (const method of ['test_timeout_charged', 'test_timeout_not_charged']) {
  test(`F49 a provider that does not answer (${method}) charges once, and the order is paid`, async () => {
    const trial = await shop()
    const key = randomUUID()

    const open = await trial.place(mug, key, { method })
    await trial.moveTime(60)
    const paid = await trial.persist(mug, key, { method })

    assert.deepEqual([open.status, paid.status, paid.body.status], [202, 201, 'PAID'], paid.text)
    assert.deepEqual(
      (await paymentsOf(trial, paid)).map(({ captured }) => captured),
      [1_690],
    )
    await trial.assertSound()
  })
}

for (const method of ['test_error_then_ok', 'test_busy_then_ok']) {
  test(`F50 a provider that fails or is busy at first (${method}) is asked again when it may be, and charges once`, async () => {
    const trial = await shop()
    const asked: number[] = []
    const off = trial.lines.provider.add({
      kind: 'look',
      direction: 'up',
      look(piece) {
        if (piece.includes('POST /v1/payments ')) asked.push(performance.now())
        return piece
      },
    })

    const paid = await trial.persist(mug, randomUUID(), { method })
    off()

    assert.equal(paid.body.status, 'PAID', paid.text)
    assert.ok(asked.length >= 2)
    if (method === 'test_busy_then_ok') assert.ok(asked[1]! - asked[0]! >= 950, 'Retry-After is one second')
    assert.deepEqual(
      (await paymentsOf(trial, paid)).map(({ captured }) => captured),
      [1_690],
    )
    await trial.assertSound()
  })
}

test('F51 news that comes before our own answer: one payment, one confirmation', async () => {
  const trial = await shop()
  const before = await trial.sql`select count(*)::int as n from payments.webhook_events`
  const off = trial.lines.provider.add({ kind: 'latency', ms: 1_500, direction: 'down' })

  const key = randomUUID()
  const answer = trial.place(mug, key)
  await eventually(async () => {
    const now = await trial.sql`select count(*)::int as n from payments.webhook_events`
    return now[0].n > before[0].n ? true : null
  }, 'the news is there')
  off()
  const first = await answer
  const paid = await trial.persist(mug, key)
  await trial.quiet()

  // The news wakes the sweeper, which may be faster than the request.
  assert.ok([201, 202].includes(first.status), first.text)
  assert.equal(paid.status, 201, paid.text)
  const steps = await trial.sql`select kind from orders.timeline where order_id = ${paid.body.id} order by id`
  assert.deepEqual(
    steps.map(({ kind }) => kind),
    ['placed', 'paid'],
  )
  await trial.assertSound()
})

test('F51 all news a hundred times at once, out of order, refunds before captures: nothing changes', async () => {
  const trial = await shop()
  const paid = await trial.persist(mug, randomUUID())
  const back = await refund(trial, paid, 690)
  assert.equal(back.status, 201, back.text)
  await trial.quiet()
  const before = await effects(trial)

  const { told } = await atProvider(trial, '/v1/webhooks/replay', { times: 100, seed: 51 })
  await trial.quiet({ hasten: true })

  assert.ok(told >= 200, `${told} were told`)
  assert.deepEqual(await effects(trial), before)
  await trial.assertSound()
})

test('F53 news of strange money, of another amount and of nobody is put aside, and changes nothing', async () => {
  const trial = await shop()
  const paid = await trial.persist(mug, randomUUID())
  await trial.quiet()
  const before = await effects(trial)
  const strange = (metadata: object, amount: number, currency = 'EUR') =>
    atProvider(trial, '/v1/payments', { amount, currency, method: 'test_ok', returnUrl: 'http://shop.test', metadata })

  const made = [
    await strange({}, 1_690),
    await strange({ orderId: paid.body.id, attempt: '1', tag: 'a forgery' }, 1_690),
    await strange({ orderId: paid.body.id, attempt: '2', tag: 'a forgery' }, 9, 'USD'),
    await strange({ orderId: randomUUID(), attempt: '1', tag: 'a forgery' }, 1_690),
  ]
  const aside = await eventually(async () => {
    const ids = made.map(({ id }) => id)
    const rows = await trial.sql`
      select provider_id, reason from payments.webhook_events where quarantined and provider_id = any(${ids}::text[])`
    return rows.length === made.length ? rows : null
  }, 'all four are put aside')

  assert.deepEqual(new Set(aside.map(({ reason }) => reason)), new Set(['unknown_payment', 'not_ours']))
  assert.deepEqual(await effects(trial), before)
  assert.ok(
    trial.running.some((each) => /a webhook was quarantined/.test(each.output())),
    'somebody is told',
  )
  await Promise.all(made.map(({ id, amount }) => atProvider(trial, `/v1/payments/${id}/refund`, { amount })))
})

test('F55 refunds in parts, at once, at two processes, and repeated: never more than was captured', async () => {
  const trial = await shop()
  const paid = await trial.persist(mug, randomUUID())
  const keys = Array.from({ length: 10 }, () => randomUUID() as string)

  const first = await Promise.all(keys.map((key) => refund(trial, paid, 500, key)))
  const again = await Promise.all(keys.map((key) => refund(trial, paid, 500, key)))

  const done = (answers: Answer[]) => answers.map(({ status }) => status === 201)
  assert.equal(done(first).filter(Boolean).length, 3, first.map(({ text }) => text).join('\n'))
  assert.deepEqual(done(again), done(first))
  const [payment] = await paymentsOf(trial, paid)
  assert.deepEqual([payment!.captured, payment!.refunded], [1_690, 1_500])
  await trial.assertSound()
})

function refund(trial: Trial, { body }: Answer, amount: number, key: string = randomUUID()): Promise<Answer> {
  return trial.http('POST', `/api/admin/orders/${body.id}/refunds`, {
    token: trial.adminToken,
    headers: { 'idempotency-key': key },
    body: { amount: { amount, currency: 'EUR' } },
  })
}
