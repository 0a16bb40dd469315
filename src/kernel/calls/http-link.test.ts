import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type MovableClock,
  counterModule,
  movableClock,
  ovens,
  ovensModule,
  portOf,
  processOf,
} from '../bakery.fixture.ts'
import type { Client } from '../contract.ts'
import { Overloaded, Refusal, UnknownOutcome, Unavailable } from '../errors.ts'
import { type Module } from '../module.ts'
import { isSigned, signatureOf } from './http-link.ts'
import { callsSuite } from './calls.suite.ts'

type Test = Parameters<typeof portOf>[0]

/** A caller whose neighbour is whatever listens on the port. */
function callerOf(t: Test, url: string, clock: MovableClock = movableClock(), module: Module = ovensModule()) {
  const groups = { far: { url, modules: ['ovens'] }, near: { modules: ['*'] } }
  return processOf(t, { clock, groups, group: 'near', modules: [module, counterModule()] })
}

callsSuite('http', async (t, { module, served, clock }) => {
  const port = await portOf(t)
  const groups = { far: { url: port.url, modules: ['ovens'] }, near: { modules: ['*'] } }
  const far = processOf(t, { clock: served, groups, group: 'far', modules: [module, counterModule()] })
  port.answerWith(far)
  return callerOf(t, port.url, clock, module)
})

/** A neighbour that answers each call with these bytes and then hangs up. */
async function rawNeighbour(t: Test, text: string): Promise<Client<typeof ovens>> {
  const port = await portOf(t)
  port.server.on('connection', (socket) => socket.on('error', () => {}))
  port.server.on('request', (_request, response) => response.socket?.end(text))
  return callerOf(t, port.url).clientFor<Client<typeof ovens>>(ovens)
}
const reply = (status: string, body: string, type = 'application/json', length = body.length) =>
  `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n${body}`

test('a process that is gone is unavailable: nothing was executed', async (t) => {
  const port = await portOf(t)
  const client = callerOf(t, port.url).clientFor<Client<typeof ovens>>(ovens)
  await port.close()

  await assert.rejects(client.look({ batchId: 'b' }), Unavailable)
})

test('F46 an answer that is cut, a page of a proxy, another shape or nothing at all leave the outcome unknown', async (t) => {
  const answers = {
    'cut in its body': reply('200 OK', '{"loaves":', 'application/json', 40),
    'cut before its head ends': 'HTTP/1.1 200 OK\r\ncontent-le',
    'hung up': '',
    'HTML with a 200': reply('200 OK', '<html>Welcome</html>', 'text/html'),
    'HTML with a 502': reply('502 Bad Gateway', '<html>Bad gateway</html>', 'text/html'),
    'JSON of a proxy': reply('503 Service Unavailable', '{"error":"no upstream"}'),
    'another shape': reply('200 OK', '{"loaves":"three"}'),
    null: reply('200 OK', 'null'),
    'a bug over there': reply('500 Internal Server Error', '{"code":"internal"}'),
  }

  for (const [what, text] of Object.entries(answers)) {
    const client = await rawNeighbour(t, text)
    await assert.rejects(client.bake({ batchId: 'b', loaves: 3 }), UnknownOutcome, what)
  }
})

test('a neighbour says by its code what is certain', async (t) => {
  const call = async (status: string, body: object) =>
    (await rawNeighbour(t, reply(status, JSON.stringify(body))))
      .bake({ batchId: 'b', loaves: 3 })
      .catch((error: unknown) => error)

  const much = await call('503 x', { code: 'overloaded', retryAfterMs: 250 })
  const away = await call('503 x', { code: 'unavailable' })
  const full = await call('409 x', { code: 'oven_full', details: { trays: 2 } })

  assert.ok(much instanceof Overloaded && much.retryAfterMs === 250)
  assert.ok(away instanceof Unavailable)
  assert.ok(full instanceof Refusal && full.details['trays'] === 2)
})

test('a neighbour that does not answer in time leaves the outcome unknown, at the deadline', async (t) => {
  const port = await portOf(t)
  const began = Promise.withResolvers<void>()
  port.server.on('request', () => began.resolve())
  const caller = callerOf(t, port.url)
  const trace = { requestId: 'r-1', traceparent: null }
  const origin = { principal: { kind: 'guest', id: null, roles: [] } as const, deadline: Date.now() + 150, trace }

  const answer = caller.clientFor<Client<typeof ovens>>(ovens, origin).look({ batchId: 'b' })
  await Promise.race([began.promise, answer.catch(() => {})])

  await assert.rejects(answer, UnknownOutcome)
  assert.ok(Date.now() < origin.deadline + 2_000)
})

test('a signature holds for one key, path, principal and body, and for thirty seconds either way', () => {
  const key = Buffer.alloc(32, 1)
  const nowMs = 1_800_000_000_000
  const signature = signatureOf(key, nowMs / 1_000, '/_m/ovens/bake', 'who', '{}')
  const at = (ms: number) => isSigned(key, nowMs + ms, '/_m/ovens/bake', 'who', '{}', signature)

  assert.deepEqual([at(0), at(30_000), at(-30_000), at(31_000), at(-31_000)], [true, true, true, false, false])
  assert.ok(!isSigned(Buffer.alloc(32, 2), nowMs, '/_m/ovens/bake', 'who', '{}', signature))
  assert.ok(!isSigned(key, nowMs, '/_m/ovens/look', 'who', '{}', signature))
  assert.ok(!isSigned(key, nowMs, '/_m/ovens/bake', 'wh', 'o{}', signature))
  assert.ok(!isSigned(key, nowMs, '/_m/ovens/bake', 'who', '{ }', signature))
  assert.ok(!isSigned(key, nowMs, '/_m/ovens/bake', 'who', '{}', `${signature}0`))
  assert.ok(!isSigned(key, nowMs, '/_m/ovens/bake', 'who', '{}', ''))
})
