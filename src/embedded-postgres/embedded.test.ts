import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startEmbedded } from './embedded.ts'
import { finallyDo, folder, other, query, quick, started, until, usedFolder } from './embedded.testing.ts'
import { runningProcess } from './running-process.ts'

test('a shop finds its rows again after a stop and a start, in a folder with a space', async (t) => {
  const dataDir = join(folder(t), 'my shop')
  const first = await startEmbedded({ dataDir })
  await query(first.url, `create table cups (name text); insert into cups values ('mug')`)
  await first.stop()

  const second = await startEmbedded({ dataDir })
  finallyDo(t, second.stop)

  assert.deepEqual(await query(second.url, 'select name from cups'), [{ name: 'mug' }])
  assert.match(second.version, /^\d+\.\d+$/)
  assert.equal(runningProcess(first.pid), null)
})

test('the database is UTF-8, sorts the same on every machine, keeps every commit and listens on no port', async (t) => {
  const { url, stop } = await startEmbedded({ dataDir: await usedFolder(t), settings: { max_connections: '17' } })
  finallyDo(t, stop)

  const names = [
    'server_encoding',
    'fsync',
    'synchronous_commit',
    'listen_addresses',
    'jit',
    'TimeZone',
    'max_connections',
  ]
  const rows = await query<{ all: string[] }>(
    url,
    `select array[${names.map((name) => `current_setting('${name}')`)}] as all`,
  )
  const locale = await query(
    url,
    `select datlocprovider as by, datlocale as locale from pg_database where datname = 'banyan'`,
  )

  assert.deepEqual(rows[0]?.all, ['UTF8', 'on', 'on', '', 'off', 'UTC', '17'])
  assert.deepEqual(locale, [{ by: 'b', locale: 'C.UTF-8' }])
})

test('a very long path to the folder is no obstacle, though a socket allows 108 bytes', async (t) => {
  const dataDir = join(folder(t), ...Array.from({ length: 4 }, () => 'a'.repeat(120)))

  const { url } = await started(t, dataDir)

  assert.deepEqual(await query(url, 'select 1 as one'), [{ one: 1 }])
})

test('only the owner can enter the folder of the socket and the cluster', async (t) => {
  const dataDir = await usedFolder(t)

  const { url } = await started(t, dataDir)

  const socketDir = new URL(url).searchParams.get('host') ?? ''
  assert.equal(statSync(socketDir).mode & 0o777, 0o700)
  assert.equal(statSync(join(dataDir, 'postgres')).mode & 0o777, 0o700)
})

test('kill −9 leaves no PostgreSQL behind, and every row that was acknowledged is there', async (t) => {
  const dataDir = await usedFolder(t)
  const { process: banyan, next } = other(t, dataDir, { work: 'insert' })
  const { pid = 0 } = await next()
  let acknowledged = 0
  while (acknowledged < 300) acknowledged = (await next()).id ?? acknowledged

  banyan.kill('SIGKILL')

  await until(5_000, () => runningProcess(pid) === null)
  const { url } = await started(t, dataDir)
  const [found] = await query<{ rows: number }>(url, 'select count(*)::int as rows from written')
  assert.ok((found?.rows ?? 0) >= acknowledged, `${found?.rows} rows of ${acknowledged}`)
})

test('a start right after kill −9 waits for the old PostgreSQL to go', async (t) => {
  const dataDir = await usedFolder(t)
  const { process: banyan, next, ended } = other(t, dataDir, { work: 'insert' })
  await next()
  await next()

  banyan.kill('SIGKILL')
  await ended
  const { url } = await started(t, dataDir)

  assert.ok((await query(url, 'select id from written')).length > 0)
})

test('kill −9 while the cluster is made leaves no half cluster: the next start makes a whole one', async (t) => {
  const dataDir = folder(t)
  const { process: banyan, ended } = other(t, dataDir)
  const unfinished = () => readdirSync(dataDir).find((name) => name.startsWith('postgres.new-'))
  await until(20_000, () => readdirSync(join(dataDir, unfinished() ?? '.')).includes('base'))

  banyan.kill('SIGKILL')
  await ended
  assert.ok(!readdirSync(dataDir).includes('postgres'))
  const { url } = await started(t, dataDir)

  assert.deepEqual(await query(url, 'select 1 as one'), [{ one: 1 }])
  assert.deepEqual(readdirSync(dataDir).sort(), ['banyan.pid', 'postgres', 'postgres.log'])
})

test('F21 a PostgreSQL that is killed is started again under the same address', async (t) => {
  const embedded = await started(t, await usedFolder(t))
  const before = embedded.pid

  process.kill(before, 'SIGKILL')

  const answers = () =>
    query(embedded.url, 'select 1').then(
      () => true,
      () => false,
    )
  await until(10_000, async () => embedded.pid !== before && (await answers()))
  assert.notEqual(runningProcess(embedded.pid), null)
})

test('stop is done when PostgreSQL is gone, also with clients that hang on, and may be called twice', async (t) => {
  const dataDir = await usedFolder(t)
  const { url, pid, stop } = await startEmbedded({ dataDir, ...quick })
  const hanging = query(url, 'select pg_sleep(60)').catch((error: Error) => error)

  await Promise.all([stop(), stop()])

  assert.equal(runningProcess(pid), null)
  assert.ok((await hanging) instanceof Error)
  assert.ok(!readdirSync(dataDir).includes('banyan.pid'))
})

test('what a client sends or stores does not get into the log', async (t) => {
  const dataDir = await usedFolder(t)
  const { url, stop } = await startEmbedded({ dataDir, ...quick })
  await query(url, `create table people (email text primary key); insert into people values ('canary@example.com')`)

  await assert.rejects(query(url, `insert into people values ('canary@example.com')`))
  await assert.rejects(query(url, `select 'canary'::uuid`))
  await assert.rejects(query(url, `do $$ begin raise warning 'canary'; raise exception 'canary'; end $$`))
  await stop()

  assert.doesNotMatch(readFileSync(join(dataDir, 'postgres.log'), 'utf8'), /canary/)
})

test('a folder that somebody else put where the socket belongs is left alone', async (t) => {
  const dataDir = await usedFolder(t)
  const first = await startEmbedded({ dataDir, ...quick })
  const usual = new URL(first.url).searchParams.get('host') ?? ''
  await first.stop()
  const trap = folder(t)
  symlinkSync(trap, usual)
  finallyDo(t, () => rmSync(usual))

  const { url } = await started(t, dataDir)

  assert.notEqual(new URL(url).searchParams.get('host'), usual)
  assert.deepEqual(readdirSync(trap), [])
  assert.deepEqual(await query(url, 'select 1 as one'), [{ one: 1 }])
})

test('an id in postmaster.pid that another program has by now does not keep PostgreSQL from starting', async (t) => {
  const dataDir = await usedFolder(t)
  const note = [
    process.pid,
    join(dataDir, 'postgres'),
    1_700_000_000,
    5432,
    '/tmp',
    '',
    '  1234567         1',
    'ready   ',
  ]
  writeFileSync(join(dataDir, 'postgres/postmaster.pid'), `${note.join('\n')}\n`, { mode: 0o600 })

  const { url } = await started(t, dataDir)

  assert.deepEqual(await query(url, 'select 1 as one'), [{ one: 1 }])
})

test('a note of a Banyan that is dead does not keep the next one from starting', async (t) => {
  const dataDir = join(folder(t), 'shop')
  mkdirSync(dataDir)
  writeFileSync(join(dataDir, 'banyan.pid'), `${process.pid} of-an-earlier-process\n`)

  const { url } = await started(t, dataDir)

  assert.deepEqual(await query(url, 'select 1 as one'), [{ one: 1 }])
})
