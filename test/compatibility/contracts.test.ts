import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import test from 'node:test'
import fc from 'fast-check'
import { type Contracts, contractBreaks, presentContracts, releasedContracts } from '../../scripts/contract-breaks.ts'
import { staffWrote } from '../../src/kernel/audit.ts'
import { findings } from '../../src/kernel/calls/dispatch.ts'
import type { Event } from '../../src/kernel/contract.ts'
import { deliveriesOf } from '../../src/kernel/events/relay.ts'
import { modules } from '../../src/modules.ts'
import { runs } from '../properties/runs.ts'
import { newWorld } from '../world/world.ts'

const folder = new URL('./events/', import.meta.url)
/** One fact of every version of every event that was ever released, as it lay in an outbox. */
const samples = readdirSync(folder).map((file) => ({
  type: file.replace(/\.json$/, ''),
  payload: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Record<string, unknown>,
}))
const events: Event[] = [...modules.flatMap(({ contract }) => Object.values(contract.events)), staffWrote as Event]

test('T05 the faces of today keep what those of the last release promised', () => {
  const breaks = contractBreaks(releasedContracts(), presentContracts())

  assert.deepEqual(breaks, [], 'Two releases run side by side in a rollout: make a new method or a new version instead')
})

test('T05 a fact of every version that was ever told can still be read, and each version has one', () => {
  const unread = samples.flatMap(({ type, payload }): string[] => {
    const event = events.find((each) => each.type === type)
    if (event === undefined) return [`${type} is known to nobody`]
    return findings(event.body, payload).map(({ pointer, detail }) => `${type}${pointer} ${detail}`)
  })

  assert.deepEqual(unread, [])
  assert.deepEqual(
    events.map(({ type }) => type).filter((type) => !samples.some((sample) => sample.type === type)),
    [],
    'Keep a fact of it in test/compatibility/events',
  )
})

test('T05 every subscriber bears a fact of every version that it hears', async (t) => {
  const world = await newWorld(t, { promises: false })
  const all = world.process.options.modules
  let pos = 0

  for (const { type, payload } of samples) {
    const { key } = events.find((each) => each.type === type)!
    const fact = {
      id: world.process.options.ids.next(),
      aggregateid: String(payload[key]),
      at: '2026-11-21T12:00:00.000Z',
    }
    for (const delivery of deliveriesOf(all, { ...fact, type, payload, pos: ++pos }))
      assert.equal(
        await world.process.receive(delivery, world.clock.now() + 5_000),
        'done',
        `${delivery.subscriber} ${type}`,
      )
  }
  assert.ok(pos >= 20)
})

type Change = { name: string; isBreak: boolean; make(faces: Contracts): void }
const callsOf = (faces: Contracts) =>
  Object.values(faces).flatMap(({ queries, commands }) => Object.values({ ...queries, ...commands }))
const bodiesOf = (faces: Contracts) =>
  Object.values(faces).flatMap(({ events: each }) => Object.values(each).map(({ body }) => body as any))
const pick = <T>(all: T[], at: number): T => all[at % all.length]!
/** Changes that a rollout bears, and changes that it does not, each at a place that is drawn. */
const changes = (at: number): Change[] => {
  const faces = (each: (call: any) => void) => (of: Contracts) => each(pick(callsOf(of), at))
  const answers = (each: (output: any) => void) => (of: Contracts) =>
    each(
      pick(
        callsOf(of)
          .map(({ output }) => output as any)
          .filter(({ properties }) => properties),
        at,
      ),
    )
  const facts = (each: (body: any) => void) => (of: Contracts) => each(pick(bodiesOf(of), at))
  const more = { type: 'string' }
  return [
    { name: 'an optional input', isBreak: false, make: faces(({ input }) => void (input.properties.more = more)) },
    { name: 'an optional output', isBreak: false, make: answers((output) => void (output.properties.more = more)) },
    { name: 'an optional member of a fact', isBreak: false, make: facts((body) => void (body.properties.more = more)) },
    { name: 'a longer time', isBreak: false, make: faces((call) => void (call.deadlineMs *= 2)) },
    {
      name: 'a new module',
      isBreak: false,
      make: (of) => void (of['loyalty'] = { queries: {}, commands: {}, events: {} }),
    },
    {
      name: 'a required input',
      isBreak: true,
      make: faces(({ input }) =>
        Object.assign(input, {
          properties: { ...input.properties, more },
          required: [...(input.required ?? []), 'more'],
        }),
      ),
    },
    {
      name: 'a required output',
      isBreak: true,
      make: answers((output) =>
        Object.assign(output, {
          properties: { ...output.properties, more },
          required: [...(output.required ?? []), 'more'],
        }),
      ),
    },
    {
      name: 'a fact without its key',
      isBreak: true,
      make: facts((body) => void (body.required = body.required.slice(1))),
    },
    { name: 'a new refusal', isBreak: true, make: faces(({ refuses }) => void (refuses['too_late'] = 409)) },
    { name: 'another key', isBreak: true, make: faces((call) => void (call.key = 'other')) },
    {
      name: 'a method that is gone',
      isBreak: true,
      make: (of) => {
        const { commands } = pick(
          Object.values(of).filter((face) => Object.keys(face.commands).length > 0),
          at,
        )
        delete commands[Object.keys(commands)[0]!]
      },
    },
    {
      name: 'another version in the place of one',
      isBreak: true,
      make: (of) => {
        const event = pick(
          Object.values(of).flatMap((face) => Object.values(face.events)),
          at,
        )
        event.type = event.type.replace('.v1', '.v2')
      },
    },
  ]
}

test('T05 of changes to the real faces those are found that a rollout would not bear, and no others', () => {
  const before = presentContracts()
  const kinds = changes(0).length
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(kinds - 1), (at, kind) => {
      const { name, isBreak, make } = changes(at)[kind]!
      const after = structuredClone(before)
      make(after)

      assert.equal(contractBreaks(before, after).length > 0, isBreak, name)
    }),
    runs(),
  )
})
