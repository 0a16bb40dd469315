/** Addresses of no module: the probes, and the pages that whoever starts the server hands in. A module that claims one of them wins. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { exchangeOf } from './exchange.ts'
import type { Health } from './health.ts'
import type { Sent } from './problem.ts'
import { send } from './replies.ts'
import { type Kernel, gateOf } from './request-pipeline.ts'
import { type Routes, remember } from './routing.ts'

/** Answers a GET; throws a refusal where there is nothing to show. */
export type Page = (request: FastifyRequest) => Sent | Promise<Sent>
/** The pages made of a server's routes, by their address. */
export type Pages = (routes: Routes, publicUrl: string) => Record<string, Page>

/** Registers `/livez` and `/readyz`, which are answered however busy the shop is, and also on its way out. */
export function addProbes(app: FastifyInstance, kernel: Kernel, routes: Routes, { live, ready }: Health): void {
  const ungated: ReturnType<typeof gateOf> = (request, _reply, done) => {
    request.exchange = exchangeOf(request, null, kernel)
    done()
  }
  for (const [path, probe] of Object.entries({ '/livez': live, '/readyz': ready })) {
    kernel.door.know('GET', path, null)
    add(app, routes, path, probe, ungated)
  }
}

/** Registers pages; they pass the gate as anything else does. */
export function addPages(app: FastifyInstance, kernel: Kernel, routes: Routes, pages: Pages): void {
  for (const [path, page] of Object.entries(pages(routes, kernel.problems.publicUrl)))
    add(app, routes, path, page, gateOf(kernel, null))
}

function add(
  app: FastifyInstance,
  { methods }: Routes,
  path: string,
  page: Page,
  onRequest: ReturnType<typeof gateOf>,
): void {
  if (methods.get(path)?.has('GET')) return
  remember(methods, 'GET', path)
  app.get(path, { onRequest, handler: async (request, reply) => (send(request, reply, await page(request)), reply) })
}
