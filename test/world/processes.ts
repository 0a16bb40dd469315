/** Real Banyan processes on one database: what `npm start` starts, several times or apart, with ports and folders of their own. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import pg from 'pg'
import { checkInvariants } from '../../src/check/invariants.ts'
import { shopIn } from '../../src/check/shop-to-check.ts'
import { secretsOf } from '../../src/kernel/secrets.ts'
import { modules } from '../../src/modules.ts'
import { freshDatabase } from './cluster.ts'
import type { Http, Stage } from './juniper.ts'

const home = join(import.meta.dirname, '..', '..')
const admin = { email: 'admin@example.com', password: 'a long way from home' }
const secret = 'the secret of real processes in tests'

export type Running = {
  name: string
  url: string
  child: ChildProcess
  kill(): Promise<void>
  stop(): Promise<number>
  restart(env?: Record<string, string>): Promise<void>
  output(): string
}
export type Processes = Stage & { running: Running[]; databaseUrl: string; baseOf(path: string): string }
export type ProcessesOptions = {
  /** `apart`: orders, carts and payments in one, the rest in another. `one`: equal processes, `copies` of them. */
  topology: 'one' | 'apart'
  copies?: number
  env?: Record<string, string>
}

/** Starts them, logs the administrator in, and stops all with the test. Requests go round the equal ones in turn. */
export async function startProcesses(
  t: TestContext,
  { topology, copies = 1, env = {} }: ProcessesOptions,
): Promise<Processes> {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-processes-'))
  const database = await freshDatabase(modules)
  const running: Running[] = []
  t.after(async () => {
    await Promise.all(running.map((each) => each.kill()))
    const breaches = await breachesIn(database.url)
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
    assert.deepEqual(breaches, [], 'a promise of the shop is broken after this test')
  })
  const shared = {
    DATABASE_URL: database.url,
    BANYAN_SECRET: secret,
    BANYAN_DEMO: '0',
    BANYAN_ADMIN_EMAIL: admin.email,
    BANYAN_ADMIN_PASSWORD: admin.password,
    BANYAN_REQUESTS_PER_SECOND: '1000000',
    BANYAN_LOGINS_PER_MINUTE: '100000',
    BANYAN_LOG_LEVEL: 'warn',
    ...env,
  }
  if (topology === 'one') {
    for (let at = 0; at < copies; at++)
      running.push(await startOne(`shop-${at}`, folder, { ...shared, INTERNAL_PORT: '0' }))
  } else {
    const file = await apartFile(folder)
    for (const group of ['rest', 'checkout'])
      running.push(await startOne(group, folder, { ...shared, BANYAN_TOPOLOGY: file, BANYAN_PROCESS: group }))
  }
  let turn = 0
  const baseOf = (path: string) => {
    if (topology === 'one') return running[turn++ % running.length]!.url
    const checkout = /^\/api\/(admin\/)?(orders|carts|payments|webhooks)/.test(path)
    return running.find(({ name }) => name === (checkout ? 'checkout' : 'rest'))!.url
  }
  const http = httpOf(baseOf)
  const { body } = await http('POST', '/api/users/login', { body: admin })
  return { http, adminToken: body.accessToken, running, databaseUrl: database.url, baseOf }
}

async function breachesIn(url: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const shop = shopIn((text, values) => client.query(text, values), { secrets: secretsOf(secret) })
  return checkInvariants(shop, 3_600).finally(() => client.end())
}

async function apartFile(folder: string): Promise<string> {
  const [checkout, rest] = [await freePort(), await freePort()]
  const file = join(folder, 'apart.json')
  const groups = {
    checkout: { url: `http://127.0.0.1:${checkout}`, database: 'main', modules: ['orders', 'carts', 'payments'] },
    rest: { url: `http://127.0.0.1:${rest}`, database: 'main', modules: ['*'] },
  }
  writeFileSync(file, JSON.stringify({ bus: 'http', databases: { main: 'DATABASE_URL' }, groups }))
  return file
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

async function startOne(name: string, folder: string, env: Record<string, string>): Promise<Running> {
  const port = String(await freePort())
  let output = ''
  const spawnIt = (more: Record<string, string> = {}) => {
    const child = spawn(process.execPath, [join(home, 'src', 'main.ts')], {
      cwd: home,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        TMPDIR: process.env['TMPDIR'],
        ...env,
        PORT: port,
        BANYAN_DATA_DIR: join(folder, name),
        ...more,
      } as NodeJS.ProcessEnv,
    })
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
    return child
  }
  const running: Running = {
    name,
    url: `http://127.0.0.1:${port}`,
    child: spawnIt(),
    output: () => output,
    async kill() {
      if (running.child.exitCode !== null || running.child.signalCode !== null) return
      running.child.kill('SIGKILL')
      await once(running.child, 'exit')
    },
    async stop() {
      running.child.kill('SIGTERM')
      const [code] = await once(running.child, 'exit')
      return code
    },
    async restart(more) {
      running.child = spawnIt(more)
      await ready(running)
    },
  }
  await ready(running)
  return running
}

/** Ready when it answers, not when it says so. */
async function ready(running: Running): Promise<void> {
  for (let left = 600; left > 0; left--) {
    if (running.child.exitCode !== null)
      throw new Error(`${running.name} ended with ${running.child.exitCode}: ${running.output()}`)
    const answer = await fetch(`${running.url}/readyz`).catch(() => null)
    await answer?.body?.cancel()
    if (answer?.ok) return
    await new Promise((later) => setTimeout(later, 50))
  }
  throw new Error(`${running.name} was not ready in 30 s: ${running.output()}`)
}

/** Asks over sockets; a process that is gone is an answer with status 0. */
function httpOf(baseOf: (path: string) => string): Http {
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
    if (response === null) return { status: 0, headers: {}, body: null, text: 'no answer' }
    const text = await response.text().catch(() => '')
    const isJson = response.headers.get('content-type')?.includes('json') ?? false
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: isJson && text !== '' ? JSON.parse(text) : text,
      text,
    }
  }
}
