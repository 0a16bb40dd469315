import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { eventually, readyCart } from '../world/juniper.ts'
import { httpOf } from '../world/processes.ts'
import { sendCrowd } from './crowd.ts'
import { isAlive, supervise } from './supervisor.ts'
import { type Trial, sharedTrial } from './trial.ts'

/** Two equal processes of a shop that has a module of somebody else's. */
const shop = sharedTrial({ topology: 'one', copies: 2, main: 'test/chaos/plugin-shop.ts', stock: { mug: 10_000 } })
const pair = ({ running }: Trial) => [running[0]!, running[1]!] as const

async function whole(): Promise<Trial> {
  const trial = await shop()
  await trial.lines.provider.heal()
  for (const each of trial.running) if (!each.isRunning()) await each.restart()
  return trial
}

const sagaOf = async ({ sql }: Trial, key: string) =>
  (
    await sql`
      select s.fence::int as fence, o.status, o.id::text as id, exists (select from payments.payments p where p.order_id = o.id) as paid
      from orders.orders o left join orders.sagas s on s.order_id = o.id where o.claim_key = ${key}`
  )[0]
const stepsOf = async ({ sql }: Trial, keys: string[]) =>
  sql`
    select o.claim_key as key, o.status, array_agg(t.kind order by t.id) as steps, (
      select array_agg(e.type order by e.pos) from orders.outbox e where e.aggregateid = o.id::text) as facts
    from orders.orders o join orders.timeline t on t.order_id = o.id where o.claim_key = any(${keys}::text[]) group by o.id`
const paidOnce = {
  status: 'PAID',
  steps: ['placed', 'paid'],
  facts: ['banyan.orders.OrderCreated.v1', 'banyan.orders.PaymentProcessed.v1'],
}

/** The first holds the order and is stopped while it pays; the second claims it and is stopped too; the first goes on alone. */
async function overtaken(trial: Trial, key: string) {
  const [first, second] = pair(trial)
  const { provider } = trial.lines
  const cart = await readyCart(trial, { mug: 1 })
  provider.add({ kind: 'timeout', direction: 'up' })
  const late = trial.place(cart, key, { at: first })
  await eventually(async () => ((await sagaOf(trial, key)) === undefined ? null : true), 'the order is accepted')
  first.child.kill('SIGSTOP')
  await trial.moveTime(60)
  await eventually(async () => ((await sagaOf(trial, key)).fence === 2 ? true : null), 'the second claims the order')
  second.child.kill('SIGSTOP')
  await provider.heal()
  first.child.kill('SIGCONT')
  const answer = await late
  const between = await sagaOf(trial, key)
  second.child.kill('SIGCONT')
  await trial.quiet({ hasten: true })
  return { answer, between }
}

test('F10 a holder of a lease that was stopped and goes on is kept from writing by the fence of its successor', async () => {
  const trial = await whole()
  const keys: string[] = []
  let outcome: Awaited<ReturnType<typeof overtaken>>

  // On a slow machine the first may wake too late to hear its provider, and then has nothing to write.
  do {
    keys.push(`fenced-${keys.length}`)
    outcome = await overtaken(trial, keys.at(-1)!)
    assert.deepEqual([outcome.answer.status, outcome.between.status, outcome.between.fence], [202, 'PENDING', 2])
  } while (!outcome.between.paid && keys.length < 5)

  assert.equal(outcome.between.paid, true, 'the first had its payment and wanted to confirm')
  assert.deepEqual(
    (await stepsOf(trial, keys)).map(({ key: _, ...each }) => each),
    keys.map(() => paidOnce),
  )
  await trial.assertSound()
})

test('F11 two sweepers at the same orders: each order has one of them, no step is done twice', async () => {
  const trial = await whole()
  const keys = Array.from({ length: 24 }, () => randomUUID())
  await trial.lines.provider.down()
  const open = await Promise.all(keys.map((key) => trial.place({ lines: { mug: 1 } }, key)))
  assert.deepEqual(new Set(open.map(({ status }) => status)), new Set([202]))
  await trial.lines.provider.heal()

  await trial.moveTime(60)
  await trial.quiet({ hasten: true })

  assert.deepEqual(
    new Map((await stepsOf(trial, keys)).map(({ key, ...each }) => [key, each])),
    new Map(keys.map((key) => [key, paidOnce])),
  )
  await trial.assertSound()
})

test('F13 told to stop, a process finishes what it accepted, takes nothing new, and ends well', async () => {
  const trial = await whole()
  const [first] = pair(trial)
  trial.lines.provider.add({ kind: 'latency', ms: 400, direction: 'down' })
  const keys = Array.from({ length: 8 }, () => randomUUID())
  const begun = keys.map((key) => trial.place({ lines: { mug: 1 } }, key, { at: first }))
  await accepted(trial, keys)

  const code = first.stop()
  const answers = await Promise.all(begun)
  const refused = await httpOf(() => first.url)('GET', '/api/products')

  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]))
  assert.ok([0, 503].includes(refused.status), `${refused.status}`)
  assert.equal(await code, 0)
})

test('F13 killed while it finishes what it accepted: nothing accepted is lost', async () => {
  const trial = await whole()
  const [first, second] = pair(trial)
  trial.lines.provider.add({ kind: 'timeout' })
  const keys = Array.from({ length: 8 }, () => randomUUID())
  const begun = keys.map((key) => trial.place({ lines: { mug: 1 } }, key, { at: first }))
  await accepted(trial, keys)

  first.child.kill('SIGTERM')
  await eventually(
    async () => ((await httpOf(() => first.url)('GET', '/readyz')).status === 200 ? null : true),
    'it drains',
  )
  await first.kill()
  await Promise.all(begun)
  await trial.lines.provider.heal()
  await trial.moveTime(31)
  const answers = await Promise.all(keys.map((key) => trial.persist({ lines: { mug: 1 } }, key, { at: second })))

  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]))
  await trial.assertSound()
})

test('F13 told to stop twice, a process ends at once, and nothing accepted is lost', async () => {
  const trial = await whole()
  const [first, second] = pair(trial)
  trial.lines.provider.add({ kind: 'timeout' })
  const key = randomUUID()
  const begun = trial.place({ lines: { mug: 1 } }, key, { at: first })
  await accepted(trial, [key])

  first.child.kill('SIGTERM')
  await eventually(
    async () => ((await httpOf(() => first.url)('GET', '/readyz')).status === 200 ? null : true),
    'it drains',
  )
  first.child.kill('SIGTERM')
  const ended = await first.ended()
  await begun
  await trial.lines.provider.heal()
  await trial.moveTime(31)

  assert.equal(ended, 130)
  assert.equal((await trial.persist({ lines: { mug: 1 } }, key, { at: second })).status, 201)
  await trial.assertSound()
})

const accepted = (trial: Trial, keys: string[]): Promise<true> =>
  eventually(async () => {
    const rows = await trial.sql`select from orders.orders where claim_key = any(${keys}::text[])`
    return rows.length === keys.length ? true : null
  }, 'orders are accepted')

test('F14 equal processes replaced one after another under load: every keyed request gets its yes, no order is lost', async (t) => {
  const trial = await whole()
  const crowd = sendCrowd(t, trial, { buyers: 6 })

  for (const each of trial.running) {
    const before = crowd.answers.length
    assert.equal(await each.stop(), 0)
    await each.restart()
    await eventually(async () => (crowd.answers.length > before + 12 ? true : null), 'the crowd goes on buying')
  }
  const answers = await crowd.stop()

  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]))
  await trial.assertSound()
})

for (const trap of ['throw', 'reject']) {
  test(`F17 a gadget that breaks by "${trap}" ends its process, which is told, counted and started again; the other one is unhurt`, async (t) => {
    const trial = await whole()
    const [first, second] = pair(trial)
    const crowd = sendCrowd(t, trial, { buyers: 4 })
    const supervisor = supervise(trial.running)

    await httpOf(() => first.url)('POST', `/api/gadgets/${trap}`)
    const said = await eventually(async () => (supervisor.log.length > 0 ? supervisor.log : null), 'it ends')
    await eventually(async () => (first.isRunning() ? true : null), 'it is started again')
    const answers = await crowd.stop()
    await supervisor.stop()

    assert.deepEqual(said, [{ name: first.name, ended: 70 }])
    assert.match(first.output(), /"level":60.*a gadget (threw|forgot)/)
    assert.doesNotMatch(second.output(), /a gadget/)
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]))
    await trial.assertSound()
  })
}

test('F18 a gadget that never ends: its process is killed by its liveness, and its orders are finished elsewhere', async () => {
  const trial = await whole()
  const [first, second] = pair(trial)
  trial.lines.provider.add({ kind: 'timeout' })
  const keys = Array.from({ length: 4 }, () => randomUUID())
  const begun = keys.map((key) => trial.place({ lines: { mug: 1 } }, key, { at: first }))
  await accepted(trial, keys)
  const trapped = httpOf(() => first.url)('POST', '/api/gadgets/loop')
  await eventually(async () => ((await isAlive(first, 500)) ? null : true), 'it answers nobody')
  await trial.lines.provider.heal()

  const supervisor = supervise([first])
  await Promise.all([...begun, trapped])
  await trial.moveTime(31)
  const answers = await Promise.all(keys.map((key) => trial.persist({ lines: { mug: 1 } }, key, { at: second })))
  await eventually(async () => (first.isRunning() ? true : null), 'it is started again')
  await supervisor.stop()

  assert.deepEqual(supervisor.log, [{ name: first.name, ended: 'SIGKILL' }])
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]))
  await trial.assertSound()
})
