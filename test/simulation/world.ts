/** The world of one seed: time, the one database, machines, what goes between them, and the book of what happened. */
import type { Module } from '../../src/kernel/module.ts'
import { modules } from '../../src/modules.ts'
import type { Dice } from '../abuse/chance.ts'
import type { Database, Execution, Outcome, Session } from './database.ts'
import type { Goods } from './goods.ts'
import { type Machine, type Place, bootMachine } from './machine.ts'
import { type Network, networkOf } from './network.ts'
import { type Fate, type Operation, plainly } from './operation.ts'
import { type News, type Provider, providerOf } from './provider.ts'
import { diceFor } from './random.ts'
import { type Scheduler, schedulerAt } from './scheduler.ts'
import { type StageName, stages, startMs } from './stage.ts'

/** A direction: says what becomes of an operation, or nothing. The first that speaks decides. */
export type Direction = (operation: Operation) => Partial<Fate> | undefined
export type LogLine = { machine: string; level: string; fields: any; message: string }
export type World = {
  seed: number
  scheduler: Scheduler
  database: Database
  goods: Goods
  /** Told of each piece of news of the provider when it comes up; null: nobody carries it. */
  onNews: ((news: News) => void) | null
  stage: (typeof stages)[StageName]
  places: Place[]
  network: Network
  provider: Provider
  /** Dice of each concern: `ids` for what the code draws, `faults`, `work`. */
  dice: Record<'ids' | 'faults' | 'work', Dice>
  /** Who is being run. */
  current: Machine | null
  logs: LogLine[]
  directions: Direction[]
  fateOf(operation: Operation): Fate
  /** Which modules a machine runs; directions of a test may change them. */
  modules: (machine: Machine) => Module[]
  /** How far the database's clock is ahead. */
  databaseSkewMs: number
  databaseNow(): number
  cuts: Set<string>
  isCut(from: string, to: string): boolean
  /** Lets `ms` pass for a machine. */
  pause(machine: Machine, ms: number): Promise<void>
  note(who: string, what: string): void
  history: string[]
  count(fault: string): void
  counts: Map<string, number>
  boot(place: Place): Machine
  /** After how long who died is started again; null: not by itself. */
  restartMs: (() => number) | null
  alive(): Machine[]
  /** True while a lock is waited for and the statement cannot help to end that. */
  mustWait(session: Session | null): boolean
  whenUnblocked(work: () => unknown): void
  follow(execution: Execution, done: (outcome: Outcome) => void): Promise<void>
  unblock(): Promise<void>
}
export type WorldOptions = { seed: number; stage: StageName; database: Database; goods: Goods }

/** Makes a world; its machines are booted, and nothing has happened yet. */
export function worldOf({ seed, stage, database, goods }: WorldOptions): World {
  const scheduler = schedulerAt(startMs)
  const history: string[] = []
  const counts = new Map<string, number>()
  const world: World = {
    seed,
    scheduler,
    database,
    goods,
    onNews: null,
    stage: stages[stage],
    places: placesOf(stage),
    network: null as unknown as Network,
    provider: null as unknown as Provider,
    dice: { ids: diceFor(seed, 'ids'), faults: diceFor(seed, 'faults'), work: diceFor(seed, 'work') },
    current: null,
    logs: [],
    directions: [],
    fateOf(operation) {
      for (const direction of world.directions) {
        const given = direction(operation)
        if (given !== undefined) return { ...plainly(), ...given }
      }
      return plainly()
    },
    modules: () => modules,
    databaseSkewMs: 0,
    databaseNow: () => Math.floor(scheduler.now() + world.databaseSkewMs),
    cuts: new Set(),
    isCut: (from, to) => world.cuts.has(`${from}→${to}`),
    pause: (machine, ms) => new Promise((over) => scheduler.plan(ms, () => machine.within(over))),
    note: (who, what) => void history.push(`${timeOf(scheduler.now())} ${who} · ${what}`),
    history,
    count: (fault) => void counts.set(fault, (counts.get(fault) ?? 0) + 1),
    counts,
    boot: (place) => bootMachine(world, place),
    restartMs: null,
    alive: () => world.places.flatMap(({ machine }) => (machine === null ? [] : [machine])),
    ...locksOf(database, scheduler),
  }
  world.network = networkOf(world)
  world.provider = providerOf(world)
  for (const place of world.places) world.boot(place)
  return world
}

function placesOf(stage: StageName): Place[] {
  const { groups } = stages[stage]
  return groups.map((group, at) => {
    const name = groups.filter((each) => each === group).length > 1 ? `${group}-${at + 1}` : group
    return { name, group, skewMs: 0, machine: null }
  })
}

/** Who waits for a lock, and who waits until he got it: only who is inside a transaction may go on meanwhile. */
function locksOf(
  database: Database,
  scheduler: Scheduler,
): Pick<World, 'mustWait' | 'whenUnblocked' | 'follow' | 'unblock'> {
  let blocked: { execution: Execution; done: (outcome: Outcome) => void }[] = []
  let waiting: (() => unknown)[] = []
  const unblock = async () => {
    for (const each of blocked.slice()) {
      if (!(await database.isFree(each.execution))) continue
      blocked = blocked.filter((other) => other !== each)
      each.done(await each.execution.outcome)
    }
    if (blocked.length > 0) return
    for (const work of waiting) scheduler.plan(0, work)
    waiting = []
  }
  return {
    unblock,
    mustWait: (session) => blocked.length > 0 && session === null,
    whenUnblocked: (work) => void waiting.push(work),
    async follow(execution, done) {
      if (execution.blocked) return void blocked.push({ execution, done })
      done(await execution.outcome)
      if (blocked.length > 0) await unblock()
    },
  }
}

const timeOf = (ms: number): string => new Date(ms).toISOString().slice(11, 23)
