/** The back office of pricing. */
import { marketRoutes } from './market-routes.ts'
import { priceRoutes } from './price-routes.ts'
import { taxRateRoutes } from './tax-rate-routes.ts'

export const adminRoutes = [...marketRoutes, ...taxRateRoutes, ...priceRoutes]
