/** The back office of shipping; shoppers see options through their cart. */
import { optionRoutes } from './option-routes.ts'
import { zoneRoutes } from './zone-routes.ts'

export const adminRoutes = [...zoneRoutes, ...optionRoutes]
