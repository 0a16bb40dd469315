import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { type Recipe, engineOf, isMissing } from './engines.ts'

const recipe: Recipe = { packages: ['oak'], program: 'acorn', folders: [], inside: '/usr/bin' }

/** A folder with programs that stand in for the system's own; it is all that the path names. */
function standIns(t: TestContext, programs: Record<string, string>): { folder: string; calls(): string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-engines-'))
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\necho "${name} $*" >> ${folder}/calls\n${script}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  const before = process.env['PATH']
  process.env['PATH'] = `${folder}:/usr/bin:/bin`
  t.after(() => {
    process.env['PATH'] = before
    rmSync(folder, { recursive: true, force: true })
  })
  const log = join(folder, 'calls')
  return { folder, calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []) }
}

const aptGet = `case $1 in
  install) echo "'http://debian.test/bark.deb' bark_1.0_all.deb 1 MD5Sum:0"; echo "'http://debian.test/oak.deb' oak_1.0_amd64.deb 1 MD5Sum:0";;
  download) shift; for name; do touch "$name.deb"; done;;
esac`
const dpkg = 'mkdir -p usr/bin usr/lib/x86_64-linux-gnu; touch usr/bin/acorn'

test('what a machine has is taken, and nothing is loaded', (t) => {
  const { folder, calls } = standIns(t, { acorn: '', 'apt-get': aptGet })

  const engine = engineOf('oak', { ...recipe, folders: ['/nowhere', folder] }, join(folder, 'cache'))

  assert.deepEqual(engine, { bin: folder, env: {} })
  assert.deepEqual(calls(), [])
})

test('what is not there is loaded once with what it depends on, and found with its libraries', (t) => {
  const { folder, calls } = standIns(t, { 'apt-get': aptGet, dpkg })
  const cache = join(folder, 'cache')

  const first = engineOf('oak', recipe, cache)
  const downloads = calls().filter((each) => each.startsWith('apt-get download'))
  const second = engineOf('oak', recipe, cache)

  const root = join(cache, 'oak')
  const env = { LD_LIBRARY_PATH: join(root, 'usr/lib/x86_64-linux-gnu') }
  assert.deepEqual(first, { bin: join(root, 'usr/bin'), env })
  assert.deepEqual(second, first)
  assert.deepEqual(downloads, ['apt-get download oak bark'])
  assert.equal(calls().length, 4, 'the second time nothing is run')
})

test('a download that was killed on the way is begun again', (t) => {
  const { folder } = standIns(t, { 'apt-get': aptGet, dpkg })
  const cache = join(folder, 'cache')
  mkdirSync(join(cache, 'oak', 'usr', 'bin'), { recursive: true })

  const engine = engineOf('oak', recipe, cache)

  assert.ok(!isMissing(engine) && existsSync(join(engine.bin, 'acorn')))
})

test('what cannot be had is said with its reason and the way to get it, and leaves nothing behind', (t) => {
  const { folder } = standIns(t, { 'apt-get': `echo 'E: Unable to locate package oak' >&2; exit 100`, dpkg })
  const cache = join(folder, 'cache')

  const engine = engineOf('oak', recipe, cache)

  const missing =
    'oak is missing (E: Unable to locate package oak). To get it, as root: apt-get update && apt-get install -y oak'
  assert.deepEqual(engine, { missing })
  assert.ok(!existsSync(join(cache, 'oak')))
})
