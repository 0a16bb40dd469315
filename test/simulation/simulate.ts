/** One seed: a small shop, people at work, faults; then all is healed, comes to rest, and is judged. */
import type { Arena } from './arena.ts'
import { letLoose } from './faults.ts'
import { happens } from './random.ts'
import { beat, comeToRest } from './rest.ts'
import { ownTimers } from './scheduler.ts'
import type { StageName } from './stage.ts'
import { type Breach, judge } from './verdict.ts'
import { tellShop } from './webhooks.ts'
import { beginWork } from './work.ts'
import { type World, worldOf } from './world.ts'

export type Run = {
  seed: number
  stage: StageName
  breaches: Breach[]
  history: string[]
  counts: Map<string, number>
  steps: number
}

const activeMs = 25_000

/** Runs one seed in an arena, which it leaves as it is at the end; the next one resets it. */
export async function runSeed(arena: Arena, seed: number): Promise<Run> {
  await arena.reset(seed)
  const stage = stageOf(seed)
  const world = newWorld(arena, seed, stage)
  const giveBack = ownTimers((ms, work) => world.scheduler.plan(ms, () => world.current?.within(work)))
  let breaches: Breach[]
  try {
    breaches = await live(world)
  } catch (error) {
    breaches = [{ id: 'run', promise: 'a seed runs to its end', rows: [String((error as Error).stack)] }]
  } finally {
    giveBack()
  }
  const { history, counts, scheduler } = world
  return { seed, stage, breaches, history, counts, steps: scheduler.steps() }
}

/** A world in this arena, with nothing going wrong in it. */
export const newWorld = ({ database, goods }: Arena, seed: number, stage: StageName): World =>
  worldOf({ seed, stage, database, goods })

const stageOf = (seed: number): StageName => (['replicas', 'apart', 'one', 'replicas', 'apart'] as const)[seed % 5]!

async function live(world: World): Promise<Breach[]> {
  const dice = world.dice.work
  world.onNews = (news) =>
    world.scheduler.plan(5 + dice.next() * dice.pick([50, 4_000]), () => void tellShop(world, news))
  const faults = letLoose(world)
  const work = beginWork(world)
  drive(world)
  const endMs = world.scheduler.now() + activeMs
  await world.scheduler.run(() => world.scheduler.now() >= endMs || work.busy === 0)
  faults.heal()
  const left = await comeToRest(world, work)
  return judge(world, work, left)
}

/** What machines repeat by the clock, with how often one is chosen. */
const beats: [job: string, weight: number][] = [
  ['relay/poll', 5],
  ['orders/finish-orders', 5],
  ['payments/apply-webhooks', 4],
  ['payments/ask-again', 2],
  ['payments/delayed', 1],
  ['inventory/retry-reactions', 1],
  ['orders/retry-reactions', 1],
  ['carts/retry-reactions', 1],
  ['notifications/send-letters', 1],
  ['payments/reconcile', 0.5],
  ['inventory/reconcile-stock', 0.3],
  ['inventory/free-stale-holds', 0.3],
  ['orders/sweep-claims', 0.2],
]
const weights = beats.reduce((sum, [, weight]) => sum + weight, 0)

/** Lets machines do now and then what they do by the clock, for as long as people are at work. */
function drive(world: World): void {
  const dice = world.dice.work
  const endMs = world.scheduler.now() + activeMs
  const next = () => {
    if (world.scheduler.now() >= endMs) return
    let at = dice.next() * weights
    const [job] = beats.find(([, weight]) => (at -= weight) < 0)!
    const machine = world.alive().length === 0 ? null : dice.pick(world.alive())
    const work = machine?.beats.get(job)
    if (machine !== null && work !== undefined) {
      if (happens(dice, 0.9)) machine.within(work)
      else beat(world, job)
    }
    world.scheduler.plan(100 + dice.next() * 1_000, next)
  }
  world.scheduler.plan(dice.next() * 500, next)
}
