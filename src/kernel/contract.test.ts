import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { type CounterContext, baking, counter, ovens } from './bakery.fixture.ts'
import { findings } from './calls/dispatch.ts'
import { command, contract, event, query } from './contract.ts'
import type { Once, Tx } from './database/sql.ts'
import { Refusal, keptOf, refusal, refusalOf, thrown } from './errors.ts'
import { type Reaction, defineModule, when } from './module.ts'

const at = import.meta.url

/** What must not compile. Each line is refused by tsc; if one ever passes, tsc fails on the unused directive. */
export async function wrong(context: CounterContext, tx: Tx, once: Once): Promise<void> {
  // @ts-expect-error the attic was not declared in `needs`
  await context.attic.open({ boxId: '1' })
  // @ts-expect-error a batch has loaves
  await context.ovens.bake({ batchId: '1' })
  // @ts-expect-error loaves are a number
  await context.ovens.bake({ batchId: '1', loaves: 'two' })
  // @ts-expect-error ovens have no such call
  await context.ovens.clean({})
  // @ts-expect-error the answer has no such field
  await context.ovens.bake({ batchId: '1', loaves: 1 }).then((answer) => answer.crumbs)
  // @ts-expect-error not a refusal that bake declares
  refusal(ovens.commands.bake, 'out_of_flour')
  // @ts-expect-error look refuses nothing
  refusal(ovens.queries.look, 'oven_full')
  // @ts-expect-error the fact needs its loaves
  await tx.publish(ovens.events.BreadBaked, { batchId: '1' })
  // @ts-expect-error a reaction publishes by its one statement
  await once.publish(ovens.events.BreadBaked, { batchId: '1', loaves: 1 })
  // @ts-expect-error a context is not written to
  context.deadline = 0
}
export const wrongParts = () => [
  // @ts-expect-error BreadBaked carries no crumbs
  when(ovens.events.BreadBaked, 'count-crumbs', async (_once, { crumbs }) => crumbs),
  // @ts-expect-error bake is not answered
  defineModule({ contract: ovens, needs: {}, at, answers: { look: baking.look } }),
  // @ts-expect-error bake answers a number of loaves
  defineModule({ contract: ovens, needs: {}, at, answers: { ...baking, bake: async () => ({ loaves: 'two' }) } }),
  // @ts-expect-error an act gets no client that `needs` does not declare
  defineModule({ contract: counter, needs: {}, at, answers: { sellable: async ({ ovens: near }) => near.look({}) } }),
  // @ts-expect-error the key is a field of the input
  command({ batchId: Type.String() }, Type.Object({}), { key: 'orderId' }),
  // @ts-expect-error a command has a key
  command({ batchId: Type.String() }, Type.Object({})),
  // @ts-expect-error a refusal is no redirect
  query({}, Type.Object({}), { refuses: { moved: 302 } }),
  // @ts-expect-error the key is a field of the body
  event({ batchId: Type.String() }, { key: 'orderId' }),
]

test('calls and events get their full names from their contract', () => {
  const { look } = ovens.queries
  const { bake } = ovens.commands

  assert.deepEqual([look.module, look.name, look.key], ['ovens', 'look', null])
  assert.deepEqual([bake.module, bake.name, bake.key], ['ovens', 'bake', 'batchId'])
  assert.equal(ovens.events.BreadBaked.type, 'banyan.ovens.BreadBaked.v1')
})

test('a call has a second when it does not say otherwise, and an event is its first version', () => {
  const made = contract('made', {
    queries: { a: query({}, Type.Object({})), b: query({}, Type.Object({}), { deadlineMs: 50 }) },
    events: { Grown: event({ id: Type.String() }, { key: 'id', version: 2 }) },
  })

  assert.deepEqual([made.queries.a.deadlineMs, made.queries.b.deadlineMs], [1_000, 50])
  assert.deepEqual([made.events.Grown.type, made.commands], ['banyan.made.Grown.v2', {}])
})

test('an input knows its fields only; an event may carry more than this version knows', () => {
  assert.deepEqual(findings(ovens.commands.bake.input, { batchId: 'a', loaves: 1, salt: 2 })[0]?.pointer, '/salt')
  assert.deepEqual(findings(ovens.events.BreadBaked.body, { batchId: 'a', loaves: 1, salt: 2 }), [])
})

test('findings point at each member that is missing, unknown or wrong, and are twenty at most', () => {
  const found = findings(ovens.commands.bake.input, { loaves: 0, 'a/b~c': 1 })
  const many = findings(
    ovens.queries.look.input,
    Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`f${n}`, n])),
  )

  assert.deepEqual(found.map(({ pointer, code }) => `${pointer} ${code}`).sort(), [
    '/a~1b~0c unknown_field',
    '/batchId required',
    '/loaves invalid',
  ])
  assert.equal(many.length, 20)
})

test('a refusal has the status that its call declares, and is the same again after it was kept', async () => {
  const full = refusal(ovens.commands.bake, 'oven_full', { detail: 'Wait.', trays: 2 })
  const again = thrown(JSON.parse(JSON.stringify(keptOf(full))))

  assert.deepEqual([full.status, full.code, full.message], [409, 'oven_full', 'oven_full: Wait.'])
  assert.deepEqual([again.code, again.status, again.details], [full.code, full.status, full.details])
})

test('a refusal may be taken as an answer; any other failure is thrown on', async () => {
  const no = new Refusal('no', 409)

  assert.equal(await refusalOf(Promise.reject(no)), no)
  assert.equal(await refusalOf(Promise.resolve(7)), null)
  await assert.rejects(refusalOf(Promise.reject(new TypeError('bug'))), TypeError)
})

test('a reaction is named by its subscriber and hears one event', () => {
  const reaction: Reaction = when(ovens.events.BreadBaked, 'shelve-bread', async () => {})

  assert.deepEqual([reaction.subscriber, reaction.event], ['shelve-bread', ovens.events.BreadBaked])
})
