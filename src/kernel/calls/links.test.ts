import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answers, counterModule, ovens, ovensModule, processOf } from '../bakery.fixture.ts'
import type { Client } from '../contract.ts'
import { Refusal, refusal } from '../errors.ts'
import { callsSuite } from './calls.suite.ts'

for (const link of ['local', 'loop'] as const) {
  callsSuite(link, async (t, { module, clock }) => processOf(t, { link, clock, modules: [module, counterModule()] }))
}

const loopTo = (t: Parameters<typeof processOf>[0], answers: Partial<Answers>) =>
  processOf(t, { link: 'loop', modules: [ovensModule(answers), counterModule()] }).clientFor<Client<typeof ovens>>(
    ovens,
  )
const batch = { batchId: 'b', loaves: 1 }

test('T07 loop: a command that answers a repeat otherwise is caught', async (t) => {
  let baked = 0
  const client = loopTo(t, { bake: async () => ({ loaves: ++baked }) })

  await assert.rejects(
    client.bake(batch),
    /ovens\.bake does not bear a repeat: first \{"loaves":1\}, then \{"loaves":2\}/,
  )
})

test('loop: a command that refuses its own repeat is caught, one that refuses alike is not', async (t) => {
  let asked = 0
  const full = (trays: number) => refusal(ovens.commands.bake, 'oven_full', { trays })
  const once = loopTo(t, { bake: async () => (asked++ === 0 ? { loaves: 1 } : Promise.reject(full(1))) })
  const alike = loopTo(t, { bake: () => Promise.reject(full(2)) })

  await assert.rejects(once.bake(batch), /does not bear a repeat/)
  await assert.rejects(alike.bake(batch), (error) => error instanceof Refusal && error.details['trays'] === 2)
})

test('loop: a query is asked once, and an answer that does not fit its contract is caught', async (t) => {
  let asked = 0
  const counted = loopTo(t, { look: async () => ({ seen: String(++asked) }) })
  const wrong = loopTo(t, { look: async () => ({ seen: 7 as unknown as string }) })

  assert.deepEqual(await counted.look({ batchId: 'b' }), { seen: '1' })
  await assert.rejects(wrong.look({ batchId: 'b' }), /the answer of ovens\.look/)
})

test('loop: only what JSON carries goes over, and the callee gets a copy of its own', async (t) => {
  const given = { batchId: 'b', until: undefined }
  const client = loopTo(t, {
    look: async (_context, input) => {
      const seen = Object.keys(input).join()
      input.batchId = 'changed'
      return { seen }
    },
  })

  assert.deepEqual(await client.look(given), { seen: 'batchId' })
  assert.equal(given.batchId, 'b')
})
