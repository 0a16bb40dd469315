/** A shop for one test: a fresh database, ports on loopback, a clock that the test moves, and only what it asks for. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import pg from 'pg'
import { checkInvariants } from '../../src/check/invariants.ts'
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
  const { serve } = await import('../../src/kernel/http/server.ts')
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
    version: 'test',
    checkReplies: true,
    lag: { lagMs: () => 0, stop() {} },
  })
}

function lazily<T extends { close(): Promise<void> }>(make: () => Promise<T>) {
  let made: Promise<T> | null = null
  return { open: () => (made ??= make()), opened: async () => made }
}
