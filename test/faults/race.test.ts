import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { type Answer, type Juniper, eventually, openJuniper, order, readyCart, shelf } from '../world/juniper.ts'
import { startProcesses } from '../world/processes.ts'
import { fillSmallShop } from '../world/small-shop.ts'
import { newWorld } from '../world/world.ts'

const buyers = 60
const units = 5

/** Sixty ready carts, then all orders at once. Who is told that there is too much to do asks again with the same key, as a client does. */
async function rush(shop: Juniper): Promise<Answer[]> {
  const carts: Awaited<ReturnType<typeof readyCart>>[] = []
  // Ten at a time: it is the orders that race.
  while (carts.length < buyers)
    carts.push(...(await Promise.all(Array.from({ length: 10 }, () => readyCart(shop, { lamp: 1 })))))
  const place = (cart: (typeof carts)[number], at: number) =>
    eventually(async () => {
      const answer = await order(shop, cart, `rush-${at}`)
      return answer.status === 503 && answer.body.code === 'overloaded' ? null : answer
    }, 'an answer to an order')
  return Promise.all(carts.map(place))
}

function assertExact(answers: Answer[]): void {
  const sold = answers.filter(({ status }) => status === 201)
  const refused = answers.filter(({ status, body }) => status === 409 && body.code === 'out_of_stock')
  assert.deepEqual(
    [sold.length, refused.length],
    [units, buyers - units],
    JSON.stringify(answers.map(({ status, body }) => [status, body?.code])),
  )
  assert.equal(new Set(sold.map(({ body }) => body.id)).size, units)
}

test('F57 sixty buyers at once for five lamps: five orders, fifty-five clean refusals', async (t: TestContext) => {
  const world = await newWorld(t)
  const shop = await fillSmallShop(world, { lamp: units })

  const answers = await rush(shop)
  await world.settle()

  assertExact(answers)
  assert.deepEqual(await shelf(shop, 'lamp'), { onHand: 0, held: 0 })
  assert.equal((await world.provider!.books()).payments.length, units)
  assert.deepEqual(
    await world.sql`select status, count(*)::int from orders.orders where status not in ('PAID', 'CANCELLED') group by 1`,
    [],
  )
})

test('F57 sixty buyers at two equal processes for five lamps: five orders, fifty-five clean refusals', async (t: TestContext) => {
  const shop = await openJuniper(await startProcesses(t, { topology: 'one', copies: 2 }), { lamp: units })

  const answers = await rush(shop)

  assertExact(answers)
  const level = await eventually(async () => {
    const now = await shelf(shop, 'lamp')
    return now.held === 0 ? now : null
  }, 'what was held is sold')
  assert.deepEqual(level, { onHand: 0, held: 0 })
})
