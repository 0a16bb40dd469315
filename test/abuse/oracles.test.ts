import assert from 'node:assert/strict'
import test from 'node:test'
import { systemRandom, uuidv7From } from '../../src/kernel/chance.ts'
import { orderNumber } from '../../src/modules/orders/order.ts'
import { order, readyCart } from '../world/juniper.ts'
import { fillSmallShop } from '../world/small-shop.ts'
import { newWorld } from '../world/world.ts'
import { openScene } from './people.ts'

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** Of each bit the share in which it is set. Fair ones are near a half: of 4,000, 0.45 to 0.55 is six deviations to either side. */
function sharesOf(numbers: bigint[], bits: number): number[] {
  return Array.from(
    { length: bits },
    (_, at) => numbers.filter((each) => (each >> BigInt(at)) & 1n).length / numbers.length,
  )
}
const isFair = (share: number): boolean => share > 0.45 && share < 0.55

test('A28 an id tells when it was made and nothing else: 74 bits of it are fair, and one is no step from the next', () => {
  const ids = uuidv7From({ now: () => 1_800_000_000_000 }, systemRandom)
  const made = Array.from({ length: 4_000 }, () => BigInt(`0x${ids.next().replaceAll('-', '')}`))

  // Below the time stand four bits of the version and two of the variant, which are the same for all.
  const shares = sharesOf(made, 80).filter((share) => share !== 0 && share !== 1)
  const steps = made.slice(1).map((each, at) => each - made[at]!)

  assert.equal(shares.length, 74)
  assert.deepEqual(
    shares.filter((share) => !isFair(share)),
    [],
  )
  assert.equal(new Set(steps).size, steps.length)
})

test('A28 an order number is forty fair bits: none tells the next, how many there are, or when', () => {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  const numbers = Array.from({ length: 4_000 }, () => orderNumber(systemRandom.bytes(8)))
  const values = numbers.map((text) =>
    [...text].reduce((sum, letter) => sum * 32n + BigInt(alphabet.indexOf(letter)), 0n),
  )

  const changes = values.slice(1).map((each, at) => each ^ values[at]!)

  for (const text of numbers) assert.match(text, /^[0-9A-HJKMNP-TV-Z]{8}$/)
  assert.equal(new Set(numbers).size, numbers.length)
  assert.deepEqual(
    sharesOf(values, 40).filter((share) => !isFair(share)),
    [],
  )
  assert.deepEqual(
    sharesOf(changes, 40).filter((share) => !isFair(share)),
    [],
  )
})

test('A28 every id that anybody is shown is a UUIDv7 or a hash, and an order’s number opens nothing', async (t) => {
  const { world, ada } = await openScene(t)
  const as = ada.principal
  const texts: string[] = []
  for (const path of [
    '/api/products',
    '/api/orders',
    '/api/customers/me',
    '/api/customers/me/addresses',
    '/api/carts/mine',
  ])
    texts.push((await world.http('GET', path, { as })).text)
  const { number } = (await world.http('GET', `/api/orders/${ada.order.id}`, { as })).body

  const ids = texts.join().match(uuid) ?? []
  const byNumber = [
    await world.http('GET', `/api/orders/${number}`, { as }),
    await world.http('GET', `/api/orders/${number}`),
    await world.http('GET', `/api/orders?number=${number}`, { as }),
  ]

  assert.ok(ids.length > 10)
  assert.deepEqual(
    ids.filter((id) => id[14] !== '7'),
    [],
  )
  for (const text of texts) assert.doesNotMatch(text, /"id":\s*\d/)
  for (const { status } of byNumber) assert.ok(status === 400 || status === 404, String(status))
})

test('A28 what shoppers see of a product is the same bytes before and after a sale: nobody counts what a shop sells', async (t) => {
  const world = await newWorld(t)
  const shop = await fillSmallShop(world, { mug: 500 })
  const look = async () => {
    const answers = [await world.http('GET', '/api/products/mug'), await world.http('GET', '/api/products')]
    return answers.map(({ status, headers, text }) => ({ status, etag: headers['etag'], text }))
  }
  const before = await look()

  for (let n = 0; n < 3; n++) {
    const { status, text } = await order(shop, await readyCart(shop, { mug: 2 }), world.process.options.ids.next())
    assert.equal(status, 201, text)
  }
  await world.settle()
  await world.job('catalog', 'refresh-cache')
  await world.moveTime({ minutes: 10 })

  assert.deepEqual(await look(), before)
  assert.doesNotMatch(JSON.stringify(before), /onHand|"held"|\b49\d\b|\b500\b/)
})
