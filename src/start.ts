/** Starts one process group: opens the shop, serves it, says what a newcomer needs, and goes down in good order. */
import packageFile from '../package.json' with { type: 'json' }
import { describe } from '#kernel/compose.ts'
import { armCrash } from '#kernel/crash.ts'
import { MigrationFailure } from '#kernel/database/migrate.ts'
import { pagesOf } from '#api-document/pages.ts'
import { StartFailure } from '#embedded-postgres/embedded.ts'
import { PortTaken, type Server, serve, tryPort } from '#http/server.ts'
import { type Log, logFile, openLog } from '#kernel/log.ts'
import type { Module } from '#kernel/module.ts'
import { TopologyFailure } from '#kernel/topology.ts'
import { dropAdminLink, keepAdminLink } from './admin-link.ts'
import { authenticatorFor } from './authenticator.ts'
import { type Config, ConfigFailure, readConfig } from './config.ts'
import { fillWhenNew } from './demo-filling.ts'
import { giveBackMemory } from './give-back-memory.ts'
import { type Shop, openShop } from './open-shop.ts'
import { modules as ours } from './modules.ts'
import type { UsersContext } from './modules/users/context.ts'
import { ensureAdministrator } from './modules/users/first-administrator.ts'

export type Running = { url: string; internalUrl: string; shop: Shop; server: Server; stop(): Promise<void> }

export type StartOptions = {
  env?: NodeJS.ProcessEnv
  modules?: Module[]
  /** Told how to end in good order as soon as the process listens, which is before `start` answers. */
  listening?: (stop: () => Promise<void>) => void
}

/** Starts and answers when the first request would succeed. Throws what `isForPeople` knows with a sentence for people. */
export async function start({ env = process.env, modules = ours, listening }: StartOptions = {}): Promise<Running> {
  const config = readConfig(env)
  const to = config.logFile === null ? {} : fileFor(config.logFile)
  const log = openLog({ level: config.logLevel, name: config.group ?? 'shop', ...to })
  armCrash(config.crash)
  if (config.crash !== null) log.warn(config.crash, 'BANYAN_CRASH is set: this process will end itself')
  const shop = await openShop({ config, modules, log })
  let close = shop.close
  try {
    // Before anybody can ask: what is read while goods come in would be kept as it was.
    if (config.demo && Object.keys(shop.topology.groups).length === 1) {
      await tryPort(config.host, config.port)
      await fillWhenNew(shop, modules === ours ? env : null)
    }
    const server = await serve(shop.process, {
      host: config.host,
      port: config.port,
      internalHost: internalHostOf(config, shop),
      internalPort: internalPortOf(config, shop),
      authenticate: authenticatorFor(shop.process, config.jwksUrl),
      pages: pagesOf({ version: packageFile.version, shopName: config.shopName }),
      trustedProxies: config.trustedProxies,
    })
    shop.servedAt(server.url)
    const stop = (close = stopper(server, shop, log))
    listening?.(stop)
    giveBackMemory()
    shop.process.start()
    await welcome(shop, server)
    return { url: server.url, internalUrl: server.internalUrl, shop, server, stop }
  } catch (error) {
    await close()
    throw error
  }
}

/** A folder that cannot be written is said by the database's own sentence; until then lines go to standard error. */
function fileFor(file: string): { to?: ReturnType<typeof logFile> } {
  try {
    return { to: logFile(file) }
  } catch {
    return {}
  }
}

/** Calls of other groups may come from other machines; where there is one group, nobody but this machine has business there. */
function internalHostOf({ internalHost, host }: Config, { topology }: Shop): string {
  return internalHost ?? (Object.keys(topology.groups).length === 1 ? '127.0.0.1' : host)
}

/** With several groups each listens where the topology says that its neighbours call it. */
function internalPortOf(config: Config, { topology, process: { group } }: Shop): number {
  return Object.keys(topology.groups).length === 1
    ? config.internalPort
    : Number(new URL(topology.groups[group]!.url).port)
}

function stopper(server: Server, shop: Shop, log: Log): () => Promise<void> {
  let stopping: Promise<void> | null = null
  return () =>
    (stopping ??= (async () => {
      await server.drain()
      await shop.close()
      log.info({}, 'stopped')
    })())
}

/** Addresses, the way in for the administrator, the data directory; nothing else. */
async function welcome(shop: Shop, server: Server): Promise<void> {
  const { process: running, config } = shop
  const say = (text: string) => process.stdout.write(`${text}\n`)
  say(`Banyan ${packageFile.version} is ready: ${server.url}  (documentation ${server.url}/api/docs)`)
  if (shop.topology.home('users', 'serves') === running.group) {
    const users = running.serves.find(({ contract }) => contract.name === 'users')!
    const origin = {
      principal: systemPrincipal,
      deadline: running.options.clock.now() + 10_000,
      trace: { requestId: 'start', traceparent: null },
    }
    const first = await ensureAdministrator(
      running.contextFor(users, origin) as unknown as UsersContext,
      running.options.settings.admin,
    )
    if (first === null) dropAdminLink(config.dataDir)
    else sayLink(first.link, config, say)
  }
  say(`Data: ${config.databaseUrl === null ? config.dataDir : 'the database of DATABASE_URL'} · stop with Ctrl-C`)
}

const systemPrincipal = { kind: 'system', id: 'start', roles: ['administrator', 'staff'] } as const

/** A link that makes an administrator is a secret: on a terminal it is shown, else it goes into a file that only its owner reads. */
function sayLink(link: string, { dataDir }: Config, say: (text: string) => void): void {
  if (process.stdout.isTTY) return say(`Administrator: open ${link} within 24 hours`)
  const file = keepAdminLink(dataDir, link)
  say(`Administrator: the link in ${file} works for 24 hours`)
}

/** True for failures whose message is the whole story; anything else is a bug and shows its stack. */
export const isForPeople = (error: unknown): boolean =>
  [ConfigFailure, TopologyFailure, StartFailure, MigrationFailure, PortTaken].some((each) => error instanceof each)

/**
 * Runs until a signal: the first drains, the second leaves at once. Until the process listens, the first does; from then on it may
 * have accepted something, so that a signal which comes while the start is not over drains as well.
 */
export async function runUntilSignal(options: StartOptions = {}): Promise<void> {
  let asked = false
  let stop: (() => Promise<void>) | null = null
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (asked || stop === null) process.exit(130)
      asked = true
      stop().then(
        () => process.exit(0),
        (error) => {
          process.stderr.write(`${describe(error)}\n`)
          process.exit(1)
        },
      )
    })
  }
  await start({ ...options, listening: (end) => void (stop = end) }).catch((error) => {
    if (asked) return
    process.stderr.write(`${isForPeople(error) ? (error as Error).message : describe(error)}\n`)
    process.exit(1)
  })
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error) => {
      // The state of the process is unknown: it ends, and whoever watches it starts a new one. Nothing acknowledged is lost.
      process.stderr.write(`${JSON.stringify({ level: 60, event, err: describe(error) })}\n`)
      process.exit(70)
    })
  }
}
