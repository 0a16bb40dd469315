import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { type Answer, eventually, readyCart, shelf } from '../world/juniper.ts'
import { sized } from './size.ts'
import { type Trial, sharedTrial } from './trial.ts'

/** Four equal processes: what one remembers the others do not know. */
const shop = sharedTrial({ topology: 'one', copies: 4, stock: { mug: 60, pot: 60, lamp: 1 } })
const buyers = sized(200, 1_000)

const admin = ({ http, adminToken }: Trial, path: string, body: object): Promise<Answer> =>
  http('POST', path, { token: adminToken, body })
const count = (answers: Answer[]) => {
  const kinds = answers.map(({ status, body }) => (status === 201 ? 'paid' : `${status} ${body?.code}`))
  return Object.fromEntries([...Map.groupBy(kinds, (kind) => kind)].map(([kind, all]) => [kind, all.length]))
}

test('F57 many buyers at four processes and one unit: one order is paid, the others are told cleanly', async () => {
  const trial = await shop()

  const answers = await Promise.all(
    Array.from({ length: buyers }, () => trial.persist({ lines: { lamp: 1 } }, randomUUID())),
  )
  await trial.quiet()

  assert.deepEqual(count(answers), { paid: 1, '409 out_of_stock': buyers - 1 })
  assert.deepEqual(await shelf(trial, 'lamp'), { onHand: 0, held: 0 })
  assert.deepEqual(await trial.sql`select id from orders.orders where status = 'PENDING'`, [])
  assert.equal((await trial.provider.books()).payments.length, 1)
  await trial.assertSound()
})

test('F58 carts with the same goods in any order, more than there are: no deadlock, none sold twice', async () => {
  const trial = await shop()
  const charged = (await trial.provider.books()).payments.length
  const lines = (at: number): Record<string, number> => (at % 2 === 0 ? { mug: 1, pot: 2 } : { pot: 2, mug: 1 })

  const answers = await Promise.all(
    Array.from({ length: 90 }, (_, at) => trial.persist({ lines: lines(at) }, randomUUID())),
  )
  await trial.quiet()

  const paid = answers.filter(({ status }) => status === 201).length
  assert.deepEqual(count(answers), { paid: 30, '409 out_of_stock': 60 })
  assert.deepEqual(await shelf(trial, 'pot'), { onHand: 0, held: 0 })
  assert.deepEqual(await shelf(trial, 'mug'), { onHand: 30, held: 0 })
  assert.equal((await trial.provider.books()).payments.length, charged + paid)
  assert.doesNotMatch(trial.running.map((each) => each.output()).join(''), /deadlock|40P01/)
  await trial.assertSound()
})

test('F60 an operator who counts less than orders hold is refused, and may count what they hold', async () => {
  const trial = await shop()
  const key = randomUUID()
  await trial.place({ lines: { mug: 3 } }, key, { method: 'test_requires_action' })
  const setTo = (units: number) =>
    admin(trial, '/api/admin/stock/adjustments', { sku: 'mug', location: 'hamburg', setTo: units, reason: 'count' })

  const [less, exact] = [await setTo(2), await setTo(3)]
  const sold = await trial.place({ lines: { mug: 1 } }, randomUUID())
  await trial.moveTime(3_600)
  const free = await eventually(async () => {
    const level = await shelf(trial, 'mug')
    return level.held === 0 ? level : null
  }, 'the order expires')

  assert.deepEqual([less.status, less.body.code], [409, 'below_held'], less.text)
  assert.ok(exact.status < 300, exact.text)
  assert.deepEqual([sold.status, sold.body.code], [409, 'out_of_stock'], sold.text)
  assert.deepEqual(free, { onHand: 3, held: 0 })
  await trial.assertSound()
})

test('F61 killed while holds are gathered, and all sent again by their keys: each counts once', async () => {
  const trial = await shop()
  const victim = trial.running[0]!
  assert.ok((await stock(trial, 'mug', 100)).status < 300)
  const keys = Array.from({ length: 60 }, () => randomUUID())

  const begun = keys.map((key) => trial.place({ lines: { mug: 1 } }, key, { at: victim }))
  await eventually(async () => {
    const rows =
      await trial.sql`select from inventory.holds h join orders.orders o on o.id = h.order_id where o.claim_key = any(${keys}::text[])`
    return rows.length > 0 ? true : null
  }, 'the first holds are there')
  await victim.kill()
  await Promise.all(begun)
  await trial.moveTime(31)
  const answers = await Promise.all(
    keys.map((key) => trial.persist({ lines: { mug: 1 } }, key, { at: trial.running[1]! })),
  )
  await victim.restart()
  await trial.quiet({ hasten: true })

  assert.deepEqual(count(answers), { paid: 60 })
  assert.deepEqual(await shelf(trial, 'mug'), { onHand: 40, held: 0 })
  await trial.assertSound()
})

test('F63 a price that moves between cart and pay: never a total that the buyer did not see', async () => {
  const trial = await shop()
  const cart = await readyCart(trial, { mug: 1 })
  const variantId = trial.variants['mug']
  const changed = await admin(trial, '/api/admin/prices', {
    prices: [{ variantId, market: 'eu', price: { amount: 1_300, currency: 'EUR' } }],
  })
  assert.ok(changed.status < 300, changed.text)
  // A price of up to a minute ago stands.
  await trial.sql`update carts.carts set priced_at = priced_at - interval '2 minutes' where id = ${cart.id}`

  const refused = await trial.place(cart, randomUUID())
  const { body: shown } = await trial.http('GET', `/api/carts/${cart.id}`, { headers: { 'cart-token': cart.token } })
  const paid = await trial.place({ ...cart, total: refused.body.totals.total }, randomUUID())

  assert.deepEqual([refused.status, refused.body.code, refused.body.totals.total.amount], [409, 'total_changed', 1_790])
  assert.deepEqual(
    shown.notices.map(({ code }: { code: string }) => code),
    ['price_changed'],
  )
  assert.deepEqual([paid.status, paid.body.totals.total.amount], [201, 1_790], paid.text)
  await trial.assertSound()
})

test('F66 a guest who logs in twice, in two tabs, at two processes: no line is lost, none is there twice', async () => {
  const trial = await shop()
  const account = { email: `tabs-${randomUUID()}@example.com`, password: 'a tab beside another tab' }
  const registered = await trial.http('POST', '/api/users/register', {
    body: { ...account, firstName: 'Ada', lastName: 'Byron' },
  })
  assert.ok(registered.status < 300, registered.text)
  const guest = await trial.http('POST', '/api/carts', {
    body: { lines: [{ variantId: trial.variants['mug'], quantity: 2 }] },
  })
  const body = { ...account, cartToken: guest.body.token }

  const tabs = await Promise.all([1, 2, 3, 4].map(() => trial.http('POST', '/api/users/login', { body })))
  const mine = await trial.http('GET', '/api/carts/mine', { token: tabs[0]!.body.accessToken })

  assert.deepEqual(new Set(tabs.map(({ status }) => status)), new Set([200]), tabs[0]!.text)
  const lines = mine.body.lines.map(({ variantId, quantity }: any) => [variantId, quantity])
  assert.deepEqual(lines, [[trial.variants['mug'], 2]])
})

const stock = (trial: Trial, sku: string, setTo: number): Promise<Answer> =>
  admin(trial, '/api/admin/stock/adjustments', { sku, location: 'hamburg', setTo, reason: 'delivery' })
