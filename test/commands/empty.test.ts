import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import test from 'node:test'
import { order, readyCart } from '../world/juniper.ts'
import { fillSmallShop } from '../world/small-shop.ts'
import { newWorld } from '../world/world.ts'

const cli = join(import.meta.dirname, '..', '..', 'src', 'cli.ts')
const banyan = (url: string, dataDir: string, ...words: string[]) =>
  spawnSync(process.execPath, [cli, ...words], {
    encoding: 'utf8',
    env: {
      ...process.env,
      DATABASE_URL: url,
      BANYAN_SECRET: 'a secret for commands, long enough',
      BANYAN_DATA_DIR: dataDir,
      BANYAN_TEST_PROVIDER: '0',
    },
  })

test('a shop that is emptied keeps its markets, taxes, delivery and staff, and nothing that was sold', async (t) => {
  const world = await newWorld(t)
  const shop = await fillSmallShop(world)
  assert.equal((await order(shop, await readyCart(shop, { mug: 1 }), 'k')).status, 201)
  await world.http('POST', '/api/users/register', {
    body: { email: 'ada@example.com', password: 'a long way from home', firstName: 'Ada', lastName: 'Byron' },
  })
  await world.settle()

  const asked = banyan(world.url, world.settings.dataDir, 'empty')
  const done = banyan(world.url, world.settings.dataDir, 'empty', '--yes')

  assert.deepEqual([asked.status, done.status], [2, 0], done.stderr)
  const [left] = await world.sql`
    select (select count(*)::int from catalog.products) as products, (select count(*)::int from orders.orders) as orders,
      (select count(*)::int from users.users) as users, (select count(*)::int from pricing.markets) as markets,
      (select count(*)::int from shipping.options) as options, (select count(*)::int from inventory.locations) as locations`
  assert.deepEqual(left, { products: 0, orders: 0, users: 0, markets: 2, options: 1, locations: 1 })
})
