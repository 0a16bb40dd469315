/** How people and the provider ask a shop: the real act of a route, with its keys, audit and problem documents, without a socket. */
import type { Answered } from '../../src/kernel/calls/wire.ts'
import type { Served } from '../../src/http/exchange.ts'
import { problemOf } from '../../src/http/problem.ts'
import type { Kernel } from '../../src/http/request-pipeline.ts'
import { actOf } from '../../src/http/route-act.ts'
import { type Principal, guest } from '../../src/kernel/module.ts'
import { type Machine, topologyOf } from './machine.ts'
import { type Asker, travel } from './network.ts'
import type { Kind } from './operation.ts'
import { settings } from './template.ts'
import type { World } from './world.ts'

export type Asking = {
  /** As the route is written: `POST /api/orders/{id}/cancel`. */
  route: string
  params?: Record<string, string>
  body?: unknown
  /** Bytes as they are, instead of `body`. */
  raw?: string
  headers?: Record<string, string>
  as?: Principal
}
/** `status` 0: nobody answered. `text` is the very body. */
export type Reply = { status: number; text: string; body: any }

export const nobody: Reply = { status: 0, text: '', body: null }
const timeoutMs = 10_000
const deadlineMs = 8_000

/** Asks a machine that serves the route. Never rejects. */
export async function ask(world: World, who: string, asking: Asking, kind: Kind = 'client'): Promise<Reply> {
  const [, , module = ''] = asking.route.replace('/api/admin', '/api').split(/[ /]+/)
  const owner = { webhooks: 'payments', stock: 'inventory' }[module] ?? module
  const group = topologyOf(world.stage.topology).home(owner, 'serves')
  const person: Asker = { name: who, within: (work) => work(), crash: () => {} }
  const operation = { kind, from: who, to: group, what: asking.route }
  const find = () => world.network.anyOf(group)
  const serve = (to: Machine) => answered(to, asking)
  const answer = await travel(world, person, { operation, timeoutMs, find, serve }).catch(() => null)
  if (answer === null) return nobody
  const { status, text } = answer
  const body = text === '' ? null : JSON.parse(text)
  world.note(who, `is told ${status}${body?.code ? ` ${body.code}` : ''}${body?.status ? ` ${body.status}` : ''}`)
  return { status, text, body }
}

const routes = new WeakMap<Machine, Map<string, ReturnType<typeof actOf>>>()

/** The act of a route in one machine, found once. */
function actIn(machine: Machine, route: string): ReturnType<typeof actOf> {
  let known = routes.get(machine)
  if (known === undefined) routes.set(machine, (known = new Map()))
  let act = known.get(route)
  if (act === undefined) known.set(route, (act = actOf(kernelOf(machine), servedIn(machine, route))))
  return act
}

function servedIn({ process }: Machine, wanted: string): Served {
  for (const module of process.serves)
    for (const route of module.routes)
      if (`${route.method} ${route.path}` === wanted) return { module, route, traffic: 'checkout' }
  throw new Error(`no module of ${process.group} serves ${wanted}`)
}

const problemsOf = ({ process }: Machine) => ({ publicUrl: settings.publicUrl, log: process.options.log })
const kernelOf = (machine: Machine): Kernel =>
  ({ process: machine.process, problems: problemsOf(machine), checkReplies: true }) as unknown as Kernel

/** What the server does behind its gate: the act of the route, and a problem document for what it throws. */
async function answered(machine: Machine, asking: Asking): Promise<Answered> {
  const { route, params = {}, body, raw, headers = {}, as = guest } = asking
  const text = raw ?? (body === undefined ? '' : JSON.stringify(body))
  const requestId = machine.process.options.ids.next()
  const exchange = {
    principal: as,
    requestId,
    traceparent: null,
    network: '192.0.2.1',
    raw: Buffer.alloc(0),
    headers: {},
  }
  const [, path = ''] = route.split(' ')
  const request = {
    exchange,
    headers: { 'content-type': 'application/json', ...headers },
    url: path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? ''),
    params,
    body: Buffer.from(text),
  }
  const act = actIn(machine, route)
  const sent = await act(request as any, deadlineMs).catch((error: unknown) =>
    problemOf(problemsOf(machine), error, requestId),
  )
  return { status: sent.status, headers: sent.headers, text: sent.body.toString() }
}
