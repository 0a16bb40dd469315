import type { InputOf } from '#kernel/contract.ts'
import type { Tx } from '#kernel/database/sql.ts'
import { forget } from '#kernel/copy.ts'
import { Refusal, refusal } from '#kernel/errors.ts'
import type { PricingContext } from './context.ts'
import { pricing } from './contract.ts'
import { type NewMarket, type WholeMarket, marketRefusal, wholeMarket } from './market.ts'
import * as store from './market-store.ts'
import { beginChange, readChange } from './price-store.ts'

const { putMarkets: face } = pricing.commands
/** What the back office may be told beside the refusals of `putMarkets`. */
export const marketRefuses = { ...face.refuses, market_taken: 409, market_not_found: 404 } as const

/**
 * Makes or changes whole markets by handle, all or none; takes effect in this process at once. Refuses what the
 * contract says.
 */
export async function putMarkets(
  context: PricingContext,
  { changeId, markets }: InputOf<typeof face>,
): Promise<{ set: number }> {
  const answer = { set: markets.length }
  return writing(context, async (tx) => {
    const begun = await beginChange(tx, {
      changeId,
      kind: 'markets',
      actor: context.principal.id ?? 'guest',
      answer,
      variantIds: [],
    })
    if (!begun) return (await readChange(tx, changeId)) as { set: number }
    for (const given of markets) {
      const [now] = await store.readMarkets(tx, given.handle)
      await writeMarket(tx, now ?? null, wholeMarket(given))
    }
    return answer
  })
}

/** A new market. Refuses `market_taken` and what `putMarkets` refuses. */
export async function createMarket(context: PricingContext, given: NewMarket): Promise<store.MarketRow> {
  return writing(context, async (tx) => {
    const [now] = await store.readMarkets(tx, given.handle)
    if (now !== undefined)
      throw new Refusal('market_taken', 409, { detail: 'Choose another handle, or change the market that has it.' })
    await writeMarket(tx, null, wholeMarket(given))
    return (await store.readMarkets(tx, given.handle))[0]!
  })
}

/**
 * Changes a market: `change` gets it as it is and answers it as it shall be. Refuses `market_not_found` and what
 * `putMarkets` refuses.
 */
export async function changeMarket(
  context: PricingContext,
  handle: string,
  change: (now: store.MarketRow) => NewMarket,
): Promise<{ before: store.MarketRow; after: store.MarketRow }> {
  return writing(context, async (tx) => {
    const [before] = await store.readMarkets(tx, handle)
    if (before === undefined) throw notFound()
    await writeMarket(tx, before, wholeMarket(change(before)))
    return { before, after: (await store.readMarkets(tx, handle))[0]! }
  })
}

/**
 * Removes a market that nothing was ever priced in. Refuses `market_not_found`, `market_in_use`, and the default one:
 * `default_market_required`.
 */
export async function removeMarket(
  context: PricingContext,
  handle: string,
  check: (now: store.MarketRow) => void,
): Promise<store.MarketRow> {
  return writing(context, async (tx) => {
    const [now] = await store.readMarkets(tx, handle)
    if (now === undefined) throw notFound()
    check(now)
    if (now.isDefault)
      throw refusal(face, 'default_market_required', { detail: 'Make another market the default first.' })
    if (await store.hasPrices(tx, handle)) throw refusal(face, 'market_in_use', { detail: 'Remove its prices first.' })
    await store.deleteMarket(tx, handle)
    return now
  })
}

const notFound = (): Refusal =>
  new Refusal('market_not_found', 404, { detail: 'See /api/admin/markets for those that exist.' })

/** Writes one market with its countries. `now` is its row, or null when it is new. */
async function writeMarket(tx: Tx, now: store.MarketRow | null, given: WholeMarket): Promise<void> {
  const wrong = marketRefusal(given)
  if (wrong !== null) throw wrong
  const { handle, countries } = given
  const first = now === null && (await store.readMarkets(tx, null)).length === 0
  const market = { ...given, isDefault: given.isDefault || first }
  if (now?.isDefault === true && !market.isDefault) {
    throw refusal(face, 'default_market_required', {
      detail: 'Make another market the default instead; this one then stops being it.',
    })
  }
  if (now !== null && now.currency !== market.currency && (await store.hasPrices(tx, handle))) {
    throw refusal(face, 'market_in_use', {
      detail: `Its prices are in ${now.currency}. Make a new market for ${market.currency}.`,
    })
  }
  const taken = await store.takenCountries(tx, handle, countries)
  if (taken.length > 0) {
    throw refusal(face, 'country_taken', {
      detail: 'A country belongs to one market. Take it out of the other first.',
      taken,
    })
  }
  if (market.isDefault) await store.clearDefault(tx, handle)
  if (now === null) await store.insertMarket(tx, market)
  else await store.updateMarket(tx, market)
  await store.writeCountries(tx, handle, countries)
}

/** One transaction behind the one lock of all writers of markets; afterwards this process reads its markets anew. */
async function writing<T>(context: PricingContext, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await context.db.transaction(async (tx) => {
      await store.lockMarkets(tx)
      return work(tx)
    })
  } finally {
    forget(context.memory)
  }
}
