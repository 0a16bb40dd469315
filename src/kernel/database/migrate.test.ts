import assert from 'node:assert/strict'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { asOwner, clusterUrl, withDatabase } from '../../../test/world/cluster.ts'
import { contract } from '../contract.ts'
import { type Module, defineModule } from '../module.ts'
import { MigrationFailure, migrate, requireLevel } from './migrate.ts'

const mills = contract('mills', {})
const first = 'create table mills.stones (id int primary key, weight int not null);'
let counter = 0

/** An empty database, and a module whose migrations are files that the test writes. */
async function mill(t: TestContext, files: Record<string, string> = { '0001_stones.sql': first }) {
  const cluster = await clusterUrl()
  const name = `mill_${process.pid}_${++counter}`
  await asOwner(cluster, `create database ${name}`)
  const folder = mkdtempSync(join(tmpdir(), 'banyan-mill-'))
  mkdirSync(join(folder, 'migrations'))
  t.after(async () => {
    rmSync(folder, { recursive: true })
    await asOwner(cluster, `drop database ${name} with (force)`)
  })
  const write = (file: string, text: string) => writeFileSync(join(folder, 'migrations', file), text)
  for (const [file, text] of Object.entries(files)) write(file, text)
  const at = pathToFileURL(join(folder, 'module.ts')).href
  const modules: Module[] = [defineModule({ contract: mills, needs: {}, answers: {}, at })]
  const url = withDatabase(cluster, name)
  const rows = async (text: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    return (await client.query(text).finally(() => client.end())).rows
  }
  return { url, modules, write, rows, remove: (file: string) => rmSync(join(folder, 'migrations', file)) }
}
const known = `select name from banyan.migrations where schema = 'mills' and name not like 'kernel%' order by name`

test('each file is applied once, in the order of its number', async (t) => {
  const { url, modules, write, rows } = await mill(t)
  write('0010_more.sql', 'insert into mills.stones values (10, 5);')
  write('0002_weigh.sql', 'insert into mills.stones values (2, 5);')

  const one = await migrate(url, modules)
  write('0011_last.sql', 'update mills.stones set weight = weight + 1;')
  const two = await migrate(url, modules)
  const three = await migrate(url, modules)

  const own = ['0001_stones.sql', '0002_weigh.sql', '0010_more.sql'].map((file) => `mills/${file}`)
  assert.deepEqual(one.applied.slice(-3), own)
  assert.deepEqual([two.applied, three.applied], [['mills/0011_last.sql'], []])
  assert.deepEqual(await rows('select id, weight from mills.stones order by id'), [
    { id: 2, weight: 6 },
    { id: 10, weight: 6 },
  ])
})

test('two that migrate at once apply each file once', async (t) => {
  const { url, modules, rows } = await mill(t, { '0001_stones.sql': `${first} select pg_sleep(0.2);` })

  const both = await Promise.all([migrate(url, modules), migrate(url, modules)])

  const applied = both.map(({ applied: all }) => all.filter((name) => name === 'mills/0001_stones.sql').length)
  assert.deepEqual(applied.sort(), [0, 1])
  assert.deepEqual(await rows(known), [{ name: '0001_stones.sql' }])
})

test('who comes second waits as long as it takes, while a migration does not wait long for the locks of a shop', async (t) => {
  const { url, modules, write, rows } = await mill(t, { '0001_limit.sql': 'create table mills.seen (text text);' })
  await migrate(url, modules)
  write('0002_limit.sql', `insert into mills.seen select current_setting('lock_timeout');`)

  const statements = await spied(() => migrate(url, modules))

  const lock = statements.findIndex((text) => text.includes('pg_advisory_lock'))
  const limit = statements.findIndex((text) => text.includes('lock_timeout'))
  assert.ok(lock >= 0 && lock < limit, 'the limit would end the wait for the first one')
  assert.deepEqual(await rows('select text from mills.seen'), [{ text: '10s' }])
})

test('a file that was changed after it was applied is refused by name, and nothing is applied', async (t) => {
  const { url, modules, write, rows } = await mill(t)
  await migrate(url, modules)
  write('0001_stones.sql', `${first} -- changed`)
  write('0002_more.sql', 'create table mills.more (id int);')

  for (const start of [migrate, requireLevel])
    await assert.rejects(start(url, modules), failing(/mills\/0001_stones\.sql was applied with another text/))
  assert.deepEqual(await rows(known), [{ name: '0001_stones.sql' }])
})

test('a database that a newer version wrote is refused; what modules of another shop wrote is not', async (t) => {
  const { url, modules, write, remove, rows } = await mill(t)
  write('0002_newer.sql', 'create table mills.newer (id int);')
  await migrate(url, modules)
  await rows(`insert into banyan.migrations (schema, name, checksum) values ('loyalty', '0001_points.sql', 'x')`)
  await requireLevel(url, modules)
  remove('0002_newer.sql')

  for (const start of [migrate, requireLevel])
    await assert.rejects(start(url, modules), failing(/newer Banyan \(it has mills\/0002_newer\.sql\)/))
})

test('a file that fails is undone whole and named; those before it stay, and the repaired one goes on', async (t) => {
  const { url, modules, write, rows } = await mill(t)
  write('0002_half.sql', 'create table mills.half (id int); insert into mills.stones values (1, null);')
  write('0003_after.sql', 'create table mills.after (id int);')

  await assert.rejects(migrate(url, modules), failing(/mills\/0002_half\.sql failed: null value in column "weight"/))
  const half = await rows(`select to_regclass('mills.half') as half, to_regclass('mills.after') as after`)
  const levels = await rows(known)
  write('0002_half.sql', 'create table mills.half (id int);')
  await migrate(url, modules)

  assert.deepEqual(half, [{ half: null, after: null }])
  assert.deepEqual(levels, [{ name: '0001_stones.sql' }])
  assert.equal((await rows(known)).length, 3)
})

test('F12 what a file does and the note that it was applied are one commit', async (t) => {
  const { url, modules, write, rows } = await mill(t)
  const noted = `insert into banyan.migrations (schema, name, checksum) values ('mills', '0002_noted.sql', 'x');`
  write('0002_noted.sql', `create table mills.noted (id int); ${noted}`)

  await assert.rejects(migrate(url, modules), failing(/mills\/0002_noted\.sql failed: duplicate key/))

  assert.deepEqual(await rows(`select to_regclass('mills.noted') as noted`), [{ noted: null }])
})

test('F12 a process that may not migrate starts at its level only, and is told the command', async (t) => {
  const { url, modules, write } = await mill(t)

  await assert.rejects(
    requireLevel(url, modules),
    failing(/lacks \d+ migrations \(the first is banyan\/.*banyan migrate/),
  )
  await migrate(url, modules)
  await requireLevel(url, modules)
  write('0002_more.sql', 'create table mills.more (id int);')
  await assert.rejects(requireLevel(url, modules), failing(/lacks 1 migrations \(the first is mills\/0002_more\.sql\)/))
})

test('a migration whose connection is lost is a failure that names the file, not the end of the process', async (t) => {
  const { url, modules } = await mill(t, { '0001_lost.sql': 'select pg_terminate_backend(pg_backend_pid());' })

  await assert.rejects(migrate(url, modules), failing(/mills\/0001_lost\.sql failed: terminating connection/))
})

test('a role that may not make tables, and a database that is not there, are told as such', async (t) => {
  const { url, modules, rows } = await mill(t)
  await rows(
    `do $$ begin create role mill_guest login; exception when duplicate_object or unique_violation then null; end $$`,
  )
  const guest = new URL(url.replace('postgres:///', 'postgres://x/'))
  guest.searchParams.set('user', 'mill_guest')
  const asGuest = guest.href.replace('postgres://x/', 'postgres:///').replace(/\/\/[^@/]*@/, '//mill_guest@')

  await assert.rejects(migrate(asGuest, modules), failing(/may not make tables/))
  await assert.rejects(migrate('postgres://127.0.0.1:1/none', modules), failing(/cannot be reached .* DATABASE_URL/))
})

const failing = (message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof MigrationFailure, String(error))
  assert.match(error.message, message)
  return true
}

/** The texts that every client sends meanwhile, in order. */
async function spied(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = []
  const { query } = pg.Client.prototype
  pg.Client.prototype.query = function (this: pg.Client, ...args: any[]) {
    texts.push(String(args[0]))
    return (query as any).apply(this, args)
  } as any
  await work().finally(() => (pg.Client.prototype.query = query))
  return texts
}
