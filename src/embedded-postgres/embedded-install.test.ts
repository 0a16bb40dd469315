import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { finished } from 'node:stream/promises'
import { test, type TestContext } from 'node:test'
import { Worker } from 'node:worker_threads'
import { findNative, linkLibraries } from './embedded-install.ts'
import { folder, isRoot, nobody, nobodyMayRead } from './embedded.testing.ts'
import { openPostgresLog } from './postgres-log.ts'
import { StartFailure } from './start-failure.ts'

/** A package as npm unpacks it: the files, and a list of the links that its archive could not carry. */
function unpacked(t: TestContext, names: string[]): string {
  const native = join(folder(t), 'native')
  mkdirSync(join(native, 'lib'), { recursive: true })
  const links = names.map((name) => ({ source: `native/lib/${name}.1.2`, target: `native/lib/${name}` }))
  for (const { source } of links) writeFileSync(join(native, '..', source), '')
  writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify(links))
  return native
}

test('a platform without binaries is told to use a PostgreSQL of its own', () => {
  const find = () => findNative('sunos', 'sparc')

  assert.throws(find, (error) => error instanceof StartFailure && /sunos-sparc.*DATABASE_URL/.test(error.message))
})

test('links that npm left out are made beside their files, and wrong ones are put right', (t) => {
  const native = unpacked(t, ['libpq.so', 'libicu.so'])
  writeFileSync(join(native, 'lib/libicu.so'), 'a file where the link belongs')

  const libraries = linkLibraries(native, join(native, '../spare'))

  assert.equal(libraries, null)
  assert.equal(readlinkSync(join(native, 'lib/libpq.so')), 'libpq.so.1.2')
  assert.equal(readlinkSync(join(native, 'lib/libicu.so')), 'libicu.so.1.2')
})

/** Root plays an ordinary user, who cannot in a checkout that is closed to others. */
const unreadable = isRoot && !nobodyMayRead() ? 'this checkout cannot be read by others' : false

test(
  'where node_modules cannot be written the links go elsewhere',
  { skip: unreadable || process.platform !== 'linux' },
  (t) => {
    const native = unpacked(t, ['libpq.so'])
    const spare = join(folder(t, isRoot ? nobody : null), 'libraries')
    for (const path of [join(native, 'lib'), native, join(native, '..')]) chmodSync(path, 0o555)
    const module = JSON.stringify(import.meta.resolve('./embedded-install.ts'))
    const source = `import(${module}).then((it) => console.log(it.linkLibraries(...process.argv.slice(1))))`

    const ids = isRoot ? { uid: nobody, gid: nobody } : {}
    const { stdout } = spawnSync(process.execPath, ['-e', source, native, spare], { ...ids, encoding: 'utf8' })

    assert.equal(stdout.trim(), `${spare}:${join(native, 'lib')}`)
    assert.equal(readlinkSync(join(spare, 'libpq.so')), join(native, 'lib/libpq.so.1.2'))
    for (const path of [join(native, '..'), native, join(native, 'lib')]) chmodSync(path, 0o755)
  },
)

test('several processes may make the links at once', async (t) => {
  const names = Array.from({ length: 200 }, (_, at) => `lib${at}.so`)
  const native = unpacked(t, names)
  const source = `import(${JSON.stringify(import.meta.resolve('./embedded-install.ts'))})
    .then(({ linkLibraries }) => linkLibraries(${JSON.stringify(native)}, '/nowhere'))`

  const workers = Array.from({ length: 4 }, () => new Worker(source, { eval: true }))
  const codes = await Promise.all(workers.map((worker) => new Promise((ended) => worker.once('exit', ended))))

  assert.deepEqual(codes, [0, 0, 0, 0])
  for (const name of names) assert.equal(readlinkSync(join(native, 'lib', name)), `${name}.1.2`)
})

test("PostgreSQL's log stays under twice its limit, and its last words are at hand", async (t) => {
  const file = join(folder(t), 'postgres.log')
  appendFileSync(file, 'x'.repeat(2_000))
  const log = openPostgresLog(file, 1_000)
  const stream = new PassThrough()
  log.take(stream)

  for (let line = 0; line < 500; line += 1) stream.write(`line ${line}\n`)
  stream.end('the end')
  await finished(stream)

  assert.ok(log.tail().endsWith('the end'))
  assert.ok(readFileSync(file, 'utf8').endsWith('the end'))
  assert.deepEqual(readdirSync(join(file, '..')).sort(), ['postgres.log', 'postgres.log.1'])
  assert.ok(statSync(file).size + statSync(`${file}.1`).size < 3_000)
})

test('a log that cannot be written stops nobody', async () => {
  const log = openPostgresLog('/nowhere/postgres.log')
  const stream = new PassThrough()
  log.take(stream)

  stream.end('FATAL:  could not write lock file: No space left on device')
  await finished(stream)

  assert.match(log.tail(), /No space left/)
})
