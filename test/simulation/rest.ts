/** Lets a world come to rest: time moves on from one thing that is due to the next, until nothing is left to do. */
import { tellShop } from './webhooks.ts'
import { type Work, isFinalAnswer, repeat } from './work.ts'
import type { World } from './world.ts'

/** What is left to do, with the job that does it, and when. `parked` is left to a person. */
const due = `
  select 'sagas' as what, 'orders/finish-orders' as job, min(wake_at) as at, count(*)::int as left from orders.sagas
  union all select 'webhooks', 'payments/apply-webhooks', min(ask_at), count(*)::int from payments.webhook_events
    where applied_at is null and not quarantined
  union all select 'refunds', 'payments/ask-again', min(ask_at), count(*)::int from payments.refunds where status = 'pending'
  union all select 'captures', 'payments/ask-again', min(ask_at), count(*)::int from payments.captures where status = 'pending'
  union all select 'put off', 'payments/delayed', min(wake_at), count(*)::int from payments.jobs where wake_at < 'infinity'
  union all select 'letters', 'notifications/send-letters', min(wake_at), count(*)::int from notifications.letters
    where state = 'waiting'`
const facts = (schema: string): string => `
  union all select 'facts of ${schema}', 'relay/poll', min(created_at), count(*)::int from ${schema}.outbox where sent_at is null
  union all select 'waiting in ${schema}', '${schema}/retry-reactions', min(next_at), count(*)::int from ${schema}.waiting
    where not parked`

export type Left = { what: string; job: string; at: string; left: number }
const schemas = [
  'users',
  'customers',
  'catalog',
  'pricing',
  'inventory',
  'carts',
  'orders',
  'payments',
  'notifications',
]
const query = due + schemas.map(facts).join('')

/** Jobs that have something to do, oldest first. */
export async function leftToDo(world: World): Promise<Left[]> {
  const { rows } = await world.database.query(query, [], world.databaseNow())
  return (rows as Left[]).filter(({ left }) => left > 0)
}

const roundsMax = 120

/**
 * Goes on until everybody has his last answer, all that was written was told, and no job has anything to do. Answers
 * what would not end: an empty list is a promise kept.
 */
export async function comeToRest(world: World, work: Work | null): Promise<Left[]> {
  const { scheduler } = world
  for (let round = 0; round < roundsMax; round++) {
    await scheduler.run(() => false)
    const left = await leftToDo(world)
    const news = world.provider.news.filter(({ told }) => !told).length
    const open = work?.orders.filter(({ isFinal }) => !isFinal) ?? []
    const isOver = left.length === 0 && news === 0 && (work?.busy ?? 0) === 0
    if (isOver && open.length === 0) {
      const unasked = work?.orders.filter(({ isAskedLast }) => !isAskedLast) ?? []
      if (unasked.length === 0) return []
      for (const keyed of unasked) void askLast(world, keyed)
      continue
    }
    leapTo(world, left, round)
    if (isOver || round % 8 === 7) for (const keyed of open) void finish(world, keyed)
    for (const piece of world.provider.news) if (!piece.told) void tellShop(world, piece)
    for (const job of new Set(left.map((each) => each.job))) beat(world, job)
    if (world.places.some(({ skewMs }) => skewMs !== 0) && round === 10)
      for (const place of world.places) place.skewMs = 0
  }
  return leftToDo(world)
}

async function finish(world: World, keyed: Work['orders'][number]): Promise<void> {
  const reply = await repeat(world, keyed)
  keyed.isFinal ||= isFinalAnswer(reply)
}

/** The last word is asked for once more, when all is over. */
async function askLast(world: World, keyed: Work['orders'][number]): Promise<void> {
  keyed.isAskedLast = true
  await repeat(world, keyed)
}

/** To what is due next by the database's clock; and a little further each round, for leases of the dead. */
function leapTo(world: World, left: Left[], round: number): void {
  const times = left.map(({ at }) => Date.parse(at)).filter((at) => !Number.isNaN(at))
  const next = times.length === 0 ? 0 : Math.min(...times) - world.databaseNow()
  const ms = Math.max(next + 1, round < 4 ? 0 : 1_000 * Math.min(round, 30))
  if (ms > 0) world.scheduler.leap(Math.min(ms, 15 * 86_400_000))
}

/** Runs a job once in every machine that has it. */
export function beat(world: World, job: string): void {
  for (const machine of world.alive()) {
    const work = machine.beats.get(job)
    if (work !== undefined) machine.within(work)
  }
}
