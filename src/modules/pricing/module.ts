import { emptyCopy } from '#kernel/copy.ts'
import { defineModule, every } from '#kernel/module.ts'
import { adminRoutes } from './admin-routes.ts'
import { type PricingContext, needs } from './context.ts'
import { pricing } from './contract.ts'
import { readPlainPrices } from './price-store.ts'
import { putMarkets } from './put-market.ts'
import { putTaxRates } from './put-tax-rates.ts'
import { quoteLines } from './quote-lines.ts'
import { type Reference, referenceOf, refreshReference } from './reference.ts'
import { routes } from './routes.ts'
import { setPrices } from './set-prices.ts'

export const pricingModule = defineModule({
  contract: pricing,
  needs,
  at: import.meta.url,
  memory: emptyCopy<Reference>,
  answers: {
    markets: async (context: PricingContext) => [...(await referenceOf(context)).markets],
    pricesOf: ({ db }: PricingContext, { variantIds }) => readPlainPrices(db, variantIds),
    quote: quoteLines,
    setPrices,
    putMarkets,
    putTaxRates,
  },
  routes: [...routes, ...adminRoutes],
  // Sooner than the copy is too old, so that no shopper waits for it; a process that only serves reads it when it is
  // asked.
  jobs: [every(20_000, 'refresh-markets-and-rates', refreshReference, { on: 'each' })],
})
