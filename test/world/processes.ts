/** Real Banyan processes on one database: what `npm start` starts, several times or apart, with ports and folders of their own. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { checkInvariants } from '../../src/check/invariants.ts'
import { shopIn } from '../../src/check/shop-to-check.ts'
import { secretsOf } from '../../src/kernel/secrets.ts'
import { modules } from '../../src/modules.ts'
import { freshDatabase } from './cluster.ts'
import { type Http, type Stage, eventually } from './juniper.ts'
import { type Running, beginRunning, freePort } from './running.ts'

const admin = { email: 'admin@example.com', password: 'a long way from home' }
/** The secret of all processes in tests: what signs webhooks is derived from it. */
export const secret = 'the secret of real processes in tests'

/** Runs work when the test, or the file, is over. */
export type Ending = { after(work: () => Promise<void>): void }
export type Processes = Stage & { running: Running[]; databaseUrl: string; baseOf(path: string): string }
export type ProcessesOptions = {
  /** `apart`: orders, carts and payments in `checkout`, the others in `rest`. `one`: equal processes, `copies` of them. */
  topology: 'one' | 'apart'
  copies?: number
  env?: Record<string, string>
  /** Default: a fresh one in the run's cluster, with a clock that can be moved. */
  database?: { url: string; drop(): Promise<void> }
  /** The address that processes get instead of the database's own: that of a proxy. */
  databaseUrl?: string
  /** What the other group calls instead of the group's own port. */
  lineTo?: (group: string, port: number) => Promise<number>
  /** What is run instead of `src/main.ts`. */
  main?: string
  /** False: the test looks at the promises itself. */
  promises?: boolean
}

/** Starts them, logs the administrator in, and stops all with the test. Requests go round the equal ones in turn. */
export async function startProcesses(t: Ending, options: ProcessesOptions): Promise<Processes> {
  const { topology, copies = 1, env = {}, main = 'src/main.ts', promises = true } = options
  const folder = mkdtempSync(join(tmpdir(), 'banyan-processes-'))
  const database = options.database ?? (await freshDatabase(modules))
  const running: Running[] = []
  t.after(async () => {
    await Promise.all(running.map((each) => each.kill()))
    const breaches = promises ? await breachesIn(database.url) : []
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
    assert.deepEqual(breaches, [], 'a promise of the shop is broken after this test')
  })
  const shared = {
    DATABASE_URL: options.databaseUrl ?? database.url,
    BANYAN_SECRET: secret,
    BANYAN_DEMO: '0',
    BANYAN_ADMIN_EMAIL: admin.email,
    BANYAN_ADMIN_PASSWORD: admin.password,
    BANYAN_REQUESTS_PER_SECOND: '1000000',
    BANYAN_LOGINS_PER_MINUTE: '100000',
    BANYAN_LOG_LEVEL: 'warn',
    ...env,
  }
  const begin = async (name: string, more: Record<string, string>) =>
    running.push(await beginRunning({ name, folder, main, env: { ...shared, ...more } }))
  const start = async (name: string, more: Record<string, string>) => {
    await begin(name, more)
    await running.at(-1)!.ready()
  }
  if (topology === 'one') {
    // The first brings the database up to date; the others need not wait for each other.
    await start('shop-0', { INTERNAL_PORT: '0' })
    for (let at = 1; at < copies; at++) await begin(`shop-${at}`, { INTERNAL_PORT: '0' })
    await Promise.all(running.map((each) => each.ready()))
  } else {
    const files = await apartFiles(folder, options.lineTo)
    for (const group of ['rest', 'checkout'] as const)
      await start(group, { BANYAN_TOPOLOGY: files[group], BANYAN_PROCESS: group })
  }
  let turn = 0
  const baseOf = (path: string) => {
    if (topology === 'one') return running[turn++ % running.length]!.url
    const checkout = /^\/api\/(admin\/)?(orders|carts|payments|webhooks)/.test(path)
    return running.find(({ name }) => name === (checkout ? 'checkout' : 'rest'))!.url
  }
  const http = httpOf(baseOf)
  // A process is ready a moment before the first of them has made the administrator.
  const adminToken = await eventually(async () => {
    const { status, body } = await http('POST', '/api/users/login', { body: admin })
    return status === 200 ? (body.accessToken as string) : null
  }, 'the administrator logs in')
  return { http, adminToken, running, databaseUrl: database.url, baseOf }
}

async function breachesIn(url: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const shop = shopIn((text, values) => client.query(text, values), { secrets: secretsOf(secret) })
  return checkInvariants(shop, 3_600).finally(() => client.end())
}

const groups = {
  checkout: { database: 'main', modules: ['orders', 'carts', 'payments'] },
  rest: { database: 'main', modules: ['*'] },
}

/** A topology file a group: its own address is where it listens, that of the other may lead over a line. */
async function apartFiles(folder: string, lineTo: ProcessesOptions['lineTo'] = async (_, port) => port) {
  const ports = { checkout: await freePort(), rest: await freePort() }
  const lines = { checkout: await lineTo('checkout', ports.checkout), rest: await lineTo('rest', ports.rest) }
  const fileFor = (group: 'checkout' | 'rest') => {
    const url = (name: 'checkout' | 'rest') => `http://127.0.0.1:${(name === group ? ports : lines)[name]}`
    const file = join(folder, `apart-for-${group}.json`)
    const checkout = { url: url('checkout'), ...groups.checkout }
    const rest = { url: url('rest'), ...groups.rest }
    writeFileSync(
      file,
      JSON.stringify({ bus: 'http', databases: { main: 'DATABASE_URL' }, groups: { checkout, rest } }),
    )
    return file
  }
  return { checkout: fileFor('checkout'), rest: fileFor('rest') }
}

/** Asks over sockets; a process that is gone is an answer with status 0. */
export function httpOf(baseOf: (path: string) => string): Http {
  return async (method, path, { body, headers = {}, token } = {}) => {
    const response = await fetch(`${baseOf(path)}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(() => null)
    const text = await response?.text().catch(() => null)
    if (response === null || text === null || text === undefined)
      return { status: 0, headers: {}, body: null, text: 'no answer' }
    const isJson = response.headers.get('content-type')?.includes('json') ?? false
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: isJson && text !== '' ? JSON.parse(text) : text,
      text,
    }
  }
}
