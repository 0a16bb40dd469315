/** The shop's own routes, called without a socket by the shop itself: the demo is loaded the way a shopkeeper would load it. */
import { check } from '#kernel/calls/dispatch.ts'
import type { Process } from '#kernel/compose.ts'
import { type Module, type Principal, type Request, type Route, system } from '#kernel/module.ts'

export type Ask = { body?: unknown; key?: string; headers?: Record<string, string>; as?: Principal }
/** Calls a route; answers its body, and throws what the route throws. */
export type ShopClient = (method: Route['method'], path: string, ask?: Ask) => Promise<any>

/** Takes a composed process that serves every module. Bodies are checked as the HTTP face does; rights are not asked: it is the shop. */
export function shopClientOf(process: Process): ShopClient {
  const { clock, ids } = process.options
  const routes = process.serves.flatMap((module) =>
    module.routes.map((route) => ({ module, route, match: matcherOf(route.path) })),
  )
  return async (method, path, { body, key = null, headers = {}, as = system } = {}) => {
    const [address = '', search = ''] = path.split('?')
    const found = routes.find(({ route, match }) => route.method === method && match(address) !== null)
    if (found === undefined) throw new Error(`the shop has no route ${method} ${address}`)
    const { module, route, match } = found
    if (route.body !== undefined) check(route.body, body, `${method} ${path}`)
    const origin = {
      principal: as,
      deadline: clock.now() + 20_000,
      trace: { requestId: ids.next(), traceparent: null },
    }
    const request = {
      ...blank,
      body: body ?? {},
      key,
      headers,
      params: match(address)!,
      query: Object.fromEntries(new URLSearchParams(search)),
    }
    return answerOf(
      await route.handle(process.contextFor(module as Module, origin), {
        ...request,
        bodyHash: JSON.stringify(body ?? null),
      }),
    )
  }
}

const blank: Omit<Request<any, any, any>, 'body' | 'query' | 'params' | 'bodyHash'> = {
  headers: {},
  key: null,
  raw: Buffer.alloc(0),
  locales: ['en'],
  market: null,
  network: '127.0.0.1',
  async *files() {},
}

function matcherOf(path: string): (address: string) => Record<string, string> | null {
  const names: string[] = []
  const pattern = path.replaceAll(
    /\{(\w+)\}|:(\w+)/g,
    (_all, a: string | undefined, b: string | undefined) => (names.push(a ?? b!), '([^/]+)'),
  )
  const expression = new RegExp(`^${pattern}$`)
  return (address) => {
    const match = expression.exec(address)
    return match && Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(match[at + 1]!)]))
  }
}

function answerOf({ body }: { body?: unknown }): unknown {
  return Buffer.isBuffer(body) ? JSON.parse(body.toString()) : body
}
