import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, type Socket, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { type Fault, type FaultProxy, startFaultProxy } from './fault-proxy.ts'

/** A server that answers `prefix` and then what it hears, and a proxy in front of it. */
async function echoed(t: TestContext, { prefix = '', path }: { prefix?: string; path?: string } = {}) {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {})
    if (prefix !== '') socket.write(prefix)
    socket.pipe(socket)
  })
  server.listen(path ?? { port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const target = path === undefined ? { port: (server.address() as AddressInfo).port } : { path }
  const proxy = await startFaultProxy(target)
  t.after(async () => {
    await proxy.close()
    server.close()
  })
  return { proxy, target }
}

type Heard = { text: string; pieces: number; how: 'open' | 'end' | string; ms: number }
/** Says something through the proxy and listens until the other side ends, or `untilMs`. */
async function say(
  { port }: FaultProxy,
  words: Buffer | string,
  { untilMs = 10_000, hangUp = true } = {},
): Promise<Heard> {
  const began = performance.now()
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const heard: Buffer[] = []
  let how = 'open'
  const over = Promise.withResolvers<void>()
  const end = (why: string) => {
    if (how === 'open') how = why
    over.resolve()
  }
  socket.on('data', (piece: Buffer) => heard.push(piece))
  socket.once('end', () => end('end'))
  socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'error'))
  socket.once('close', () => end('closed'))
  if (hangUp) socket.end(words)
  else socket.write(words)
  const timer = setTimeout(over.resolve, untilMs)
  await over.promise
  clearTimeout(timer)
  socket.destroy()
  return { text: Buffer.concat(heard).toString('latin1'), pieces: heard.length, how, ms: performance.now() - began }
}
const spoiled = (proxy: FaultProxy, fault: Fault) => {
  proxy.add(fault)
  return proxy
}

test('without a fault everything passes, both ways, in order, and so does the end', async (t) => {
  const { proxy } = await echoed(t)
  const words = randomBytes(3_000_000)

  const all = await Promise.all([1, 2, 3].map(() => say(proxy, words)))

  const hash = (text: Buffer | string) =>
    createHash('sha256')
      .update(text as Buffer)
      .digest('hex')
  for (const { text, how } of all) assert.deepEqual([hash(Buffer.from(text, 'latin1')), how], [hash(words), 'end'])
  assert.equal(proxy.accepted(), 3)
})

test('it reaches a UNIX socket', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-proxy-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const { proxy } = await echoed(t, { path: join(folder, 's') })

  assert.equal((await say(proxy, 'hello')).text, 'hello')
})

test('latency delays in one direction or both, and keeps order', async (t) => {
  const { proxy } = await echoed(t)

  const off = proxy.add({ kind: 'latency', ms: 120, direction: 'up' })
  const oneWay = await say(proxy, 'hello')
  off()
  proxy.add({ kind: 'latency', ms: 120, jitterMs: 60 })
  const bothWays = await say(proxy, 'hello')
  await proxy.heal()
  const healed = await say(proxy, 'hello')

  assert.deepEqual([oneWay.text, bothWays.text, healed.text], ['hello', 'hello', 'hello'])
  assert.ok(oneWay.ms >= 119, `${oneWay.ms}`)
  assert.ok(bothWays.ms >= 118, `${bothWays.ms}`)
  assert.ok(healed.ms < oneWay.ms, `${healed.ms}`)
})

test('a long stream is delayed once, not once a piece', async (t) => {
  const { proxy } = await echoed(t)
  const { pieces } = await say(proxy, randomBytes(2_000_000))
  assert.ok(pieces > 10)

  const late = await say(spoiled(proxy, { kind: 'latency', ms: 200 }), randomBytes(2_000_000))

  assert.equal(late.text.length, 2_000_000)
  assert.ok(late.ms < 200 * pieces, `${late.ms} ms for ${pieces} pieces`)
})

test('bandwidth bounds what passes in a second', async (t) => {
  const { proxy } = await echoed(t)

  const { text, ms } = await say(
    spoiled(proxy, { kind: 'bandwidth', bytesPerSecond: 20_000, direction: 'down' }),
    randomBytes(10_000),
  )

  assert.equal(text.length, 10_000)
  assert.ok(ms >= 440, `${ms}`)
})

test('the slicer sends small pieces', async (t) => {
  const { proxy } = await echoed(t)

  const { text, pieces } = await say(
    spoiled(proxy, { kind: 'slicer', bytes: 1, pauseMs: 2, direction: 'down' }),
    'a'.repeat(40),
  )

  assert.equal(text, 'a'.repeat(40))
  assert.ok(pieces > 10, `${pieces} pieces`)
})

test('a slow close passes on what was said at once, and the end late', async (t) => {
  const { proxy } = await echoed(t)

  const { text, how, ms } = await say(spoiled(proxy, { kind: 'slow_close', ms: 150, direction: 'down' }), 'bye')

  assert.deepEqual([text, how], ['bye', 'end'])
  assert.ok(ms >= 149, `${ms}`)
})

test('after a timeout nothing comes and nobody is told; healed, what was sent arrives', async (t) => {
  const { proxy } = await echoed(t)
  proxy.add({ kind: 'timeout', direction: 'down' })

  const before = await say(proxy, 'hello', { untilMs: 200 })
  const during = say(proxy, 'hello')
  while (proxy.open() === 0) await new Promise(setImmediate)
  await proxy.heal()

  assert.deepEqual([before.text, before.how], ['', 'open'])
  assert.equal((await during).text, 'hello')
})

test('a timeout that closes says so in the end', async (t) => {
  const { proxy } = await echoed(t)

  const { text, how } = await say(spoiled(proxy, { kind: 'timeout', closeMs: 50 }), 'hello', { hangUp: false })

  assert.deepEqual([text, ['end', 'closed'].includes(how)], ['', true])
})

test('a reset is a reset: at once for who is connected, at the first word for who comes', async (t) => {
  const { proxy } = await echoed(t)
  const idle = say(proxy, 'hello', { hangUp: false })
  while (proxy.open() === 0) await new Promise(setImmediate)
  await say(proxy, 'warm')

  proxy.add({ kind: 'reset' })

  assert.equal((await idle).how, 'ECONNRESET')
  assert.equal((await say(proxy, 'hello')).how, 'ECONNRESET')
})

test('a share of pieces is hit, as chance has it', async (t) => {
  const { target } = await echoed(t)
  const chances = [0.9, 0.01, 0.9, 0.9]
  const proxy = await startFaultProxy(target, { random: () => chances.shift() ?? 0.9 })
  t.after(() => proxy.close())
  proxy.add({ kind: 'reset', share: 0.05, direction: 'up' })

  const hows = []
  for (const word of ['a', 'b', 'c']) hows.push((await say(proxy, word, { hangUp: false, untilMs: 100 })).how)

  assert.deepEqual(hows, ['open', 'ECONNRESET', 'open'])
})

test('a limit lets so many bytes pass and closes', async (t) => {
  const { proxy } = await echoed(t)

  const { text } = await say(spoiled(proxy, { kind: 'limit', bytes: 7, direction: 'down' }), 'hello world', {
    hangUp: false,
  })

  assert.equal(text, 'hello w')
})

test('down refuses and cuts; healed, it listens on the same port', async (t) => {
  const { proxy } = await echoed(t)
  const idle = say(proxy, 'x', { hangUp: false })
  while (proxy.open() === 0) await new Promise(setImmediate)

  await proxy.down()
  const refused = await say(proxy, 'hello')
  await proxy.heal()

  assert.notEqual((await idle).how, 'open')
  assert.equal(refused.how, 'ECONNREFUSED')
  assert.equal((await say(proxy, 'hello')).text, 'hello')
})

test('flipped, it leads elsewhere, and who was connected is cut', async (t) => {
  const [{ proxy }, other] = [await echoed(t, { prefix: 'one ' }), await echoed(t, { prefix: 'two ' })]
  const idle = say(proxy, 'x', { hangUp: false })
  while (proxy.open() === 0) await new Promise(setImmediate)
  const before = (await say(proxy, 'x')).text

  proxy.flip(other.target)

  assert.notEqual((await idle).how, 'open')
  assert.deepEqual([before, (await say(proxy, 'x')).text], ['one x', 'two x'])
})

test('a look may change, keep or cut', async (t) => {
  const { proxy } = await echoed(t)
  proxy.add({
    kind: 'look',
    direction: 'down',
    look(piece, link) {
      if (piece.includes('cut')) link.reset()
      return piece.includes('keep') ? Buffer.alloc(0) : Buffer.from(piece.toString().toUpperCase())
    },
  })

  const told = [await say(proxy, 'change'), await say(proxy, 'keep'), await say(proxy, 'cut')]

  assert.deepEqual(
    told.map(({ text, how }) => [text, how]),
    [
      ['CHANGE', 'end'],
      ['', 'end'],
      ['', 'ECONNRESET'],
    ],
  )
})

test('who goes away takes the other side along', async (t) => {
  const [came, gone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const server = createServer((socket: Socket) => {
    came.resolve()
    socket
      .resume()
      .on('error', () => {})
      .once('close', () => gone.resolve())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy = await startFaultProxy({ port: (server.address() as AddressInfo).port })
  t.after(async () => {
    await proxy.close()
    server.close()
  })
  const socket = connect(proxy.port, '127.0.0.1').on('error', () => {})
  await came.promise

  socket.resetAndDestroy()

  await gone.promise
  while (proxy.open() > 0) await new Promise(setImmediate)
})
