import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fillSmallShop } from '../../test/world/small-shop.ts'
import { type World, newWorld } from '../../test/world/world.ts'
import { goodsCsv, importing } from '../modules/tasks/imports.fixture.ts'
import { askedOf } from './import.ts'

const cli = join(import.meta.dirname, '../cli.ts')

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-import-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The command beside a world: on its database and its folder. */
function begin({ url, settings }: World, words: string[]): ChildProcess {
  const env = {
    ...process.env,
    DATABASE_URL: url,
    BANYAN_DATA_DIR: settings.dataDir,
    BANYAN_SECRET: 'a secret of the test world, long enough',
    BANYAN_TEST_PROVIDER: '0',
  }
  return spawn(process.execPath, [cli, 'import', ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function run(world: World, ...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = begin(world, words)
  const [[code], out, err] = await Promise.all([once(child, 'close'), text(child.stdout!), text(child.stderr!)])
  return { code, out, err }
}

test('the command imports a file, tells mistakes in a file beside it, and finds nothing to do when it is run again', async (t) => {
  const world = await newWorld(t)
  const folder = folderOf(t)
  await fillSmallShop(world)
  const file = join(folder, 'goods.csv')
  writeFileSync(file, `${goodsCsv(3)}\nbad,B1,Bad,free,1`)

  const dry = await run(world, file, '--dry-run')
  const first = await run(world, file)
  writeFileSync(file, goodsCsv(3))
  rmSync(`${file}.errors.csv`)
  const second = await run(world, file, '--format', 'banyan')
  const missing = await run(world, join(folder, 'nothing.csv'))

  assert.match(dry.out, /^Dry run, nothing was written: 4 rows; products: 3 created, .* 1 with errors\./)
  assert.deepEqual([dry.code, first.code, second.code, missing.code], [1, 1, 0, 1], first.err + second.err)
  assert.match(
    first.out,
    /^4 rows; products: 3 created, 0 changed, 0 as they were, 1 with errors\.\n1 error: see .*goods\.csv\.errors\.csv/,
  )
  assert.match(second.out, /^3 rows; products: 0 created, 0 changed, 3 as they were, 0 with errors\.\n$/)
  assert.match(missing.err, /^There is no file .*nothing\.csv\.\n$/)
  assert.equal(existsSync(`${file}.errors.csv`), false)
  const { body } = await world.http('GET', '/api/products?q=thing')
  assert.deepEqual(
    body.items.map(({ available }: { available: boolean }) => available),
    [true, true, true],
  )
})

test('a command that is killed in the middle is finished by the shop, and nothing is there twice', async (t) => {
  const world = await newWorld(t)
  await fillSmallShop(world)
  const file = join(folderOf(t), 'goods.csv')
  writeFileSync(file, goodsCsv(2_000))
  const child = begin(world, [file])
  t.after(() => child.kill('SIGKILL'))
  const task = await someway(world)

  child.kill('SIGKILL')
  await once(child, 'close')
  await world.moveTime({ seconds: 31 })
  const done = await importing(world).run(task)

  assert.deepEqual(
    [done.state, done.counts],
    ['done', { rows: 2_000, created: 2_000, changed: 0, skipped: 0, failed: 0 }],
  )
  const [there] = await world.sql`
    select (select count(*)::int from catalog.variants where sku like 'G%') as variants,
      (select count(*)::int from pricing.price_log) - 3 as prices, (select count(*)::int from inventory.movements) - 3 as movements,
      (select count(*)::int from inventory.stock where sku like 'G%' and on_hand = 5) as levels`
  assert.deepEqual(there, { variants: 2_000, prices: 2_000, movements: 2_000, levels: 2_000 })
})

test('Ctrl-C stops an import after its batch, and the shop does not go on with it', async (t) => {
  const world = await newWorld(t)
  await fillSmallShop(world)
  const file = join(folderOf(t), 'goods.csv')
  writeFileSync(file, goodsCsv(2_000))
  const child = begin(world, [file])
  t.after(() => child.kill('SIGKILL'))
  const said = text(child.stderr!)
  const task = await someway(world)

  child.kill('SIGINT')
  const [code] = await once(child, 'close')
  await world.moveTime({ seconds: 31 })
  await world.job('tasks', 'run-tasks')

  assert.deepEqual([code, await said], [1, 'Stopped. What was imported stays; import the file again to go on.\n'])
  const { state, counts } = await importing(world).show(task)
  assert.deepEqual([state, counts.rows < 2_000], ['cancelled', true])
})

/** Waits until the import has come some way and is not at its end; answers its id. */
async function someway(world: World): Promise<string> {
  for (let left = 1_000; left > 0; left--) {
    const [task] = await world.sql`select id, state, (counts ->> 'rows')::int as rows from tasks.tasks`
    if (task?.rows >= 200) {
      assert.equal(task.state, 'running', 'the import was over before it could be killed')
      return task.id
    }
    await pause(20)
  }
  throw new Error('the import did not begin')
}

test('words that the command does not take are told with its help', () => {
  assert.deepEqual(askedOf(['a.csv', '--dry-run', '--format=vendure']), {
    file: 'a.csv',
    dryRun: true,
    format: 'vendure',
  })
  for (const words of [[], ['a', 'b'], ['a', '--wet'], ['a', '--format'], ['a', '--format', 'xml']]) {
    assert.throws(() => askedOf(words), /Name one|There is no option|--format takes/)
  }
})
