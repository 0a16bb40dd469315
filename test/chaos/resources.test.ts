import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { type Socket, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import test, { type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { cpuUs, residentBytes } from '../../bench/cost.ts'
import { eventually, openJuniper, order, readyCart } from '../world/juniper.ts'
import { startProcesses } from '../world/processes.ts'

/** One real process with Juniper's goods. */
async function realShop(t: TestContext) {
  const processes = await startProcesses(t, { topology: 'one' })
  const juniper = await openJuniper(processes, { mug: 1_000 })
  const [running] = processes.running
  const { hostname, port } = new URL(running!.url)
  const sockets: Socket[] = []
  t.after(() => sockets.forEach((socket) => socket.destroy()))
  const open = (first = ''): Socket => {
    const socket = connect(Number(port), hostname).on('error', () => {})
    if (first !== '') socket.write(first)
    sockets.push(socket)
    return socket
  }
  const buys = async (key: string) => (await order(juniper, await readyCart(juniper, { mug: 1 }), key)).status
  return { ...juniper, processes, running: running!, pid: running!.child.pid!, open, buys }
}

test('F27 slow queries fill the pool: readers are told to come back, a buyer is served, and all is well when they end', async (t) => {
  const shop = await realShop(t)
  const cart = await readyCart(shop, { mug: 1 })
  const blocker = new pg.Client({ connectionString: shop.processes.databaseUrl })
  await blocker.connect()
  await blocker.query('begin')
  await blocker.query('lock table catalog.products in access exclusive mode')
  const statuses: number[] = []
  let isOver = false
  const reader = async (lane: number): Promise<void> => {
    for (let at = 0; !isOver; at++) statuses.push((await shop.http('GET', `/api/products?q=mug+${lane}+${at}`)).status)
  }
  const readers = Array.from({ length: 180 }, (_, lane) => reader(lane))
  await eventually(async () => {
    const { rows } = await blocker.query(`select count(*)::int as n from pg_locks where not granted`)
    return rows[0].n >= 10 ? true : null
  }, 'every connection is busy')

  const bought = await order(shop, cart, 'beside-slow-queries')
  // The first has connections of its own, for gathered statements; a repeat stands in the line with the readers.
  const again = await order(shop, cart, 'beside-slow-queries')
  isOver = true
  await Promise.all(readers)
  await blocker.query('rollback')
  await blocker.end()

  assert.equal(bought.status, 201, bought.text)
  assert.equal(again.text, bought.text)
  assert.ok(statuses.length >= 180 && statuses.every((status) => status === 503), JSON.stringify(statuses))
  assert.equal((await shop.http('GET', '/api/products?q=mug')).status, 200)
})

test('F68 2,000 idle sockets and 100 slow senders keep nobody out, and are cut', async (t) => {
  const shop = await realShop(t)
  const idle = Array.from({ length: 2_000 }, () => shop.open())
  const slow = Array.from({ length: 100 }, () => shop.open('GET /api/products HTTP/1.1\r\nHost: a\r\nX-Slow: '))
  const drip = setInterval(() => slow.forEach((socket) => socket.writable && socket.write('a')), 500)
  t.after(() => clearInterval(drip))
  await Promise.all([...idle, ...slow].map((socket) => socket.readyState === 'opening' && once(socket, 'connect')))

  assert.equal(await shop.buys('among-idle-sockets'), 201)
  await Promise.all([...idle, ...slow].map((socket) => socket.closed || (socket.resume(), once(socket, 'close'))))

  assert.equal(await shop.buys('after-idle-sockets'), 201)
})

test('F69 100 MB, a million keys and a hundred thousand levels are refused for less than 50 ms of CPU each, and memory is flat', async (t) => {
  const shop = await realShop(t)
  const head = (length: number) =>
    `POST /api/carts HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`
  const whole = (body: string) => head(body.length) + body
  const keys = `{${Array.from({ length: 20_000 }, (_, at) => `"k${at}":1`).join(',')}}`
  const sent = [head(100_000_000), head(15_000_000), whole(keys), whole('['.repeat(100_000))]
  const round = async () => {
    const said: string[] = []
    for (const each of sent) said.push(await text(shop.open(each)))
    return said.map((answer) => Number(answer.slice(9, 12)))
  }
  // Until the heap has the size that this work wants: what grows after that is kept by somebody.
  for (let left = 15; left > 0; left--) await round()
  const [cpuBefore, bytesBefore] = [cpuUs(shop.pid), residentBytes(shop.pid)]

  const rounds: number[][] = []
  for (let left = 10; left > 0; left--) rounds.push(await round())

  const each = (cpuUs(shop.pid) - cpuBefore) / (rounds.length * sent.length)
  assert.deepEqual(rounds[9], [413, 413, 400, 400])
  assert.ok(each < 50_000, `${each} µs each`)
  assert.ok(
    residentBytes(shop.pid) - bytesBefore < 50 * 2 ** 20,
    `memory grew from ${bytesBefore} to ${residentBytes(shop.pid)}`,
  )
})

test('F71 with 256 file descriptors 400 sockets are too many, and when they go the shop goes on', async (t) => {
  const shop = await realShop(t)
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(shop.pid), '--nofile=256:256'], { encoding: 'utf8' })
  assert.equal(status, 0, `prlimit (package util-linux) is needed: ${stderr}`)

  const crowd = Array.from({ length: 400 }, () => shop.open())
  await eventually(
    async () => (readdirSync(`/proc/${shop.pid}/fd`).length >= 250 ? true : null),
    'every descriptor is taken',
  )
  for (const socket of crowd) socket.destroy()

  const after = await eventually(
    async () => ((await shop.buys('after-the-crowd')) === 201 ? true : null),
    'it sells again',
  )
  assert.ok(after)
  assert.equal(shop.running.child.exitCode, null, shop.running.output())
})

test('F72 a process that stood still for three seconds turns readers away, serves buyers, and is well again', async (t) => {
  const shop = await realShop(t)
  const cart = await readyCart(shop, { mug: 1 })
  shop.running.child.kill('SIGSTOP')
  const asked = [
    ...Array.from({ length: 20 }, (_, at) => shop.http('GET', `/api/products?q=mug+${at}`)),
    order(shop, cart, 'after-standing-still'),
  ]
  await pause(3_000)
  shop.running.child.kill('SIGCONT')

  const answers = await Promise.all(asked)

  assert.equal(answers.at(-1)!.status, 201)
  assert.ok(
    answers.slice(0, -1).some(({ status }) => status === 503),
    'nobody was turned away',
  )
  const well = await eventually(
    async () => ((await shop.http('GET', '/api/products?q=mug')).status === 200 ? true : null),
    'well',
  )
  assert.ok(well)
})
