/**
 * `npm run bench`: the whole purchase beside the bare order transaction on the same server, in the same run. Ratios are what to
 * trust; rates belong to the machine. Words: `--seconds 8`, `--carts 1500`.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'undici'
import pg from 'pg'

const home = join(import.meta.dirname, '..')
const word = (name: string, otherwise: number) =>
  Number(process.argv[process.argv.indexOf(`--${name}`) + 1] || otherwise) || otherwise
const seconds = word('seconds', 8)
const cartsMax = word('carts', 1_500)
const address = { firstName: 'Ada', lastName: 'B', line1: 'C 1', city: 'Hamburg', postalCode: '20095', country: 'DE' }

const dataDir = mkdtempSync(join(tmpdir(), 'banyan-bench-'))
const shop = await startShop()
const agent = new Pool(shop.url, { connections: 64, pipelining: 1 })
const database = new pg.Pool({ connectionString: readFileSync(join(dataDir, 'database-address'), 'utf8'), max: 64 })
try {
  console.log(`${cpus()[0]?.model}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}; ${commit()}`)
  const variants = await fillShelves()
  console.log(
    '| at once | pgbench’s transaction /s | purchases /s | ratio | p50 ms | p99 ms |\n|--:|--:|--:|--:|--:|--:|',
  )
  for (const width of [1, 16, 64]) {
    const bare = await bareTransactions(width)
    const carts = await readyCarts(variants, Math.min(cartsMax, width === 1 ? 400 : cartsMax))
    const bought = await buy(carts, width)
    console.log(
      `| ${width} | ${bare.toFixed(0)} | ${bought.rate.toFixed(0)} | ${((100 * bought.rate) / bare).toFixed(0)} % | ${bought.p50.toFixed(1)} | ${bought.p99.toFixed(1)} |`,
    )
  }
} finally {
  await agent.close()
  await database.end()
  shop.child.kill('SIGINT')
  await once(shop.child, 'exit')
  rmSync(dataDir, { recursive: true, force: true })
}

async function startShop() {
  const env = {
    ...process.env,
    BANYAN_DATA_DIR: dataDir,
    PORT: '0',
    INTERNAL_PORT: '0',
    BANYAN_REQUESTS_PER_SECOND: '1000000',
    BANYAN_LOG_LEVEL: 'warn',
  }
  const child = spawn(process.execPath, [join(home, 'src/main.ts')], {
    cwd: home,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  for await (const text of child.stdout) {
    said += text
    if (said.includes('Ctrl-C')) break
  }
  return { child, url: /is ready: (http\S+)/.exec(said)![1]! }
}

/** Every demo SKU gets stock for the whole run, and the bare transaction its own tables. */
async function fillShelves(): Promise<string[]> {
  await database.query(
    `insert into inventory.movements (sku, location, kind, delta, reason) select sku, location, 'adjusted', 1000000, 'bench' from inventory.stock`,
  )
  await database.query('update inventory.stock set on_hand = on_hand + 1000000')
  await database.query(`create schema bench; create table bench.stock (sku int primary key, n int not null);
    create table bench.orders (id bigint generated always as identity primary key, sku int, at timestamptz default now(), data jsonb);
    create table bench.lines (order_id bigint, sku int, n int); insert into bench.stock select i, 100000000 from generate_series(1, 1000) i`)
  const { rows } = await database.query<{ id: string }>(`
    select distinct variant_id as id from pricing.prices where market = 'eu' limit 400`)
  return rows.map(({ id }) => id)
}

/** pgbench when it is there, else the same statements through `pg`. */
async function bareTransactions(width: number): Promise<number> {
  const binary = ['/usr/lib/postgresql/15/bin/pgbench', '/usr/bin/pgbench'].find((each) => existsSync(each))
  const host = decodeURIComponent(/host=([^&]*)/.exec(readFileSync(join(dataDir, 'database-address'), 'utf8'))![1]!)
  if (binary === undefined)
    throw new Error('pgbench is missing: install your system’s package postgresql-contrib or postgresql-client')
  const script = join(dataDir, 'order.sql')
  writeFileSync(
    script,
    `\\set sku random(1, 1000)
begin;
insert into bench.orders (sku, data) values (:sku, '{"email":"ada@example.com","lines":[{"sku":"mug","quantity":1}]}') returning id;
insert into bench.lines (order_id, sku, n) values (1, :sku, 1);
update bench.stock set n = n - 1 where sku = :sku;
commit;
`,
  )
  const words = [
    '-h',
    host,
    '-U',
    'postgres',
    '-n',
    '-M',
    'prepared',
    '-c',
    String(width),
    '-j',
    '1',
    '-T',
    String(seconds),
    '-f',
    script,
    'banyan',
  ]
  const { stdout, stderr } = spawnSync(binary, words, { encoding: 'utf8' })
  const rate = Number(/tps = ([\d.]+) \(without/.exec(stdout)?.[1])
  if (!rate) throw new Error(stderr)
  return rate
}

type Cart = { id: string; token: string; total: unknown }
async function ask(
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body?: object,
  headers: Record<string, string> = {},
) {
  const response = await agent.request({
    method,
    path,
    headers: { 'content-type': 'application/json', ...headers },
    body: body === undefined ? null : JSON.stringify(body),
  })
  return { status: response.statusCode, body: (await response.body.json()) as any }
}

async function readyCarts(variants: string[], count: number): Promise<Cart[]> {
  const carts: Cart[] = []
  let turn = 0
  const lane = async () => {
    while (turn < count) {
      const at = turn++
      const pick = (step: number) => variants[(at * 7 + step * 131) % variants.length]
      const { body: cart } = await ask('POST', '/api/carts', {
        lines: [
          { variantId: pick(0), quantity: 1 },
          { variantId: pick(1), quantity: 1 },
        ],
      })
      const headers = { 'cart-token': cart.token }
      await ask('PATCH', `/api/carts/${cart.id}`, { email: `b${at}@example.com`, shippingAddress: address }, headers)
      const { body: options } = await ask('GET', `/api/carts/${cart.id}/shipping-options`, undefined, headers)
      const { body: priced } = await ask(
        'PATCH',
        `/api/carts/${cart.id}`,
        { shippingOptionId: options.items[0].id },
        headers,
      )
      carts.push({ id: cart.id, token: cart.token, total: priced.totals.total })
    }
  }
  await Promise.all(Array.from({ length: 16 }, lane))
  return carts
}

async function buy(carts: Cart[], width: number): Promise<{ rate: number; p50: number; p99: number }> {
  const took: number[] = []
  const began = performance.now()
  const lane = async () => {
    for (
      let cart = carts.pop();
      cart !== undefined && performance.now() - began < seconds * 1_000;
      cart = carts.pop()
    ) {
      const at = performance.now()
      const body = { cartId: cart.id, expectedTotal: cart.total, payment: { provider: 'test', method: 'test_ok' } }
      const { status, body: answer } = await ask('POST', '/api/orders', body, {
        'cart-token': cart.token,
        'idempotency-key': cart.id,
      })
      if (status !== 201) throw new Error(`${status} ${JSON.stringify(answer)}`)
      took.push(performance.now() - at)
    }
  }
  await Promise.all(Array.from({ length: width }, lane))
  const rate = took.length / ((performance.now() - began) / 1_000)
  took.sort((a, b) => a - b)
  return { rate, p50: took[Math.floor(took.length / 2)]!, p99: took[Math.floor(took.length * 0.99)]! }
}

function commit(): string {
  return spawnSync('git', ['log', '-1', '--format=%h'], { cwd: home, encoding: 'utf8' }).stdout.trim()
}
