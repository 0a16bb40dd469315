/** Catalog asks pricing for the markets; prices and stock come to it as events. */
import type { Context } from '#kernel/module.ts'
import { pricing } from '#modules/pricing/contract.ts'
import type { CatalogMemory } from './memory.ts'

export const needs = { pricing }
export type CatalogContext = Context<typeof needs, CatalogMemory>
