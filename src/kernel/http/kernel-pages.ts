/** The kernel's own addresses: health, and what people read. A module that claims one of them wins. */
import type { FastifyInstance } from 'fastify'
import type { Health } from './health.ts'
import { type Sent } from './problem.ts'
import { send } from './replies.ts'
import { type Kernel, gateOf } from './request-pipeline.ts'
import { exchangeOf } from './exchange.ts'
import { type Routes, remember } from './routing.ts'
import type { FastifyRequest } from 'fastify'

export type About = { version: string; shopName: string }

export function kernelPages(app: FastifyInstance, kernel: Kernel, routes: Routes, health: Health, about: About): void {
  const page = (path: string, make: (request: FastifyRequest) => Sent | Promise<Sent>, isProbe = false) => {
    if (routes.methods.get(path)?.has('GET')) return
    remember(routes.methods, 'GET', path)
    app.get(path, {
      // A probe is answered however busy the shop is, and also on its way out.
      onRequest: isProbe ? (request, _reply, done) => {
        request.exchange = exchangeOf(request, null, kernel.process.options.ids, kernel.trustedProxies)
        done()
      } : gateOf(kernel, null),
      handler: async (request, reply) => send(request, reply, await make(request)),
    })
  }
  page('/livez', health.live, true)
  page('/readyz', health.ready, true)
  void about
}
