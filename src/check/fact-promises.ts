/** I6, I7, and what else the facts of one module tell: who heard them, in which order, and whom a letter about them went to. */
import type { Module } from '#kernel/module.ts'
import { leastIdAt, moves } from '../modules/payments/payment.ts'
import type { Read, ShopToCheck } from './shop-to-check.ts'
import type { Finding, Promised, Walk } from './walk.ts'

type Fact = { id: string; pos: number; aggregateId: string; type: string; email: string | null; status: string | null }
/** That a subscriber had a fact: in which transaction it took effect (null: it waits). */
type Hearing = { factId: string; writtenBy: number | null }
type Letter = { factId: string; recipient: string; template: string }
type Facts = {
  facts: Fact[]
  /** By `module/subscriber`, then by fact. */
  heard: Map<string, Map<string, Hearing>>
  /** Subscribers by the type that they hear. */
  hearers: Map<string, string[]>
  letters: Letter[]
}

/**
 * Walks over what a module told, by id, which is by time. `isStrict`: every subscriber must have heard every fact; else
 * what was told before a subscriber's first is let pass, because nothing replays facts to one that came with a later version.
 */
export function factWalk(
  { modules }: ShopToCheck,
  teller: Module,
  { isStrict, since }: { isStrict: boolean; since: Date | null },
): Walk<Facts> {
  const { name } = teller.contract
  const hearers = hearersOf(modules)
  return {
    over: `facts of ${name}`,
    from: since === null ? null : leastIdAt(since.getTime()),
    async page(read, after, limit) {
      const rows = await read<{ id: string }>(
        name,
        `select id from ${name}.outbox where id > $1::uuid and sent_at is not null order by id limit $2`,
        [after ?? '00000000-0000-0000-0000-000000000000', limit],
      )
      return { keys: rows.map(({ id }) => id), next: rows.length < limit ? null : rows.at(-1)!.id }
    },
    read: (read, ids) => readFacts(read, name, ids, hearers),
    promises: [
      heardPromise(isStrict),
      orderPromise(),
      letterPromise,
      ...(name === 'payments' ? [paymentPromise()] : []),
    ],
  }
}

function hearersOf(modules: Module[]): Map<string, string[]> {
  const all = modules.flatMap(({ contract, reactions }) =>
    reactions.map(({ event, subscriber }) => ({ type: event.type, hearer: `${contract.name}/${subscriber}` })),
  )
  return new Map(
    [...Map.groupBy(all, ({ type }) => type)].map(([type, each]) => [type, each.map(({ hearer }) => hearer)]),
  )
}

async function readFacts(read: Read, name: string, ids: string[], hearers: Facts['hearers']): Promise<Facts> {
  const facts = await read<Fact>(
    name,
    `select id, pos::float8 as pos, aggregateid as "aggregateId", type, payload ->> 'email' as email, payload ->> 'status' as status
    from ${name}.outbox where id = any($1::uuid[]) order by pos`,
    [ids],
  )
  const heard: Facts['heard'] = new Map()
  const wanted = new Set(facts.flatMap(({ type }) => hearers.get(type) ?? []))
  for (const [schema, subscribers] of Map.groupBy(wanted, (hearer) => hearer.split('/')[0]!)) {
    const names = subscribers.map((hearer) => hearer.slice(schema.length + 1))
    for (const [hearer, hearings] of await readHearings(read, schema, names, ids)) heard.set(hearer, hearings)
  }
  const letters = [...wanted].some((hearer) => hearer.startsWith('notifications/'))
    ? await read<Letter>(
        'notifications',
        `select event_id as "factId", recipient, template from notifications.letters where event_id = any($1::uuid[])`,
        [ids],
      )
    : []
  return { facts, heard, hearers, letters }
}

/**
 * Who had which fact. A transaction's full number is made of the 32 bits in the row and of the present one: a clock may be set
 * back, the count of transactions never is.
 */
async function readHearings(read: Read, schema: string, subscribers: string[], ids: string[]) {
  const rows = await read<Hearing & { subscriber: string }>(
    schema,
    `with present as (select pg_snapshot_xmax(pg_current_snapshot())::text::bigint as xid)
    select subscriber, event_id as "factId", (xid - (xid - inbox.xmin::text::bigint) % 4294967296)::float8 as "writtenBy"
    from ${schema}.inbox, present where subscriber = any($1::text[]) and event_id = any($2::uuid[])
    union all
    select subscriber, event_id, null from ${schema}.waiting where subscriber = any($1::text[]) and event_id = any($2::uuid[])`,
    [subscribers, ids],
  )
  return [...Map.groupBy(rows, ({ subscriber }) => `${schema}/${subscriber}`)].map(
    ([hearer, each]): [string, Map<string, Hearing>] => [
      hearer,
      new Map(each.map((hearing) => [hearing.factId, hearing])),
    ],
  )
}

function heardPromise(isStrict: boolean): Promised<Facts> {
  const hasHeard = new Set<string>()
  const isNew = (hearer: string) => !isStrict && !hasHeard.has(hearer)
  return {
    id: 'I6',
    promise: 'every fact that was told reached every subscriber',
    find: ({ facts, heard, hearers }) =>
      facts.flatMap(({ id, type, aggregateId }) => {
        const missed = (hearers.get(type) ?? []).filter((hearer) => {
          if (heard.get(hearer)?.has(id)) hasHeard.add(hearer)
          else return !isNew(hearer)
          return false
        })
        return missed.map((subscriber) => ({ keys: [id], row: { factId: id, type, aggregateId, subscriber } }))
      }),
  }
}

/** So many subscribers of aggregates are remembered from page to page; facts of one aggregate follow each other closely. */
const rememberedMax = 20_000
type Heard = { factId: string; pos: number; writtenBy: number }

function orderPromise(): Promised<Facts> {
  const last = new Map<string, Heard>()
  return {
    id: 'I7',
    promise: 'no subscriber had the facts of one aggregate in another order',
    find({ facts, heard, hearers }) {
      if (last.size > rememberedMax) last.clear()
      return facts.flatMap(({ id, pos, type, aggregateId }) =>
        (hearers.get(type) ?? []).flatMap((hearer): Finding[] => {
          const writtenBy = heard.get(hearer)?.get(id)?.writtenBy ?? null
          if (writtenBy === null) return []
          const key = `${hearer} ${aggregateId}`
          const before = last.get(key)
          const now = { factId: id, pos, writtenBy }
          if (before === undefined || before.pos < pos) last.set(key, now)
          if (before === undefined || Math.sign(before.pos - pos) * (before.writtenBy - writtenBy) >= 0) return []
          return [{ keys: [before.factId, id].sort(), row: { subscriber: hearer, aggregateId, facts: [before, now] } }]
        }),
      )
    },
  }
}

const letterPromise: Promised<Facts> = {
  id: 'I13',
  promise: 'a letter went to the person whom its fact names',
  find({ facts, letters }) {
    const byId = new Map(facts.map((fact) => [fact.id, fact]))
    return letters
      .filter(({ factId, recipient }) => byId.get(factId)!.email?.toLowerCase() !== recipient.toLowerCase())
      .map(({ factId, recipient, template }) => ({
        keys: [factId],
        row: { factId, template, recipient, named: byId.get(factId)!.email },
      }))
  },
}

/** What may be reached by declared moves, with steps in between that nobody was told of. */
const leads = (from: string, to: string): boolean =>
  from === to || (moves[from as keyof typeof moves] ?? []).some((next) => leads(next, to))

function paymentPromise(): Promised<Facts> {
  const last = new Map<string, { id: string; status: string }>()
  return {
    id: 'I15',
    promise: 'a payment went only along declared moves',
    find({ facts }) {
      if (last.size > rememberedMax) last.clear()
      return facts.flatMap(({ id, aggregateId, status }) => {
        if (status === null) return []
        const before = last.get(aggregateId)
        last.set(aggregateId, { id, status })
        if (before === undefined || leads(before.status, status)) return []
        return [{ keys: [before.id, id], row: { paymentId: aggregateId, from: before.status, to: status } }]
      })
    },
  }
}
