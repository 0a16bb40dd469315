/** Calls and events between processes: JSON over HTTP/1.1 to the internal listener, signed, with the time left. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { Overloaded, Refusal, UnknownOutcome, Unavailable } from '../errors.ts'
import type { Delivery } from '../events/inbox.ts'
import type { Principal } from '../module.ts'
import { type Link, type Origin, validatorOf } from './dispatch.ts'
import { type Wire, httpWire } from './wire.ts'

/** `t=<unix s>,v1=<HMAC-SHA-256 of method, path, principal, time, body>`: who does not know BANYAN_SECRET cannot call. */
export function signatureOf(key: Buffer, seconds: number, path: string, principal: string, body: string): string {
  const mac = createHmac('sha256', key).update(`POST\n${path}\n${principal}\n${seconds}\n${body}`).digest('hex')
  return `t=${seconds},v1=${mac}`
}

/** True when the signature is right and at most 30 s old. Inside that window a replay is a repeat, which keyed calls bear. */
export function isSigned(
  key: Buffer,
  nowMs: number,
  path: string,
  principal: string,
  body: string,
  signature: string,
): boolean {
  if (!isTimely(nowMs, signature)) return false
  const seconds = Number(signature.slice(2, signature.indexOf(',')))
  const right = Buffer.from(signatureOf(key, seconds, path, principal, body))
  return right.length === signature.length && timingSafeEqual(right, Buffer.from(signature))
}

/** True when it has the form of a signature and is at most 30 s old: asked before a body is read, that nobody sends for nothing. */
export function isTimely(nowMs: number, signature: string): boolean {
  const seconds = Number(/^t=(\d{1,12}),v1=[0-9a-f]{64}$/.exec(signature)?.[1])
  return Math.abs(nowMs / 1_000 - seconds) <= 30
}

export type Neighbour = {
  link: Link
  /** Hands events to the process that works for their subscriber, where no broker stands between. */
  push(deliveries: Delivery[], deadline: number): Promise<void>
  close(): Promise<void>
}

const connections = { connections: 16, pipelining: 1, keepAliveTimeout: 10_000, connect: { timeout: 1_000 } }

/** Opens the way to another process group. Takes its internal address and the key of service calls. */
export function neighbourAt(
  base: string,
  key: Buffer,
  clock: { now(): number },
  wire: Wire = httpWire(base, connections),
): Neighbour {
  const send = async (path: string, body: string, { principal, deadline, trace, traffic }: Origin) => {
    const leftMs = Math.floor(deadline - clock.now())
    if (leftMs <= 0) throw new Unavailable('no time left')
    const who = principalHeader(principal)
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      'banyan-principal': who,
      'banyan-deadline-ms': String(leftMs),
      'banyan-signature': signatureOf(key, Math.floor(clock.now() / 1_000), path, who, body),
      'x-request-id': trace.requestId,
    }
    if (traffic !== undefined) headers['banyan-traffic'] = traffic
    if (trace.traceparent !== null) headers['traceparent'] = trace.traceparent
    try {
      return await wire.ask({ path, method: 'POST', body, headers, timeoutMs: leftMs })
    } catch (error) {
      const code = (error as { code?: string }).code ?? ''
      const refused = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT)$/.test(code)
      throw refused
        ? new Unavailable(`${base} does not answer`, { cause: error })
        : new UnknownOutcome(`${base} did not answer`, { cause: error })
    }
  }

  return {
    async link(call, input, origin) {
      // The call's own limit holds on the way, too: what is lost there must not take all the time that its caller has left.
      const deadline = Math.min(origin.deadline, clock.now() + call.deadlineMs)
      const { status, text } = await send(`/_m/${call.module}/${call.name}`, JSON.stringify(input), {
        ...origin,
        deadline,
      })
      const what = `${call.module}.${call.name}`
      const answer = parsed(text, what)
      if (status === 200) {
        // A proxy's page is not an answer: what does not fit the contract may still have been executed.
        if (!validatorOf(call.output).Check(answer)) throw new UnknownOutcome(`${what} answered in another shape`)
        return answer
      }
      throw failureOf(status, answer, what)
    },
    async push(deliveries, deadline) {
      const { id, module, subscriber } = deliveries[0]!
      const origin: Origin = { principal: relayPrincipal, deadline, trace: { requestId: id, traceparent: null } }
      for (const body of messagesOf(deliveries)) {
        const { status } = await send(`/_m/${module}/_events`, body, origin)
        if (status !== 200) throw new Unavailable(`${module}/${subscriber} answered ${status}`)
      }
    },
    close: () => wire.close(),
  }
}

/** JSON lists of at most a megabyte each, unless one is larger: far below what the internal listener takes. */
function messagesOf(deliveries: Delivery[]): string[] {
  const messages: string[][] = [[]]
  let size = 0
  for (const text of deliveries.map((each) => JSON.stringify(each))) {
    if (size > 0 && size + text.length > 1_000_000) {
      messages.push([])
      size = 0
    }
    messages.at(-1)!.push(text)
    size += text.length
  }
  return messages.map((each) => `[${each.join(',')}]`)
}

const relayPrincipal: Principal = { kind: 'system', id: 'relay', roles: [] }
const principalHeader = (principal: Principal): string => Buffer.from(JSON.stringify(principal)).toString('base64url')

function parsed(text: string, what: string): any {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UnknownOutcome(`${what} answered no JSON`, { cause })
  }
}

function failureOf(status: number, answer: any, what: string): Error {
  if (typeof answer?.code !== 'string') return new UnknownOutcome(`${what} answered ${status}`)
  if (answer.code === 'overloaded') return new Overloaded(what, answer.retryAfterMs)
  if (answer.code === 'unavailable') return new Unavailable(what)
  if (status >= 400 && status < 500) return new Refusal(answer.code, status, answer.details ?? {})
  return new UnknownOutcome(`${what} failed with ${status}`)
}
