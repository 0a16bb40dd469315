/** Markets and tax rates in memory, at most 30 s old; the database decides, this is a copy. */
import { type Copy, copyOf, readAnew } from '#kernel/copy.ts'
import { type Market, marketOf } from './market.ts'
import type { PricingContext } from './context.ts'
import { readReference } from './reference-store.ts'
import { type RateTable, rateTable } from './tax-rate.ts'

export type Reference = {
  /** The default one first. */
  markets: readonly Market[]
  market(handle: string): Market | undefined
  rates: RateTable
  /** Database time minus the process's clock, so that a rate starts when the database says so. */
  aheadMs: number
}
export type ReferenceMemory = Copy<Reference>

/** Markets and rates; costs no statement while the copy is fresh, one when it is not, however many ask at once. */
export const referenceOf = (context: PricingContext): Promise<Reference> =>
  copyOf(context.memory, context.clock, () => read(context))

/** Reads them before the copy is too old, so that no shopper waits for it. */
export const refreshReference = (context: PricingContext): Promise<Reference> =>
  readAnew(context.memory, context.clock, () => read(context))

async function read({ db, clock }: PricingContext): Promise<Reference> {
  const { markets, rates, now } = await readReference(db)
  const all = markets.map(marketOf)
  const byHandle = new Map(all.map((market) => [market.handle, market]))
  return {
    markets: all,
    market: (handle) => byHandle.get(handle),
    rates: rateTable(rates),
    aheadMs: Date.parse(now) - clock.now(),
  }
}
