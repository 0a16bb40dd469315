/**
 * The payment provider of a simulation: books in memory behind the HTTP face that the shop's own adapter speaks. Its
 * rules are those of the test provider; its faults are the world's.
 */
import { createHash, createHmac } from 'node:crypto'
import type { Answered, Asked, Wire } from '../../src/kernel/calls/wire.ts'
import { webhookSecret } from './machine.ts'
import type { Machine } from './machine.ts'
import { type Addressee, travel } from './network.ts'
import type { Fate, Operation } from './operation.ts'
import type { World } from './world.ts'

export type Status = 'succeeded' | 'authorised' | 'declined' | 'action' | 'processing' | 'voided'
export type Booked = {
  id: string
  key: string
  hash: string
  method: string
  status: Status
  code: string | null
  amount: number
  currency: string
  capture: 'now' | 'later'
  captured: number
  refunded: number
  released: boolean
  metadata: Record<string, string>
  /** When it ends by itself, and how: null is a yes. */
  dueMs: number | null
  dueCode: string | null
  madeMs: number
  /** What the first answer said: what a repeat of the key is told. */
  first: object
}
type Moved = { hash: string; status: 'succeeded' | 'declined'; code: string | null; amount: number }
export type News = { id: string; type: string; paymentId: string; told: boolean }
export type Provider = {
  payments: Booked[]
  /** Captures, refunds and voids by their key. */
  moves: Map<string, Moved>
  /** What the shop is to be told, oldest first. */
  news: News[]
  wireFor(machine: Machine): Wire
  /** Answers one request, without faults. */
  answer(asked: Pick<Asked, 'method' | 'path' | 'headers' | 'body'>): Answered
  /** The buyer decides on the provider's page. */
  decide(id: string, isYes: boolean): void
  /** Ends what has waited long enough. */
  endDue(): void
  /** A signed body of a piece of news, as it stands now. */
  letterOf(news: News): { body: string; headers: Record<string, string> }
}

const sessionMs = 15 * 60_000
const transferMs = 40_000
/** What becomes of a payment by its method: the first answer, and why it is declined, at once or in the end. */
const methods: Record<string, { answer: 'ok' | 'declined' | 'action' | 'processing'; code: string | null }> = {
  test_ok: { answer: 'ok', code: null },
  test_declined: { answer: 'declined', code: 'card_declined' },
  test_requires_action: { answer: 'action', code: 'expired' },
  test_async_ok: { answer: 'processing', code: null },
  test_async_declined: { answer: 'processing', code: 'transfer_rejected' },
  test_refund_declined: { answer: 'ok', code: null },
  test_capture_declined: { answer: 'ok', code: null },
}

/** Opens empty books. Every change that the shop did not ask for itself is news; in some worlds every change is. */
export function providerOf(world: World): Provider {
  const payments: Booked[] = []
  const moves = new Map<string, Moved>()
  const news: News[] = []
  const tell: Tell = (payment, what) => {
    const piece = { id: `evt_${news.length + 1}`, type: `payment.${what}`, paymentId: payment.id, told: false }
    news.push(piece)
    world.onNews?.(piece)
  }
  const provider: Provider = {
    payments,
    moves,
    news,
    wireFor: (machine) => wireTo(world, provider, machine),
    answer: (asked) => answerTo(world, provider, tell, asked),
    decide(id, isYes) {
      provider.endDue()
      const payment = payments.find((each) => each.id === id)
      if (payment?.status === 'action') end(payment, isYes ? null : 'authentication_failed', tell)
    },
    endDue() {
      for (const payment of payments)
        if (payment.dueMs !== null && payment.dueMs <= world.scheduler.now()) end(payment, payment.dueCode, tell)
    },
    letterOf({ id, type, paymentId }) {
      const payment = payments.find((each) => each.id === paymentId)!
      const body = JSON.stringify({ id, type, data: { payment: viewOf(payment) } })
      const seconds = Math.floor(world.scheduler.now() / 1_000)
      const mac = createHmac('sha256', webhookSecret).update(`${seconds}.${body}`).digest('hex')
      return { body, headers: { 'content-type': 'application/json', 'test-signature': `t=${seconds},v1=${mac}` } }
    },
  }
  return provider
}

function end(payment: Booked, code: string | null, tell: Tell): void {
  if (payment.status !== 'action' && payment.status !== 'processing') return
  payment.dueMs = null
  if (code !== null) Object.assign(payment, { status: 'declined', code })
  else if (payment.capture === 'later') payment.status = 'authorised'
  else Object.assign(payment, { status: 'succeeded', captured: payment.amount })
  tell(payment, payment.status)
}

type Tell = (payment: Booked, what: string) => void

/** The payment as the shop sees it. */
export function viewOf(payment: Booked): object {
  const { id, key, status, code, amount, currency, capture, captured, refunded, metadata, dueMs } = payment
  const action = { nextAction: { type: 'redirect', url: `http://provider.test/pay/${id}` } }
  const shown = { id, key, status, amount, currency, capture, captured, refunded, metadata }
  return {
    ...shown,
    ...(code === null ? {} : { code }),
    ...(status === 'action' ? { ...action, expiresAt: new Date(dueMs!).toISOString() } : {}),
  }
}

const said = (status: number, body: object, headers: Record<string, string> = {}): Answered => ({
  status,
  headers,
  text: JSON.stringify(body),
})
const refused = (status: number, code: string) => said(status, { code, message: code })
const hashOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex')

function answerTo(
  { scheduler }: World,
  provider: Provider,
  tell: Tell,
  { method, path, headers, body }: Pick<Asked, 'method' | 'path' | 'headers' | 'body'>,
): Answered {
  provider.endDue()
  const url = new URL(path, 'http://provider.test')
  const [, , , id = '', kind] = url.pathname.split('/')
  const key = headers['idempotency-key'] ?? ''
  const input = body === null ? {} : JSON.parse(body)
  if (method === 'POST' && id === '') return make(provider, tell, scheduler.now(), key, input)
  if (method === 'POST') return move(provider, tell, { id, kind: kind as Kind, key, amount: input.amount ?? null })
  if (id !== '' || url.searchParams.has('key')) {
    const wanted = url.searchParams.get('key')
    const found = provider.payments.find((each) => (wanted === null ? each.id === id : each.key === wanted))
    return found === undefined ? refused(404, 'unknown_payment') : said(200, viewOf(found))
  }
  const [from, to, after] = ['from', 'to', 'after'].map((name) => url.searchParams.get(name) ?? '')
  const isIn = ({ madeMs, ...each }: Booked) =>
    madeMs >= Date.parse(from!) && madeMs < Date.parse(to!) && each.id > after!
  const items = provider.payments.filter(isIn).sort((left, right) => (left.id < right.id ? -1 : 1))
  return said(200, { items: items.slice(0, 100).map(viewOf), ...(items.length > 100 ? { next: items[99]!.id } : {}) })
}

function make({ payments }: Provider, tell: Tell, nowMs: number, key: string, input: any): Answered {
  const hash = hashOf(input)
  const known = payments.find((each) => each.key === key)
  if (known !== undefined) return known.hash === hash ? said(200, known.first) : refused(409, 'idempotency_key_reused')
  const fateOfMethod = methods[input.method]
  if (fateOfMethod === undefined) return refused(400, 'invalid_method')
  const { answer, code } = fateOfMethod
  const { amount, currency, capture, metadata, method } = input
  const yes = capture === 'now' ? 'succeeded' : 'authorised'
  const agreed = { key, hash, method, amount, currency, capture, metadata }
  const payment: Booked = {
    ...agreed,
    id: `pay_${hashOf(key).slice(0, 32)}`,
    status: answer === 'ok' ? yes : answer,
    code: answer === 'declined' ? code : null,
    captured: answer === 'ok' && capture === 'now' ? amount : 0,
    refunded: 0,
    released: false,
    dueMs: answer === 'action' ? nowMs + sessionMs : answer === 'processing' ? nowMs + transferMs : null,
    dueCode: code,
    madeMs: nowMs,
    first: {},
  }
  payment.first = viewOf(payment)
  payments.push(payment)
  tell(payment, payment.status)
  return said(201, payment.first)
}

type Kind = 'capture' | 'refund' | 'void'
type Move = { id: string; kind: Kind; key: string; amount: number | null }

function move({ payments, moves }: Provider, tell: Tell, { id, kind, key, amount }: Move): Answered {
  const payment = payments.find((each) => each.id === id)
  if (payment === undefined) return refused(404, 'unknown_payment')
  const hash = hashOf([id, kind, amount])
  const known = moves.get(key)
  if (known !== undefined && known.hash !== hash) return refused(409, 'idempotency_key_reused')
  const { captured, refunded, released, status } = payment
  const left = { capture: payment.amount - captured, refund: captured - refunded, void: 0 }[kind]
  const asked = amount ?? left
  const rejected = payment.method === `test_${kind}_declined`
  const may = {
    capture: (status === 'authorised' || status === 'succeeded') && !released && asked <= left,
    refund: status === 'succeeded' && asked <= left,
    void: ['authorised', 'action', 'processing', 'succeeded'].includes(status) && captured < payment.amount,
  }[kind]
  if (known === undefined) {
    if (rejected) moves.set(key, { hash, status: 'declined', code: `${kind}_rejected`, amount: asked })
    else if (!may) return refused(409, 'not_possible')
    else {
      moves.set(key, { hash, status: 'succeeded', code: null, amount: asked })
      if (kind === 'capture') Object.assign(payment, { captured: captured + asked, status: 'succeeded' })
      if (kind === 'refund') payment.refunded += asked
      if (kind === 'void')
        Object.assign(payment, { released: true, dueMs: null, status: captured === 0 ? 'voided' : status })
      tell(payment, { capture: 'captured', refund: 'refunded', void: 'voided' }[kind])
    }
  }
  const { status: settled, code } = moves.get(key)!
  return said(200, { key, kind, amount: asked, status: settled, ...(code === null ? {} : { code }) })
}

/** The way of a machine to the provider, with the world's faults on it. */
function wireTo(world: World, provider: Provider, machine: Machine): Wire {
  const there: Addressee = { name: 'provider', within: (work) => work(), onDeath: [] }
  return {
    close: async () => {},
    ask(asked) {
      const [, , , id = '', kind = 'payment'] = asked.path.split('?')[0]!.split('/')
      const verb = asked.method === 'GET' ? 'look up payment' : id === '' ? 'pay' : kind
      const operation: Operation = { kind: 'provider', from: machine.name, to: 'provider', what: `${verb} at provider` }
      const serve = async (_to: Addressee, fate: Fate): Promise<Answered> => {
        const answered = frontOf(fate, () => provider.answer(asked))
        world.note('provider', `${verb}: ${wordsOf(answered)}`)
        return answered
      }
      return travel(world, machine, { operation, timeoutMs: asked.timeoutMs, find: () => there, serve })
    },
  }
}

/** What the provider's front makes of it: its own answer, or one that says nothing of what was done. */
function frontOf({ front }: Fate, answer: () => Answered): Answered {
  if (front === 'busy') return said(429, { code: 'busy', message: 'busy' }, { 'retry-after': '2' })
  if (front === 'error_before') return refused(500, 'internal')
  const answered = answer()
  if (front === 'error_after') return refused(500, 'internal')
  return front === 'page' ? { status: 200, headers: {}, text: '<html>maintenance</html>' } : answered
}

function wordsOf({ status, text }: Answered): string {
  const word = /"(?:status|code)":"(\w+)"/.exec(text)?.[1] ?? 'a page'
  return `${status} ${word}`
}
