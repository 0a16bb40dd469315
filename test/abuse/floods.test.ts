import assert from 'node:assert/strict'
import { type Socket, connect } from 'node:net'
import test, { type TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import { newWorld } from '../world/world.ts'

type Held = { socket: Socket; heard: string; closed: Promise<void> }

/** A socket that says `text` and then nothing; what it hears is kept until the other side ends it. */
function hold(url: string, text: string): Promise<Held> {
  const { hostname, port } = new URL(url)
  return new Promise((done, failed) => {
    const socket = connect(Number(port), hostname, () => {
      if (text !== '') socket.write(text)
      done(held)
    })
    const closed = new Promise<void>((over) => socket.on('close', () => over()))
    const held: Held = { socket, heard: '', closed }
    socket.on('data', (bytes) => (held.heard += bytes.toString('latin1')))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') failed(error)
    })
  })
}

async function openShop(t: TestContext) {
  const world = await newWorld(t, { modules: ['users'] })
  const { url } = await world.server()
  const held: Held[] = []
  t.after(() => held.forEach(({ socket }) => socket.destroy()))
  return { world, url, held }
}

/** Fails after `seconds`: nothing here may hold for ever. */
const within = <T>(seconds: number, work: Promise<T>, what: string): Promise<T> => {
  let timer: NodeJS.Timeout
  const late = new Promise<never>((_, failed) => {
    timer = setTimeout(() => failed(new Error(`${what}: not within ${seconds} s`)), seconds * 1_000)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const login = 'POST /api/users/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n'

test('F68 two thousand idle sockets and slow senders are all cut, and others are served meanwhile', async (t) => {
  const { url, held } = await openShop(t)
  const slow = [
    'GET /.well-known/jwks.json HTTP/1.1\r\nHost: a\r\n',
    'G',
    `${login}Content-Length: 100\r\n\r\n{`,
    `${login}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`,
  ]
  for (let n = 0; n < 2_000; n += 100)
    held.push(...(await Promise.all(Array.from({ length: 100 }, () => hold(url, '')))))
  const slowly = await Promise.all(slow.flatMap((text) => [hold(url, text), hold(url, text)]))
  held.push(...slowly)
  // One byte a second keeps a socket busy without ever saying anything.
  const drip = setInterval(() => slowly.forEach(({ socket }) => socket.writable && socket.write('a')), 1_000)
  t.after(() => clearInterval(drip))

  for (let n = 0; n < 20; n++) {
    const answer = await within(10, fetch(`${url}/.well-known/jwks.json`), 'a stranger’s request')
    assert.equal(answer.status, 200)
    await answer.body?.cancel()
  }
  await within(60, Promise.all(held.map(({ closed }) => closed)), 'the end of all idle sockets')

  for (const { heard } of held) assert.ok(heard === '' || /^HTTP\/1\.1 4\d\d /.test(heard), heard.slice(0, 200))
})

/** JSON that is far too much of something, each beside what it must be told. */
const hostile: Record<string, { body: () => Buffer; headers?: Record<string, string>; expect: number[] }> = {
  '100 MB': { body: () => Buffer.alloc(100 * 1024 * 1024, 0x20), expect: [413] },
  'a million keys': {
    body: () => Buffer.from(`{${Array.from({ length: 1_000_000 }, (_, n) => `"k${n}":1`).join()}}`),
    expect: [413],
  },
  'as many keys as fit': {
    body: () => Buffer.from(`{${Array.from({ length: 24_000 }, (_, n) => `"k${n}":1`).join()}}`),
    expect: [400],
  },
  'a hundred thousand levels': {
    body: () => Buffer.from(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
    expect: [400],
  },
  'a number of 250,000 digits': { body: () => Buffer.from(`{"email":${'9'.repeat(250_000)}}`), expect: [400] },
  'a text of 250,000 backslashes': { body: () => Buffer.from(`{"email":"${'\\'.repeat(250_000)}"}`), expect: [400] },
  'a bomb of 1 GB in 1 MB': {
    body: () => gzipSync(Buffer.alloc(8 * 1024 * 1024)),
    headers: { 'content-encoding': 'gzip' },
    expect: [415],
  },
}

test('F69 bodies that are too long, too wide, too deep or packed cost next to nothing, and memory stays flat', async (t) => {
  const { world, url } = await openShop(t)
  const { app } = await world.server()
  const inject = (payload: Buffer, headers: Record<string, string>) =>
    app.inject({
      method: 'POST',
      url: '/api/users/login',
      headers: { 'content-type': 'application/json', ...headers },
      payload,
    })
  const tooDear: string[] = []

  for (const [note, { body, headers = {}, expect }] of Object.entries(hostile)) {
    const payload = body()
    await inject(payload, headers)
    let leastMs = Infinity
    // The least of five, because a busy machine only ever adds to it.
    for (let n = 0; n < 5; n++) {
      const before = process.cpuUsage()
      const { statusCode, headers: answered } = await inject(payload, headers)
      const { user, system } = process.cpuUsage(before)
      leastMs = Math.min(leastMs, (user + system) / 1_000)
      assert.ok(expect.includes(statusCode), `${note} answered ${statusCode}`)
      assert.equal(answered['content-type'], 'application/problem+json', note)
    }
    if (leastMs > 50) tooDear.push(`${note}: ${leastMs.toFixed(0)} ms`)
  }
  const held = process.memoryUsage().rss
  for (let n = 0; n < 40; n++) {
    const end = await hold(url, `${login}Content-Length: 104857600\r\n\r\n${' '.repeat(16_384)}`)
    await within(10, end.closed, 'the end of a body of 100 MB')
    assert.match(end.heard, /^HTTP\/1\.1 413 /)
  }

  assert.deepEqual(tooDear, [])
  const grownMb = (process.memoryUsage().rss - held) / 1024 / 1024
  assert.ok(grownMb < 64, `it grew by ${grownMb.toFixed(0)} MB`)
})
