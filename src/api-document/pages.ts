/**
 * The kernel's own addresses: health, the document of the API, and what people read. A module that claims one of them
 * wins.
 */
import { readFileSync } from 'node:fs'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { docsPage } from './docs-page.ts'
import { strongEtag } from '#http/etag.ts'
import { exchangeOf } from '#http/exchange.ts'
import type { Health } from '#http/health.ts'
import { type About, homePage } from './home-page.ts'
import { openApiOf } from './openapi.ts'
import { stylePath } from '#http/page.ts'
import { type Sent, kernelRefusal } from '#http/problem.ts'
import { codeFacts, problemPage } from './problem-page.ts'
import { send } from '#http/replies.ts'
import { type Kernel, gateOf } from '#http/request-pipeline.ts'
import { type Routes, remember } from '#http/routing.ts'

/**
 * Registers them. Pages are made at first use and kept as bytes: a process that nobody looks at pays nothing for them.
 */
export function kernelPages(app: FastifyInstance, kernel: Kernel, routes: Routes, health: Health, about: About): void {
  const { publicUrl } = kernel.problems
  const add = (
    path: string,
    make: (request: FastifyRequest) => Sent | Promise<Sent>,
    onRequest = gateOf(kernel, null),
  ) => {
    if (routes.methods.get(path)?.has('GET')) return
    remember(routes.methods, 'GET', path)
    app.get(path, { onRequest, handler: async (request, reply) => (send(request, reply, await make(request)), reply) })
  }
  /** A probe is answered however busy the shop is, and also on its way out. */
  const ungated: ReturnType<typeof gateOf> = (request, _reply, done) => {
    request.exchange = exchangeOf(request, null, kernel)
    done()
  }
  const document = kept(() => openApiOf(routes.served, { title: about.shopName, version: about.version, publicUrl }))
  const facts = kept(() => codeFacts(routes))
  const own = Object.fromEntries(
    Object.entries({
      '/': () => homePage(routes, about),
      '/api/docs': () => docsPage(document(), routes.served, about),
      '/api/openapi.json': () => ({
        status: 200,
        headers: { 'content-type': 'application/json', 'cache-control': 'no-cache' },
        body: JSON.stringify(document()),
      }),
      [stylePath]: () => ({
        status: 200,
        headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'no-cache' },
        body: readFileSync(new URL('./look.css', import.meta.url)),
      }),
    }).map(([path, make]) => [path, kept(() => tagged(make()))]),
  )
  for (const [path, make] of Object.entries(own)) add(path, make)
  add('/problems/:code', ({ params, headers }) => {
    const known = facts().get((params as { code: string }).code)
    if (known === undefined) throw kernelRefusal('not_found')
    return problemPage(known, about.shopName, headers.accept)
  })
  for (const probe of ['/livez', '/readyz']) kernel.door.know('GET', probe, null)
  add('/livez', health.live, ungated)
  add('/readyz', health.ready, ungated)
}

function kept<T>(make: () => T): () => T {
  let value: T | undefined
  return () => (value ??= make())
}

const tagged = (sent: Sent): Sent => ({ ...sent, headers: { ...sent.headers, etag: strongEtag(sent.body) } })
