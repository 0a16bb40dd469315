/** What holds of a call however it travels. Each link runs it; a caller cannot tell them apart. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Type } from 'typebox'
import { type Answers, type MovableClock, movableClock, ovens, ovensModule } from '../bakery.fixture.ts'
import type { Process } from '../compose.ts'
import { type Client, query } from '../contract.ts'
import { Overloaded, Refusal, UnknownOutcome, Unavailable, refusal } from '../errors.ts'
import { type Context, type Module, type Principal, guest } from '../module.ts'

/** Opens a process that answers with `module` by `served`'s clock; answers the process that calls it. */
export type Open = (
  t: TestContext,
  options: { module: Module; served: MovableClock; clock: MovableClock },
) => Promise<Process>
type Call = { principal?: Principal; leftMs?: number; requestId?: string }

/** Runs the suite over the link that `open` gives. */
export function callsSuite(link: string, open: Open): void {
  const begin = async (t: TestContext, answers: Partial<Answers>, aheadMs = 0) => {
    const clock = movableClock()
    const served = aheadMs === 0 ? clock : Object.assign(movableClock(), { shiftMs: aheadMs })
    if (aheadMs !== 0) served.now = () => Date.now() + aheadMs
    const caller = await open(t, { module: ovensModule(answers), served, clock })
    return (face: { name: string; queries: object; commands: object } = ovens, call: Call = {}) => {
      const { principal = guest, leftMs = 5_000, requestId = 'r-1' } = call
      const trace = { requestId, traceparent: null }
      return caller.clientFor<Client<typeof ovens>>(face, { principal, deadline: clock.now() + leftMs, trace })
    }
  }

  test(`${link}: a call is answered, and a command may be asked twice`, async (t) => {
    const client = await begin(t, { bake: async (_context, { loaves }) => ({ loaves: loaves + 1 }) })

    const answers = [
      await client().bake({ batchId: 'b', loaves: 2 }),
      await client().bake({ batchId: 'b', loaves: 2 }),
      await client().look({ batchId: 'c' }),
    ]

    assert.deepEqual(answers, [{ loaves: 3 }, { loaves: 3 }, { seen: 'c' }])
  })

  test(`${link}: a declared refusal arrives as a refusal, with its status and details`, async (t) => {
    const full = () => refusal(ovens.commands.bake, 'oven_full', { detail: 'Wait for a tray.', trays: ['a', 'b'] })
    const client = await begin(t, { bake: () => Promise.reject(full()) })

    const error = await client()
      .bake({ batchId: 'b', loaves: 2 })
      .catch((thrown: unknown) => thrown)

    assert.ok(error instanceof Refusal)
    assert.deepEqual([error.code, error.status, error.details], ['oven_full', 409, full().details])
  })

  test(`${link}: a refusal that the call does not declare is a bug, never a no`, async (t) => {
    const client = await begin(t, { look: () => Promise.reject(new Refusal('too_dark', 409)) })

    const error = await client()
      .look({ batchId: 'b' })
      .catch((thrown: unknown) => thrown)

    assert.ok(error instanceof Error)
    assert.ok(!(error instanceof Refusal || error instanceof Unavailable || error instanceof Overloaded))
  })

  test(`${link}: input that does not fit is refused with a pointer, and nothing runs`, async (t) => {
    let ran = 0
    const client = await begin(t, { bake: async () => ({ loaves: ++ran }) })

    const error = await client()
      .bake({ batchId: 'b', loaves: 0 })
      .catch((thrown: unknown) => thrown)

    assert.ok(error instanceof Refusal)
    assert.deepEqual([error.code, error.status, error.details.errors?.[0]?.pointer], ['invalid', 400, '/loaves'])
    assert.equal(ran, 0)
  })

  test(`${link}: a call whose time is over is not begun`, async (t) => {
    let ran = 0
    const client = await begin(t, { look: async () => ({ seen: String(++ran) }) })

    await assert.rejects(client(ovens, { leftMs: 0 }).look({ batchId: 'b' }), Unavailable)

    assert.equal(ran, 0)
  })

  test(`${link}: the deadline travels as time left, so clocks may differ, and ends at the call's own limit`, async (t) => {
    const seen: number[] = []
    const keep = async ({ deadline, clock }: Context) => (seen.push(deadline - clock.now()), { seen: '' })
    const client = await begin(t, { look: keep }, 20_000)

    await client(ovens, { leftMs: 400 }).look({ batchId: 'b' })
    await client(ovens, { leftMs: 60_000 }).look({ batchId: 'b' })

    assert.ok(seen[0]! > 0 && seen[0]! <= 400, `${seen[0]} ms of 400`)
    assert.ok(seen[1]! > 500 && seen[1]! <= 1_000, `${seen[1]} ms of the call's own 1,000`)
  })

  test(`${link}: on whose behalf, and for which request, arrives`, async (t) => {
    const seen: unknown[] = []
    const keep = async ({ principal, trace }: Context) => (seen.push([principal, trace.requestId]), { seen: '' })
    const client = await begin(t, { look: keep })
    const ada: Principal = { kind: 'user', id: 'Ada Äöü', roles: ['customer'] }

    await client(ovens, { principal: ada, requestId: 'r-7' }).look({ batchId: 'b' })
    await client(ovens, { principal: guest }).look({ batchId: 'b' })

    assert.deepEqual(seen, [
      [ada, 'r-7'],
      [guest, 'r-1'],
    ])
  })

  test(`${link}: a method that is not served there is unavailable, whatever its name`, async (t) => {
    const client = await begin(t, {})

    for (const name of ['toast', 'constructor', 'toString']) {
      const toast = Object.assign(query({}, Type.Object({})), { module: 'ovens', name })
      const newer = client({ name: 'ovens', queries: { [name]: toast }, commands: {} }) as any
      await assert.rejects(newer[name]({}), Unavailable, name)
    }
  })

  test(`${link}: what is known of a failure is known to the caller`, async (t) => {
    const kinds = { a: new Overloaded('much', 3_000), b: new Unavailable('away'), c: new UnknownOutcome('cut') }
    const client = await begin(t, {
      look: (_context, { batchId }) => Promise.reject(kinds[batchId as keyof typeof kinds]),
    })
    const failing = (batchId: string) =>
      client()
        .look({ batchId })
        .catch((thrown: unknown) => thrown)

    const [much, away, cut] = [await failing('a'), await failing('b'), await failing('c')]

    assert.ok(much instanceof Overloaded && much.retryAfterMs === 3_000)
    assert.ok(away instanceof Unavailable)
    assert.ok(cut instanceof UnknownOutcome)
  })
}
