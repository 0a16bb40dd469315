/** An effect commits with "seen". A second delivery fails on the inbox's primary key and takes its effect with it. */
import type { Clock, Ids } from '../chance.ts'
import { crash } from '../crash.ts'
import type { Pool } from '../database/pool.ts'
import { runOn } from '../database/pool.ts'
import { arrayLiteral } from '../database/gather.ts'
import { type Once, type Sql, type Value, isTaken, statementOf, telling, tells } from '../database/sql.ts'
import { Overloaded, Unavailable, UnknownOutcome } from '../errors.ts'
import type { FactHeaders, Module, Reaction } from '../module.ts'
import type { Settings } from '../settings.ts'

/** One fact on its way to one subscriber; `subscriber` is unique in its module. */
export type Delivery = {
  module: string
  subscriber: string
  pos: number
  id: string
  aggregateid: string
  type: string
  payload: object
  /** Absent from a process of an older version. */
  headers?: FactHeaders | null
  at: string
}
/** What happened to a delivery: it took effect, had done so before, or was put behind for a later try. */
export type Outcome = 'done' | 'repeated' | 'waiting'
export type Receiver = {
  poolOf(schema: string): Pool
  modules: Module[]
  clock: Clock
  ids: Ids
  settings: Settings
  report(delivery: Delivery, error: unknown): void
  /** Told of each delivery with headers that took effect. */
  traced(delivery: Delivery): void
}

const attemptsMax = 8
/** 1 s doubled up to 5 minutes, with up to a quarter of jitter taken from the event's id, so that retries do not march in step. */
export function backOffMs(attempts: number, id: string): number {
  const jitter = (Number.parseInt(id.slice(-4), 16) || 0) / 0xffff / 4
  return Math.round(Math.min(1_000 * 2 ** (attempts - 1), 300_000) * (1 - jitter))
}

/**
 * Applies one delivery. Never throws for a fault of the reaction: what failed is kept in `waiting` and tried again, eight
 * times in all, then parked. Throws when the database cannot be reached; then the fact stays unsent and comes again.
 */
export async function receive(receiver: Receiver, delivery: Delivery, deadline: number): Promise<Outcome> {
  const reaction = reactionOf(receiver.modules, delivery)
  try {
    await react(receiver, reaction, [delivery], deadline)
    return 'done'
  } catch (error) {
    if (isTaken(error, 'inbox_pkey')) return 'repeated'
    if (isLost(error)) throw error
    const behind = (error as { constraint?: string }).constraint === 'inbox_not_blocked'
    if (!behind) receiver.report(delivery, error)
    await putBehind(
      receiver.poolOf(delivery.module),
      delivery,
      deadline,
      behind ? null : String((error as Error).message).slice(0, 2_000),
    )
    return 'waiting'
  }
}

/**
 * Applies deliveries to one subscriber, each of another aggregate, together where the reaction takes many: one statement, one
 * commit, all or none of them. When it fails (one was seen before, waits, or cannot be applied) each is applied by itself.
 * Throws as `receive`.
 */
export async function receiveAll(receiver: Receiver, deliveries: Delivery[], deadline: number): Promise<void> {
  const reaction = reactionOf(receiver.modules, deliveries[0]!)
  const left = [...deliveries]
  const lane = async () => {
    for (let some = left.splice(0, reaction.most); some.length > 0; some = left.splice(0, reaction.most)) {
      const together = some.length > 1 && (await reactTogether(receiver, reaction, some, deadline))
      if (!together) for (const each of some) await receive(receiver, each, deadline)
    }
  }
  await Promise.all(Array.from({ length: Math.min(lanes, deliveries.length) }, lane))
}
const lanes = 2

/** False when the statement undid itself because of one of them. */
async function reactTogether(
  receiver: Receiver,
  reaction: Reaction,
  deliveries: Delivery[],
  deadline: number,
): Promise<boolean> {
  try {
    await react(receiver, reaction, deliveries, deadline)
    return true
  } catch (error) {
    if (isLost(error)) throw error
    return false
  }
}

function reactionOf(modules: Module[], { module, subscriber }: Delivery): Reaction {
  const reaction = modules
    .find(({ contract }) => contract.name === module)
    ?.reactions.find((each) => each.subscriber === subscriber)
  if (reaction === undefined) throw new Error(`${module}/${subscriber} is not heard in this process`)
  return reaction
}

/** True when the database could not be asked or did not answer: nothing is known of the reaction, so the fact comes again. */
const isLost = (error: unknown): boolean =>
  error instanceof Unavailable || error instanceof Overloaded || error instanceof UnknownOutcome

async function react(
  { poolOf, clock, ids, settings, traced }: Receiver,
  reaction: Reaction,
  deliveries: Delivery[],
  deadline: number,
): Promise<void> {
  const once = onceOf(poolOf(deliveries[0]!.module), deliveries, deadline)
  crash('inbox.reaction.before_commit')
  await reaction.react(
    once,
    deliveries.map(({ payload, id, at }) => ({ body: payload, meta: { id, at, clock, ids, settings } })),
  )
  if (!once.used) await once.sql`select 1`
  crash('inbox.reaction.after_commit')
  for (const each of deliveries) if (each.headers) traced(each)
}

/** Puts the inbox rows in front of the reaction's statement, as one more of its CTEs; a reaction cannot forget them. */
export function onceOf(pool: Pool, deliveries: Delivery[], deadline: number): Once & { used: boolean } {
  const { module, subscriber, headers } = deliveries[0]!
  const once = {
    used: false,
    sql: (async (strings, ...given) => {
      if (once.used) throw new Error(`${module}/${subscriber}: a reaction is one statement`)
      once.used = true
      // What a reaction to many tells belongs to none of their traces.
      const [text, values] = telling(...statementOf(strings, given), deliveries.length === 1 ? headers : null)
      const seen = seenBy(deliveries, values.length + 1)
      const [own = ''] = /^with\s+(recursive\s+)?/i.exec(text) ?? []
      const whole = own === '' ? `with ${seen.text} ${text}` : `${own}${seen.text}, ${text.slice(own.length)}`
      const rows = await runOn(pool, deadline, whole, [...values, ...seen.values], undefined, 'heard')
      if (tells(text)) pool.committed(module)
      return rows
    }) as Sql,
  }
  return once
}

/** The CTEs that note the deliveries as seen; their parameters begin with `$first`. A single one has plain parameters: cheaper. */
function seenBy(deliveries: Delivery[], first: number): { text: string; values: Value[] } {
  const { module, subscriber, id, aggregateid, pos } = deliveries[0]!
  const [$subscriber, $ids, $aggregates, $poses] = [0, 1, 2, 3].map((step) => `$${first + step}`)
  const isOne = deliveries.length === 1
  const facts = isOne
    ? `(select ${$ids}::uuid as id, ${$aggregates}::text as aggregateid, ${$poses}::bigint as pos) as fact`
    : `unnest(${$ids}::uuid[], ${$aggregates}::text[], ${$poses}::bigint[]) as fact (id, aggregateid, pos)`
  const text = `seen as (
      insert into ${module}.inbox (subscriber, event_id, blocked) select ${$subscriber}, fact.id, exists (
        select from ${module}.waiting w where w.subscriber = ${$subscriber} and w.aggregateid = fact.aggregateid and w.pos < fact.pos)
      from ${facts}
    ), tried as (
      delete from ${module}.waiting where subscriber = ${$subscriber} and event_id = ${isOne ? $ids : `any(${$ids}::uuid[])`}
    )`
  const values = isOne
    ? [id, aggregateid, pos]
    : [
        arrayLiteral(deliveries.map((each) => each.id)),
        arrayLiteral(deliveries.map((each) => each.aggregateid)),
        arrayLiteral(deliveries.map((each) => each.pos)),
      ]
  return { text, values: [subscriber, ...values] }
}

/** Keeps a delivery for a later try. `error` null: it only waits behind an earlier one of its aggregate and spends no attempt. */
async function putBehind(pool: Pool, delivery: Delivery, deadline: number, error: string | null): Promise<void> {
  const { module, subscriber, id, pos, aggregateid, type, payload, headers = null, at } = delivery
  const text = `
    insert into ${module}.waiting as w (subscriber, event_id, pos, aggregateid, type, payload, headers, at, attempts, next_at, error)
    values ($1, $2, $3, $4, $5, $6, $9, $7, case when $8::text is null then 0 else 1 end, banyan.now() + interval '1 s', $8)
    on conflict (subscriber, event_id) do nothing`
  await runOn(pool, deadline, text, [subscriber, id, pos, aggregateid, type, payload, at, error, headers])
}

type Waiting = Omit<Delivery, 'module'> & { attempts: number }

/**
 * Tries again what is due, the first of each aggregate only; the others wait their turn. Answers how many were tried.
 * `next_at` is moved ahead in the claim itself, so two processes do not try the same one at once.
 */
export async function retryWaiting(receiver: Receiver, schema: string, deadline: number): Promise<number> {
  const pool = receiver.poolOf(schema)
  const claim = `
    with due as (
      select subscriber, event_id from ${schema}.waiting w
      where not parked and next_at <= banyan.now() and not exists (
        select from ${schema}.waiting e where e.subscriber = w.subscriber and e.aggregateid = w.aggregateid and e.pos < w.pos)
      order by next_at limit 20 for update skip locked
    )
    update ${schema}.waiting w set next_at = banyan.now() + interval '30 s' from due
    where w.subscriber = due.subscriber and w.event_id = due.event_id
    returning w.subscriber, w.event_id as id, w.pos, w.aggregateid, w.type, w.payload, w.headers, w.at, w.attempts`
  const rows = (await runOn(pool, deadline, claim, [])) as Waiting[]
  for (const { attempts, ...row } of rows) await tryAgain(receiver, { ...row, module: schema }, attempts + 1, deadline)
  return rows.length
}

async function tryAgain(receiver: Receiver, delivery: Delivery, attempts: number, deadline: number): Promise<void> {
  const pool = receiver.poolOf(delivery.module)
  try {
    await react(receiver, reactionOf(receiver.modules, delivery), [delivery], deadline)
  } catch (error) {
    if (isTaken(error, 'inbox_pkey')) {
      const text = `delete from ${delivery.module}.waiting where subscriber = $1 and event_id = $2`
      await runOn(pool, deadline, text, [delivery.subscriber, delivery.id])
      return
    }
    if (isLost(error)) throw error
    receiver.report(delivery, error)
    const text = `
      update ${delivery.module}.waiting set attempts = $3, error = $4, parked = $5,
        next_at = banyan.now() + $6::int * interval '1 ms' where subscriber = $1 and event_id = $2`
    const { subscriber, id } = delivery
    const values = [
      subscriber,
      id,
      attempts,
      String((error as Error).message).slice(0, 2_000),
      attempts >= attemptsMax,
      backOffMs(attempts, id),
    ]
    await runOn(pool, deadline, text, values)
  }
}
