import type { TasksContext } from '../context.ts'
import type { Shop } from './format.ts'

/** The place of the first goods in a shop that has none yet. */
const firstLocation = { handle: 'main', name: 'Main' }

/**
 * What a reader must know of the shop. A shop without a location gets one, `main`, so that stock has a place; unless
 * `writes` is false (a dry run). A shop without a market is answered with none: what its money is nobody can guess.
 */
export async function readShop({ pricing, inventory }: TasksContext, writes: boolean): Promise<Shop> {
  const [markets, locations] = await Promise.all([pricing.markets({}), inventory.locations({})])
  if (locations.length === 0 && writes) await inventory.ensureLocation(firstLocation)
  return {
    markets: markets.map(({ handle, currency, exponent }) => ({ handle, currency, exponent })),
    locations: locations.length === 0 ? [firstLocation.handle] : locations.map(({ handle }) => handle),
    locale: markets[0]?.locales[0] ?? 'en',
  }
}
