import type { InputOf } from '#kernel/contract.ts'
import { Refusal, refusal } from '#kernel/errors.ts'
import type { PricingContext } from './context.ts'
import { pricing } from './contract.ts'
import { lastOfEach, windowProblems } from './price.ts'
import { beginChange, deletePrice, readChange, tellPrices, variantOfPrice, writePrices } from './price-store.ts'
import { referenceOf } from './reference.ts'

/**
 * Sets up to 2,000 prices in one transaction of three statements: lock, write, tell. The log keeps what was and what
 * is; each variant whose prices changed tells `PriceChanged` with all base prices that it has now. Sent again with the
 * same `changeId`, it does nothing and answers the same. Refuses `market_unknown` and `invalid` (a window that ends
 * before it begins).
 */
export async function setPrices(
  context: PricingContext,
  { changeId, prices }: InputOf<typeof pricing.commands.setPrices>,
): Promise<{ set: number }> {
  const errors = windowProblems(prices)
  if (errors.length > 0) throw new Refusal('invalid', 400, { detail: 'Correct the windows of time.', errors })
  await refuseUnknownMarkets(
    context,
    prices.map(({ market }) => market),
  )
  const given = lastOfEach(prices)
  const answer = { set: given.length }
  const variantIds = [...new Set(given.map(({ variantId }) => variantId))]
  return context.db.transaction(async (tx) => {
    const begun = await beginChange(tx, {
      changeId,
      kind: 'prices',
      actor: context.principal.id ?? 'guest',
      answer,
      variantIds,
    })
    if (!begun) return (await readChange(tx, changeId)) as { set: number }
    const changed = await writePrices(tx, changeId, given)
    if (changed.length > 0) await tellPrices(tx, changed)
    return answer
  })
}

/** Removes one price: without another one the variant is not for sale in that market. Refuses `price_not_found`. */
export async function removePrice(context: PricingContext, id: string): Promise<void> {
  const { db, ids, principal } = context
  const variantId = await variantOfPrice(db, id)
  if (variantId === null) throw priceNotFound()
  const change = {
    changeId: ids.next(),
    kind: 'price removed',
    actor: principal.id ?? 'guest',
    answer: {},
    variantIds: [variantId],
  }
  const removed = await db.transaction(async (tx) => {
    await beginChange(tx, change)
    const gone = await deletePrice(tx, change.changeId, id)
    if (gone) await tellPrices(tx, change.variantIds)
    return gone
  })
  if (!removed) throw priceNotFound()
}
const priceNotFound = (): Refusal =>
  new Refusal('price_not_found', 404, { detail: 'See the prices of its variant for those that exist.' })

async function refuseUnknownMarkets(context: PricingContext, handles: string[]): Promise<void> {
  const reference = await referenceOf(context)
  const unknown = [...new Set(handles)].filter((handle) => reference.market(handle) === undefined)
  if (unknown.length === 0) return
  const markets = reference.markets.map(({ handle }) => handle)
  throw refusal(pricing.commands.setPrices, 'market_unknown', {
    detail: `Make the market "${unknown[0]}" first, or name one that exists.`,
    unknown,
    markets,
  })
}
