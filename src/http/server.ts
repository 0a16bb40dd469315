/** The HTTP face of a process: the public listener with every module's routes, and the internal one. */
import { Server as NodeHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type FastifyInstance, fastify } from 'fastify'
import type { Process } from '#kernel/compose.ts'
import { type Metrics, metricsOf } from './metrics.ts'
import type { Principal } from '#kernel/module.ts'
import { type Bounds, admissionOf } from './admission.ts'
import { doorOf } from './door.ts'
import { healthOf } from './health.ts'
import { internalOf } from './internal.ts'
import { largeBodiesOf } from './large-bodies.ts'
import { type Pages, addPages, addProbes } from './own-addresses.ts'
import { patienceOf } from './patience.ts'
import { rateLimitsOf } from './rate-limit.ts'
import { type Kernel, shedderOf } from './request-pipeline.ts'
import { recorderOf } from './request-record.ts'
import { type Routes, addRoutes, refuseTheRest } from './routing.ts'
import { countTraffic, tellWhatWasShed } from './shed-report.ts'
import type { Strain } from './strain.ts'
import { answerBrokenRequests, serverOptions } from './wire.ts'

export type ServeOptions = {
  host: string
  /** 0: any free port, for tests. */
  port: number
  internalPort: number
  /** Default: `host`. */
  internalHost?: string
  /**
   * Who asks, by the headers; throws a refusal when what they show is wrong. Called only when `Authorization` is there.
   */
  authenticate(headers: Record<string, string | undefined>): Promise<Principal>
  /** What it shows of itself beside the modules' routes, made of them; default: nothing. */
  pages?: Pages
  bounds?: Bounds
  /** In tests: what the process counts as suffering from, where a busy machine must not shed what is tested. */
  strain?: Strain
  /** How many own proxies stand in front and append to `X-Forwarded-For`; default 0: the header is not believed. */
  trustedProxies?: number
  /** In tests: answers are checked against their schemas. */
  checkReplies?: boolean
  /** Longest wait for requests in flight when draining; default 4 s. */
  drainMs?: number
}
export type Server = {
  url: string
  internalUrl: string
  /** For tests: `app.inject`. */
  app: FastifyInstance
  metrics: Metrics
  /** Takes nothing new, lets what runs end within the budget, then closes. */
  drain(): Promise<void>
  /** Closes at once. */
  close(): Promise<void>
}

/** The port is in use; the message names the variable that moves it. */
export class PortTaken extends Error {}

/** Asks for a port and gives it back: who has long work to do before it serves learns first that it could not. Throws PortTaken. */
export async function tryPort(host: string, port: number): Promise<void> {
  const server = new NodeHttpServer()
  await listening(server, host, port, 'PORT')
  await closed(server)
}

/** Opens both listeners. Throws PortTaken when something else listens on one of the ports. */
export async function serve(process: Process, options: ServeOptions): Promise<Server> {
  const { clock, log, settings } = process.options
  const { internalHost = options.host } = options
  let draining = false
  const admission = admissionOf({ bounds: options.bounds, strain: options.strain })
  const metrics = metricsOf(process)
  const problems = { publicUrl: settings.publicUrl, log }
  const kernel: Kernel = {
    process,
    admission,
    bodies: largeBodiesOf(),
    door: doorOf(admission, process.options.ids, problems),
    authenticate: options.authenticate,
    rates: rateLimitsOf(settings.limits, clock),
    patience: patienceOf(),
    record: recorderOf(log, metrics),
    problems,
    shed: shedderOf(problems),
    trustedProxies: options.trustedProxies ?? 0,
    checkReplies: options.checkReplies ?? false,
    isDraining: () => draining,
  }
  const health = healthOf(process, kernel.isDraining)
  const app = fastify(serverOptions(kernel))
  const routes: Routes = addRoutes(app, kernel)
  addProbes(app, kernel, routes, health)
  if (options.pages !== undefined) addPages(app, kernel, routes, options.pages)
  refuseTheRest(app, kernel, routes)
  answerBrokenRequests(app.server, settings.publicUrl)
  countTraffic(metrics, admission)
  const stopTelling = tellWhatWasShed(admission, log)
  const internal = internalOf(process, health, metrics)

  const close = async (): Promise<void> => {
    admission.strain.stop()
    stopTelling()
    app.server.closeAllConnections()
    internal.closeAllConnections()
    // Fastify leaves a server that it did not make itself to whoever made it.
    await Promise.all([app.close(), closed(app.server), closed(internal)])
  }
  try {
    await app.ready()
    await listening(app.server, options.host, options.port, 'PORT')
    await listening(internal, internalHost, options.internalPort, 'INTERNAL_PORT')
  } catch (error) {
    await close()
    throw error
  }
  return {
    url: urlOf(app.server, options.host),
    internalUrl: urlOf(internal, internalHost),
    app,
    metrics,
    close,
    async drain() {
      draining = true
      const done = closed(app.server)
      app.server.closeIdleConnections()
      await Promise.race([done, new Promise((resolve) => setTimeout(resolve, options.drainMs ?? 4_000).unref())])
      await close()
    },
  }
}

function listening(server: NodeHttpServer, host: string, port: number, variable: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = new PortTaken(
        `Port ${port} is in use by another program. Stop that one, or set ${variable} to a free port.`,
        { cause: error },
      )
      reject(error.code === 'EADDRINUSE' ? taken : error)
    })
    // A crowd that comes while the event loop is at work waits in the kernel; beyond this it is told nothing and tries again later.
    server.listen({ port, host, backlog: 4_096 }, resolve)
  })
}

const closed = (server: NodeHttpServer): Promise<void> => new Promise((resolve) => server.close(() => resolve()))

function urlOf(server: NodeHttpServer, host: string): string {
  const { port } = server.address() as AddressInfo
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}
