import type { Route } from '#kernel/module.ts'
import type { CatalogContext } from '../context.ts'

export const mediaRoutes: Route<CatalogContext>[] = []
