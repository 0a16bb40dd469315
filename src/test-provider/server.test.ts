import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { freshDatabase } from '../../test/world/cluster.ts'
import { type TestProviderOptions, startTestProvider } from './server.ts'

const quiet = { warn() {}, error() {} }
const made = {
  amount: 100,
  currency: 'EUR',
  method: 'test_ok',
  capture: 'now',
  returnUrl: 'http://shop.test/orders/1?step=2',
  metadata: {},
}

test('F04 a provider that is killed with −9 under load has every payment it acknowledged, once, and its keys still hold', async (t) => {
  const { url } = await databaseOf(t)
  const acknowledged = new Map<string, string>()
  let child = await processOn(t, url)

  const load = Promise.all(
    Array.from({ length: 8 }, async (_, worker) => {
      for (let at = 0; ; at++) {
        const key = `${worker}:${at}`
        const { id } = await post(child.url, '/v1/payments', made, key).catch(() => ({ id: null }))
        if (id === null) return
        acknowledged.set(key, id)
        if (acknowledged.size === 300) child.process.kill('SIGKILL')
      }
    }),
  )
  await load
  child = await processOn(t, url)
  const { payments } = await get(child.url, '/v1/books')
  const again = await Promise.all(
    [...acknowledged.keys()].map(async (key) => [key, (await post(child.url, '/v1/payments', made, key)).id]),
  )

  assert.equal(acknowledged.size >= 300, true)
  const kept = new Map(payments.map(({ key, id }: { key: string; id: string }) => [key, id]))
  assert.equal(kept.size, payments.length)
  for (const [key, id] of acknowledged) assert.equal(kept.get(key), id)
  assert.deepEqual(new Map(again as [string, string][]), acknowledged)
})

test('one key in ten requests at once is one payment, and with another body it is refused', async (t) => {
  const provider = await providerOf(t)

  const answers = await Promise.all(Array.from({ length: 10 }, () => post(provider.url, '/v1/payments', made, 'key')))
  const other = await post(provider.url, '/v1/payments', { ...made, amount: 101 }, 'key')

  assert.equal(new Set(answers.map(({ id }) => id)).size, 1)
  assert.equal(other.code, 'idempotency_key_reused')
  assert.equal((await provider.books()).payments.length, 1)
})

test('news is told until the shop takes it, signed, also by the process after a restart', async (t) => {
  const { url } = await databaseOf(t)
  const told: { body: string; signature: string }[] = []
  let answer = 500
  const start = async () => {
    const provider = await startTestProvider({ ...options, url })
    provider.tellBy(async (body, headers) => (told.push({ body, signature: headers['test-signature']! }), answer))
    return provider
  }
  const first = await start()
  await post(first.url, '/v1/payments', { ...made, method: 'test_async_declined' }, 'key')
  await first.settle()
  await first.close()

  answer = 200
  const second = await start()
  t.after(() => second.close())
  await second.settle()
  await second.settle()

  assert.equal(told.length, 2, 'once refused, once taken, and not again')
  const { id, type, data } = JSON.parse(told[1]!.body)
  assert.deepEqual(
    [type, data.payment.status, data.payment.code, JSON.parse(told[0]!.body).id],
    ['payment.declined', 'declined', 'transfer_rejected', id],
  )
  const seconds = /^t=(\d+),v1=/.exec(told[1]!.signature)![1]
  const mac = createHmac('sha256', options.webhookSecret).update(`${seconds}.${told[1]!.body}`).digest('hex')
  assert.equal(told[1]!.signature, `t=${seconds},v1=${mac}`)
})

test('the page of an action lets the shopper decide once and sends him back to the shop', async (t) => {
  const provider = await providerOf(t)
  const { id, nextAction } = await post(
    provider.url,
    '/v1/payments',
    { ...made, method: 'test_requires_action' },
    'key',
  )

  const page = await fetch(nextAction.url)
  const decline = await submit(nextAction.url, 'decline')
  const approve = await submit(nextAction.url, 'approve')
  const after = await get(provider.url, `/v1/payments/${id}`)

  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/)
  assert.match(await page.text(), /1\.00 EUR[\s\S]*Approve[\s\S]*Decline/)
  assert.equal(decline.headers.get('location'), `http://shop.test/orders/1?step=2&payment=${id}&paymentStatus=declined`)
  assert.equal(approve.status, 303)
  assert.deepEqual([after.status, after.code, after.captured], ['declined', 'authentication_failed', 0])
})

test('an action that nobody takes is declined as expired after fifteen minutes', async (t) => {
  let shift = 0
  const provider = await providerOf(t, { clock: { now: () => Date.now() + shift } })
  const { id } = await post(provider.url, '/v1/payments', { ...made, method: 'test_requires_action' }, 'key')

  shift = 16 * 60_000
  const after = await get(provider.url, `/v1/payments/${id}`)

  assert.deepEqual([after.status, after.code], ['declined', 'expired'])
})

test('requests that make no sense are refused and leave nothing in the books', async (t) => {
  const provider = await providerOf(t)
  const wrong = [
    { ...made, amount: 0 },
    { ...made, amount: 1.5 },
    { ...made, amount: '100' },
    { ...made, currency: 'eur' },
    { ...made, method: 7 },
    { ...made, capture: 'never' },
    { ...made, returnUrl: 'javascript:alert(1)' },
    { ...made, metadata: { a: 1 } },
    { ...made, admin: true },
    [],
    'x',
  ]

  const codes = []
  for (const [at, body] of wrong.entries())
    codes.push((await post(provider.url, '/v1/payments', body, `key-${at}`)).code)
  const keyless = await fetch(`${provider.url}/v1/payments`, { method: 'POST', body: JSON.stringify(made) })
  const large = await fetch(`${provider.url}/v1/payments`, {
    method: 'POST',
    body: 'x'.repeat(70_000),
    headers: { 'idempotency-key': 'k' },
  })

  assert.deepEqual(
    codes,
    wrong.map(() => 'invalid_request'),
  )
  assert.deepEqual([keyless.status, large.status], [400, 413])
  assert.deepEqual((await provider.books()).payments, [])
})

const options = { clock: { now: () => Date.now() }, log: quiet, webhookUrl: null, webhookSecret: 'secret of the test' }

async function databaseOf(t: TestContext) {
  const database = await freshDatabase([])
  t.after(() => database.drop())
  return database
}

async function providerOf(t: TestContext, more: Partial<TestProviderOptions> = {}) {
  const { url } = await databaseOf(t)
  const provider = await startTestProvider({ ...options, url, ...more })
  t.after(() => provider.close())
  return provider
}

/** A provider in a process of its own, which can be killed. */
async function processOn(t: TestContext, databaseUrl: string): Promise<{ url: string; process: ChildProcess }> {
  const script = `
    const { startTestProvider } = await import(${JSON.stringify(new URL('./server.ts', import.meta.url).href)})
    const log = { warn() {}, error() {} }
    const url = ${JSON.stringify(databaseUrl)}
    const provider = await startTestProvider({ url, clock: Date, log, webhookUrl: null, webhookSecret: 'x' })
    console.log(provider.url)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  })
  const [url] = (await once(createInterface(child.stdout!), 'line')) as [string]
  return { url, process: child }
}

async function post(base: string, path: string, body: unknown, key: string): Promise<any> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key }
  return (await fetch(base + path, { method: 'POST', headers, body: JSON.stringify(body) })).json()
}
const get = async (base: string, path: string): Promise<any> => (await fetch(base + path)).json()
const submit = (url: string, decision: string) =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ decision }), redirect: 'manual' })
