/**
 * A shop on trial: real processes, a provider outside of them with books of its own, a line that can be spoiled between any two, and
 * a memory of every answer that a client was given, which the shop is held to in the end.
 */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { systemClock } from '../../src/kernel/chance.ts'
import { silent } from '../../src/kernel/log.ts'
import { secretsOf } from '../../src/kernel/secrets.ts'
import { modules } from '../../src/modules.ts'
import { type TestProvider, startTestProvider } from '../../src/test-provider/server.ts'
import { freshDatabase } from '../world/cluster.ts'
import { type FaultProxy, type Target, startFaultProxy } from '../world/fault-proxy.ts'
import { type Answer, type Juniper, ada, openJuniper, order } from '../world/juniper.ts'
import {
  type Ending,
  type Processes,
  type ProcessesOptions,
  httpOf,
  secret,
  startProcesses,
} from '../world/processes.ts'
import type { Running } from '../world/running.ts'
import { type Told, assertPromises, isFinal } from './promises.ts'
import { isQuiet } from './quiet.ts'

export type Sql = (text: TemplateStringsArray, ...values: unknown[]) => Promise<any[]>
export type Trial = Juniper &
  Processes & {
    /** The way of the processes to the database and to the provider; in `apart` also to `checkout` and `rest`. */
    lines: Record<'database' | 'provider', FaultProxy> & Partial<Record<'checkout' | 'rest', FaultProxy>>
    provider: TestProvider
    /** Asks the database behind the processes' back. */
    sql: Sql
    /** Locks rows by a statement of another's transaction, until they are released. */
    holdRows(statement: string): Rows
    /** Runs a text of several statements behind the processes' back. */
    run(text: string): Promise<void>
    /** Moves the database's clock, and with it every lease and expiry. */
    moveTime(seconds: number): Promise<void>
    /** Places an order and keeps what was answered. */
    place(what: Wish, key: string, how?: How): Promise<Answer>
    /** Places it as docs/semantics.md tells clients to: the same key again until the answer is final, at most 60 s. */
    persist(what: Wish, key: string, how?: How): Promise<Answer>
    /** Waits until nothing is left to do, at most 60 s. With `hasten` leases of the dead are let run out. */
    quiet(options?: { hasten?: boolean }): Promise<void>
    /** Every promise, the provider's books and every answer that was given: throws what does not hold. */
    assertSound(): Promise<void>
  }
/** `also`: locks more in the same transaction. */
export type Rows = { held: Promise<void>; also(statement: string): Promise<void>; release(): Promise<void> }
export type Cart = { id: string; token: string; total: object }
/** A cart that is ready, or what is bought in one request, under a key that is a UUID. */
export type Wish = Cart | { lines: Record<string, number> }
/** `method`: of payment, default `test_ok`. `at`: the process that is asked; default any, in turn. */
export type How = { method?: string; at?: Running }
export type TrialOptions = Omit<ProcessesOptions, 'databaseUrl' | 'lineTo' | 'promises'> & {
  stock?: Record<string, number>
  /** Where the database listens, for one that is not in the run's cluster. */
  databaseAt?: Target
  /** What the provider tells, and how slow it is. */
  tells?: 'news' | 'everything'
  providerLatencyMs?: number
}

/** Opens one. Everything ends with the test, and then the shop must be sound. */
export async function openTrial(t: Ending, options: TrialOptions): Promise<Trial> {
  const closing: (() => Promise<unknown>)[] = []
  const ofProcesses: (() => Promise<void>)[] = []
  let trial: Trial | null = null
  // One hook for all: behind one that throws, the runner runs no other, and processes would stay.
  t.after(() =>
    allOf([
      async () => {
        // What a test left broken on purpose is mended first; who is dead stays dead.
        for (const each of Object.values(trial?.lines ?? {})) await each.heal()
        await trial?.assertSound()
      },
      ...closing.reverse(),
      ...ofProcesses,
    ]),
  )
  const line = async (to: Target) => {
    const proxy = await startFaultProxy(to)
    closing.push(() => proxy.close())
    return proxy
  }
  const database = options.database ?? (await freshDatabase(modules))
  const owner = new pg.Pool({ connectionString: database.url, max: 3 })
  owner.on('error', () => {})
  closing.push(() => owner.end())
  let shopAt: (() => string) | null = null
  const books = await openBooks(closing)
  const provider = await openProvider(books.url, options, () => shopAt?.() ?? null, closing)
  const lines: Trial['lines'] = {
    database: await line(options.databaseAt ?? targetOf(database.url)),
    provider: await line({ port: Number(new URL(provider.url).port) }),
  }
  const processes = await startProcesses(
    { after: (work) => void ofProcesses.push(work) },
    {
      ...options,
      database,
      promises: false,
      databaseUrl: through(lines.database, database.url),
      env: { BANYAN_TEST_PROVIDER: `http://127.0.0.1:${lines.provider.port}`, ...options.env },
      lineTo: async (group, port) => (lines[group as 'rest'] = await line({ port })).port,
    },
  )
  shopAt = () => `${processes.baseOf('/api/webhooks/test')}/api/webhooks/test`
  const shop = await openJuniper(processes, options.stock)
  const parts = { ...shop, ...processes, lines, provider, sql: sqlOf(owner) }
  trial = { ...parts, ...handsOn(parts, { owner, books: books.pool }) }
  return trial
}

/** One trial for all tests of a file, opened when the first asks. Called outside of every test. */
export function sharedTrial(options: TrialOptions): () => Promise<Trial> {
  const endings: (() => Promise<void>)[] = []
  let opened: Promise<Trial> | null = null
  after(() => allOf(endings))
  return () => (opened ??= openTrial({ after: (work) => void endings.push(work) }, options))
}

/** Does all, one after the other, whatever becomes of each; throws what the first of them threw. */
async function allOf(works: (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = []
  for (const work of works) await work().catch((error: unknown) => void failures.push(error))
  if (failures.length > 0) throw failures[0]
}

/** A database of their own, so that nothing that happens to the shop's can touch them. */
async function openBooks(closing: (() => Promise<unknown>)[]): Promise<{ url: string; pool: pg.Pool }> {
  const { url, drop } = await freshDatabase([])
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  closing.push(drop, () => pool.end())
  return { url, pool }
}

async function openProvider(
  url: string,
  { tells = 'news', providerLatencyMs = 0 }: TrialOptions,
  webhookUrl: () => string | null,
  closing: (() => Promise<unknown>)[],
): Promise<TestProvider> {
  const provider = await startTestProvider({
    url,
    clock: systemClock,
    log: silent,
    webhookUrl,
    webhookSecret: secretsOf(secret).key('test provider webhooks').toString('hex'),
    asyncDelayMs: 60 * 60_000,
    tells,
    latencyMs: providerLatencyMs,
  })
  closing.push(() => provider.close())
  return provider
}

const sqlOf =
  (owner: pg.Pool): Sql =>
  async (strings, ...values) =>
    (
      await owner.query(
        strings.reduce((left, right, at) => `${left}$${at}${right}`),
        values,
      )
    ).rows

function send(parts: Parts, what: Wish, key: string, { method = 'test_ok', at }: How): Promise<Answer> {
  const http = at === undefined ? parts.http : httpOf(() => at.url)
  if ('id' in what) return order({ ...parts, http }, what, key, method)
  const lines = Object.entries(what.lines).map(([sku, quantity]) => ({ variantId: parts.variants[sku], quantity }))
  const body = { ...ada, lines, shippingOptionId: parts.options['eu'], payment: { provider: 'test', method } }
  return http('POST', '/api/orders', { body, headers: { 'idempotency-key': key } })
}

type Parts = Omit<Trial, 'holdRows' | 'run' | 'moveTime' | 'place' | 'persist' | 'quiet' | 'assertSound'>

function handsOn(parts: Parts, pools: { owner: pg.Pool; books: pg.Pool }) {
  const { sql, running } = parts
  const told: Told = new Map()
  const moveTime = async (seconds: number) => {
    await sql`update banyan.test_clock set shift = shift + ${seconds}::int * interval '1 s'`
  }
  const place = async (what: Wish, key: string, how: How = {}) => {
    const answer = await send(parts, what, key, how)
    const kept = told.get(key) ?? []
    kept.push(answer)
    told.set(key, kept)
    return answer
  }
  const quiet = async ({ hasten = false } = {}) => {
    const look = () =>
      isQuiet(sql).catch((error: Error) => [{ what: 'the database does not answer', error: error.message }])
    let left: object[] = await look()
    for (let round = 1; left.length > 0; round++) {
      assert.ok(round < 320, `this is left to do after 80 s: ${JSON.stringify(left)}`)
      if (hasten && round % 8 === 1) await moveTime(31)
      await pause(250)
      left = await look()
    }
  }
  const holdRows = (statement: string) => {
    const taken = pools.owner.connect()
    const held = taken.then(async (client) => void (await client.query('begin'), await client.query(statement)))
    const release = async () => {
      const client = await taken
      await client.query('commit')
      client.release()
    }
    const also = async (more: string) => void (await (await taken).query(more))
    return { held, also, release }
  }
  return {
    holdRows,
    run: async (text: string) => void (await pools.owner.query(text)),
    moveTime,
    place,
    quiet,
    async persist(what: Wish, key: string, how?: How) {
      for (const end = performance.now() + 60_000; performance.now() < end;) {
        const answer = await place(what, key, how)
        if (isFinal(answer)) return answer
        await pause(200)
      }
      throw new Error(`the key ${key} got no final answer: ${told.get(key)!.at(-1)!.text}`)
    },
    async assertSound() {
      const [clock] = await sql`select to_regclass('banyan.test_clock') is not null as "canMove"`
      const isOpen = running.some((each) => each.isRunning())
      if (isOpen) await quiet({ hasten: clock.canMove })
      await assertPromises({ ...pools, told, graceS: isOpen ? 1 : 3_600 })
    },
  }
}

/** Where a database listens: a socket's folder is in the address as `host`. */
function targetOf(url: string): Target {
  const parsed = new URL(url)
  const folder = parsed.searchParams.get('host')
  const port = parsed.searchParams.get('port') ?? (parsed.port || '5432')
  return folder === null ? { port: Number(port) } : { path: `${folder}/.s.PGSQL.${port}` }
}

/** The same database, reached over the line. */
function through({ port }: FaultProxy, url: string): string {
  const parsed = new URL(url)
  const user = parsed.searchParams.get('user') ?? (parsed.username || 'postgres')
  return `postgres://${user}@127.0.0.1:${port}${parsed.pathname}?sslmode=disable`
}
