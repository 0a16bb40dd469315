/** A directed simulation: a test says what goes wrong and when; the rest goes its way, comes to rest and is judged. */
import assert from 'node:assert/strict'
import { type TestContext, after } from 'node:test'
import { type Arena, openArena } from './arena.ts'
import type { Machine } from './machine.ts'
import type { Fate, Operation } from './operation.ts'
import { type Asking, type Reply, ask } from './people.ts'
import { beat, comeToRest } from './rest.ts'
import { ownTimers } from './scheduler.ts'
import { newWorld } from './simulate.ts'
import type { StageName } from './stage.ts'
import { judge } from './verdict.ts'
import { tellShop } from './webhooks.ts'
import { type Keyed, type Work, repeat, staff } from './work.ts'
import type { World } from './world.ts'

export type When = {
  /** The step, as the history tells it: `accept`, `hold`, `reaction sell-held-stock` … */
  what: string | RegExp
  /** Only of this machine. */
  of?: string
  /** From which time on, and how many times; default: the first, once. */
  nth?: number
  times?: number
  kind?: Operation['kind']
}
export type Scenario = {
  world: World
  /** Says what becomes of a step. Answers how often it was met. */
  when(step: When, fate: Partial<Fate> | ((operation: Operation) => void)): () => number
  /** What a buyer asks for: a ready cart, by a key of his own. */
  order(options?: { method?: string; cart?: number; market?: 'now' | 'later'; who?: string }): Keyed
  /** Asks under a key, once more each time. The world does not move by that alone: `until` waits for the answer. */
  send(keyed: Keyed): Promise<Reply>
  /** Asks under a key and waits for the answer. */
  place(keyed: Keyed): Promise<Reply>
  ask(who: string, asking: Asking): Promise<Reply>
  /** Waits for something that a machine or a person does. */
  until<T>(work: Promise<T>): Promise<T>
  /** Lets time pass in the world, and all that happens in it. */
  pass(ms: number): Promise<void>
  /** Runs a job once in every machine that has it, and lets what follows happen. */
  job(name: string): Promise<void>
  machine(name: string): Machine
  /** Heals and comes to rest; every promise must hold then. */
  rest(): Promise<void>
  sql<Row = any>(text: string, values?: unknown[]): Promise<Row[]>
  staff: typeof staff
}

let arena: Promise<Arena> | null = null
let giveBack = () => {}
after(async () => (await arena)?.close())

/** Opens a scenario in a stage. What is random in it is that of `seed`. */
export async function scenario(t: TestContext, stage: StageName, seed = 1): Promise<Scenario> {
  const place = await (arena ??= openArena())
  await place.reset(seed)
  const world = newWorld(place, seed, stage)
  const { scheduler } = world
  const work: Work = { orders: [], refunds: [], counted: [], busy: 0 }
  world.onNews = (news) => scheduler.plan(50, () => void tellShop(world, news))
  // A test may open several, one after another; each owns the timers until the next.
  giveBack()
  giveBack = ownTimers((ms, act) => scheduler.plan(ms, () => world.current?.within(act)))
  t.after(giveBack)

  const until = async <T>(promise: Promise<T>): Promise<T> => {
    let isOver = false
    void promise.finally(() => (isOver = true)).catch(() => {})
    assert.ok(await scheduler.run(() => isOver), `what was waited for never came:\n${world.history.join('\n')}`)
    return promise
  }
  const pass = async (ms: number) => {
    let isOver = false
    scheduler.plan(ms, () => (isOver = true))
    await scheduler.run(() => isOver)
  }
  return {
    world,
    until,
    pass,
    staff,
    when: (step, fate) => direct(world, step, fate),
    order: (options) => newOrder(world, work, options),
    send: (keyed) => repeat(world, keyed),
    place: (keyed) => until(repeat(world, keyed)),
    ask: (who, asking) => until(ask(world, who, asking)),
    async job(name) {
      beat(world, name)
      await pass(3_000)
    },
    machine: (name) => world.places.find((each) => each.name === name)!.machine!,
    async rest() {
      world.directions = []
      world.cuts.clear()
      for (const each of world.places) if (each.machine === null) world.boot(each)
      const left = await comeToRest(world, work)
      const breaches = await judge(world, work, left)
      assert.deepEqual(breaches, [], `a promise broke:\n${world.history.join('\n')}`)
    },
    sql: async (text, values) => (await world.database.query(text, values, world.databaseNow())).rows,
  }
}

function direct(world: World, step: When, fate: Partial<Fate> | ((operation: Operation) => void)): () => number {
  const { what, of, nth = 1, times = 1, kind } = step
  let met = 0
  world.directions.push((operation) => {
    const isIt = typeof what === 'string' ? operation.what === what : what.test(operation.what)
    if (!isIt || (of !== undefined && operation.from !== of) || (kind !== undefined && operation.kind !== kind)) return
    met++
    if (met < nth || met >= nth + times) return
    if (typeof fate !== 'function') return fate
    fate(operation)
    return
  })
  return () => met
}

let orders = 0
function newOrder(
  world: World,
  work: Work,
  { method = 'test_ok', cart = 0, market = 'now', who = `buyer-${++orders}` }: Parameters<Scenario['order']>[0] = {},
): Keyed {
  const { id, token, total } = world.goods.carts[market][cart]!
  const headers = { 'idempotency-key': `key-of-${who}`, 'cart-token': token }
  const body = { cartId: id, expectedTotal: total, payment: { provider: 'test', method } }
  const asking: Asking = { route: 'POST /api/orders', headers, body }
  const keyed: Keyed = { who, asking, replies: [], isFinal: false, isAskedLast: false, misused: [] }
  work.orders.push(keyed)
  return keyed
}
