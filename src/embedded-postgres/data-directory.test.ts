import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { startEmbedded, StartFailure } from './embedded.ts'
import { finallyDo, folder, isRoot, nobody, nobodyMayRead, other } from './embedded.testing.ts'
import { query, quick, started, usedFolder } from './embedded.testing.ts'
import { failureOf } from './start-failure.ts'

/** Starts, and expects to be refused with these words. */
async function refused(dataDir: string, words: RegExp): Promise<StartFailure> {
  const failure = await startEmbedded({ dataDir, ...quick }).then(
    () => assert.fail('it started'),
    (error: unknown) => error,
  )
  assert.ok(failure instanceof StartFailure, String(failure))
  assert.match(failure.message, words)
  return failure
}

test('a second Banyan on the same folder is told which process has it, and the first goes on', async (t) => {
  const dataDir = await usedFolder(t)
  const first = other(t, dataDir)
  const { url = '' } = await first.next()

  await refused(
    dataDir,
    new RegExp(`^The data directory .* is in use by another Banyan \\(process ${first.process.pid}\\)\\. Stop it`),
  )

  assert.deepEqual(await query(url, 'select 1 as one'), [{ one: 1 }])
})

test('a second start in one process is refused, and a start after stop is not', async (t) => {
  const dataDir = await usedFolder(t)
  const first = await startEmbedded({ dataDir, ...quick })

  await refused(dataDir, /in use by this very process/)

  await first.stop()
  await started(t, dataDir)
})

test('without the note of a Banyan, a PostgreSQL on the folder still keeps the second one out', async (t) => {
  const dataDir = await usedFolder(t)
  const first = await started(t, dataDir)
  rmSync(join(dataDir, 'banyan.pid'))

  await refused(
    dataDir,
    new RegExp(`in use by another PostgreSQL \\(process ${first.pid}\\)\\. Stop it \\(kill -INT ${first.pid}\\)`),
  )

  assert.deepEqual(await query(first.url, 'select 1 as one'), [{ one: 1 }])
})

test('the lock of the system keeps a second one out that sees nothing of the first, as in a container', async (t) => {
  if (spawnSync('flock', ['--version']).status !== 0)
    return assert.notEqual(process.platform, 'linux', 'flock is missing')
  const dataDir = await usedFolder(t)
  const first = await started(t, dataDir)
  for (const note of ['banyan.pid', 'postgres/postmaster.pid']) rmSync(join(dataDir, note))
  const elsewhere = mkdtempSync('/tmp/elsewhere-')
  finallyDo(t, () => rmSync(elsewhere, { recursive: true }))

  const under = isRoot ? ['unshare', '--ipc'] : []
  const { failure } = await other(t, dataDir, { env: { TMPDIR: elsewhere }, under }).next()

  assert.match(failure ?? '', /in use by another PostgreSQL/)
  assert.deepEqual(await query(first.url, 'select 1 as one'), [{ one: 1 }])
})

test('a database of another major version is named and left as it was', async (t) => {
  const dataDir = await usedFolder(t)
  writeFileSync(join(dataDir, 'postgres/PG_VERSION'), '17\n')

  await refused(dataDir, /was written by PostgreSQL 17, and this Banyan brings PostgreSQL \d+\. Nothing was changed/)

  assert.equal(readFileSync(join(dataDir, 'postgres/PG_VERSION'), 'utf8'), '17\n')
  assert.ok(!readdirSync(dataDir).includes('banyan.pid'))
})

test('a folder of that name that is no database is not touched', async (t) => {
  const dataDir = folder(t)
  mkdirSync(join(dataDir, 'postgres'))
  writeFileSync(join(dataDir, 'postgres/letter.txt'), 'dear')

  await refused(dataDir, /is there, but is no PostgreSQL database/)

  assert.deepEqual(readdirSync(join(dataDir, 'postgres')), ['letter.txt'])
})

test('a file where the folder should be is refused', async (t) => {
  const dataDir = join(folder(t), 'shop')
  writeFileSync(dataDir, '')

  await refused(dataDir, /is not a folder/)
})

test('a cluster that lost its mode in a copy is closed again and used', async (t) => {
  const dataDir = await usedFolder(t)
  chmodSync(join(dataDir, 'postgres'), 0o755)

  await started(t, dataDir)

  assert.equal(statSync(join(dataDir, 'postgres')).mode & 0o777, 0o700)
})

test('a setting that PostgreSQL refuses is quoted, and its last words are the cause', async (t) => {
  const dataDir = await usedFolder(t)

  const failure = await startEmbedded({ dataDir, settings: { shared_buffers: 'plenty' } }).catch(
    (error: unknown) => error,
  )

  assert.ok(failure instanceof StartFailure)
  assert.match(failure.message, /PostgreSQL did not start .*: invalid value for parameter "shared_buffers"/)
  assert.match(String(failure.cause), /shared_buffers/)
  await started(t, dataDir)
})

/** What the child says that runs as an ordinary user: as nobody when we are root, else as we are. */
async function asOrdinary(t: TestContext, dataDir: string, work: 'stop' | '' = 'stop') {
  const child = other(t, dataDir, { work, uid: isRoot ? nobody : null })
  return { ...child, said: await child.next() }
}
/** Root plays an ordinary user, who cannot in a checkout that is closed to others. */
const unreadable = isRoot && !nobodyMayRead() ? 'this checkout cannot be read by others' : false

test('a folder that cannot be written is told, with what to do', { skip: unreadable }, async (t) => {
  const dataDir = folder(t)
  chmodSync(dataDir, 0o555)

  const { said } = await asOrdinary(t, dataDir)

  assert.match(said.failure ?? '', /cannot be written by the user that Banyan runs as \(uid \d+\).*BANYAN_DATA_DIR/)
  assert.deepEqual(readdirSync(dataDir), [])
})

test('an ordinary user starts a shop in a folder of his own', { skip: unreadable }, async (t) => {
  const dataDir = join(folder(t, isRoot ? nobody : null), 'shop')

  const { said, ended } = await asOrdinary(t, dataDir)

  await ended
  assert.equal(said.failure, undefined)
  assert.equal(statSync(join(dataDir, 'postgres')).uid, isRoot ? nobody : process.getuid?.())
})

test('a database of another user is not started, and not given away', { skip: unreadable || !isRoot }, async (t) => {
  const dataDir = await usedFolder(t)
  chownSync(dataDir, nobody, nobody)

  const { said } = await asOrdinary(t, dataDir)

  assert.match(said.failure ?? '', /belongs to the user with uid 0, and Banyan runs as uid 65534/)
  assert.equal(statSync(join(dataDir, 'postgres')).uid, 0)
})

test(
  "root runs PostgreSQL on somebody's shop as that user, who can go on with it",
  { skip: unreadable || !isRoot },
  async (t) => {
    const dataDir = folder(t, nobody)
    const { url, stop } = await startEmbedded({ dataDir, ...quick })
    await query(url, 'create table cups (name text)')
    await stop()

    const { said, ended } = await asOrdinary(t, dataDir)
    await ended

    assert.equal(said.failure, undefined)
    assert.equal(statSync(join(dataDir, 'postgres')).uid, nobody)
  },
)

/** A PATH in which user namespaces are forbidden, as in most containers. */
function withoutUnshare(t: TestContext): string {
  const bin = folder(t)
  writeFileSync(join(bin, 'unshare'), '#!/bin/sh\necho "unshare failed: Operation not permitted" >&2\nexit 1\n', {
    mode: 0o755,
  })
  return `${bin}:${process.env['PATH']}`
}

test(
  'root without user namespaces runs PostgreSQL as nobody, on what root made before',
  { skip: unreadable || !isRoot },
  async (t) => {
    const dataDir = await usedFolder(t)
    const child = other(t, dataDir, { env: { PATH: withoutUnshare(t) } })

    const { failure, url = '', pid = 0 } = await child.next()

    assert.equal(failure, undefined)
    assert.deepEqual(await query(url, 'select 1 as one'), [{ one: 1 }])
    assert.match(readFileSync(`/proc/${pid}/status`, 'utf8'), /^Uid:\s+65534/m)
    assert.equal(statSync(join(dataDir, 'postgres/base')).uid, nobody)
    child.process.kill('SIGKILL')
    await child.ended
    await started(t, dataDir)
  },
)

/** A file system of so many megabytes. Null where none can be mounted: not root, or a container that forbids it. */
function smallDisk(t: TestContext, megabytes: number): string | null {
  const path = folder(t)
  if (!isRoot || spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]).status !== 0)
    return null
  finallyDo(t, () => spawnSync('umount', ['-l', path]))
  return path
}

test('a disk that is full at the first start is told, and nothing is left on it', async (t) => {
  const dataDir = smallDisk(t, 20)
  if (dataDir === null) return assert.match(failureOf('No space left on device', '/shop').message, /\/shop is full/)

  const failure = await refused(dataDir, /is full\. Make room and start again/)

  assert.match(String(failure.cause), /No space left on device|wrote only/)
  assert.deepEqual(readdirSync(dataDir), [])
})

test('F28 a disk that is full at a later start is told; with room again the rows are there', async (t) => {
  const dataDir = smallDisk(t, 100)
  if (dataDir === null) return assert.match(failureOf('ENOSPC: no space left', '/shop').message, /\/shop is full/)
  const first = await startEmbedded({ dataDir, ...quick })
  await query(first.url, `create table cups (name text); insert into cups values ('mug')`)
  await first.stop()
  spawnSync('sh', ['-c', 'head -c 100m /dev/zero > "$1/filler"', 'sh', dataDir])

  await refused(dataDir, /is full/)

  rmSync(join(dataDir, 'filler'))
  const { url } = await started(t, dataDir)
  assert.deepEqual(await query(url, 'select name from cups'), [{ name: 'mug' }])
})
