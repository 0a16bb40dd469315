import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import pg from 'pg'
import { openJuniper, order, readyCart } from '../../test/world/juniper.ts'
import { breachesOf } from '../../test/world/promises.ts'
import { fillSmallShop } from '../../test/world/small-shop.ts'
import { newWorld } from '../../test/world/world.ts'
import { modules } from '../modules.ts'
import { checkInvariants, checkShop, notYet } from './invariants.ts'
import { plants } from './plants.fixture.ts'
import { openReadOnly } from './read-only.ts'
import { shopIn } from './shop-to-check.ts'
import { type SoundShop, soundShop } from './sound-shop.fixture.ts'

let sound: SoundShop
// Every test leaves it as it was.
const ends: (() => unknown)[] = []
before(async () => void (sound = await soundShop({ after: (end) => void ends.push(end as () => unknown) })))
after(async () => {
  for (const end of ends) await end()
})

const named = (breaches: { id: string; promise: string }[]) => breaches.map(({ id, promise }) => `${id} ${promise}`)

test('a sound shop breaks no promise, and whoever breaks one by hand is told that one, with the rows that show it', async () => {
  const { shop, orders, broken } = sound
  // Pages so small that what belongs together stands on several.
  const look = (each: typeof shop) => checkShop(each, { graceS: 60, wait: null, pace: { pageSize: 3 } })

  const whole = await look(shop)
  assert.deepEqual([whole.breaches, whole.looked['orders'], await checkInvariants(shop)], [[], 12, []])
  for (const { id, promise, sql } of plants) {
    const { breaches } = await broken(sql(orders), look)
    assert.deepEqual(named(breaches), [`${id} ${promise}`], JSON.stringify(breaches, null, 1))
    assert.ok(breaches[0]!.rows.length > 0)
  }
  assert.deepEqual(new Set(named(plants)), new Set(named(whole.asked)), 'every promise has a plant')
})

test('on a shop that runs, what is found is looked at again: what has passed by then is not told', async () => {
  const { world, shop, orders } = sound
  const held = { graceS: 60 }
  const [{ wake_at: before }] = await world.sql`select wake_at from orders.sagas where order_id = ${orders.atBank}`
  const breakIt = () =>
    world.sql`update orders.sagas set wake_at = banyan.now() - interval '1 hour' where order_id = ${orders.atBank}`
  const mendIt = () => world.sql`update orders.sagas set wake_at = ${before} where order_id = ${orders.atBank}`

  await breakIt()
  await world.sql`update inventory.stock set held = held + 1 where sku = 'pot'`
  const waits: number[] = []
  const passed = await checkShop(shop, {
    ...held,
    wait: async (s) => {
      waits.push(s)
      await mendIt()
      await world.sql`update inventory.stock set held = held - 1 where sku = 'pot'`
    },
  })
  await breakIt()
  const stayed = await checkShop(shop, { ...held, wait: async () => {} })
  await mendIt()

  assert.deepEqual([passed.breaches, waits], [[], [60]])
  assert.deepEqual(named(stayed.breaches), ['I1 no saga is overdue'])
})

test('a monitor that runs often looks at the latest orders and facts, and finds what is wrong with them', async () => {
  const { world, shop, orders, broken } = sound
  // Two hours passed after the first order.
  const since = new Date(world.clock.now() - 3_600_000)
  const look = (each: typeof shop) => checkShop(each, { graceS: 60, wait: null, since })

  const whole = await look(shop)
  const late = await broken(`delete from orders.sagas where order_id = '${orders.atBank}'`, look)
  const early = await broken(`update orders.orders set total = total + 1 where id = '${orders.tooLate}'`, look)

  assert.deepEqual([whole.breaches, whole.looked['orders'], early.breaches], [[], 11, []])
  assert.deepEqual(named(late.breaches), ['I1 an order that is not finished has a saga that finishes it'])
})

test('a subscriber that came with a later version need not have heard what was told before it', async () => {
  const { shop, world } = sound
  await world.sql`create table inbox_before as select * from inventory.inbox where subscriber = 'sell-held-stock'`
  const first = `(select event_id from inbox_before order by done_at limit 1)`
  const live = () => checkShop(shop, { graceS: 0, wait: async () => {} })
  const forget = (which: string) =>
    world.sql([`delete from inventory.inbox where subscriber = 'sell-held-stock' and event_id ${which}`] as never)

  await forget(`= ${first}`)
  const [asNew, strict] = [await live(), await checkInvariants(shop)]
  await world.sql`insert into inventory.inbox select * from inbox_before on conflict do nothing`
  await forget(`<> ${first}`)
  const missed = await live()
  await world.sql`insert into inventory.inbox select * from inbox_before on conflict do nothing`
  await world.sql`drop table inbox_before`

  const told = ['I6 every fact that was told reached every subscriber']
  assert.deepEqual([named(asNew.breaches), named(strict), named(missed.breaches)], [[], told, told])
})

test('a shop whose modules have a database each is checked across them', async (t) => {
  const world = await newWorld(t, { databases: 'each', promises: false })
  const adminToken = `test:${Buffer.from(JSON.stringify(world.administrator)).toString('base64url')}`
  const shop = await openJuniper({ http: (method, path, options) => world.http(method, path, options), adminToken })
  await world.settle()
  const placed = await order(shop, await readyCart(shop, { mug: 2 }), 'k')
  await world.settle()
  const owner = new pg.Pool({ connectionString: world.url, max: 1 })
  owner.on('error', () => {})
  t.after(() => owner.end())
  const look = () => breachesOf(owner, world.urls, world.secrets)
  const whole = await look()

  const inventory = new pg.Client({ connectionString: world.urls.get('inventory')! })
  await inventory.connect()
  await inventory.query(`update inventory.holds set state = 'released'`)
  await inventory.query(
    `update inventory.stock set on_hand = on_hand + 2 where sku = 'mug'; update inventory.movements set delta = 0 where kind = 'sold'`,
  )
  await inventory.end()
  await world.sql`update test_provider.payments set captured = 1`

  assert.deepEqual(whole, [])
  assert.deepEqual(named(await look()), [
    'I2 the provider’s books say the same as ours',
    'I4 a paid order sold what was bought, a cancelled one kept nothing',
  ])
  assert.equal(placed.status, 201)
})

test('the checker can only read, sees one moment of a database in each look, and lets it go', async (t) => {
  const world = await newWorld(t, { modules: ['users', 'orders'] })
  const { look, databases, close } = await openReadOnly(['users', 'orders'], () => world.url)
  t.after(close)
  const count = `select count(*)::int as n from banyan.marks`
  const mark = (name: string) => world.sql`insert into banyan.marks (name) values (${name})`

  await assert.rejects(
    look((read) => read('users', `insert into banyan.marks (name) values ('x')`)),
    /cannot execute INSERT in a read-only transaction/,
  )
  const seen = await look(async (read) => {
    const before = await read('users', count)
    await mark('a')
    return [before, await read('orders', count)]
  })
  const after = await look((read) => read('users', count))
  const [{ n: open }] = await world.sql`
    select count(*)::int as n from pg_stat_activity where application_name = 'banyan check' and xact_start is not null`

  assert.deepEqual(databases, [['users', 'orders']])
  assert.deepEqual([seen, after, open], [[[{ n: 0 }], [{ n: 0 }]], [{ n: 1 }], 0])
})

test('a shop that is busy selling is never said to be broken, not even at the first look', async (t) => {
  const world = await newWorld(t)
  const juniper = await fillSmallShop(world, { mug: 30, pot: 1_000, lamp: 1_000 })
  world.process.start()
  const { look, databases, close } = await openReadOnly(
    modules.map(({ contract }) => contract.name),
    () => world.url,
  )
  t.after(close)
  const shop = shopIn(() => Promise.reject(new Error('not asked')), { look, databases, secrets: world.secrets })
  const methods = ['test_ok', 'test_ok', 'test_declined', 'test_requires_action']
  const buyer = async (at: number) => {
    for (let turn = 0; turn < 12; turn++) {
      const cart = await readyCart(juniper, turn % 3 === 0 ? { mug: 2, pot: 1 } : { pot: 1, lamp: 2 }).catch(() => null)
      if (cart === null) continue
      const { status, body } = await order(juniper, cart, `${at}-${turn}`, methods[(at + turn) % 4])
      const headers = { 'order-token': body.token, 'idempotency-key': world.process.options.ids.next() }
      if (status < 300 && turn % 4 === 1) await world.http('POST', `/api/orders/${body.id}/cancel`, { headers })
    }
  }

  let selling = true
  const buyers = Promise.all([0, 1, 2, 3].map(buyer)).finally(() => (selling = false))
  const looks: object[][] = []
  while (selling) looks.push((await checkShop(shop, { graceS: 60, wait: null, pace: { pageSize: 10 } })).breaches)
  await buyers

  assert.ok(looks.length > 2, `${looks.length} looks`)
  assert.deepEqual(looks.flat(), [])
})

test('what is said not to exist yet does not exist: a module that limits what is sold brings its promise', () => {
  const limited = modules.filter(({ contract }) => /promotion|coupon|voucher|flash|quota/.test(contract.name))

  assert.deepEqual(
    limited.map(({ contract }) => contract.name),
    [],
  )
  assert.deepEqual(
    notYet.map(({ id }) => id),
    ['I9'],
  )
})
