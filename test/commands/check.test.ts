import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import test from 'node:test'
import { order, readyCart } from '../world/juniper.ts'
import { fillSmallShop } from '../world/small-shop.ts'
import { newWorld } from '../world/world.ts'

const cli = join(import.meta.dirname, '..', '..', 'src', 'cli.ts')
const check = (url: string, dataDir: string, ...words: string[]) =>
  spawnSync(process.execPath, [cli, 'check', ...words], {
    encoding: 'utf8',
    env: {
      ...process.env,
      DATABASE_URL: url,
      BANYAN_SECRET: 'a secret for commands, long enough',
      BANYAN_DATA_DIR: dataDir,
    },
  })

test('banyan check says that every promise holds, and names the one that somebody broke by hand', async (t) => {
  const world = await newWorld(t, { promises: false })
  const shop = await fillSmallShop(world)
  await order(shop, await readyCart(shop, { mug: 1 }), 'k')
  await world.settle()
  const whole = check(world.url, world.settings.dataDir, '--grace', '1')

  await world.sql`update inventory.stock set on_hand = on_hand + 1 where sku = 'mug'`
  const broken = check(world.url, world.settings.dataDir, '--grace', '1')
  const json = check(world.url, world.settings.dataDir, '--grace', '1', '--json')

  assert.equal(whole.status, 0, whole.stdout + whole.stderr)
  assert.match(whole.stdout, /^I2 +holds +no charge is without its order$/m)
  assert.match(whole.stdout, /Looked at 1 orders, [^]*\nEvery promise holds.\n$/)
  assert.equal(broken.status, 1)
  assert.match(broken.stdout, /^I3 +BROKEN +what is on hand is the sum of its movements\n +\{"sku":"mug"/m)
  assert.match(broken.stdout, /1 promise is broken.\n$/)
  const told = JSON.parse(json.stdout)
  assert.deepEqual([json.status, told.holds, told.looked.orders], [1, false, 1])
  assert.deepEqual(told.breaches, [
    {
      id: 'I3',
      promise: 'what is on hand is the sum of its movements',
      rows: [{ sku: 'mug', location: 'hamburg', onHand: 20, moved: 19 }],
    },
  ])
})

test('a shop that cannot be checked is neither sound nor broken: exit code 2, and why', async (t) => {
  const world = await newWorld(t, { modules: ['users'] })
  const gone = check(world.url.replace(/\/[^/?]*\?/, '/no-such-database?'), world.settings.dataDir)
  await world.sql`drop table if exists orders.orders`
  const partly = check(world.url, world.settings.dataDir)
  const unknown = check(world.url, world.settings.dataDir, '--fast')

  assert.deepEqual([gone.status, partly.status, unknown.status], [2, 2, 2])
  assert.match(gone.stderr, /^The shop could not be checked. database "no-such-database" does not exist/)
  assert.match(partly.stderr, /^The shop could not be checked. relation "orders.orders" does not exist/)
  assert.match(unknown.stderr, /There is no option "--fast"/)
})
