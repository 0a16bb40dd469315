import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'

const home = join(import.meta.dirname, '..', '..')
const root = mkdtempSync(join(tmpdir(), 'banyan clone '))
const clone = join(root, 'a shop')
/** The environment of somebody who never saw this project: nothing of ours, nothing of the test runner's. */
const plain = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(BANYAN_|NODE_|npm_|DATABASE_URL|PORT|CI)/i.test(name)),
)
plain['PATH'] = (process.env['PATH'] ?? '')
  .split(':')
  .filter((each) => !each.includes('node_modules'))
  .join(':')

before(() => {
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', home, clone])
})
after(() => rmSync(root, { recursive: true, force: true }))

type Started = { child: ChildProcess; said(): string; url: string; ms: number }
/** Runs a command in the clone until it says that it is ready, or ends. */
async function run(
  t: TestContext,
  words: string[],
  env: Record<string, string> = {},
): Promise<Started & { code: number | null }> {
  const began = performance.now()
  let said = ''
  const child = spawn(words[0]!, words.slice(1), {
    cwd: clone,
    env: { ...plain, ...env } as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (text) => (said += text))
  const ended = once(child, 'exit')
  t.after(() => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL')
  })
  while (!said.includes('stop with Ctrl-C') && child.exitCode === null && child.signalCode === null) {
    assert.ok(performance.now() - began < 180_000, said)
    await pause(20)
  }
  if (child.exitCode !== null) await ended
  return {
    child,
    said: () => said,
    url: /is ready: (http\S+)/.exec(said)?.[1] ?? '',
    ms: performance.now() - began,
    code: child.exitCode,
  }
}

async function stop({ child }: Started, signal: NodeJS.Signals = 'SIGINT'): Promise<number> {
  const began = performance.now()
  process.kill(-child.pid!, signal)
  await once(child, 'exit')
  return performance.now() - began
}

/** PostgreSQL processes whose data directory lies in the clone. */
function databases(): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        return (
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${clone}/`) &&
          /postgres\0/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
        )
      } catch {
        return false
      }
    })
}

/** Resident memory, in kB, of the Node process that serves the clone. */
function memoryOfTheShop(): number {
  for (const pid of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      if (!words.includes('src/main.ts') || realpathSync(`/proc/${pid}/cwd`) !== realpathSync(clone)) continue
      return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
    } catch {
      // It ended while we looked.
    }
  }
  throw new Error('no process serves the clone')
}

function assertSmall(t: TestContext): void {
  const rssKb = memoryOfTheShop()
  t.diagnostic(`resident memory after start: ${Math.round(rssKb / 1_024)} MB`)
  assert.ok(rssKb < 150 * 1_024, `the process takes ${Math.round(rssKb / 1_024)} MB beside PostgreSQL`)
}

const ports = { PORT: '0', INTERNAL_PORT: '0' }

test('a fresh clone, in a path with a space: npm start installs, fills the demo shop and serves it', async (t) => {
  const started = await run(t, ['npm', 'start'], ports)

  assert.notEqual(started.url, '', started.said())
  const list = (await (await fetch(`${started.url}/api/products?limit=100`)).json()) as { items: unknown[] }
  assert.equal(list.items.length, 100)
  t.diagnostic(`clone to ready: ${(started.ms / 1_000).toFixed(1)} s`)
  assertSmall(t)
  assert.doesNotMatch(started.said(), /first-login\?token=/, 'the link of the administrator is no line of a log')
  assert.match(readFileSync(join(clone, '.banyan', 'admin-login.txt'), 'utf8'), /first-login\?token=/)

  const ms = await stop(started)

  assert.ok(ms < 5_000, `Ctrl-C took ${ms} ms`)
  assert.deepEqual(databases(), [])
})

test('a later start is quick, and kill -9 leaves no PostgreSQL behind', async (t) => {
  const started = await run(t, ['npm', 'start'], ports)
  t.diagnostic(`later start: ${(started.ms / 1_000).toFixed(1)} s`)
  assert.equal((await fetch(`${started.url}/readyz`)).status, 200)

  assertSmall(t)

  await stop(started, 'SIGKILL')
  for (let left = 100; left > 0 && databases().length > 0; left--) await pause(100)

  assert.deepEqual(databases(), [])
  const again = await run(t, ['npm', 'start'], ports)
  assert.equal((await fetch(`${again.url}/readyz`)).status, 200)
  await stop(again)
})

test('a port that is taken, and a data directory in use, are each said in one sentence', async (t) => {
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const { port } = holder.address() as { port: number }
  t.after(() => holder.close())

  const taken = await run(t, ['npm', 'start'], { PORT: String(port), INTERNAL_PORT: '0' })
  assert.equal(taken.code, 1)
  assert.match(taken.said(), new RegExp(`${port}.*PORT`))
  assert.doesNotMatch(taken.said(), /\n\s+at /)

  const first = await run(t, ['npm', 'start'], ports)
  const second = await run(t, ['npm', 'start'], ports)
  assert.equal(second.code, 1)
  assert.match(second.said(), /in use by another Banyan/)
  assert.doesNotMatch(second.said(), /\n\s+at /)
  assert.equal((await fetch(`${first.url}/readyz`)).status, 200)
  await stop(first)
})

test('a data directory of a newer version is refused, and not touched', async (t) => {
  const folder = join(root, 'newer')
  mkdirSync(join(folder, 'postgres'), { recursive: true })
  writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '99\n')

  const refused = await run(t, ['npm', 'start'], { ...ports, BANYAN_DATA_DIR: folder })

  assert.equal(refused.code, 1)
  assert.match(refused.said(), /version/)
  assert.deepEqual(readdirSync(join(folder, 'postgres')), ['PG_VERSION'])
})

test('started as an ordinary user it is the same shop', async (t) => {
  if (process.getuid?.() !== 0) return t.diagnostic('not root: every test here runs as an ordinary user')
  const folder = join(root, 'of nobody')
  mkdirSync(folder, { mode: 0o777 })
  execFileSync('chmod', ['-R', 'a+rX', root])
  execFileSync('chmod', ['0777', folder])
  const words = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'node_modules/.bin/node', 'src/main.ts']

  const started = await run(t, words, {
    ...ports,
    BANYAN_DATA_DIR: join(folder, 'data'),
    HOME: folder,
    BANYAN_DEMO: '0',
  })

  assert.equal((await fetch(`${started.url}/readyz`)).status, 200, started.said())
  await stop(started)
  assert.ok(existsSync(join(folder, 'data', 'secret')))
})

test('wrong settings are each said in one sentence', async (t) => {
  for (const [env, expected] of [
    [{ PORT: 'eighty' }, /PORT is "eighty"/],
    [{ BANYAN_SECRET: 'short' }, /BANYAN_SECRET is too short/],
    [{ DATABASE_URL: 'postgres://nowhere.invalid/x' }, /BANYAN_SECRET is required/],
    [{ BANYAN_TOPOLOGY: 'nowhere.json' }, /no such file/],
  ] as const) {
    const refused = await run(t, ['npm', 'start'], { ...ports, ...env } as Record<string, string>)
    assert.equal(refused.code, 1)
    assert.match(refused.said(), expected)
    assert.doesNotMatch(refused.said(), /\n\s+at /)
  }
})

test('npx banyan new-module writes a module that passes all checks', () => {
  const bin = (name: string) => join(clone, 'node_modules', '.bin', name)
  const env = { ...plain, PATH: `${join(clone, 'node_modules', '.bin')}:${plain['PATH']}` } as NodeJS.ProcessEnv
  const run = (program: string, ...words: string[]) =>
    execFileSync(program, words, { cwd: clone, env, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })

  run('npx', '--no', 'banyan', 'new-module', 'wishlists')

  run(bin('tsc'), '--noEmit')
  run(bin('oxlint'), '--deny-warnings')
  run(bin('oxfmt'), '--check', '.')
  const tests = run(
    bin('node'),
    '--test',
    'src/modules/wishlists/keep-note.test.ts',
    'test/tidy/tidy.test.ts',
    'test/tidy/generated.test.ts',
  )
  assert.match(tests, /fail 0/)
})
