import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { Refusal } from '#kernel/errors.ts'
import { newWorld } from '../../../test/world/world.ts'
import { pricing } from './contract.ts'

const id = (last: number) => `01890000-0000-7000-8000-${String(last).padStart(12, '0')}`
const [mug, bowl] = [id(1), id(2)]

async function shop(t: TestContext) {
  const world = await newWorld(t, { modules: ['pricing'], link: 'loop' })
  const client = world.client(pricing)
  await client.putMarkets({
    changeId: id(91),
    markets: [
      { handle: 'eu', name: 'Europe', currency: 'EUR', countries: ['DE'], locales: ['de'], taxIncluded: true },
      { handle: 'jp', name: 'Japan', currency: 'JPY', countries: ['JP'], locales: ['ja'], taxIncluded: true },
    ],
  })
  const told = async () => world.events(pricing.events.PriceChanged)
  const log = async () =>
    world.sql`select variant_id, market, amount::int, min_quantity from pricing.price_log order by pos`
  return { world, client, told, log }
}

test('a change tells every base price that the variant has now, in all markets, steps and windows', async (t) => {
  const { client, told } = await shop(t)
  await client.setPrices({
    changeId: id(11),
    prices: [{ variantId: mug, market: 'eu', amount: 1_999, compareAt: 2_500 }],
  })

  await client.setPrices({
    changeId: id(12),
    prices: [
      { variantId: mug, market: 'jp', amount: 3_000 },
      {
        variantId: mug,
        market: 'eu',
        amount: 1_500,
        minQuantity: 10,
        validFrom: '2026-01-01T00:00:00Z',
        validTo: '2027-01-01T00:00:00Z',
      },
    ],
  })

  assert.deepEqual((await told()).at(-1), {
    variantId: mug,
    prices: [
      { market: 'eu', currency: 'EUR', amount: 1_999, compareAt: 2_500, minQuantity: 1 },
      {
        market: 'eu',
        currency: 'EUR',
        amount: 1_500,
        minQuantity: 10,
        validFrom: '2026-01-01T00:00:00.000Z',
        validTo: '2027-01-01T00:00:00.000Z',
      },
      { market: 'jp', currency: 'JPY', amount: 3_000, minQuantity: 1 },
    ],
  })
})

test('the same change again does nothing, however close; the log keeps what was and what is', async (t) => {
  const { world, client, told, log } = await shop(t)
  const change = { changeId: id(11), prices: [{ variantId: mug, market: 'eu', amount: 100 }] }

  const answers = await Promise.all([client.setPrices(change), client.setPrices(change), client.setPrices(change)])
  await client.setPrices({ changeId: id(12), prices: [{ variantId: mug, market: 'eu', amount: 90 }] })
  const late = await client.setPrices(change)

  assert.deepEqual([...answers, late], Array(4).fill({ set: 1 }))
  assert.deepEqual(
    (await log()).map(({ amount }) => amount),
    [100, 90],
  )
  assert.equal((await told()).length, 2)
  assert.deepEqual(
    (await world.sql`select amount::int from pricing.prices`).map(({ amount }) => amount),
    [90],
  )
})

test('what is set to what it is already is neither logged nor told', async (t) => {
  const { client, told, log } = await shop(t)
  await client.setPrices({
    changeId: id(11),
    prices: [
      { variantId: mug, market: 'eu', amount: 100 },
      { variantId: bowl, market: 'eu', amount: 50 },
    ],
  })

  await client.setPrices({
    changeId: id(12),
    prices: [
      { variantId: mug, market: 'eu', amount: 100 },
      { variantId: bowl, market: 'eu', amount: 60 },
    ],
  })

  assert.deepEqual((await told()).map(({ variantId }) => variantId).sort(), [bowl, bowl, mug].sort())
  assert.equal((await log()).length, 3)
})

test('named twice in one change, the last counts', async (t) => {
  const { world, client } = await shop(t)
  const window = { variantId: mug, market: 'eu', validFrom: '2026-01-01T00:00:00Z' }

  const { set } = await client.setPrices({
    changeId: id(11),
    prices: [
      { ...window, amount: 1 },
      { ...window, validFrom: '2026-01-01T01:00:00+01:00', amount: 2 },
    ],
  })

  assert.equal(set, 1)
  assert.deepEqual(
    (await world.sql`select amount::int from pricing.prices`).map(({ amount }) => amount),
    [2],
  )
})

test('of changes to one variant at the same moment the last fact has them all', async (t) => {
  const { client, told } = await shop(t)
  const steps = [1, 2, 3, 4, 5, 6, 7, 8]

  await Promise.all(
    steps.map((minQuantity) =>
      client.setPrices({
        changeId: id(100 + minQuantity),
        prices: [{ variantId: mug, market: 'eu', amount: 100 - minQuantity, minQuantity }],
      }),
    ),
  )

  const facts = await told()
  assert.equal(facts.length, steps.length)
  assert.deepEqual(
    facts.map(({ prices }) => prices.length),
    steps,
  )
  assert.deepEqual(
    facts.at(-1)!.prices.map(({ minQuantity }) => minQuantity),
    steps,
  )
})

test('changes that name the same variants in other orders do not stand in each other’s way', async (t) => {
  const { client, told } = await shop(t)
  const variants = Array.from({ length: 40 }, (_, at) => id(200 + at))
  const pricesOf = (all: string[], amount: number) => all.map((variantId) => ({ variantId, market: 'eu', amount }))

  await Promise.all(
    [1, 2, 3, 4].map((round) =>
      client.setPrices({
        changeId: id(300 + round),
        prices: pricesOf(round % 2 === 0 ? variants.toReversed() : variants, round),
      }),
    ),
  )

  assert.equal((await told()).length, 160)
})

test('an unknown market and a window that ends before it begins are refused, and nothing is written', async (t) => {
  const { world, client } = await shop(t)
  const refusalOf = (prices: any[]) =>
    client.setPrices({ changeId: id(11), prices }).then(
      () => null,
      (error: Refusal) => error,
    )
  const good = { variantId: mug, market: 'eu', amount: 1 }

  const market = await refusalOf([good, { ...good, market: 'moon' }])
  const window = await refusalOf([
    good,
    { ...good, validFrom: '2026-02-01T00:00:00Z', validTo: '2026-01-01T00:00:00Z' },
  ])
  const negative = await refusalOf([{ ...good, amount: -1 }])

  assert.deepEqual(
    [market?.code, market?.status, window?.code, window?.details.errors?.[0]?.pointer, negative?.status],
    ['market_unknown', 422, 'invalid', '/prices/1/validTo', 400],
  )
  assert.equal((await world.sql`select from pricing.prices`).length, 0)
  assert.equal((await world.sql`select from pricing.changes where kind = 'prices'`).length, 0)
})

test('setting prices is one transaction of three statements, for one price or a thousand', async (t) => {
  const { world, client } = await shop(t)
  await client.markets({})
  const prices = Array.from({ length: 1_000 }, (_, at) => ({ variantId: id(1_000 + at), market: 'eu', amount: at }))

  world.statements.length = 0
  await client.setPrices({ changeId: id(11), prices })

  // The loop sends it twice: five messages the first time; the repeat begins, finds the change, reads its answer,
  // commits.
  assert.equal(world.statements.length, 5 + 4)
})
