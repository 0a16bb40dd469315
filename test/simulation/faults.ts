/** The faults of one seed: which kinds it knows, how often they come, and what ends them. */
import type { Dice } from '../abuse/chance.ts'
import type { Machine } from './machine.ts'
import type { Fate, Operation } from './operation.ts'
import { happens } from './random.ts'
import type { World } from './world.ts'

/** A kind of fault, as it is counted. Every seed knows some of them, so that some seeds show one kind alone. */
export const faultKinds = [
  'slow statement',
  'lost statement',
  'lost answer of a statement',
  'late statement',
  'crash before',
  'crash after',
  'frozen',
  'cut',
  'lost call',
  'repeated call',
  'lost request of a client',
  'provider silent',
  'provider slow',
  'provider late',
  'provider error',
  'provider busy',
  'provider page',
  'webhook twice',
  'webhook lost',
  'clock of a machine',
  'clock of the database',
  'leap',
] as const
export type FaultKind = (typeof faultKinds)[number]

export type Faults = {
  /** Nothing goes wrong any more, what is cut is joined, who is dead lives, who stands still goes on. */
  heal(): void
}

const seconds = (dice: Dice, from: number, to: number) => Math.round((from + dice.next() * (to - from)) * 1_000)

/** Lets loose the faults of a seed. Until `heal`, each operation may meet one, and now and then the world itself. */
export function letLoose(world: World): Faults {
  const dice = world.dice.faults
  const known = new Set(faultKinds.filter(() => happens(dice, 0.4)))
  const often = dice.pick([0.5, 1, 2, 4])
  let isCalm = happens(dice, 0.05)
  const comes = (kind: FaultKind, probability: number): boolean => {
    if (isCalm || !known.has(kind) || !happens(dice, probability * often)) return false
    world.count(kind)
    return true
  }
  world.directions.push((operation) => {
    const given = fateOf(dice, comes, operation)
    if (given.crash !== undefined && given.crash !== 'none')
      world.note(operation.from, `${operation.what}: fate ${given.crash}`)
    return given
  })
  world.restartMs = () => (isCalm ? 50 : dice.pick([20, 500, 3_000, 12_000]))
  const event = () => {
    if (isCalm) return
    strike(world, dice, comes)
    world.scheduler.plan(200 + dice.next() * 800, event)
  }
  world.scheduler.plan(100, event)
  return {
    heal() {
      isCalm = true
      world.note('world', 'all is healed')
      world.cuts.clear()
      for (const machine of world.alive()) machine.frozenUntilMs = 0
      for (const place of world.places) if (place.machine === null) world.boot(place)
    },
  }
}

type Comes = (kind: FaultKind, probability: number) => boolean

/** How long things take: mostly a moment, now and then much longer than anything beside it. */
function latency(dice: Dice): number {
  const drawn = dice.next()
  return drawn < 0.7 ? 0.2 + dice.next() * 2 : drawn < 0.95 ? 2 + dice.next() * 20 : 20 + dice.next() * 200
}

function fateOf(dice: Dice, comes: Comes, { kind }: Operation): Partial<Fate> {
  const fate: Partial<Fate> = { thereMs: latency(dice), backMs: latency(dice), lossMs: 20 + dice.next() * 1_500 }
  if (kind !== 'client' && kind !== 'webhook') {
    if (comes('crash before', 0.01)) fate.crash = dice.pick(['before', 'dropped'])
    else if (comes('crash after', 0.01)) fate.crash = 'after'
  }
  if (kind === 'statement') {
    if (comes('slow statement', 0.03)) fate.thereMs = seconds(dice, 0.3, 7)
    if (comes('lost statement', 0.02)) fate.loss = 'request'
    else if (comes('lost answer of a statement', 0.02)) fate.loss = 'answer'
    else if (comes('late statement', 0.02)) [fate.loss, fate.thereMs] = ['late', seconds(dice, 0, 4)]
  }
  if (kind === 'call') {
    if (comes('lost call', 0.06)) fate.loss = dice.pick(['request', 'answer', 'late'])
    if (comes('repeated call', 0.08)) fate.copyMs = dice.pick([0, 5, 400, 20_000])
  }
  if (kind === 'client' && comes('lost request of a client', 0.1)) fate.loss = dice.pick(['request', 'answer', 'late'])
  if (kind === 'provider') {
    if (comes('provider slow', 0.15)) fate.backMs = seconds(dice, 0.5, 5)
    if (comes('provider silent', 0.1)) fate.loss = dice.pick(['request', 'answer'])
    else if (comes('provider late', 0.1)) [fate.loss, fate.thereMs] = ['late', seconds(dice, 0, 30)]
    if (comes('provider error', 0.1)) fate.front = dice.pick(['error_before', 'error_after'])
    else if (comes('provider busy', 0.08)) fate.front = 'busy'
    else if (comes('provider page', 0.05)) fate.front = 'page'
  }
  if (kind === 'webhook') {
    if (comes('webhook lost', 0.2)) fate.loss = dice.pick(['request', 'answer'])
    if (comes('webhook twice', 0.3)) fate.copyMs = dice.pick([0, 30, 9_000])
  }
  return fate
}

/** What comes over the world by itself, a few times a second. */
function strike(world: World, dice: Dice, comes: Comes): void {
  const machines = world.alive()
  const one = (): Machine | null => (machines.length === 0 ? null : dice.pick(machines))
  if (comes('frozen', 0.06)) {
    const machine = one()
    if (machine !== null) {
      machine.frozenUntilMs = world.scheduler.now() + seconds(dice, 1, 70)
      // Long enough for others to take over what it holds.
      if (happens(dice, 0.6)) world.scheduler.plan(seconds(dice, 0.5, 4), () => world.scheduler.leap(32_000))
      world.note(machine.name, `stands still until ${new Date(machine.frozenUntilMs).toISOString().slice(11, 19)}`)
    }
  }
  if (comes('cut', 0.06)) cut(world, dice)
  if (comes('clock of a machine', 0.03)) {
    const place = dice.pick(world.places)
    place.skewMs = dice.pick([0, -2_000, 2_000, -25_000, 25_000, -180_000, 180_000])
    world.note(place.name, `its clock is ${place.skewMs} ms ahead`)
  }
  if (comes('clock of the database', 0.02)) {
    world.databaseSkewMs = dice.pick([0, -5_000, 5_000, -600_000, 600_000])
    world.note('database', `its clock is ${world.databaseSkewMs} ms ahead`)
  }
  if (comes('leap', 0.04)) {
    const ms = dice.pick([11_000, 31_000, 65_000, 16 * 60_000])
    world.scheduler.leap(ms)
    world.note('world', `${ms / 1_000} s pass at once`)
  }
}

/** One way or both, between two that talk to each other. */
function cut(world: World, dice: Dice): void {
  const { name } = dice.pick(world.places)
  const others = ['database', 'provider', ...world.places.map((place) => place.name).filter((each) => each !== name)]
  const other = dice.pick(others)
  const ways = dice.pick([[`${name}→${other}`], [`${other}→${name}`], [`${name}→${other}`, `${other}→${name}`]])
  for (const way of ways) world.cuts.add(way)
  world.note('world', `cut ${ways.join(', ')}`)
  world.scheduler.plan(seconds(dice, 0.1, 15), () => {
    for (const way of ways) world.cuts.delete(way)
    world.note('world', `joined ${ways.join(', ')}`)
  })
}
