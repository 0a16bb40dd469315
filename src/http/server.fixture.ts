/** A process with one small module behind the real server, for the tests of the HTTP face. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { Type } from 'typebox'
import { type Clock, systemRandom, uuidv7From } from '#kernel/chance.ts'
import { compose } from '#kernel/compose.ts'
import { type Contract, contract } from '#kernel/contract.ts'
import { noPool } from '#kernel/database/no-pool.fixture.ts'
import type { Pool } from '#kernel/database/pool.ts'
import { Refusal } from '#kernel/errors.ts'
import type { Log } from '#kernel/log.ts'
import { type Context, type Module, type Principal, type Route, defineModule } from '#kernel/module.ts'
import { secretsOf } from '#kernel/secrets.ts'
import type { Settings } from '#kernel/settings.ts'
import { readTopology } from '#kernel/topology.ts'
import { type ServeOptions, type Server, serve } from './server.ts'
import { atEase } from './strain.ts'

export type Line = { level: string; fields: any; message: string }
export type Shop = Server & {
  lines: Line[]
  clock: Clock & { shiftMs: number }
  /** The header of someone who is logged in with these roles. */
  as(...roles: string[]): { authorization: string }
  send(
    method: string,
    url: string,
    options?: { body?: unknown; raw?: string | Buffer; headers?: Record<string, string> },
  ): Promise<Got>
}
export type Got = { status: number; headers: Record<string, string>; body: any; text: string }
export type ShopOptions = Partial<ServeOptions> & {
  pool?: Pool
  limits?: Partial<Settings['limits']>
  publicUrl?: string
  contract?: Contract
  answers?: Module['answers']
  reactions?: Module['reactions']
}

export const parcels = contract('parcels', {})
export const ok = Type.Object({ ok: Type.Boolean() }, { title: 'Ok' })
/** A route that says yes; tests name only what differs. */
export function route(method: Route['method'], path: string, options: Partial<Route> = {}): Route {
  return {
    method,
    path,
    summary: 'Says yes.',
    access: 'anyone',
    reply: ok,
    handle: async () => ({ status: 200, body: { ok: true } }),
    ...options,
  }
}

/**
 * Serves `routes` on free ports of the loopback until the test ends. Without `pool`, statements fail: most of HTTP
 * needs none.
 */
export async function shopOf(
  t: TestContext,
  routes: Route[],
  { pool, limits, publicUrl, contract: face = parcels, answers = {}, reactions = [], ...options }: ShopOptions = {},
): Promise<Shop> {
  const lines: Line[] = []
  const clock = { shiftMs: 0, now: () => Date.now() + clock.shiftMs }
  const log = logInto(lines)
  const module = {
    ...defineModule({
      contract: parcels,
      needs: {},
      answers: {},
      at: import.meta.url,
      routes: routes as Route<Context>[],
    }),
    contract: face,
    answers,
    reactions,
  }
  const url = { groups: { shop: { url: 'http://127.0.0.1:1', database: 'main', modules: ['*'] } } }
  const topology = JSON.stringify({ bus: 'database', databases: { main: 'DATABASE_URL' }, ...url })
  const process = compose({
    modules: [module],
    topology: readTopology(topology, 'test.json', [module]),
    group: 'shop',
    poolOf: () => pool ?? noPool,
    relayPoolOf: () => pool ?? noPool,
    settings: settingsOf(limits, publicUrl),
    secrets: secretsOf('a secret of thirty-two characters'),
    log,
    clock,
    random: systemRandom,
    ids: uuidv7From(clock, systemRandom),
  })
  const server = await serve(process, {
    host: '127.0.0.1',
    port: 0,
    internalPort: 0,
    authenticate,
    checkReplies: true,
    strain: atEase,
    ...options,
  })
  t.after(() => server.close())
  return { ...server, lines, clock, as: tokenOf, send: (method, path, what) => sendTo(server, method, path, what) }
}

const tokenOf = (...roles: string[]) => ({ authorization: `Bearer ${roles.join('+') || 'customer'}` })

async function authenticate(headers: Record<string, string | undefined>): Promise<Principal> {
  const roles = /^Bearer ([a-z+]+)$/.exec(headers['authorization'] ?? '')?.[1]?.split('+')
  if (roles === undefined || roles.includes('wrong')) throw new Refusal('unauthenticated', 401)
  if (roles.includes('machine'))
    return { kind: 'machine', id: 'm1', roles: roles.filter((each) => each !== 'machine') as Principal['roles'] }
  return { kind: 'user', id: 'u1', roles: roles as Principal['roles'] }
}

async function sendTo(
  server: Server,
  method: string,
  url: string,
  { body, raw, headers = {} }: Parameters<Shop['send']>[2] = {},
): Promise<Got> {
  const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body))
  const type = payload === undefined ? {} : { 'content-type': 'application/json' }
  const got = await server.app.inject({
    method: method as 'GET',
    url,
    headers: { ...type, ...headers },
    ...(payload === undefined ? {} : { payload }),
  })
  const isJson = /json/.test(String(got.headers['content-type'])) && got.body !== ''
  return {
    status: got.statusCode,
    headers: got.headers as Record<string, string>,
    body: isJson ? JSON.parse(got.body) : got.body,
    text: got.body,
  }
}

function logInto(lines: Line[]): Log {
  const level = (name: string) => (fields: object, message: string) => void lines.push({ level: name, fields, message })
  return { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') }
}

function settingsOf(limits: Partial<Settings['limits']> = {}, publicUrl = 'https://shop.example'): Settings {
  return {
    publicUrl,
    dataDir: '/nowhere',
    testProviderUrl: null,
    smtpUrl: null,
    mailFrom: 'shop@shop.example',
    admin: null,
    limits: { loginsPerMinute: 20, loginsPerAccountPerMinute: 10, requestsPerSecond: 100, ...limits },
  }
}

/** Every problem document has the same members, and its type leads to an explanation. */
export function assertProblem(got: Got, status: number, code: string): void {
  assert.equal(got.status, status, got.text)
  assert.equal(got.headers['content-type'], 'application/problem+json')
  assert.equal(got.headers['cache-control'], 'no-store')
  assert.deepEqual(
    { type: got.body.type, status: got.body.status, code: got.body.code, requestId: got.body.requestId },
    { type: `https://shop.example/problems/${code}`, status, code, requestId: got.headers['x-request-id'] },
  )
  assert.match(got.body.title, /^[A-Z]/)
  assert.equal(typeof got.body.detail, 'string')
}

const strict = { additionalProperties: false }
/** A body with a member that must be there and one inside another, and the route that takes it. */
export const thing = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    size: Type.Optional(Type.Object({ cm: Type.Integer({ minimum: 1 }) }, strict)),
  },
  strict,
)
export const things = route('POST', '/api/things', { body: thing, idempotency: 'none' })
