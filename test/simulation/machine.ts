/** One simulated process: the modules composed as in a shop, with clock, chance, timers, database and network of the world. */
import { type Timers, uuidv7From } from '../../src/kernel/chance.ts'
import { type Process, compose } from '../../src/kernel/compose.ts'
import type { Log } from '../../src/kernel/log.ts'
import type { Module } from '../../src/kernel/module.ts'
import { type Topology, readTopology } from '../../src/kernel/topology.ts'
import { modules as real } from '../../src/modules.ts'
import { testAdapter } from '../../src/modules/payments/providers/test-adapter.ts'
import { simulatedPool } from './pool.ts'
import { randomOf } from './random.ts'
import { topologies } from './stage.ts'
import { secrets, settings } from './template.ts'
import type { World } from './world.ts'

export type Machine = {
  /** `shop-1`; the next life of the same place has the same name. */
  name: string
  group: string
  alive: boolean
  /** Stands still until then, as by SIGSTOP; what arrives meanwhile waits. */
  frozenUntilMs: number
  process: Process
  /** What it repeats, by name: `relay/poll`, `orders/finish-orders` … The world decides when. */
  beats: Map<string, () => void>
  /** Runs `work` in it: not at all when it is dead, later when it stands still. */
  within(work: () => void): void
  /** Ends at once, as by SIGKILL: nothing of it ever goes on. */
  crash(why: string): void
  /** Told when it dies. */
  onDeath: (() => void)[]
}
export type Place = { name: string; group: string; skewMs: number; machine: Machine | null }

export const webhookSecret = secrets.key('test provider webhooks').toString('hex')

/** Starts a process in a place of the world. */
export function bootMachine(world: World, place: Place): Machine {
  const { scheduler } = world
  const clock = { now: () => scheduler.now() + place.skewMs }
  const beats = new Map<string, () => void>()
  const machine: Machine = {
    name: place.name,
    group: place.group,
    alive: true,
    frozenUntilMs: 0,
    process: null as unknown as Process,
    beats,
    onDeath: [],
    within(work) {
      if (!machine.alive) return
      if (scheduler.now() < machine.frozenUntilMs)
        return void scheduler.plan(machine.frozenUntilMs - scheduler.now(), () => machine.within(work))
      world.current = machine
      work()
    },
    crash(why) {
      if (!machine.alive) return
      machine.alive = false
      place.machine = null
      world.note(machine.name, `dies (${why})`)
      world.count('crash')
      for (const told of machine.onDeath) told()
      if (world.restartMs !== null)
        scheduler.plan(world.restartMs(), () => {
          if (place.machine !== null) return
          world.note(place.name, 'starts again')
          world.boot(place)
        })
    },
  }
  const timers: Timers = {
    after: (ms, _what, work) => scheduler.plan(ms, () => machine.within(work)),
    every(_ms, what, work) {
      beats.set(what, work)
      return () => beats.delete(what)
    },
  }
  const random = randomOf(world.dice.ids)
  const pool = simulatedPool(world, machine, clock)
  machine.process = compose({
    modules: modulesFor(world, machine, clock),
    topology: topologyOf(world.stage.topology),
    group: place.group,
    poolOf: () => pool,
    relayPoolOf: () => pool,
    settings,
    secrets,
    log: logOf(world, machine),
    clock,
    random,
    ids: uuidv7From(clock, random),
    timers,
    wireTo: (url) => world.network.wireTo(machine, new URL(url).hostname.split('.')[0]!),
  })
  place.machine = machine
  world.current = machine
  machine.process.start()
  return machine
}

/** The real modules; only the adapter of the provider is given another wire. */
function modulesFor(world: World, machine: Machine, clock: { now(): number }): Module[] {
  const port = () =>
    testAdapter({ url: settings.testProviderUrl!, webhookSecret, clock, wire: world.provider.wireFor(machine) })
  return world
    .modules(machine)
    .map((module) =>
      module.contract.name === 'payments'
        ? { ...module, memory: () => ({ ports: new Map([['test', port()]]), badSignatures: 0 }) }
        : module,
    )
}

const read = new Map<string, Topology>()
/** A topology of the simulation, read as a file would be. */
export function topologyOf(name: keyof typeof topologies): Topology {
  let topology = read.get(name)
  if (topology === undefined)
    read.set(name, (topology = readTopology(JSON.stringify(topologies[name]), `${name}.json`, real)))
  return topology
}

function logOf(world: World, { name }: Machine): Log {
  const level = (word: 'debug' | 'info' | 'warn' | 'error') => (fields: object, message: string) =>
    void world.logs.push({ machine: name, level: word, fields, message })
  return { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') }
}
