import { defineModule, whenMany } from '#kernel/module.ts'
import { inventory } from '#modules/inventory/contract.ts'
import { pricing } from '#modules/pricing/contract.ts'
import { adminRoutes } from './admin-routes.ts'
import { putCategories } from './categories/put-categories.ts'
import { needs } from './context.ts'
import { catalog } from './contract.ts'
import { takePrices, takeStock } from './listing/projection-store.ts'
import { jobs } from './jobs.ts'
import { putPicture } from './media/put-picture.ts'
import { catalogMemory } from './memory.ts'
import { productsOf } from './products/products-of.ts'
import { putProducts } from './products/put-products.ts'
import { variantsOf } from './products/variants-of.ts'
import { routes } from './routes.ts'

export const catalogModule = defineModule({
  contract: catalog,
  needs,
  at: import.meta.url,
  memory: catalogMemory,
  answers: { productsOf, variantsOf, putProducts, putCategories, putPicture },
  reactions: [
    whenMany(pricing.events.PriceChanged, 'take-prices', (once, facts) =>
      takePrices(
        once,
        facts.map(({ body }) => body),
      ),
    ),
    whenMany(inventory.events.StockChanged, 'take-stock', (once, facts) =>
      takeStock(
        once,
        facts.map(({ body }) => body),
      ),
    ),
  ],
  routes: [...routes, ...adminRoutes],
  jobs,
})
