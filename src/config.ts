/** Every environment variable, read and checked once. */
import { join, resolve } from 'node:path'
import type { CrashPlan } from '#kernel/crash.ts'

export type Config = {
  host: string
  port: number
  internalPort: number
  /** Null: this machine alone where one group runs, else `host`. */
  internalHost: string | null
  dataDir: string
  /** Null: the embedded PostgreSQL in the data directory. */
  databaseUrl: string | null
  /** Null: made once and kept in the data directory. */
  secret: string | null
  previousSecret: string | null
  publicUrl: string | null
  jwksUrl: string | null
  smtpUrl: string | null
  mailFrom: string
  admin: { email: string; password: string } | null
  demo: boolean
  /** What the shop is called on its pages. */
  shopName: string
  topologyFile: string
  /** The group this process is; null: the only one of the topology. */
  group: string | null
  logLevel: string
  /** Null: standard error. By default a shop on the embedded database writes `banyan.log` into its data directory. */
  logFile: string | null
  /** How many own proxies stand in front; each appends to X-Forwarded-For. 0: the header is not believed. */
  trustedProxies: number
  /** An address: one that runs elsewhere. */
  testProvider: 'inside' | 'none' | { url: string }
  /** For tests: at which point this process ends itself, as by kill −9. */
  crash: CrashPlan | null
  limits: { loginsPerMinute: number; loginsPerAccountPerMinute: number; requestsPerSecond: number }
}

/** A setting that cannot be; the message names the variable and says what it takes. */
export class ConfigFailure extends Error {}

/** Reads the environment. Throws ConfigFailure with one sentence a wrong setting. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const text = (name: string): string | null => (env[name] === undefined || env[name] === '' ? null : env[name]!)
  const databaseUrl = text('DATABASE_URL')
  const secret = text('BANYAN_SECRET')
  checkSecrets(databaseUrl, secret)
  return {
    host: text('HOST') ?? '127.0.0.1',
    port: numberOf(env, 'PORT', 8080, 0, 65_535),
    internalHost: text('INTERNAL_HOST'),
    internalPort: numberOf(env, 'INTERNAL_PORT', 8081, 0, 65_535),
    dataDir: resolve(text('BANYAN_DATA_DIR') ?? '.banyan'),
    databaseUrl,
    secret,
    previousSecret: text('BANYAN_SECRET_PREVIOUS'),
    publicUrl: urlOf(env, 'BANYAN_PUBLIC_URL', ['http:', 'https:']),
    jwksUrl: urlOf(env, 'BANYAN_JWKS_URL', ['http:', 'https:']),
    smtpUrl: urlOf(env, 'SMTP_URL', ['smtp:', 'smtps:']),
    mailFrom: text('BANYAN_MAIL_FROM') ?? 'Banyan <shop@localhost>',
    admin: adminOf(text('BANYAN_ADMIN_EMAIL'), text('BANYAN_ADMIN_PASSWORD')),
    demo: env['BANYAN_DEMO'] !== '0',
    shopName: text('BANYAN_SHOP_NAME') ?? (env['BANYAN_DEMO'] === '0' ? 'Banyan' : 'Juniper Yard'),
    topologyFile: text('BANYAN_TOPOLOGY') ?? 'topologies/one.json',
    group: text('BANYAN_PROCESS'),
    logLevel: text('BANYAN_LOG_LEVEL') ?? 'info',
    logFile: logFileOf(text('BANYAN_LOG'), databaseUrl, resolve(text('BANYAN_DATA_DIR') ?? '.banyan')),
    trustedProxies: numberOf(env, 'BANYAN_TRUSTED_PROXIES', 0, 0, 10),
    testProvider: testProviderOf(env),
    crash: crashOf(text('BANYAN_CRASH')),
    limits: {
      loginsPerMinute: numberOf(env, 'BANYAN_LOGINS_PER_MINUTE', 20, 1, 1_000_000),
      loginsPerAccountPerMinute: numberOf(env, 'BANYAN_LOGINS_PER_ACCOUNT_PER_MINUTE', 10, 1, 1_000_000),
      requestsPerSecond: numberOf(env, 'BANYAN_REQUESTS_PER_SECOND', 100, 1, 1_000_000),
    },
  }
}

function testProviderOf(env: NodeJS.ProcessEnv): Config['testProvider'] {
  const given = env['BANYAN_TEST_PROVIDER'] ?? ''
  if (given === '0') return 'none'
  if (['', '1', 'on'].includes(given)) return 'inside'
  return { url: urlOf(env, 'BANYAN_TEST_PROVIDER', ['http:', 'https:'])! }
}

function crashOf(given: string | null): CrashPlan | null {
  if (given === null) return null
  const [, point, pass] = /^([a-z]+\.[a-z]+\.[a-z_]+):([1-9]\d{0,5})$/.exec(given) ?? []
  if (point === undefined)
    throw new ConfigFailure(
      `BANYAN_CRASH is "${given}": it takes a crash point and its pass, as orders.accept.after_commit:1.`,
    )
  return { point, pass: Number(pass) }
}

function logFileOf(asked: string | null, databaseUrl: string | null, dataDir: string): string | null {
  if (asked === 'stderr') return null
  if (asked !== null) return resolve(asked)
  return databaseUrl === null ? join(dataDir, 'banyan.log') : null
}

function checkSecrets(databaseUrl: string | null, secret: string | null): void {
  if (databaseUrl !== null && secret === null) {
    throw new ConfigFailure(
      'BANYAN_SECRET is required beside DATABASE_URL, because replicas must share it: set it to at least 32 random characters.',
    )
  }
  if (secret !== null && secret.length < 32)
    throw new ConfigFailure('BANYAN_SECRET is too short: it takes at least 32 characters.')
}

function numberOf(env: NodeJS.ProcessEnv, name: string, otherwise: number, least: number, most: number): number {
  const text = env[name]
  if (text === undefined || text === '') return otherwise
  const value = Number(text)
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new ConfigFailure(`${name} is "${text}": it takes a whole number from ${least} to ${most}.`)
  }
  return value
}

function urlOf(env: NodeJS.ProcessEnv, name: string, protocols: string[]): string | null {
  const text = env[name]
  if (text === undefined || text === '') return null
  if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol)) {
    throw new ConfigFailure(
      `${name} is no address that begins with ${protocols.map((each) => `${each}//`).join(' or ')}.`,
    )
  }
  return text.replace(/\/$/, '')
}

function adminOf(email: string | null, password: string | null): { email: string; password: string } | null {
  if (email === null && password === null) return null
  if (email === null || password === null) {
    throw new ConfigFailure(
      'BANYAN_ADMIN_EMAIL and BANYAN_ADMIN_PASSWORD belong together: set both, or neither and use the link of the first start.',
    )
  }
  return { email, password }
}
