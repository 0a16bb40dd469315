import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Module, Reaction } from '../../src/kernel/module.ts'
import { modules } from '../../src/modules.ts'
import { type Scenario, scenario } from './scenario.ts'

const waiting = (sim: Scenario) => sim.sql(`select subscriber, attempts, parked from inventory.waiting order by pos`)
const states = async (sim: Scenario) =>
  (await sim.sql('select state from inventory.holds order by created_at')).map(({ state }) => state)

/** The modules, with the reactions of one of them made otherwise. */
const withReactions = (name: string, make: (reactions: Reaction[]) => Reaction[]): Module[] =>
  modules.map((module) => (module.contract.name === name ? { ...module, reactions: make(module.reactions) } : module))

/** Stops a machine and starts it with what the world runs now. */
function restart(sim: Scenario, name: string): void {
  sim.machine(name).crash('to be started anew')
  sim.world.boot(sim.world.places.find((each) => each.name === name)!)
}

test('F19 a worker that starts before its reactions are there runs none, and loses none', async (t) => {
  const sim = await scenario(t, 'apart')
  sim.world.modules = (machine) => (machine.name === 'rest' ? withReactions('inventory', () => []) : modules)
  restart(sim, 'rest')

  await sim.place(sim.order())
  await sim.pass(2_000)
  const before = [await states(sim), await sim.sql('select from inventory.inbox')]
  sim.world.modules = () => modules
  restart(sim, 'rest')
  // What it could not hear it said aloud.
  const said = sim.world.logs.splice(0)
  await sim.rest()

  assert.deepEqual(before, [['held'], []])
  assert.ok(said.some(({ fields }) => /is not heard in this process/.test(String(fields.err))))
  assert.deepEqual(await states(sim), ['sold'])
})

test('F39 a fact that cannot be applied is tried eight times and parked; others go on, and once it is mended it is applied', async (t) => {
  const sim = await scenario(t, 'one')
  let isBroken = true
  const poisoned = (reaction: Reaction): Reaction => ({
    ...reaction,
    async react(once, facts) {
      const bad = facts.some(({ body }) => (body as any).snapshot?.lines.some((line: any) => line.sku === 'lamp'))
      if (isBroken && bad) throw new Error('lamps are poison')
      return reaction.react(once, facts)
    },
  })
  sim.world.modules = () => withReactions('inventory', (reactions) => reactions.map(poisoned))
  restart(sim, 'shop')

  await sim.place(sim.order({ cart: 2 }))
  await sim.place(sim.order({ cart: 0 }))
  await sim.pass(1_000)
  const others = await states(sim)
  for (let tries = 12; tries > 0; tries--) {
    sim.world.scheduler.leap(310_000)
    await sim.job('inventory/retry-reactions')
  }
  const parked = await waiting(sim)
  isBroken = false
  // As `banyan events retry` does.
  await sim.sql(
    `update inventory.waiting set parked = false, attempts = 0, next_at = banyan.now() where true returning 1`,
  )
  sim.world.logs.length = 0
  await sim.rest()

  assert.deepEqual(others.toSorted(), ['held', 'sold'])
  assert.deepEqual(parked, [{ subscriber: 'sell-held-stock', attempts: 8, parked: true }])
  assert.deepEqual(await states(sim), ['sold', 'sold'])
})

test('F40 a fact of a version that nobody here knows is kept for who will know it, and holds up nobody', async (t) => {
  const sim = await scenario(t, 'one')
  await sim.sql(
    `insert into orders.outbox (aggregateid, type, payload)
     values ('future', 'banyan.orders.PaymentProcessed.v2', '{}') returning pos`,
  )

  await sim.place(sim.order())
  await sim.pass(2_000)
  const unsent = await sim.sql('select type from orders.outbox where sent_at is null')
  await sim.sql(`delete from orders.outbox where aggregateid = 'future' returning 1`)
  await sim.rest()

  assert.deepEqual(unsent, [{ type: 'banyan.orders.PaymentProcessed.v2' }])
  assert.deepEqual(await states(sim), ['sold'])
})

for (const [when, thereMs] of [
  ['before its successor tells it', 1_000],
  ['while its successor tells it', 10_400],
  ['long after', 120_000],
] as const) {
  test(`F20 a relay dies while it tells a fact, and what it sent arrives ${when}: each effect comes once`, async (t) => {
    const sim = await scenario(t, 'apart')
    let died = 0
    sim.world.directions.push(({ what, from }) => {
      if (what !== 'push to inventory/sell-held-stock' || from !== 'checkout') return
      if (died++ === 0) sim.world.scheduler.plan(500, () => sim.machine('checkout').crash('while it tells'))
      return { thereMs }
    })

    await sim.place(sim.order())
    await sim.pass(800)
    const before = [died, sim.world.places.find(({ name }) => name === 'checkout')!.machine]
    sim.world.directions = []
    sim.world.boot(sim.world.places.find(({ name }) => name === 'checkout')!)
    for (let second = 0; second < 14; second++) {
      await sim.job('relay/poll')
      sim.world.scheduler.leap(1_000)
    }
    await sim.rest()
    await sim.pass(130_000)

    assert.deepEqual(before, [1, null])
    const pushes = sim.world.history.filter((line) => /push to inventory\/sell-held-stock from/.test(line))
    assert.ok(pushes.length >= 2, `it came ${pushes.length} times:\n${sim.world.history.join('\n')}`)
    assert.deepEqual(await states(sim), ['sold'])
    const effects = await sim.sql(
      `select (select count(*)::int from inventory.movements where kind = 'sold') as sold,
        (select count(*)::int from notifications.letters) as letters`,
    )
    assert.deepEqual(effects, [{ sold: 1, letters: 1 }])
  })
}
