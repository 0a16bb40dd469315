import type { InputOf, OutputOf } from '#kernel/contract.ts'
import { isoTime } from '#kernel/chance.ts'
import { refusal } from '#kernel/errors.ts'
import { AmountTooLarge } from '#commerce/money.ts'
import { regionCode } from '#commerce/regions.ts'
import type { PricingContext } from './context.ts'
import { pricing } from './contract.ts'
import { destinationIn, type Market } from './market.ts'
import { choosePrices } from './price-store.ts'
import { type Reference, referenceOf } from './reference.ts'
import { shippingTaxesOf, taxesOf } from './tax-rate.ts'
import { type AddedUp, addUp } from './totals.ts'

type Question = InputOf<typeof pricing.queries.quote>
type Line = Question['lines'][number]
type PricedLine = Line & { unitPrice: number }

/**
 * Prices lines, taxes them for a destination, adds everything up. Costs one statement when a line brings no
 * `unitPrice`, none when all do. Refuses `market_unknown`, `country_not_in_market`, `not_for_sale` (with
 * `variantIds`), `amount_too_large`.
 */
export async function quoteLines(
  context: PricingContext,
  question: Question,
): Promise<OutputOf<typeof pricing.queries.quote>> {
  const reference = await referenceOf(context)
  const market = marketFor(reference, question)
  const lines = await withPrices(context, market, question.lines)
  const {
    lines: sums,
    taxLines,
    totals,
  } = refusingTooLarge(() => addUpAt(reference, context.clock.now() + reference.aheadMs, market, question, lines))
  return {
    market: market.handle,
    currency: market.currency,
    taxIncluded: market.taxIncluded,
    lines: lines.map(({ id, unitPrice, compareAt }, at) => ({
      id,
      unitPrice,
      ...(compareAt === undefined ? {} : { compareAt }),
      ...sums[at]!,
    })),
    taxLines,
    totals,
    pricedAt: isoTime(context.clock),
  }
}

function marketFor(reference: Reference, { market: handle, country }: Question): Market {
  const market = reference.market(handle)
  if (market === undefined) {
    const markets = reference.markets.map((each) => each.handle)
    throw refusal(pricing.queries.quote, 'market_unknown', {
      detail: `Choose one of the shop's markets: ${markets.join(', ')}.`,
      markets,
    })
  }
  if (destinationIn(market, country) !== false) return market
  throw refusal(pricing.queries.quote, 'country_not_in_market', {
    detail: `We do not sell to ${country} here. Choose one of: ${market.countries.join(', ')}.`,
    countries: market.countries,
  })
}

/** Lines with their unit prices; those that bring one keep it. A line's own quantity decides its step. */
async function withPrices({ db }: PricingContext, market: Market, lines: Line[]): Promise<PricedLine[]> {
  const bare = lines.filter(({ unitPrice }) => unitPrice === undefined)
  const chosen = new Map<string, { unitPrice: number; compareAt?: number }>()
  if (bare.length > 0) {
    for (const { at, amount, compareAt } of await choosePrices(db, market.handle, bare)) {
      chosen.set(bare[at - 1]!.id, { unitPrice: amount, ...(compareAt === null ? {} : { compareAt }) })
    }
  }
  const missing = bare.filter(({ id }) => !chosen.has(id)).map(({ variantId }) => variantId)
  if (missing.length > 0) {
    throw refusal(pricing.queries.quote, 'not_for_sale', {
      detail: `Take out what has no price in the market ${market.handle}.`,
      variantIds: [...new Set(missing)],
    })
  }
  return lines.map((line) => ({ ...line, ...chosen.get(line.id) }) as PricedLine)
}

function addUpAt(reference: Reference, at: number, market: Market, question: Question, lines: PricedLine[]): AddedUp {
  const country = destinationIn(market, question.country) || null
  const there = country === null ? null : { country, region: regionCode(country, question.region) }
  const home = market.taxIncluded ? { country: market.defaultCountry, region: null } : null
  const taxable = (taxClass: string, choose: typeof taxesOf) => ({
    taxes: there === null ? [] : choose(reference.rates, there, taxClass, at),
    homeTaxes: home === null ? [] : choose(reference.rates, home, taxClass, at),
  })
  const { shipping, discount } = question
  return addUp({
    taxIncluded: market.taxIncluded,
    lines: lines.map(({ unitPrice, quantity, taxClass }) => ({ unitPrice, quantity, ...taxable(taxClass, taxesOf) })),
    ...(discount === undefined ? {} : { discount }),
    ...(shipping === undefined
      ? {}
      : { shipping: { price: shipping.price, ...taxable(shipping.taxClass, shippingTaxesOf) } }),
  })
}

function refusingTooLarge<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof AmountTooLarge)) throw error
    throw refusal(pricing.queries.quote, 'amount_too_large', {
      detail: 'Order fewer at a time: the sum is more than we can count exactly.',
    })
  }
}
