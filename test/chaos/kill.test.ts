import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { checkInvariants } from '../../src/check/invariants.ts'
import { modules } from '../../src/modules.ts'

const home = join(import.meta.dirname, '..', '..')
const address = {
  firstName: 'Ada',
  lastName: 'Byron',
  line1: 'Hauptstr. 1',
  city: 'Hamburg',
  postalCode: '20095',
  country: 'DE',
}
const json = { 'content-type': 'application/json' }

/** A shop as a user has it: one process, embedded database, demo goods. */
async function demoShop(t: TestContext) {
  const dataDir = mkdtempSync(join(tmpdir(), 'banyan-kill-'))
  let child: ChildProcess | null = null
  let base = ''
  const start = async () => {
    const env = {
      ...process.env,
      BANYAN_DATA_DIR: dataDir,
      PORT: '0',
      INTERNAL_PORT: '0',
      BANYAN_LOG_LEVEL: 'error',
      BANYAN_REQUESTS_PER_SECOND: '1000000',
    }
    child = spawn(process.execPath, [join(home, 'src/main.ts')], {
      env,
      cwd: home,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    for await (const text of child.stdout!) {
      said += text
      base = /is ready: (http\S+)/.exec(said)?.[1] ?? ''
      if (said.includes('Ctrl-C')) break
    }
    assert.notEqual(base, '', said)
  }
  const kill = async () => {
    child!.kill('SIGKILL')
    await once(child!, 'exit')
  }
  t.after(async () => {
    if (child?.exitCode === null && child.signalCode === null) await kill()
    await pause(1_000)
    rmSync(dataDir, { recursive: true, force: true })
  })
  const ask = async (method: string, path: string, body?: object, headers: object = {}) => {
    const init = {
      method,
      headers: { ...json, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }
    const response = await fetch(`${base}${path}`, init).catch(() => null)
    if (response === null) return { status: 0, body: null as any, text: '' }
    const text = await response.text().catch(() => '')
    return { status: text === '' ? 0 : response.status, body: text === '' ? null : JSON.parse(text), text }
  }
  await start()
  return { start, kill, ask, databaseUrl: () => readFileSync(join(dataDir, 'database-address'), 'utf8') }
}

/** Lets the leases of the dead run out, which would take half a minute: of sagas, outboxes and jobs. */
async function hasten(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const each = modules.map(
    ({ contract: { name } }) =>
      `update ${name}.leases set until = banyan.now() - interval '1 ms' where until > banyan.now()`,
  )
  const sagas = 'update orders.sagas set wake_at = banyan.now() where wake_at > banyan.now()'
  await client.query([...each, sagas].join('; ')).finally(() => client.end())
}

test('kill -9 under load loses no acknowledged order and no stock, and what was begun is finished', async (t) => {
  const shop = await demoShop(t)
  const { body: list } = await shop.ask('GET', '/api/products?limit=40')
  const goods = await Promise.all(
    list.items.filter((item: any) => item.available).map((item: any) => shop.ask('GET', `/api/products/${item.id}`)),
  )
  const variants = goods.flatMap(({ body }) => body.variants.filter((each: any) => each.available).slice(0, 1))
  let turn = 0
  const openCart = async () => {
    for (let left = variants.length; left > 0; left--) {
      const variantId = variants[turn++ % variants.length].id
      const { status, body } = await shop.ask('POST', '/api/carts', { lines: [{ variantId, quantity: 1 }] })
      if (status === 201) return body
    }
    throw new Error('everything is sold out')
  }
  const ready = async (at: number) => {
    const cart = await openCart()
    const headers = { 'cart-token': cart.token }
    await shop.ask(
      'PATCH',
      `/api/carts/${cart.id}`,
      { email: `buyer-${at}@example.com`, shippingAddress: address },
      headers,
    )
    const { body: options, text } = await shop.ask('GET', `/api/carts/${cart.id}/shipping-options`, undefined, headers)
    assert.ok(options?.items?.length > 0, text)
    const { body: priced } = await shop.ask(
      'PATCH',
      `/api/carts/${cart.id}`,
      { shippingOptionId: options.items[0].id },
      headers,
    )
    return { id: cart.id, headers, total: priced.totals.total }
  }
  type Cart = Awaited<ReturnType<typeof ready>>
  const place = (cart: Cart, round: number) =>
    shop.ask(
      'POST',
      '/api/orders',
      { cartId: cart.id, expectedTotal: cart.total, payment: { provider: 'test', method: 'test_ok' } },
      { ...cart.headers, 'idempotency-key': `kill-${round}` },
    )

  for (const round of [1, 2, 3]) {
    const carts: Cart[] = []
    for (let at = 0; at < 24; at++) carts.push(await ready(at))

    const answers = carts.map((cart) => place(cart, round))
    await pause(20 + round * 35)
    await shop.kill()
    const before = await Promise.all(answers)
    const began = performance.now()
    await shop.start()
    await hasten(shop.databaseUrl())

    for (const [at, cart] of carts.entries()) {
      let again = await place(cart, round)
      while (again.status === 409 && again.body.code === 'idempotency_in_flight') {
        assert.ok(performance.now() - began < 60_000, 'an order was not finished within 60 s')
        await pause(500)
        again = await place(cart, round)
      }
      const first = before[at]!
      if (first.status === 201)
        assert.equal(again.text, first.text, 'an acknowledged order answers the same after the kill')
      assert.ok([201, 202, 409].includes(again.status), again.text)
    }
  }

  const client = new pg.Client({ connectionString: shop.databaseUrl() })
  await client.connect()
  try {
    for (let left = 120; left > 0; left--) {
      const { rows } = await client.query(
        `select count(*)::int as n from orders.orders where status = 'PENDING' and claim_key like 'kill-%'`,
      )
      if (rows[0].n === 0) break
      await pause(500)
    }
    await pause(1_500)
    const { rows } = await client.query(
      `select count(*)::int as n from orders.orders where status = 'PENDING' and claim_key like 'kill-%'`,
    )
    assert.equal(rows[0].n, 0)
    assert.deepEqual(await checkInvariants((text, values) => client.query(text, values), 30), [])
  } finally {
    await client.end()
  }
})
