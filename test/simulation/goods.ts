/** What the simulated shop sells, where and for how much, and carts that are ready to be ordered. */
import { guest, system } from '../../src/kernel/module.ts'
import type { Process } from '../../src/kernel/compose.ts'
import type { Client, Contract } from '../../src/kernel/contract.ts'
import { createCart } from '../../src/modules/carts/create-cart.ts'
import { changeCart } from '../../src/modules/carts/change-cart.ts'
import type { CartsContext } from '../../src/modules/carts/context.ts'
import { tokenOf } from '../../src/modules/carts/cart-token.ts'
import { catalog } from '../../src/modules/catalog/contract.ts'
import { inventory } from '../../src/modules/inventory/contract.ts'
import { pricing } from '../../src/modules/pricing/contract.ts'
import { shipping } from '../../src/modules/shipping/contract.ts'

export type Sku = 'mug' | 'pot' | 'lamp'
/** A cart that only has to be ordered. */
export type ReadyCart = { id: string; token: string; total: { amount: number; currency: string }; lines: Wanted[] }
export type Wanted = { sku: Sku; quantity: number }
export type Goods = {
  variants: Record<Sku, string>
  /** By market: `now` is paid at once, `later` when it is sent. */
  options: Record<'now' | 'later', string>
  carts: Record<'now' | 'later', ReadyCart[]>
}

const prices: [Sku, number][] = [
  ['mug', 1_200],
  ['pot', 890],
  ['lamp', 9_900],
]
export const skus = prices.map(([sku]) => sku)
/** Levels that a seed finds. Small, so that buyers meet. */
export const openingLevels: { sku: Sku; location: string; onHand: number }[] = [
  { sku: 'mug', location: 'berlin', onHand: 2 },
  { sku: 'mug', location: 'hamburg', onHand: 4 },
  { sku: 'pot', location: 'hamburg', onHand: 7 },
  { sku: 'lamp', location: 'hamburg', onHand: 2 },
]
export const address = {
  firstName: 'Ada',
  lastName: 'Byron',
  line1: 'Hauptstr. 1',
  city: 'Hamburg',
  postalCode: '20095',
  country: 'DE',
}
export const addressOf = { now: address, later: { ...address, city: 'Wien', postalCode: '1010', country: 'AT' } }
/** What the ready carts hold. */
const wishes: Wanted[][] = [
  [{ sku: 'mug', quantity: 1 }],
  [{ sku: 'mug', quantity: 3 }],
  [{ sku: 'lamp', quantity: 1 }],
  [
    { sku: 'pot', quantity: 2 },
    { sku: 'mug', quantity: 2 },
  ],
  [{ sku: 'lamp', quantity: 2 }],
]

/** Fills an empty shop through the commands of its modules. */
export async function fillGoods(process: Process): Promise<Goods> {
  const { ids, clock } = process.options
  const id = () => ids.next()
  const origin = { principal: system, deadline: clock.now() + 10_000, trace: { requestId: 'fill', traceparent: null } }
  const client = <C extends Contract>(contract: C) => process.clientFor<Client<C>>(contract, origin)
  const markets = [
    { handle: 'now', countries: ['DE'], capture: 'now' as const, taxIncluded: true },
    { handle: 'later', countries: ['AT'], capture: 'later' as const, taxIncluded: false },
  ]
  await client(pricing).putMarkets({
    changeId: id(),
    markets: markets.map((each) => ({ ...each, name: each.handle, currency: 'EUR', locales: ['en'] })),
  })
  await client(pricing).putTaxRates({
    changeId: id(),
    rates: ['DE', 'AT'].map((country) => ({ country, name: 'VAT', ppm: 190_000 })),
  })
  const options = { now: id(), later: id() }
  const zones = { now: id(), later: id() }
  await client(shipping).putOffer({
    changeId: id(),
    zones: markets.map(({ handle, countries }) => ({ id: zones[handle as 'now'], name: handle, countries })),
    options: markets.map(({ handle }) => ({
      id: options[handle as 'now'],
      zoneId: zones[handle as 'now'],
      names: { en: 'Standard' },
      prices: { [handle]: { price: 490 } },
    })),
  })
  const made = await client(catalog).putProducts({
    batchId: id(),
    products: prices.map(([sku]) => ({
      handle: sku,
      status: 'active',
      texts: [{ locale: 'en', title: `A ${sku}` }],
      variants: [{ sku }],
    })),
  })
  const variants = Object.fromEntries(
    made.flatMap((each) => each.variants.map(({ sku, variantId }) => [sku, variantId])),
  ) as Goods['variants']
  await client(pricing).setPrices({
    changeId: id(),
    prices: prices.flatMap(([sku, amount]) =>
      markets.map(({ handle: market }) => ({ variantId: variants[sku], market, amount })),
    ),
  })
  for (const location of ['berlin', 'hamburg'])
    await client(inventory).ensureLocation({ handle: location, name: location })
  await client(inventory).adjust({
    batchId: id(),
    adjustments: openingLevels.map(({ onHand, ...place }) => ({ ...place, setTo: onHand, reason: 'opening' })),
  })
  const goods: Goods = { variants, options, carts: { now: [], later: [] } }
  for (const market of ['now', 'later'] as const)
    for (const lines of wishes) goods.carts[market].push(await readyCart(process, goods, market, lines))
  return goods
}

async function readyCart(process: Process, goods: Goods, market: 'now' | 'later', lines: Wanted[]): Promise<ReadyCart> {
  const { options } = process
  const deadline = options.clock.now() + 10_000
  const module = options.modules.find(({ contract }) => contract.name === 'carts')!
  const origin = { principal: guest, deadline, trace: { requestId: 'fill', traceparent: null } }
  const context = process.contextFor(module, origin) as unknown as CartsContext
  const cart = await createCart(context, {
    market,
    locales: ['en'],
    email: 'ada@example.com',
    lines: lines.map(({ sku, quantity }) => ({ variantId: goods.variants[sku], quantity, metadata: {} })),
  })
  const token = tokenOf(options.secrets, cart.id)
  const opening = { cartId: cart.id, token }
  await changeCart(context, opening, { kind: 'details', details: { shippingAddress: addressOf[market] } })
  const ready = await changeCart(context, opening, {
    kind: 'details',
    details: { shippingOptionId: goods.options[market] },
  })
  const { totals, currency } = ready.sums
  return { id: cart.id, token, total: { amount: totals.total, currency }, lines }
}
