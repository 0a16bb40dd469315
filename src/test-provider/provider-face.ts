/** The provider's HTTP face: which path leads to which act. */
import type { IncomingHttpHeaders } from 'node:http'
import { actionPage, pageHeaders, returnTo } from './action-page.ts'
import { decideAction, paymentOf, tellPayment } from './end-payments.ts'
import { makePayment } from './make-payment.ts'
import { moveMoney } from './move-money.ts'
import { readBooks } from './operation-store.ts'
import { type Operation, ProviderRefusal, viewOf } from './payment.ts'
import { listPayments } from './payment-store.ts'
import type { Answer, Provider } from './provider.ts'
import { type Telling, tellAgain } from './tell-shop.ts'

export type Ask = {
  provider: Provider
  telling: Telling
  url: URL
  headers: IncomingHttpHeaders
  body: unknown
  params: string[]
}
type Act = (ask: Ask) => Promise<Answer>

const routes: [method: string, path: RegExp, act: Act][] = [
  ['POST', /^\/v1\/payments$/, ({ provider, headers, body }) => makePayment(provider, keyOf(headers), body)],
  ['GET', /^\/v1\/payments$/, listOrFind],
  ['GET', /^\/v1\/payments\/(\w{1,60})$/, ({ provider, params: [id = ''] }) => tellPayment(provider, { id })],
  ['POST', /^\/v1\/payments\/(\w{1,60})\/(capture|refund|void)$/, move],
  ['POST', /^\/v1\/payments\/(\w{1,60})\/decision$/, decide],
  ['GET', /^\/pay\/(\w{1,60})$/, showPage],
  ['POST', /^\/pay\/(\w{1,60})$/, submitPage],
  ['GET', /^\/v1\/books$/, async ({ provider }) => ({ status: 200, body: await readBooks(provider.sql) })],
  ['POST', /^\/v1\/webhooks\/replay$/, replay],
  ['GET', /^\/livez$/, async () => ({ status: 200, body: { status: 'ok' } })],
]

/** Finds the act for a request and runs it; 404 `unknown_route`. */
export async function answerTo(method: string, ask: Omit<Ask, 'params'>): Promise<Answer> {
  for (const [verb, path, act] of routes) {
    const match = verb === method ? path.exec(ask.url.pathname) : null
    if (match !== null) return act({ ...ask, params: match.slice(1) })
  }
  throw new ProviderRefusal(404, 'unknown_route', 'There is nothing here.')
}

/** 1 to 200 visible ASCII characters in `Idempotency-Key`; without it nothing that moves money is done. */
function keyOf(headers: IncomingHttpHeaders): string {
  const key = headers['idempotency-key']
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new ProviderRefusal(
      400,
      'idempotency_key_required',
      'Send an Idempotency-Key of 1 to 200 visible ASCII characters.',
    )
  }
  return key
}

/** `?key=`: the one payment of that key. Else `?from=&to=&after=`: a page of 100, by id. */
async function listOrFind({ provider, url }: Ask): Promise<Answer> {
  const { key, from, to, after = '' } = Object.fromEntries(url.searchParams)
  if (key !== undefined) return tellPayment(provider, { key })
  const span = { from: new Date(from ?? ''), to: new Date(to ?? ''), after, limit: 100 }
  if (Number.isNaN(span.from.getTime()) || Number.isNaN(span.to.getTime())) {
    throw new ProviderRefusal(400, 'invalid_request', 'Give a key, or from and to as RFC 3339 times.')
  }
  const items = await listPayments(provider.sql, span)
  return {
    status: 200,
    body: {
      items: items.map((each) => viewOf(each, provider.base())),
      ...(items.length === 100 ? { next: items.at(-1)!.id } : {}),
    },
  }
}

function move({ provider, headers, body, params: [paymentId = '', kind] }: Ask): Promise<Answer> {
  const byDashboard = headers['made-by'] === 'dashboard'
  return moveMoney(provider, kind as Operation['kind'], { paymentId, key: keyOf(headers), body, byDashboard })
}

async function decide({ provider, body, params: [id = ''] }: Ask): Promise<Answer> {
  const payment = await decideAction(provider, id, (body as { decision?: unknown } | null)?.decision)
  return { status: 200, body: viewOf(payment, provider.base()) }
}

async function showPage({ provider, params: [id = ''] }: Ask): Promise<Answer> {
  const payment = await paymentOf(provider, { id })
  return { status: 200, headers: pageHeaders(payment), body: actionPage(payment) }
}

async function submitPage({ provider, body, params: [id = ''] }: Ask): Promise<Answer> {
  const payment = await decideAction(provider, id, (body as { decision?: unknown } | null)?.decision)
  return { status: 303, headers: { ...pageHeaders(payment), location: returnTo(payment) }, body: '' }
}

/** `{ times, seed }`: tells every webhook again, `times` times, in the order of that seed. */
async function replay({ telling, body }: Ask): Promise<Answer> {
  const { times = 1, seed = 1 } = (body ?? {}) as { times?: number; seed?: number }
  let state = Number(seed) >>> 0
  const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0)
  return {
    status: 200,
    body: { told: await tellAgain(telling, Math.min(Math.max(Math.trunc(times), 1), 100), random) },
  }
}
