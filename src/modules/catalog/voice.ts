import { chainOf } from './locale.ts'
import type { CatalogMemory, Market, Voice } from './memory.ts'

/**
 * In which languages a question is answered in a market. Kept by the list of languages that was asked for, which is the same one
 * for the same header, and by the market as it was last told; so nothing outlives either.
 */
export function voiceOf({ voices }: CatalogMemory, asked: readonly string[], market: Market): Voice {
  let inMarkets = voices.get(asked)
  if (inMarkets === undefined) voices.set(asked, (inMarkets = new WeakMap()))
  let voice = inMarkets.get(market)
  if (voice === undefined) {
    const chain = chainOf(asked, market.locales)
    inMarkets.set(market, (voice = { chain, key: JSON.stringify([market.handle, chain]) }))
  }
  return voice
}
