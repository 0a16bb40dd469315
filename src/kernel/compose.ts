/** Topology + modules → one running process. */
import type { Clock, Ids, Random, Timers } from './chance.ts'
import { type Link, type Origin, dispatcherOf, type Dispatch } from './calls/dispatch.ts'
import { neighbourAt, type Neighbour } from './calls/http-link.ts'
import { localLink, loopLink } from './calls/links.ts'
import type { Wire } from './calls/wire.ts'
import { clientsOf, contextsOf } from './contexts.ts'
import type { Pool } from './database/pool.ts'
import { type Delivery, type Outcome, receive, receiveAll, retryWaiting } from './events/inbox.ts'
import { relayOf, type Relay } from './events/relay.ts'
import { type Jobs, jobsOf } from './jobs.ts'
import type { Log } from './log.ts'
import { type Context, type Module, system } from './module.ts'
import type { Secrets } from './secrets.ts'
import type { Settings } from './settings.ts'
import type { Topology } from './topology.ts'

export type ComposeOptions = {
  /** Every module of the shop, also those that other groups run. */
  modules: Module[]
  topology: Topology
  group: string
  /** What a module's statements run on. In tests each module logs in as its own role. */
  poolOf(schema: string): Pool
  /** What the relay reads outboxes with; one pool a database. */
  relayPoolOf(schema: string): Pool
  link?: 'local' | 'loop'
  settings: Settings
  secrets: Secrets
  log: Log
  clock: Clock
  random: Random
  ids: Ids
  /** Default: the system's. */
  timers?: Timers
  /** How this process reaches the others, by their address; default: HTTP. */
  wireTo?: (url: string) => Wire
}
export type Process = {
  group: string
  /** Modules whose calls and routes this process answers. */
  serves: Module[]
  works: Module[]
  dispatch: Dispatch
  contextFor(module: Module, origin: Origin): Context<any, any>
  /** A client of any module, near or far: for what is not itself a module (authentication, commands, tests). */
  clientFor<C>(module: { name: string; queries: object; commands: object }, origin?: Origin): C
  receive(delivery: Delivery, deadline: number): Promise<Outcome>
  /** Deliveries to one subscriber, each of another aggregate. */
  receiveAll(deliveries: Delivery[], deadline: number): Promise<void>
  /** Sends what the outboxes hold and tries what waits, until nothing is left; for tests. */
  settle(): Promise<void>
  jobs: Jobs
  start(): void
  stop(): Promise<void>
  options: ComposeOptions
}

/** Composes one process group. Starts nothing: `start()` begins relays and jobs. */
export function compose(options: ComposeOptions): Process {
  const { modules, topology, group, clock, ids, log } = options
  const at = (duty: 'serves' | 'works') =>
    modules.filter(({ contract }) => topology.home(contract.name, duty) === group)
  const [serves, works] = [at('serves'), at('works')]
  const neighbours = new Map<string, Neighbour>()
  const neighbour = (home: string) => {
    let each = neighbours.get(home)
    if (each === undefined) {
      const { url } = topology.groups[home]!
      each = neighbourAt(url, options.secrets.key('service calls'), clock, options.wireTo?.(url))
      neighbours.set(home, each)
    }
    return each
  }

  const contextFor = contextsOf(options, (module) => linkTo(module))
  const dispatch = dispatcherOf(serves, contextFor, clock)
  const near = options.link === 'loop' ? loopLink(dispatch) : localLink(dispatch)
  const linkTo = (module: string): Link => {
    const home = topology.home(module, 'serves')
    return home === group ? near : neighbour(home).link
  }

  const receiver = {
    poolOf: options.poolOf,
    modules: works,
    clock,
    ids,
    settings: options.settings,
    report: (delivery: Delivery, error: unknown) =>
      log.error({ ...lineOf(delivery), err: describe(error) }, 'a reaction failed and will be tried again'),
    traced: (delivery: Delivery) => {
      if (isSampled(delivery.headers!.traceparent)) log.info(lineOf(delivery), 'a reaction took effect')
    },
  }
  const receiveAllHere = (deliveries: Delivery[], deadline: number) => receiveAll(receiver, deliveries, deadline)
  const bus = (deliveries: Delivery[], deadline: number) => {
    const home = topology.home(deliveries[0]!.module, 'works')
    return home === group ? receiveAllHere(deliveries, deadline) : neighbour(home).push(deliveries, deadline)
  }
  const relays = relaysOf(options, works, bus)
  const originOf = (deadlineMs: number): Origin => ({
    principal: system,
    deadline: clock.now() + deadlineMs,
    trace: { requestId: ids.next(), traceparent: null },
  })
  const jobs = jobsOf({
    modules: works.map((module) =>
      withKernelJobs(module, (schema) => retryWaiting(receiver, schema, clock.now() + 8_000)),
    ),
    poolOf: options.poolOf,
    contextFor: (module) => contextFor(module, originOf(30_000)),
    holder: ids.next(),
    clock,
    timers: options.timers,
    report: (error, fields) => log.error({ ...fields, err: describe(error) }, 'a job failed and will be tried again'),
  })

  return {
    group,
    serves,
    works,
    dispatch,
    contextFor,
    jobs,
    options,
    receive: (delivery, deadline) => receive(receiver, delivery, deadline),
    receiveAll: receiveAllHere,
    clientFor: (module, origin) =>
      clientsOf(module)(linkTo(module.name), origin ?? originOf(10_000), { deadline: 0, transactions: 0 }) as any,
    async settle() {
      for (let again = true; again;) {
        for (const relay of relays) await relay.settle()
        again = false
        for (const { contract } of works)
          again = (await retryWaiting(receiver, contract.name, clock.now() + 8_000)) > 0 || again
      }
    },
    start() {
      for (const { contract } of modules) {
        options.poolOf(contract.name).committed = (schema) => relays.forEach((relay) => relay.wake(schema))
      }
      relays.forEach((relay) => relay.start())
      jobs.start()
    },
    async stop() {
      await jobs.stop()
      await Promise.all(relays.map((relay) => relay.stop()))
      await Promise.all([...neighbours.values()].map((each) => each.close()))
    },
  }
}

const lineOf = ({ module, subscriber, id, type, headers }: Delivery) => ({
  module,
  subscriber,
  event: id,
  type,
  ...headers,
})
/** Whoever began the trace keeps this one: the last bit of its flags (W3C Trace Context §3.2.2.5). */
const isSampled = (traceparent: string): boolean => (Number.parseInt(traceparent.slice(-1), 16) & 1) === 1

/** One relay a database: the poll asks all its outboxes in one statement. */
function relaysOf(
  options: ComposeOptions,
  works: Module[],
  bus: (deliveries: Delivery[], deadline: number) => Promise<unknown>,
): Relay[] {
  const { modules, relayPoolOf, clock, ids, log, timers } = options
  const schemasOf = Map.groupBy(
    works.map(({ contract }) => contract.name),
    relayPoolOf,
  )
  return [...schemasOf].map(([pool, schemas]) =>
    relayOf({
      pool,
      schemas,
      all: modules,
      bus,
      holder: ids.next(),
      clock,
      timers,
      report: (error, schema) =>
        log.warn({ schema, err: describe(error) }, 'a relay round failed and will be repeated'),
    }),
  )
}

/** Name, message and the chain of causes: what finds the fault at 3 a.m. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\ncaused by ${describe(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}

/** What every module with events needs: failed reactions tried again, and old rows swept. */
function withKernelJobs(module: Module, retry: (schema: string) => Promise<number>): Module {
  const schema = module.contract.name
  const jobs: Module['jobs'] = [
    { name: 'sweep-kernel-tables', everyMs: 600_000, on: 'one', run: ({ db }: Context) => sweep(db, schema) },
  ]
  if (module.reactions.length > 0)
    jobs.push({ name: 'retry-reactions', everyMs: 1_000, on: 'each', run: () => retry(schema) })
  return { ...module, jobs: [...module.jobs, ...jobs] }
}

/** Sent facts and seen ones go after 14 days, kept answers after 24 h, 5,000 at a time, so that no sweep holds locks for long. */
async function sweep(db: Context['db'], schema: string): Promise<void> {
  const raw = (text: string) => db.sql(Object.assign([text], { raw: [text] }) as unknown as TemplateStringsArray)
  await raw(`delete from ${schema}.outbox where id in (
    select id from ${schema}.outbox where created_at < banyan.now() - interval '14 days'
      and sent_at < banyan.now() - interval '14 days' limit 5000)`)
  await raw(`delete from ${schema}.inbox where (subscriber, event_id) in (
    select subscriber, event_id from ${schema}.inbox where done_at < banyan.now() - interval '30 days' limit 5000)`)
  await raw(`delete from ${schema}.requests where created_at < banyan.now() - interval '24 hours'`)
}
