/** Prices a draft: what it costs, whether it is there, how it may be delivered. Every neighbour is asked once for all lines. */
import { Refusal, refusal } from '#kernel/errors.ts'
import type { InputOf, OutputOf } from '#kernel/contract.ts'
import type { ShippingChoice } from '#commerce/scalars.ts'
import { pricing } from '#modules/pricing/contract.ts'
import { type Cart, type Market, emptySums } from './cart.ts'
import type { CartsContext } from './context.ts'
import { carts } from './contract.ts'
import { type Draft, unavailableHere } from './intent.ts'
import { type CartLine, type DraftLine, wantedBySku } from './line.ts'

/** What pricing decides of a cart. `anew`: prices and stock were asked, so their age starts again. */
export type Priced = Pick<Cart, 'lines' | 'sums' | 'shippingAddress' | 'shippingOption' | 'lost'> & { anew: boolean }
type Quote = OutputOf<typeof pricing.queries.quote>
type Cost = Quote['lines'][number]
/** Lines that catalog described; `forSale` false for those it does not sell. */
type Described = DraftLine & Pick<CartLine, 'productId' | 'sku' | 'title' | 'taxClass' | 'forSale'>

/**
 * Prices a draft. Refuses what the edit itself asked for and cannot have: `market_unknown`, `country_not_in_market` (with
 * `countries`), `not_for_sale` (with `variantIds`), `shipping_option_unavailable`, `amount_too_large` (422), `out_of_stock`
 * (409, with `available` and `lines`). What was in the cart before stays with a notice instead, or is taken out with one.
 * Four calls at most ask the database: catalog, prices and stock; none of them when prices are kept.
 */
export async function priceCart(context: CartsContext, draft: Draft): Promise<Priced> {
  const market = await marketFor(context, draft.market)
  const placed = withinMarket(draft, market)
  if (placed.lines.length === 0) return emptied(placed, market)
  const lines = placed.pricing === 'kept' ? (placed.lines as Described[]) : await describe(context, placed)
  const [quoted, stock] = await Promise.all([quote(context, placed, lines), stockOf(context, placed, lines)])
  checkStock(placed, lines, stock)
  const { option, lost, quote: last } = await withDelivery(context, placed, quoted)
  const costs = costsOf(last)
  return {
    lines: quoted.lines.map((line) => priced(placed, line, costs.get(line.id)!, stock)),
    sums: sumsOf(last),
    shippingAddress: placed.shippingAddress,
    shippingOption: option,
    lost,
    anew: placed.pricing === 'anew',
  }
}

/** The market by its handle, or the default one for null. Refuses `market_unknown` (422). Small reference data: no statement. */
export async function marketFor({ pricing }: Pick<CartsContext, 'pricing'>, handle: string | null): Promise<Market> {
  const markets = await pricing.markets({})
  const market =
    handle === null
      ? (markets.find(({ isDefault }) => isDefault) ?? markets[0])
      : markets.find((each) => each.handle === handle)
  if (market !== undefined) return market
  throw refusal(carts.commands.open, 'market_unknown', {
    detail: 'There is no such market. Take one of those listed.',
    markets: markets.map((each) => each.handle),
  })
}

/** Takes out an address that the market no longer serves, or refuses one that this edit brings. */
function withinMarket(draft: Draft, { countries }: Market): Draft {
  const country = draft.shippingAddress?.country
  if (country === undefined || countries.includes(country)) return draft
  if (draft.asks.country) {
    throw refusal(carts.commands.open, 'country_not_in_market', {
      detail: `This market does not deliver to ${country}. Choose another address or another market.`,
      country,
      countries,
    })
  }
  return { ...draft, shippingAddress: null, lost: { ...draft.lost, country } }
}

function emptied(draft: Draft, market: Market): Priced {
  if (draft.asks.option) throw optionUnavailable('Put something into the cart first.')
  return {
    lines: [],
    sums: emptySums(market),
    shippingAddress: draft.shippingAddress,
    shippingOption: null,
    lost: draft.lost,
    anew: true,
  }
}

/** Title, picture, SKU and tax class as they are now, by one call for all lines. */
async function describe({ catalog }: CartsContext, { lines, locale, raised }: Draft): Promise<Described[]> {
  const variantIds = [...new Set(lines.map(({ variantId }) => variantId))]
  const known = new Map((await catalog.variantsOf({ variantIds, locale })).map((each) => [each.variantId, each]))
  const unknown = lines.filter(({ id, variantId }) => raised.has(id) && !known.has(variantId))
  if (unknown.length > 0) throw unavailableHere(unknown.map(({ variantId }) => variantId))
  return lines.map((line) => {
    const found = known.get(line.variantId)
    if (found === undefined) return { ...(line as Described), forSale: false }
    const { handle: _handle, ...facts } = found
    const { image: _before, ...rest } = line
    return { ...rest, ...facts, forSale: true }
  })
}

type Quoted = { lines: Described[]; quote: Quote }

/** One quote for all lines. A line that pricing does not sell any more keeps its last price, unless this edit raises it. */
async function quote(context: CartsContext, draft: Draft, lines: Described[]): Promise<Quoted> {
  try {
    return { lines, quote: await context.pricing.quote(quoteInput(draft, lines, draft.pricing === 'kept')) }
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'not_for_sale') throw error
    const gone = new Set((error.details['variantIds'] as string[] | undefined) ?? [])
    const isGone = ({ variantId }: DraftLine) => gone.has(variantId)
    if (!lines.some(isGone) || lines.some((line) => isGone(line) && draft.raised.has(line.id))) throw error
    const marked = lines.map((line) => (isGone(line) ? { ...line, forSale: false } : line))
    return { lines: marked, quote: await context.pricing.quote(quoteInput(draft, marked, false)) }
  }
}

function quoteInput(draft: Draft, lines: Described[], keepPrices: boolean): InputOf<typeof pricing.queries.quote> {
  const { country, region } = draft.shippingAddress ?? {}
  return {
    market: draft.market,
    ...(country === undefined ? {} : { country }),
    ...(region === undefined ? {} : { region }),
    lines: lines.map((line) => {
      const { id, variantId, quantity, taxClass, forSale, unitPrice = 0, compareAt } = line
      const known = { unitPrice, ...(compareAt === undefined ? {} : { compareAt }) }
      return { id, variantId, quantity, taxClass, ...(keepPrices || !forSale ? known : {}) }
    }),
  }
}

/** Units that could be sold, by SKU; what was known when prices are kept. */
async function stockOf(
  { inventory }: CartsContext,
  { pricing }: Draft,
  lines: Described[],
): Promise<Map<string, number>> {
  if (pricing === 'kept') return new Map(lines.map(({ sku, inStock = 0 }) => [sku, inStock]))
  const skus = [...new Set(lines.map(({ sku }) => sku))]
  return new Map((await inventory.available({ skus })).map(({ sku, available }) => [sku, available]))
}

/** Refuses `out_of_stock` when an edit raises a line above what is there, counting every line of the SKU. */
function checkStock({ raised }: Draft, lines: Described[], stock: Map<string, number>): void {
  const wanted = wantedBySku(lines)
  const short = lines
    .filter(({ id, sku }) => raised.has(id) && wanted.get(sku)! > (stock.get(sku) ?? 0))
    .map(({ variantId, sku }) => ({
      variantId,
      sku,
      wanted: wanted.get(sku)!,
      available: Math.max(stock.get(sku) ?? 0, 0),
    }))
  const [first] = short
  if (first === undefined) return
  const detail =
    first.available === 0
      ? 'It is sold out. Choose something else, or come back later.'
      : `Only ${first.available} can be had, and the cart would hold ${first.wanted}. Choose fewer.`
  throw refusal(carts.commands.open, 'out_of_stock', { detail, available: first.available, lines: short })
}

type Delivery = { option: ShippingChoice | null; lost: Draft['lost']; quote: Quote }

/** The chosen way of delivery at the price it has now, and the sums with it; cleared when it is not allowed any more. */
async function withDelivery(context: CartsContext, draft: Draft, quoted: Quoted): Promise<Delivery> {
  const { shippingAddress: address, optionId, optionName, lost, asks, locale, market } = draft
  if (optionId === null) return { option: null, lost, quote: quoted.quote }
  if (address === null && asks.option) throw optionUnavailable('Give the shipping address first.')
  const region = address?.region === undefined ? {} : { region: address.region }
  const { subtotal } = quoted.quote.totals
  const options =
    address === null
      ? []
      : await context.shipping.optionsFor({ market, country: address.country, ...region, subtotal, locale })
  const found = options.find(({ id }) => id === optionId)
  if (found === undefined) {
    if (asks.option) throw optionUnavailable('Choose one of those that GET …/shipping-options lists.')
    return {
      option: null,
      lost: { ...lost, ...(optionName === null ? {} : { option: optionName }) },
      quote: quoted.quote,
    }
  }
  const { id, name, price, taxClass } = found
  // Prices are known by now, so this quote costs no statement.
  const input = { ...quoteInput(draft, withPrices(quoted), true), shipping: { price, taxClass } }
  return { option: { id, name, price, taxClass }, lost, quote: await context.pricing.quote(input) }
}

const optionUnavailable = (detail: string): Refusal => new Refusal('shipping_option_unavailable', 422, { detail })

function withPrices({ lines, quote }: Quoted): Described[] {
  const costs = costsOf(quote)
  return lines.map(({ compareAt: _before, ...line }) => {
    const { unitPrice, compareAt } = costs.get(line.id)!
    return { ...line, unitPrice, ...(compareAt === undefined ? {} : { compareAt }) }
  })
}

const costsOf = ({ lines }: Quote): Map<string, Cost> => new Map(lines.map((line) => [line.id, line]))

function priced({ seen }: Draft, line: Described, cost: Cost, stock: Map<string, number>): CartLine {
  const { compareAt: _before, seenPrice = null, ...rest } = line
  return {
    ...rest,
    ...cost,
    seenPrice: seenPrice === null || seen.has(line.id) ? cost.unitPrice : seenPrice,
    inStock: Math.max(stock.get(line.sku) ?? 0, 0),
  }
}

function sumsOf({ currency, taxIncluded, totals, taxLines }: Quote): Cart['sums'] {
  return { currency, taxIncluded, totals, taxLines }
}
