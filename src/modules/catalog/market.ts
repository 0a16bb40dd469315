import { Refusal } from '#kernel/errors.ts'
import type { CatalogContext } from './context.ts'
import type { Market } from './memory.ts'

const marketsTtlMs = 30_000
/** For an unknown handle, so that wrong ones cost at most a call a second. */
const unknownTtlMs = 1_000

/** Refusals of every route that has a market; for the routes' `refuses`. */
export const marketRefusals = { market_unknown: 422 } as const

/**
 * The market that a request names, or the default one. Costs no call while the markets are younger than 30 s. Refuses
 * `market_unknown` (422) with the handles that there are.
 */
export async function marketOf(context: CatalogContext, handle: string | null): Promise<Market> {
  const known = namedIn(await marketsOf(context, marketsTtlMs), handle)
  if (known !== undefined) return known
  // It may have been made a moment ago.
  const markets = await marketsOf(context, unknownTtlMs)
  const market = namedIn(markets, handle)
  if (market !== undefined) return market
  throw new Refusal('market_unknown', 422, {
    detail:
      handle === null
        ? 'The shop has no market yet: make one under /api/admin/markets.'
        : `There is no market "${handle}": choose one of /api/markets.`,
    markets: markets.map((each) => each.handle),
  })
}

const namedIn = (markets: Market[], handle: string | null): Market | undefined =>
  handle === null
    ? (markets.find(({ isDefault }) => isDefault) ?? markets[0])
    : markets.find((each) => each.handle === handle)

/** Those who ask while nobody has answered share one call; a failure is not kept. */
function marketsOf({ memory, clock, pricing }: CatalogContext, ttlMs: number): Promise<Market[]> {
  const kept = memory.markets
  if (kept !== null && Math.abs(clock.now() - kept.at) < ttlMs) return kept.list
  const list = pricing.markets({})
  memory.markets = { at: clock.now(), list }
  list.catch(() => (memory.markets = null))
  return list
}
