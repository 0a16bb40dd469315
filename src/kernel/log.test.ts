import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import fc from 'fast-check'
import { type Log, hidden, logFile, openLog, silent } from './log.ts'
import { runs } from '../../test/properties/runs.ts'

const canary = 'CANARY-7f3a'
/** What a log of this level writes, line by line. */
function written(work: (log: Log) => void, level = 'debug'): any[] {
  const lines: string[] = []
  work(openLog({ level, name: 'shop-1', to: { write: (line) => void lines.push(line) } }))
  return lines.map((line) => JSON.parse(line))
}

for (const field of hidden) {
  test(`a log never shows the value of "${field}", at the top of a line or one level below`, () => {
    const lines = written((log) => {
      log.info({ [field]: canary, id: 1 }, 'top')
      log.error({ body: { [field]: canary, id: 2 }, headers: { [field]: [canary] } }, 'below')
      log.warn({ [field]: { deep: { deeper: canary } } }, 'all that hangs on it')
    })

    assert.ok(!JSON.stringify(lines).includes(canary), JSON.stringify(lines))
    assert.deepEqual([lines[0][field], lines[1].body], ['[hidden]', { [field]: '[hidden]', id: 2 }])
  })
}

test('what is logged keeps its own object as it was', () => {
  const body = { password: canary }

  written((log) => log.info({ body }, 'x'))

  assert.equal(body.password, canary)
})

test('a line is JSON with its time, the process, the message and the fields; what is below the level is left out', () => {
  const [line, ...more] = written((log) => {
    log.debug({}, 'too fine')
    log.info({ orderId: 'o-1' }, 'placed')
  }, 'info')

  assert.deepEqual(more, [])
  assert.deepEqual([line.process, line.msg, line.orderId], ['shop-1', 'placed', 'o-1'])
  assert.match(line.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
})

test('a silent log takes everything and says nothing', () => {
  for (const level of ['debug', 'info', 'warn', 'error'] as const) assert.equal(silent[level]({}, 'x'), undefined)
})

test('a log file takes lines at once, and a process that ends at once does not trip over it', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-log-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'shop', 'banyan.log')
  const script = `
    import { logFile, openLog } from ${JSON.stringify(new URL('./log.ts', import.meta.url).href)}
    const log = openLog({ level: 'info', name: 'test', to: logFile(${JSON.stringify(file)}) })
    log.info({}, 'first')
    log.error({}, 'second')
    process.exit(3)`

  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  })

  assert.equal(status, 3)
  assert.match(stderr, /^\{"level":50.*second"\}\n$/)
  assert.deepEqual(
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).msg),
    ['first', 'second'],
  )
})

test('a request line is what the same fields would be as an info line, whatever they hold', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('GET', '/api/products/:id', 'a"b\\c'),
  )
  const answered = fc.record(
    {
      method: text,
      route: text,
      status: fc.integer({ min: 100, max: 599 }),
      ms: fc.integer({ min: 0, max: 1e8 }).map((tenths) => tenths / 10),
      requestId: text,
      module: text,
      bytes: fc.nat(),
      principal: text,
      principalId: text,
      traceparent: text,
    },
    { requiredKeys: ['method', 'route', 'status', 'ms', 'requestId', 'module', 'bytes', 'principal'] },
  )

  fc.assert(
    fc.property(answered, (fields) => {
      const [byHand, byPino] = written((log) => (log.request!(fields), log.info(fields, 'request')))

      assert.match(byHand.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      assert.ok(Math.abs(Date.parse(byHand.time) - Date.parse(byPino.time)) < 1_000)
      assert.deepEqual({ ...byHand, time: '' }, { ...byPino, time: '' })
    }),
    runs(),
  )
})

test('a request line is left out where info lines are', () => {
  const fields = { method: 'GET', route: '/', status: 200, ms: 1, requestId: 'r', module: 'kernel', bytes: 2 }

  const lines = written((log) => log.request!({ ...fields, principal: 'guest' }), 'warn')

  assert.deepEqual(lines, [])
})

test('an error reaches the file at once, with the lines before it; the rest follows within moments', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-log-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'banyan.log')
  const script = `
    import { logFile, openLog } from ${JSON.stringify(new URL('./log.ts', import.meta.url).href)}
    const log = openLog({ level: 'info', name: 'test', to: logFile(${JSON.stringify(file)}) })
    log.info({}, 'first')
    log.error({}, 'second')
    setTimeout(() => log.info({}, 'third'), 50)
    setInterval(() => {}, 1_000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  t.after(() => child.kill('SIGKILL'))
  const messages = () =>
    existsSync(file) ? [...readFileSync(file, 'utf8').matchAll(/"msg":"(\w+)"/g)].map((each) => each[1]) : []
  const until = async (count: number) => {
    for (const end = performance.now() + 20_000; messages().length < count && performance.now() < end;) await delay(10)
  }

  await until(2)
  const soon = messages()
  await until(3)

  assert.deepEqual(
    [soon.slice(0, 2), messages()],
    [
      ['first', 'second'],
      ['first', 'second', 'third'],
    ],
  )
})

test('a log that is full is put aside while the process goes on, and no line is lost', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-log-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'banyan.log')
  const log = openLog({ level: 'info', name: 'test', to: logFile(file, { bytesMax: 1_000, lookMs: 5 }) })
  const numbersIn = (path: string) =>
    existsSync(path) ? [...readFileSync(path, 'utf8').matchAll(/"n":(\d+)/g)].map((each) => Number(each[1])) : []
  const until = async (isSo: () => boolean) => {
    for (const end = performance.now() + 20_000; !isSo() && performance.now() < end;) await delay(5)
  }

  for (let n = 1; n <= 20; n++) log.info({ n }, 'before')
  await until(() => existsSync(`${file}.1`) && existsSync(file))
  log.info({ n: 21 }, 'after')
  await until(() => numbersIn(file).length > 0)

  assert.deepEqual(
    [...numbersIn(`${file}.1`), ...numbersIn(file)],
    [...Array(21).keys()].map((n) => n + 1),
  )
  assert.deepEqual(numbersIn(file), [21])
})
