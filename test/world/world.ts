/** A shop for one test: a fresh database, ports on loopback, a clock that the test moves, and only what it asks for. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import pg from 'pg'
import { type Clock, systemRandom, uuidv7From } from '../../src/kernel/chance.ts'
import { compose, type Process } from '../../src/kernel/compose.ts'
import type { BodyOf, Client, Contract, Event } from '../../src/kernel/contract.ts'
import { openPool, type Pool } from '../../src/kernel/database/pool.ts'
import type { Log } from '../../src/kernel/log.ts'
import { type Module, type Principal, guest, system } from '../../src/kernel/module.ts'
import { secretsOf } from '../../src/kernel/secrets.ts'
import type { Settings } from '../../src/kernel/settings.ts'
import { readTopology } from '../../src/kernel/topology.ts'
import { freshDatabase, roleName } from './cluster.ts'
import { type HttpOptions, httpOf } from './inject.ts'
import { type Fakes, modulesOf } from './modules-of-a-world.ts'
import { breachesOf } from './promises.ts'

export type WorldOptions = {
  /** Names of the real modules; default: all. */
  modules?: string[]
  fakes?: Fakes
  link?: 'local' | 'loop'
  /** Each module on a database of its own that has no other schema: what the stage `services` stands on. */
  databases?: 'one' | 'each'
  settings?: Partial<Settings>
  /** False where a test breaks a promise on purpose; else a world of real modules is checked when its test ends. */
  promises?: boolean
  /** Show what is logged (default: only errors of bugs are kept in `world.logs`). */
  log?: Log
}
type Duration = { days?: number; hours?: number; minutes?: number; seconds?: number; ms?: number }

export type World = Awaited<ReturnType<typeof newWorld>>

const secret = 'a secret of the test world, long enough'

/** Opens a world; it closes with the test. */
export async function newWorld(t: Pick<TestContext, 'after'>, options: WorldOptions = {}) {
  const { all, real } = await modulesOf(options.modules, options.fakes)
  // Stand-ins have an outbox too, which stays empty, so that a settling world may look into all of them.
  const database = await freshDatabase(all)
  const each = options.databases === 'each' ? real : []
  const own = await Promise.all(
    each.map(async (module) => [module.contract.name, await freshDatabase([module])] as const),
  )
  const dataDir = mkdtempSync(join(tmpdir(), 'banyan-world-'))
  const time = movableClock()
  const logs: { level: string; fields: any; message: string }[] = []
  const log = options.log ?? keptLog(logs)
  const statements: string[] = []
  const owner = new pg.Pool({ connectionString: database.url, max: 4 })
  owner.on('error', () => {})
  const urls = new Map(own.map(([name, { url }]) => [name, url]))
  const pools = poolsOf(
    (schema) => urls.get(schema) ?? database.url,
    real,
    log,
    time.clock,
    (text) => statements.push(text),
  )
  const secrets = secretsOf(secret)
  const provider = await startProvider(
    real,
    database.url,
    time.clock,
    log,
    secrets.key('test provider webhooks').toString('hex'),
  )
  const settings: Settings = {
    publicUrl: 'http://shop.test',
    dataDir,
    testProviderUrl: provider?.url ?? null,
    smtpUrl: null,
    mailFrom: 'shop@example.com',
    admin: null,
    limits: { loginsPerMinute: 10_000, loginsPerAccountPerMinute: 10_000, requestsPerSecond: 1_000_000 },
    ...options.settings,
  }
  const topology = readTopology(JSON.stringify(inOneProcess), 'one.json', all)
  const process = compose({
    modules: all,
    topology,
    group: 'shop',
    poolOf: pools.of,
    relayPoolOf: pools.relayOf,
    link: options.link ?? 'local',
    settings,
    secrets,
    log,
    clock: time.clock,
    random: systemRandom,
    ids: uuidv7From(time.clock, systemRandom),
  })
  const server = lazily(() => openServer(process))

  t.after(async () => {
    await (await server.opened())?.close()
    await process.stop()
    const isWhole = real.length === all.length && options.promises !== false
    if (isWhole) await process.settle()
    const breaches = isWhole ? await breachesOf(owner, urls, secrets) : []
    await provider?.close()
    await Promise.all([...pools.all, owner].map((pool) => pool.end()))
    await Promise.all([database, ...own.map(([, each]) => each)].map((each) => each.drop()))
    rmSync(dataDir, { recursive: true, force: true })
    assert.deepEqual(breaches, [], 'a promise of the shop is broken after this test')
  })

  const sql = async <Row = any>(strings: TemplateStringsArray, ...values: unknown[]): Promise<Row[]> =>
    (
      await owner.query(
        strings.reduce((left, right, at) => `${left}$${at}${right}`),
        values,
      )
    ).rows

  return {
    process,
    settings,
    secrets,
    clock: time.clock,
    statements,
    logs,
    sql,
    url: database.url,
    /** Addresses of modules that have a database of their own. */
    urls,
    provider,
    providerUrl: provider?.url ?? null,
    client: <C extends Contract>(contract: C, principal: Principal = system): Client<C> =>
      process.clientFor<Client<C>>(contract, {
        principal,
        deadline: time.clock.now() + 10_000,
        trace: { requestId: 'test', traceparent: null },
      }),
    /** A context of a module, for calling an act directly. */
    context(name: string, principal: Principal = system): any {
      const module = all.find(({ contract }) => contract.name === name)!
      const trace = { requestId: 'test', traceparent: null }
      const context = spread(process.contextFor(module, { principal, deadline: time.clock.now() + 10_000, trace }))
      for (const need of Object.keys(module.needs)) context[need] = spread(context[need])
      return context
    },
    http: async (method: string, path: string, options: HttpOptions = {}) =>
      httpOf((await server.open()).app, method, path, options),
    server: () => server.open(),
    settle: () => process.settle(),
    async moveTime(duration: Duration) {
      const ms = msOf(duration)
      time.move(ms)
      await owner.query(`update banyan.test_clock set shift = shift + $1::bigint * interval '1 ms'`, [ms])
    },
    job: (module: string, name: string) => process.jobs.run(module, name),
    runDue: () => process.jobs.runDue(),
    async events<E extends Event>(event: E): Promise<BodyOf<E>[]> {
      const schema = event.type.split('.')[1]!
      return (
        await owner.query(`select payload from ${schema}.outbox where type = $1 order by pos`, [event.type])
      ).rows.map(({ payload }) => payload)
    },
    /** Delivers an event as its module would tell it; for reactions of modules whose neighbours are fakes. */
    async tell<E extends Event>(event: E, body: BodyOf<E>, id = process.options.ids.next()) {
      for (const { contract, reactions } of all) {
        for (const { subscriber } of reactions.filter((each) => each.event.type === event.type)) {
          const aggregateid = String((body as Record<string, unknown>)[event.key])
          const at = new Date(time.clock.now()).toISOString()
          await process.receive(
            {
              module: contract.name,
              subscriber,
              pos: ++told,
              id,
              aggregateid,
              type: event.type,
              payload: body as object,
              at,
            },
            time.clock.now() + 5_000,
          )
        }
      }
      return id
    },
    letters: async () => (await owner.query('select * from notifications.letters order by created_at')).rows,
    staff: { kind: 'user', id: '00000000-0000-7000-8000-0000000000aa', roles: ['staff'] } as Principal,
    administrator: {
      kind: 'user',
      id: '00000000-0000-7000-8000-0000000000ab',
      roles: ['administrator', 'staff'],
    } as Principal,
    customer: (id: string): Principal => ({ kind: 'user', id, roles: ['customer'] }),
  }
}

/** All that can be read of it as members of its own, so that a test may put something else in the place of one. */
function spread(whole: object): any {
  const copy: Record<string, unknown> = {}
  for (const name in whole) copy[name] = (whole as Record<string, unknown>)[name]
  return copy
}

let told = 0
const inOneProcess = {
  bus: 'database',
  databases: { main: 'DATABASE_URL' },
  groups: { shop: { url: 'http://127.0.0.1:1', database: 'main', modules: ['*'] } },
}

function movableClock() {
  let shift = 0
  return { clock: { now: () => Date.now() + shift } satisfies Clock, move: (ms: number) => void (shift += ms) }
}
const msOf = ({ days = 0, hours = 0, minutes = 0, seconds = 0, ms = 0 }: Duration): number =>
  (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000 + ms

function keptLog(kept: { level: string; fields: any; message: string }[]): Log {
  const level = (name: string) => (fields: object, message: string) => void kept.push({ level: name, fields, message })
  return { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') }
}

/** Each real module logs in as its own role; the relay as the owner, because it reads every outbox of its database. */
function poolsOf(
  urlOf: (schema: string) => string,
  modules: Module[],
  log: Log,
  clock: Clock,
  count: (text: string) => void,
) {
  const open = (url: string, max: number): Pool => Object.assign(openPool({ url, max, log, clock }), { counted: count })
  const as = (schema: string) => urlOf(schema).replace(/user=[^&]*/, `user=${roleName(schema)}`)
  const bySchema = new Map(modules.map(({ contract: { name } }) => [name, open(as(name), 6)]))
  const relays = new Map([...new Set(['', ...bySchema.keys()].map(urlOf))].map((url) => [url, open(url, 2)]))
  const relayOf = (schema: string) => relays.get(urlOf(schema))!
  return {
    relayOf,
    of: (schema: string) => bySchema.get(schema) ?? relayOf(schema),
    all: [...relays.values(), ...bySchema.values()],
  }
}

async function startProvider(modules: Module[], url: string, clock: Clock, log: Log, webhookSecret: string) {
  if (!modules.some(({ contract }) => contract.name === 'payments')) return null
  const { startTestProvider } = await import('../../src/test-provider/server.ts')
  return startTestProvider({ url, port: 0, host: '127.0.0.1', clock, log, webhookUrl: null, webhookSecret })
}

/** People may come as themselves (`as`) without logging in: a test's own kind of token, which no shop accepts. */
async function openServer(process: Process) {
  const { serve } = await import('../../src/http/server.ts')
  const { atEase } = await import('../../src/http/strain.ts')
  const { pagesOf } = await import('../../src/api-document/pages.ts')
  const { authenticatorFor } = await import('../../src/authenticator.ts')
  const real = authenticatorFor(process)
  const authenticate = async (headers: Record<string, any>): Promise<Principal> => {
    const test = /^Bearer test:(.+)$/.exec(headers['authorization'] ?? '')?.[1]
    if (test !== undefined) return JSON.parse(Buffer.from(test, 'base64url').toString())
    return headers['authorization'] === undefined ? guest : real(headers)
  }
  return serve(process, {
    host: '127.0.0.1',
    port: 0,
    internalPort: 0,
    authenticate,
    pages: pagesOf({ version: 'test', shopName: 'Banyan' }),
    checkReplies: true,
    strain: atEase,
  })
}

function lazily<T extends { close(): Promise<void> }>(make: () => Promise<T>) {
  let made: Promise<T> | null = null
  return { open: () => (made ??= make()), opened: async () => made }
}
