import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { runs } from '../../test/properties/runs.ts'
import { type Bakery, bakeryOf } from '#kernel/bakery.fixture.ts'
import { Refusal } from '#kernel/errors.ts'
import { secretsOf } from '#kernel/secrets.ts'
import { type Keyed, once } from './idempotency.ts'
import type { Sent } from './problem.ts'

const [leftMs, graceMs] = [10_000, 5_000]
const finals = [200, 201, 204, 402, 409, 410, 422]
type Answer = { status: number; body: string; isReplay: boolean } | { refused: string }

/** A record as it must be: nobody's, somebody's until a time, or answered. `by` is the request that holds it. */
type Held = { body: string; by: number; until: number }
type Kept = { body: string; status: number; text: string }
type Model = {
  now: number
  requests: number
  records: Map<string, Held | Kept>
  running: Map<number, { place: string; body: string }>
}
type Real = { run: number; bakery: Bakery; acts: Map<number, { end(sent: Sent): void; answer: Promise<Answer> }> }

const secrets = secretsOf('a secret of thirty-two characters')
const isKept = (record: Held | Kept | undefined): record is Kept => record !== undefined && 'status' in record

/** Begins a request under its key; answers at once what it was told, or null while its act runs. */
async function begin(real: Real, at: number, place: string, bodyHash: string): Promise<Answer | null> {
  const [scope, key] = place.split(' ') as [string, string]
  const started = Promise.withResolvers<null>()
  const ended = Promise.withResolvers<Sent>()
  const keyed: Keyed = {
    pool: real.bakery.pool,
    schema: 'ovens',
    secrets,
    scope: `${real.run} ${scope}`,
    key,
    bodyHash,
    leftMs,
    // Who comes back after his deadline cannot write any more; here it is the lock that decides.
    deadline: Number.MAX_SAFE_INTEGER,
    report: (error) => assert.fail(String(error)),
  }
  const answer = once(keyed, () => {
    started.resolve(null)
    return ended.promise
  }).then(
    ({ status, body, headers }): Answer => ({
      status,
      body: String(body),
      isReplay: headers['idempotent-replayed'] === 'true',
    }),
    (error): Answer => {
      if (error instanceof Refusal) return { refused: error.code }
      throw error
    },
  )
  real.acts.set(at, { end: ended.resolve, answer })
  return Promise.race([started.promise, answer])
}

class Begin implements fc.AsyncCommand<Model, Real> {
  readonly place: string
  readonly body: string
  constructor(scope: string, key: string, body: string) {
    this.place = `${scope} ${key}`
    this.body = body
  }
  check = () => true
  async run(model: Model, real: Real): Promise<void> {
    const at = ++model.requests
    const record = model.records.get(this.place)
    const isFree = record === undefined || (!isKept(record) && record.until < model.now && record.body === this.body)
    const told = await begin(real, at, this.place, this.body)

    if (isFree) {
      model.records.set(this.place, { body: this.body, by: at, until: model.now + leftMs + graceMs })
      model.running.set(at, { place: this.place, body: this.body })
      return assert.equal(told, null, 'it runs')
    }
    if (record.body !== this.body) return assert.deepEqual(told, { refused: 'idempotency_key_reused' })
    if (!isKept(record)) return assert.deepEqual(told, { refused: 'idempotency_in_flight' })
    assert.deepEqual(told, { status: record.status, body: record.text, isReplay: true })
  }
  toString = () => `begin(${this.place}, ${this.body})`
}

class End implements fc.AsyncCommand<Model, Real> {
  readonly pick: number
  readonly status: number
  readonly again: boolean
  constructor(pick: number, status: number, again: boolean) {
    this.pick = pick
    this.status = status
    this.again = again
  }
  check = ({ running }: Readonly<Model>) => running.size > 0
  async run(model: Model, real: Real): Promise<void> {
    const [at, { place, body }] = [...model.running][this.pick % model.running.size]!
    const text = `answer ${at}`
    const headers: Record<string, string> = this.again ? { 'retry-after': '1' } : {}
    const { end, answer } = real.acts.get(at)!
    end({ status: this.status, headers, body: text })

    assert.deepEqual(
      await answer,
      { status: this.status, body: text, isReplay: false },
      'who ran it gets its own answer',
    )
    model.running.delete(at)
    const record = model.records.get(place)
    if (record === undefined || isKept(record) || record.by !== at) return
    if (finals.includes(this.status) && !this.again) model.records.set(place, { body, status: this.status, text })
    else model.records.delete(place)
  }
  toString = () => `end(${this.pick}, ${this.status}${this.again ? ', try again' : ''})`
}

class Wait implements fc.AsyncCommand<Model, Real> {
  readonly ms: number
  constructor(ms: number) {
    this.ms = ms
  }
  check = () => true
  async run(model: Model, { bakery }: Real): Promise<void> {
    await bakery.moveTime(this.ms)
    model.now += this.ms
  }
  toString = () => `wait(${this.ms})`
}

const scope = fc.constantFrom('ada', 'ada', 'ada', 'bob')
const key = fc.constantFrom('k1', 'k1', 'k1', 'k2')
const body = fc.constantFrom('mug', 'mug', 'mug', 'pot')
const status = fc.constantFrom(...finals, 202, 404, 500, 503)
const commands = [
  fc.tuple(scope, key, body).map((given) => new Begin(...given)),
  fc.tuple(scope, key, body).map((given) => new Begin(...given)),
  fc.tuple(fc.nat(5), status, fc.boolean()).map((given) => new End(...given)),
  // Never near the end of a lock, so that the time that the test itself takes decides nothing.
  fc.constantFrom(7_000, 60_000).map((ms) => new Wait(ms)),
]

type Commands = Iterable<fc.AsyncCommand<Model, Real>>
const mug = () => new Begin('ada', 'k1', 'mug')
/** What a broken version did wrong: the late holder's answer, another body that takes over, an answer that said "try again". */
const kept = [
  [mug(), new Wait(60_000), mug(), new End(0, 201, false), mug(), new End(0, 201, false), mug()],
  [mug(), new Wait(60_000), new Begin('ada', 'k1', 'pot'), mug()],
  [mug(), new End(0, 409, true), mug(), new End(0, 409, false), mug()],
]

test('whatever is begun, ended, left to die and sent again, a key runs once at a time and keeps its one answer', async (t) => {
  const bakery = await bakeryOf(t)
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 30 }), async (all) => {
      const model: Model = { now: 0, requests: 0, records: new Map(), running: new Map() }
      const real: Real = { run: ++run, bakery, acts: new Map() }
      await fc.asyncModelRun(() => ({ model, real }), all)
    }),
    runs(80, { examples: kept.map((all): [Commands] => [all]) }),
  )
})

test('of any number that come at once under one key one runs, and the others wait, or are told that it was another request', async (t) => {
  const bakery = await bakeryOf(t)
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(body, { minLength: 2, maxLength: 8 }), async (bodies) => {
      const real: Real = { run: --run, bakery, acts: new Map() }
      const told = await Promise.all(bodies.map((each, at) => begin(real, at, 'ada k', each)))

      const winner = told.indexOf(null)
      assert.equal(told.filter((each) => each === null).length, 1)
      told.forEach((each, at) => {
        const refused = bodies[at] === bodies[winner] ? 'idempotency_in_flight' : 'idempotency_key_reused'
        if (at !== winner) assert.deepEqual(each, { refused })
      })
      real.acts.get(winner)!.end({ status: 201, headers: {}, body: '' })
      await real.acts.get(winner)!.answer
    }),
    runs(40),
  )
})
