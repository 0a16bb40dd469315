/** Reads outboxes and hands each fact to every subscriber, in order per aggregate; one round at a time in a process. */
import { staffWrote } from '../audit.ts'
import { type Timers, systemTimers } from '../chance.ts'
import { crash } from '../crash.ts'
import type { Pool } from '../database/pool.ts'
import type { Module } from '../module.ts'
import type { Delivery } from './inbox.ts'
import { type Fact, markSent, readUnsent, unsentIn } from './outbox.ts'

/** Brings deliveries, all to one subscriber, to the process that works for it; throws when it is not certain that they arrived. */
export type Bus = (deliveries: Delivery[], deadline: number) => Promise<unknown>
export type RelayOptions = {
  pool: Pool
  /** Modules whose outbox this process relays. */
  schemas: string[]
  /** Every module there is: subscribers are known from the build, not from who happens to be running. */
  all: Module[]
  bus: Bus
  holder: string
  clock: { now(): number }
  /** Default: the system's. */
  timers?: Timers | undefined
  report(error: unknown, schema: string): void
}
export type Relay = {
  /** Told that a module committed; a round follows after 20 ms, for all that commits meanwhile. */
  wake(schema: string): void
  /** Sends until every outbox of this process is empty, held by another, or holds only what cannot be delivered now. */
  settle(): Promise<void>
  start(): void
  stop(): Promise<void>
}

const limit = 200
const roundMs = 8_000
const ignore = () => {}

/** Makes the relay of a process. It polls every 500 ms for what a lost wake-up or another process left. */
export function relayOf(options: RelayOptions): Relay {
  const { pool, schemas, clock, report, timers = systemTimers } = options
  const woken = new Set<string>()
  let running: Promise<void> = Promise.resolve()
  let debounce: (() => void) | null = null
  let poll: (() => void) | null = null
  let stopped = true

  const rounds = async (names: Iterable<string>): Promise<number> => {
    let sent = 0
    for (const schema of names) {
      try {
        for (let full = true; full;) {
          const one = await round(options, schema)
          sent += one.sent
          if (one.failure !== null) throw one.failure
          full = one.read === limit
        }
      } catch (error) {
        report(error, schema)
      }
    }
    return sent
  }
  const after = <T>(work: () => Promise<T>): Promise<T> => {
    const next = running.then(work)
    running = next.then(ignore, ignore)
    return next
  }
  const flush = () =>
    after(async () => {
      const names = [...woken]
      woken.clear()
      await rounds(names)
    })
  const look = () =>
    after(async () => {
      await rounds(await unsentIn(pool, clock.now() + roundMs, schemas).catch((error) => (report(error, ''), [])))
    })

  return {
    wake(schema) {
      if (stopped || !schemas.includes(schema)) return
      woken.add(schema)
      debounce ??= timers.after(20, 'relay/wake', () => {
        debounce = null
        void flush()
      })
    },
    async settle() {
      for (let names = [...schemas]; names.length > 0;) {
        // What nobody takes now, or another relay holds, would be asked for without end.
        const sent = await after(() => rounds(names))
        names = sent === 0 ? [] : await unsentIn(pool, clock.now() + roundMs, schemas)
      }
    },
    start() {
      stopped = false
      poll = timers.every(500, 'relay/poll', look)
      void look()
    },
    async stop() {
      stopped = true
      poll?.()
      debounce?.()
      await running
    },
  }
}

type Round = { read: number; sent: number; failure: unknown }

/** One round on one outbox: read, deliver, mark. Answers how many facts it read and sent, and why one was not. */
async function round({ pool, all, bus, holder, clock }: RelayOptions, schema: string): Promise<Round> {
  const deadline = clock.now() + roundMs
  const facts = await readUnsent(pool, deadline, schema, holder, limit, typesOf(all))
  if (facts.length === 0) return { read: 0, sent: 0, failure: null }
  crash('relay.round.after_read')
  const sent: string[] = []
  let failure: unknown = null
  // In waves: the first fact of every aggregate, then the second. What failed holds up its own aggregate only.
  let queues = [...Map.groupBy(facts, ({ aggregateid }) => aggregateid).values()]
  while (queues.length > 0) {
    const wave = await deliver(
      all,
      bus,
      queues.map(([first]) => first!),
      deadline,
    )
    if (wave.failed.size > 0) failure = wave.failure
    const arrived = queues.filter(([first]) => !wave.failed.has(first!.id))
    sent.push(...arrived.map(([first]) => first!.id))
    queues = arrived.map(([, ...later]) => later).filter((later) => later.length > 0)
  }
  crash('relay.round.after_delivery')
  // Also when nothing arrived: another process may know better where the subscriber is, and takes the outbox then.
  if (sent.length > 0 || failure !== null)
    await markSent(pool, clock.now() + roundMs, schema, holder, sent, failure !== null || facts.length < limit)
  crash('relay.round.after_mark')
  return { read: facts.length, sent: sent.length, failure }
}

/** Hands facts, each of another aggregate, to all their subscribers. Answers the ids of those that did not reach every one. */
async function deliver(
  all: Module[],
  bus: Bus,
  facts: Fact[],
  deadline: number,
): Promise<{ failed: Set<string>; failure: unknown }> {
  const deliveries = facts.flatMap((fact) => deliveriesOf(all, fact))
  const failed = new Set<string>()
  let failure: unknown = null
  const bySubscriber = Map.groupBy(deliveries, ({ module, subscriber }) => `${module}/${subscriber}`)
  await Promise.all(
    [...bySubscriber.values()].map(async (some) => {
      try {
        await bus(some, deadline)
      } catch (error) {
        failure = error
        for (const { id } of some) failed.add(id)
      }
    }),
  )
  return { failed, failure }
}

const types = new WeakMap<Module[], string[]>()
/** Every fact that this version knows: what its modules tell and hear, and the kernel's own. */
function typesOf(all: Module[]): string[] {
  let known = types.get(all)
  if (known === undefined) {
    const told = all.flatMap(({ contract }) => Object.values(contract.events).map(({ type }) => type))
    const heard = all.flatMap(({ reactions }) => reactions.map(({ event }) => event.type))
    types.set(all, (known = [...new Set([...told, ...heard, staffWrote.type])]))
  }
  return known
}

/** Who hears a fact, by the declarations of all modules. */
export function deliveriesOf(
  all: Module[],
  { pos, id, aggregateid, type, payload, headers = null, at }: Fact,
): Delivery[] {
  return all.flatMap(({ contract, reactions }) =>
    reactions
      .filter(({ event }) => event.type === type)
      .map(({ subscriber }) => ({
        module: contract.name,
        subscriber,
        pos,
        id,
        aggregateid,
        type,
        payload,
        headers,
        at,
      })),
  )
}
