/** Two small modules on a database of their own: ovens bake and tell, the counter calls ovens and hears them. */
import { createServer } from 'node:http'
import type { TestContext } from 'node:test'
import { Type } from 'typebox'
import { asOwner, freshDatabase } from '../../test/world/cluster.ts'
import { systemRandom, uuidv7From } from './chance.ts'
import { type ComposeOptions, type Process, compose } from './compose.ts'
import { command, contract, event, query } from './contract.ts'
import { noPool } from './database/no-pool.fixture.ts'
import { type Pool, openPool, runOn } from './database/pool.ts'
import type { Once, Value } from './database/sql.ts'
import { internalOf } from '#http/internal.ts'
import type { Log } from './log.ts'
import { type Context, type EventMeta, type Module, defineModule, when } from './module.ts'
import { secretsOf } from './secrets.ts'
import type { Settings } from './settings.ts'
import { readTopology } from './topology.ts'

const Loaves = Type.Object({ loaves: Type.Integer({ minimum: 1 }) })
export const ovens = contract('ovens', {
  queries: { look: query({ batchId: Type.String() }, Type.Object({ seen: Type.String() })) },
  commands: {
    bake: command({ batchId: Type.String(), loaves: Type.Integer({ minimum: 1 }) }, Loaves, {
      key: 'batchId',
      refuses: { oven_full: 409 },
      deadlineMs: 3_000,
    }),
  },
  events: {
    BreadBaked: event({ batchId: Type.String(), loaves: Type.Integer() }, { key: 'batchId' }),
    OvenCooled: event({ batchId: Type.String() }, { key: 'batchId' }),
  },
})
export const counter = contract('counter', {
  queries: { sellable: query({}, Type.Object({ loaves: Type.Integer() })) },
})
export const counterNeeds = { ovens }
export type CounterContext = Context<typeof counterNeeds>
export type React = (once: Once, body: { batchId: string; loaves: number }, meta: EventMeta) => Promise<unknown>

const tables = `
  create table ovens.batches (id text primary key, loaves int not null);
  create table counter.shelf (id int primary key, loaves int not null, batches text[] not null default '{}');
  insert into counter.shelf (id, loaves) values (1, 0);`

export type Answers = {
  look: (context: Context, input: { batchId: string }) => Promise<{ seen: string }>
  bake: (context: Context, input: { batchId: string; loaves: number }) => Promise<{ loaves: number }>
}
/** Bakes by a key, and tells it in the same transaction. */
export const baking: Answers = {
  look: async (_context, { batchId }) => ({ seen: batchId }),
  bake: async ({ db }, { batchId, loaves }) => {
    await db.transaction(async (tx) => {
      const rows = await tx.sql`
        insert into ovens.batches (id, loaves) values (${batchId}, ${loaves}) on conflict do nothing returning id`
      if (rows.length === 1) await tx.publish(ovens.events.BreadBaked, { batchId, loaves })
    })
    return { loaves }
  },
}
/** Puts what was baked on the shelf: not one that bears a repeat by itself. */
export const shelve: React = (once, { batchId, loaves }) => once.sql`
  update counter.shelf set loaves = loaves + ${loaves}, batches = batches || ${batchId}::text where id = 1`

export const ovensModule = (answers: Partial<Answers> = {}, more: Partial<Module> = {}): Module => ({
  ...defineModule({ contract: ovens, needs: {}, answers: { ...baking, ...answers }, at: import.meta.url }),
  ...more,
})
export const counterModule = (react: React | null = shelve, more: Partial<Module> = {}): Module => ({
  ...defineModule({
    contract: counter,
    needs: counterNeeds,
    at: import.meta.url,
    reactions: react === null ? [] : [when(ovens.events.BreadBaked, 'shelve-bread', react)],
    answers: {
      sellable: async ({ db }) => {
        const [shelf] = await db.sql<{ loaves: number }>`select loaves from counter.shelf where id = 1`
        return shelf!
      },
    },
  }),
  ...more,
})

export type Line = { level: string; fields: any; message: string }
export type MovableClock = { shiftMs: number; now(): number }
export const movableClock = (): MovableClock => {
  const clock = { shiftMs: 0, now: () => Date.now() + clock.shiftMs }
  return clock
}
export function logInto(lines: Line[]): Log {
  const level = (name: string) => (fields: object, message: string) => void lines.push({ level: name, fields, message })
  return { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') }
}

type Groups = Record<string, { url?: string; modules?: string[]; serves?: string[]; works?: string[] }>
export type ProcessOptions = {
  modules?: Module[]
  groups?: Groups
  group?: string
  bus?: 'database' | 'http'
  link?: 'local' | 'loop'
  pool?: Pool
  clock?: MovableClock
  lines?: Line[]
}
/** Composes a process of the bakery; it starts nothing and stops with the test. Without `pool`, statements fail. */
export function processOf(t: Pick<TestContext, 'after'>, options: ProcessOptions = {}): Process {
  const { modules = [ovensModule(), counterModule()], group = 'shop', pool = noPool, link = 'local' } = options
  const clock = options.clock ?? movableClock()
  const { groups = { shop: { modules: ['*'] } }, bus = Object.keys(groups).length > 1 ? 'http' : 'database' } = options
  const each = Object.entries(groups).map(([name, parts]) => [
    name,
    { url: 'http://127.0.0.1:1', database: 'main', ...parts },
  ])
  const topology = JSON.stringify({ bus, databases: { main: 'DATABASE_URL' }, groups: Object.fromEntries(each) })
  const parts: ComposeOptions = {
    modules,
    topology: readTopology(topology, 'test.json', modules),
    group,
    poolOf: () => pool,
    relayPoolOf: () => pool,
    link,
    settings: {} as Settings,
    secrets: secretsOf('a secret of thirty-two characters'),
    log: logInto(options.lines ?? []),
    clock,
    random: systemRandom,
    ids: uuidv7From(clock, systemRandom),
  }
  const process = compose(parts)
  t.after(() => process.stop())
  return process
}

/** A port of the loopback that listens before there is a process to answer, since a topology needs its address. */
export async function portOf(t: Pick<TestContext, 'after'>) {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done())
      server.closeAllConnections()
    })
  t.after(close)
  return {
    url: `http://127.0.0.1:${port}`,
    server,
    close,
    listen: () => new Promise<void>((done) => server.listen(port, '127.0.0.1', done)),
    /** From now on this process answers, as its own internal listener would. */
    answerWith(process: Process): void {
      const internal = internalOf(process, {} as never, {} as never)
      server.on('request', (request, response) => internal.emit('request', request, response))
    },
  }
}

export type Bakery = Awaited<ReturnType<typeof bakeryOf>>
/** A fresh database with the tables of both modules, dropped when the test ends; processes are composed on it. */
export async function bakeryOf(t: Pick<TestContext, 'after'>) {
  const database = await freshDatabase([ovensModule(), counterModule()])
  await asOwner(database.url, tables)
  const lines: Line[] = []
  const clock = movableClock()
  const pools: Pool[] = []
  const poolOf = (max = 8, more: { queueMax?: number } = {}): Pool => {
    const pool = openPool({ url: database.url, max, log: logInto(lines), clock, ...more })
    pools.push(pool)
    return pool
  }
  const ends: (() => unknown)[] = []
  t.after(async () => {
    for (const end of ends.reverse()) await end()
    await Promise.all(pools.map((pool) => pool.end()))
    await database.drop()
  })
  const pool = poolOf()
  const sql = (strings: TemplateStringsArray, ...values: Value[]): Promise<any[]> =>
    runOn(
      pool,
      Date.now() + 60_000 + clock.shiftMs,
      strings.reduce((left, right, at) => `${left}$${at}${right}`),
      values,
    )
  return {
    url: database.url,
    pool,
    poolOf,
    lines,
    clock,
    sql,
    /** What comes to an end before the database goes, last first. */
    after: (end: () => unknown) => void ends.push(end),
    process: (options: ProcessOptions = {}) =>
      processOf({ after: (end) => void ends.push(end as () => unknown) }, { pool: poolOf(), clock, lines, ...options }),
    /** Moves the time of the database and of the processes. */
    async moveTime(ms: number): Promise<void> {
      clock.shiftMs += ms
      await sql`update banyan.test_clock set shift = shift + ${ms}::bigint * interval '1 ms'`
    },
    /** Writes a fact as `ovens` would, for the batch that is its aggregate. */
    async bake(...batches: string[]): Promise<void> {
      for (const batchId of batches)
        await sql`insert into ovens.outbox (aggregateid, type, payload)
          values (${batchId.split('/')[0]}, ${ovens.events.BreadBaked.type}, ${{ batchId, loaves: 1 }})`
    },
    shelf: async (): Promise<{ loaves: number; batches: string[] }> =>
      (await sql`select loaves, batches from counter.shelf where id = 1`)[0],
    unsent: async (): Promise<number> =>
      (await sql`select count(*) as n from ovens.outbox where sent_at is null`)[0].n as number,
    waiting: (): Promise<any[]> => sql`
      select payload->>'batchId' as batch, attempts, parked, error from counter.waiting order by pos`,
  }
}
