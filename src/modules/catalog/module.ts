import { defineModule, when } from '#kernel/module.ts'
import { inventory } from '#modules/inventory/contract.ts'
import { pricing } from '#modules/pricing/contract.ts'
import { needs } from './context.ts'
import { catalog } from './contract.ts'
import { takePrices, takeStock } from './listing/projection-store.ts'
import { jobs } from './jobs.ts'
import { catalogMemory } from './memory.ts'
import { putProducts } from './products/put-products.ts'
import { variantsOf } from './products/variants-of.ts'
import { routes } from './routes.ts'

export const catalogModule = defineModule({
  contract: catalog,
  needs,
  at: import.meta.url,
  memory: catalogMemory,
  answers: { variantsOf, putProducts },
  reactions: [
    when(pricing.events.PriceChanged, 'take-prices', takePrices),
    when(inventory.events.StockChanged, 'take-stock', takeStock),
  ],
  routes,
  jobs,
})
