import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'

const entry = { version: '1.0.0', integrity: 'sha512-x' }
const lock = {
  packages: {
    '': {},
    'node_modules/needed': entry,
    'node_modules/tool': { ...entry, dev: true },
    'node_modules/other-platform': { ...entry, optional: true, os: ['plan9'], cpu: ['mips'] },
  },
}
/** Stands for npm: counts its runs, and installs what the lock names unless it is told to fail. */
const npm = `
  import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
  appendFileSync('runs', process.argv.slice(2).join(' ') + '\\n')
  if (existsSync('offline')) { console.error('npm error network'); process.exit(1) }
  for (const name of ['needed', 'tool']) {
    mkdirSync('node_modules/' + name, { recursive: true })
    writeFileSync('node_modules/' + name + '/package.json', '{}')
  }
  const packages = { 'node_modules/needed': ${JSON.stringify(entry)}, 'node_modules/tool': ${JSON.stringify(entry)} }
  writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages }))`

function project(t: TestContext) {
  const path = mkdtempSync(join(tmpdir(), 'banyan ensure '))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  mkdirSync(join(path, 'scripts'))
  mkdirSync(join(path, 'npm'))
  copyFileSync(fileURLToPath(new URL('./ensure.mjs', import.meta.url)), join(path, 'scripts/ensure.mjs'))
  writeFileSync(join(path, 'npm/package.json'), '{"type":"module"}')
  writeFileSync(join(path, 'npm/npm-cli.js'), npm)
  writeFileSync(join(path, 'package-lock.json'), JSON.stringify(lock))
  const env = {
    PATH: process.env['PATH'],
    npm_execpath: join(path, 'npm/npm-cli.js'),
    npm_node_execpath: process.execPath,
  }
  const script = [join(path, 'scripts/ensure.mjs')]
  return {
    path,
    runs: () =>
      existsSync(join(path, 'runs')) ? readFileSync(join(path, 'runs'), 'utf8').trim().split('\n').length : 0,
    ensure: (event = 'pretest') =>
      spawnSync(process.execPath, script, { encoding: 'utf8', env: { ...env, npm_lifecycle_event: event } }),
    start: () => spawn(process.execPath, script, { env, stdio: ['ignore', 'pipe', 'ignore'] }),
    ensureBeside: () =>
      new Promise((ended) => spawn(process.execPath, script, { env, stdio: 'ignore' }).once('exit', ended)),
  }
}

test('a fresh clone is installed with one line, and not again', (t) => {
  const { ensure, runs } = project(t)

  const [first, second] = [ensure(), ensure()]

  assert.equal(runs(), 1)
  assert.equal(first.stdout.trim().split('\n').length, 1)
  assert.deepEqual([first.status, second.status, second.stdout, second.stderr], [0, 0, '', ''])
})

test('another lock is installed again', (t) => {
  const { path, ensure, runs } = project(t)
  ensure()
  const more = { packages: { ...lock.packages, 'node_modules/needed': { ...entry, version: '2.0.0' } } }
  writeFileSync(join(path, 'package-lock.json'), JSON.stringify(more))

  ensure()

  assert.equal(runs(), 2)
})

test("an installation that failed shows npm's words and what to do, and is repeated", (t) => {
  const { path, ensure, runs } = project(t)
  writeFileSync(join(path, 'offline'), '')

  const failed = ensure()
  rmSync(join(path, 'offline'))
  const repeated = ensure()

  assert.equal(failed.status, 1)
  assert.match(
    failed.stderr,
    /npm error network\nThe packages could not be installed.* run the same command again\.\n$/s,
  )
  assert.deepEqual([repeated.status, runs()], [0, 2])
})

test('an installation that was killed before its end is repeated, also when its stamp is older', (t) => {
  const { path, ensure, runs } = project(t)
  ensure()
  rmSync(join(path, 'node_modules/.package-lock.json'))
  rmSync(join(path, 'node_modules/.banyan-lock'))
  writeFileSync(join(path, '.cache/installing.pid'), '999999999')

  const { status } = ensure()

  assert.deepEqual([status, runs()], [0, 2])
})

test('packages that somebody installed by hand are taken as they are, without a network', (t) => {
  const { path, ensure, runs } = project(t)
  ensure()
  rmSync(join(path, 'node_modules/.banyan-lock'))

  const { status } = ensure()

  assert.deepEqual([status, runs()], [0, 1])
})

test('an image without tools starts, but its tests install them', (t) => {
  const { path, ensure, runs } = project(t)
  ensure()
  rmSync(join(path, 'node_modules/.banyan-lock'))
  rmSync(join(path, 'node_modules/tool'), { recursive: true })

  const start = ensure('prestart')
  assert.deepEqual([start.status, runs()], [0, 1])

  ensure('pretest')
  assert.equal(runs(), 2)
})

test('a note that somebody is writing this moment is waited for, and one that is gone is nobody’s', async (t) => {
  const { path, start, runs } = project(t)
  const note = join(path, '.cache/installing.pid')
  mkdirSync(join(path, '.cache'))
  writeFileSync(note, '')

  const child = start()
  const [said] = await once(child.stdout, 'data')
  const before = runs()
  rmSync(note)
  const [code] = await once(child, 'exit')

  assert.match(String(said), /^Waiting for another installation/)
  assert.deepEqual([before, code, runs()], [0, 0, 1])
})

test('of several at once one installs and the others wait for it', async (t) => {
  const { ensureBeside, runs } = project(t)

  const codes = await Promise.all([ensureBeside(), ensureBeside(), ensureBeside()])

  assert.deepEqual(codes, [0, 0, 0])
  assert.equal(runs(), 1)
})
