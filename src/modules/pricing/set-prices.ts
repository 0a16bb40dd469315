import type { InputOf } from '#kernel/contract.ts'
import { Refusal, refusal } from '#kernel/errors.ts'
import type { PricingContext } from './context.ts'
import { pricing } from './contract.ts'
import { lastOfEach, windowProblems } from './price.ts'
import { beginChange, readChange, writePrices } from './price-store.ts'
import { referenceOf } from './reference.ts'

/**
 * Sets up to 2,000 prices in one transaction: begin, lock, write, commit. The log keeps what was and what is; each variant
 * whose prices changed tells `PriceChanged` with all base prices that it has now. Sent again with the same `changeId`, it does nothing
 * and answers the same. Refuses `market_unknown` and `invalid` (a window that ends before it begins).
 */
export async function setPrices(
  context: PricingContext,
  { changeId, prices }: InputOf<typeof pricing.commands.setPrices>,
): Promise<{ set: number }> {
  const errors = windowProblems(prices)
  if (errors.length > 0) throw new Refusal('invalid', 400, { detail: 'Correct the windows of time.', errors })
  await refuseUnknownMarkets(context, prices.map(({ market }) => market))
  const given = lastOfEach(prices)
  const answer = { set: given.length }
  const variantIds = [...new Set(given.map(({ variantId }) => variantId))]
  return context.db.transaction(async (tx) => {
    const begun = await beginChange(tx, { changeId, kind: 'prices', actor: context.principal.id ?? 'guest', answer, variantIds })
    if (!begun) return (await readChange(tx, changeId)) as { set: number }
    await writePrices(tx, changeId, given)
    return answer
  })
}

async function refuseUnknownMarkets(context: PricingContext, handles: string[]): Promise<void> {
  const reference = await referenceOf(context)
  const unknown = [...new Set(handles)].filter((handle) => reference.market(handle) === undefined)
  if (unknown.length === 0) return
  const markets = reference.markets.map(({ handle }) => handle)
  throw refusal(pricing.commands.setPrices, 'market_unknown', {
    detail: `Make the market "${unknown[0]}" first, or name one that exists.`, unknown, markets,
  })
}
