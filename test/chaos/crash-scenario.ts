/** One death of a process at one point, and what must be true before and after somebody goes on. */
import assert from 'node:assert/strict'
import { eventually, readyCart, shelf } from '../world/juniper.ts'
import type { Trial } from './trial.ts'

export type Scenario = {
  point: string
  /** At which pass of the point; default the first. */
  pass?: number
  /** What the process does when it dies. Default: a purchase that succeeds. */
  drive?: 'buy' | 'decline' | 'sweep' | 'expire'
  /** The provider answers when the first fact of the order was told, so that the relay makes two rounds. */
  paysAfterFirstRound?: boolean
  /** While the process is dead, the buyer says yes to his bank. */
  paysLate?: boolean
  /** In `apart`: which group dies. */
  group?: 'checkout' | 'rest'
  /** What is there of the order when the process is dead. */
  leaves?: { orders: number; holds: number; charges: number }
}

let turn = 0

/** Brings the process to its death, starts it again, and holds it to what its client was promised. */
export async function crashAt(trial: Trial, scenario: Scenario): Promise<void> {
  const { point, pass = 1, drive = 'buy', group } = scenario
  const victim = trial.running.find(({ name }) => name === group) ?? trial.running[0]!
  if (!victim.isRunning()) await victim.restart()
  const key = `crash-${++turn}`
  const before = await shelf(trial, 'mug')
  const cart = await readyCart(trial, { mug: 1 })
  const method = { buy: 'test_ok', sweep: 'test_ok', decline: 'test_declined', expire: 'test_requires_action' }[drive]
  if (drive === 'sweep') await trial.lines.provider.down()
  if (drive === 'sweep' || drive === 'expire') assert.equal((await trial.place(cart, key, { method })).status, 202)
  await trial.lines.provider.heal()

  await victim.kill()
  // The dead one still has its outboxes for ten seconds; who comes next would wait for them.
  if (drive === 'buy' || drive === 'decline') await trial.moveTime(31)
  await victim.restart({ BANYAN_CRASH: `${point}:${pass}` })
  if (scenario.paysAfterFirstRound === true) trial.lines.provider.add({ kind: 'timeout' })
  const dying =
    drive === 'buy' || drive === 'decline'
      ? trial.place(cart, key, { method })
      : trial.moveTime(drive === 'sweep' ? 31 : 2 * 3_600)
  if (scenario.paysAfterFirstRound === true) await firstFactTold(trial, key)
  await trial.lines.provider.heal()
  assert.equal(await victim.ended(), 'SIGKILL', `${point} was not passed ${pass} times`)
  await dying
  if (scenario.leaves !== undefined) assert.deepEqual(await leftOf(trial, key), scenario.leaves)
  if (scenario.paysLate === true) await sayYes(trial, key)

  await victim.restart()
  await trial.moveTime(31)
  const answer = await trial.persist(cart, key, { method })
  await trial.quiet({ hasten: true })
  const again = await trial.place(cart, key, { method })

  const units = drive === 'buy' || drive === 'sweep' ? 1 : 0
  const expected = { buy: 201, sweep: 201, decline: 402, expire: 409 }[drive]
  assert.equal(answer.status, expected, answer.text)
  assert.equal(again.text, answer.text, 'a final answer stays as it is, byte for byte')
  assert.deepEqual(await shelf(trial, 'mug'), { onHand: before.onHand - units, held: 0 })
  assert.deepEqual(await endOf(trial, key), {
    orders: 1,
    charged: scenario.paysLate === true ? 1 : units,
    kept: units,
    sold: units,
  })
  await trial.assertSound()
}

type Row = { id: string; total: number }
const orderOf = async ({ sql }: Trial, key: string): Promise<Row[]> =>
  sql`select id, total::float8 as total from orders.orders where claim_key = ${key}`

async function paymentsOf(trial: Trial, orders: Row[]) {
  const { payments } = await trial.provider.books()
  return payments.filter(({ key }) => orders.some(({ id }) => key.startsWith(`${id}:`)))
}

const firstFactTold = (trial: Trial, key: string): Promise<true> =>
  eventually(async () => {
    const told = await trial.sql`
      select from orders.orders o join orders.outbox e on e.aggregateid = o.id::text where o.claim_key = ${key} and e.sent_at is not null`
    return told.length > 0 ? true : null
  }, 'the first fact of an order is told')

async function leftOf(trial: Trial, key: string): Promise<Scenario['leaves']> {
  const orders = await orderOf(trial, key)
  const holds =
    await trial.sql`select from inventory.holds where order_id = any(${orders.map(({ id }) => id)}::uuid[]) and state = 'held'`
  const charges = (await paymentsOf(trial, orders)).filter(({ captured }) => captured > 0)
  return { orders: orders.length, holds: holds.length, charges: charges.length }
}

async function endOf(trial: Trial, key: string) {
  const orders = await orderOf(trial, key)
  const payments = await paymentsOf(trial, orders)
  const movements = await trial.sql`
    select sum(-delta)::int as sold from inventory.movements where reference = any(${orders.map(({ id }) => id)}::text[])`
  return {
    orders: orders.length,
    charged: payments.filter(({ captured }) => captured > 0).length,
    kept: payments.filter(({ captured, refunded }) => captured > refunded).length,
    sold: movements[0].sold ?? 0,
  }
}

/** The buyer comes back from his bank, which tells nobody but the provider. */
async function sayYes(trial: Trial, key: string): Promise<void> {
  const [payment] = await paymentsOf(trial, await orderOf(trial, key))
  const answer = await fetch(`${trial.provider.url}/v1/payments/${payment!.id}/decision`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ decision: 'approve' }),
  })
  assert.equal(answer.status, 200, await answer.text())
}
