/** A pool of one simulated process: it sends nothing itself; the world decides when a statement is run and what of it is learned. */
import type { Connection, Pool, Use } from '../../src/kernel/database/pool.ts'
import type { Value } from '../../src/kernel/database/sql.ts'
import { Overloaded, Unavailable, UnknownOutcome } from '../../src/kernel/errors.ts'
import type { Outcome, Session } from './database.ts'
import type { Machine } from './machine.ts'
import { type Fate, type Operation, stepOf } from './operation.ts'
import type { World } from './world.ts'

const connectionsFor: Record<Use, number> = { any: 6, gathered: 2, early: 2, heard: 2 }
const queueMax = 120
const statementMs = 5_000

/** A connection of a simulated pool. `session` while it is in a transaction, `began` once it was in one. */
type Line = { session: Session | null; began: boolean; broken: boolean }
type Statement = { text: string; values: Value[]; leftMs: number }

/** Makes the pool of a machine. It has few connections, so that statements wait for one another as they do in a shop. */
export function simulatedPool(world: World, machine: Machine, clock: { now(): number }): Pool {
  const queues: Record<Use, (() => void)[]> = { any: [], gathered: [], early: [], heard: [] }
  const taken: Record<Use, number> = { any: 0, gathered: 0, early: 0, heard: 0 }
  const lines = new Set<Line>()
  // Who dies takes his connections with him, and the server rolls back what they had begun.
  machine.onDeath.push(() => {
    for (const line of lines) world.scheduler.plan(0, () => drop(world, line))
  })
  return {
    url: '',
    now: () => clock.now(),
    committed: () => {},
    counted: null,
    waiting: () => queues.any.length,
    lacksRoom: () => false,
    end: async () => {},
    async take(deadline, _traffic, use = 'any') {
      const waiting = queues[use]
      if (waiting.length >= queueMax) throw new Overloaded('too many wait for the database')
      if (deadline <= clock.now()) throw new Unavailable('no time left')
      if (world.isCut(machine.name, 'database')) {
        await world.pause(machine, 1_000)
        throw new Unavailable('the database cannot be reached')
      }
      if (taken[use] < connectionsFor[use]) taken[use]++
      else await new Promise<void>((free) => waiting.push(free))
      const line: Line = { session: null, began: false, broken: false }
      lines.add(line)
      const end = () => {
        lines.delete(line)
        if (line.session !== null) world.scheduler.plan(0, () => drop(world, line))
        const first = waiting.shift()
        if (first === undefined) taken[use]--
        else first()
      }
      return connectionOf(world, machine, line, clock, end)
    },
  }
}

function connectionOf(
  world: World,
  machine: Machine,
  line: Line,
  clock: { now(): number },
  end: () => void,
): Connection {
  return {
    release: end,
    destroy: end,
    async run(deadline, text, values) {
      const leftMs = Math.min(deadline - clock.now(), statementMs)
      if (leftMs <= 0) throw new Unavailable('no time left')
      if (line.broken) throw new UnknownOutcome('the database did not answer')
      return new Promise((resolve, reject) =>
        send(world, machine, line, { text, values, leftMs }, (outcome) =>
          'error' in outcome ? reject(outcome.error) : resolve(outcome.rows),
        ),
      )
    },
  }
}

async function drop(world: World, line: Line): Promise<void> {
  const { session } = line
  line.session = null
  line.broken = true
  if (session === null) return
  await world.database.giveBack(session)
  await world.unblock()
}

const lost = { error: new UnknownOutcome('the database did not answer') }
const cancelled = { error: new Unavailable('a statement took too long and was cancelled') }

/** One statement on its way: run at its time and answered at its time, or what else its fate has for it. */
function send(
  world: World,
  machine: Machine,
  line: Line,
  { text, values, leftMs }: Statement,
  answer: (outcome: Outcome) => void,
): void {
  const { scheduler } = world
  const operation: Operation = { kind: 'statement', from: machine.name, to: 'database', what: stepOf(text, values) }
  const fate = world.fateOf(operation)
  let told = false
  const tell = (ms: number, what: string, outcome: Outcome) =>
    scheduler.plan(ms, () =>
      machine.within(() => {
        if (told) return
        told = true
        if (what !== '') world.note(machine.name, `${operation.what}: ${what}`)
        answer(outcome)
      }),
    )
  const lose = (ms: number) => {
    line.broken = true
    tell(ms, 'the connection breaks', lost)
  }
  const arrive = async () => {
    // What was begun on a connection that broke, or by somebody who died, was rolled back.
    const isUndone = text === 'begin' ? !machine.alive || line.broken : line.began && line.session === null
    if (isUndone) return
    if (world.isCut(machine.name, 'database')) return machine.alive ? lose(1_000) : undefined
    if (world.mustWait(line.session)) return world.whenUnblocked(arrive)
    if (text === 'begin') [line.session, line.began] = [await world.database.borrow(), true]
    const on = line.session ?? undefined
    const execution = await world.database.execute({ text, values, atMs: world.databaseNow(), session: on })
    const how = execution.blocked ? ' (waits for a lock)' : machine.alive ? '' : ' (of the dead)'
    world.note(machine.name, `${operation.what}${how}`)
    await world.follow(execution, (outcome) => {
      if (text === 'commit' || text === 'rollback') settle(world, line)
      if (fate.crash === 'after') machine.crash(`after ${operation.what}`)
      if (fate.loss === 'answer' || world.isCut('database', machine.name)) return lose(fate.lossMs)
      tell(fate.backMs, 'error' in outcome ? `fails, ${reasonOf(outcome.error)}` : '', outcome)
    })
  }
  start(world, machine, operation, fate)
  if (fate.loss === 'request' || fate.loss === 'late') lose(Math.min(fate.lossMs, leftMs))
  if (fate.loss === 'request' || fate.crash === 'dropped') return
  if (fate.thereMs > leftMs && fate.loss !== 'late') return void tell(leftMs, 'takes too long', cancelled)
  scheduler.plan(fate.thereMs + (fate.loss === 'late' ? fate.lossMs : 0), arrive)
}

function start({ scheduler }: World, machine: Machine, { what }: Operation, { crash, thereMs }: Fate): void {
  if (crash === 'before' || crash === 'dropped') scheduler.plan(thereMs / 2, () => machine.crash(`before ${what}`))
}

function settle(world: World, line: Line): void {
  const { session } = line
  line.session = null
  if (session !== null) void world.database.giveBack(session)
}

const reasonOf = (error: unknown): string => {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return constraint ?? code ?? String(error)
}
