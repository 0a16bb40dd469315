/** The back office's routes of catalog, noun by noun. */
import type { Route } from '#kernel/module.ts'
import { categoryRoutes } from './categories/admin-routes.ts'
import type { CatalogContext } from './context.ts'
import { mediaAdminRoutes } from './media/admin-routes.ts'
import { productRoutes } from './products/admin-routes.ts'
import { variantRoutes } from './products/variant-routes.ts'

export const adminRoutes: Route<CatalogContext>[] = [
  ...productRoutes,
  ...variantRoutes,
  ...mediaAdminRoutes,
  ...categoryRoutes,
]
