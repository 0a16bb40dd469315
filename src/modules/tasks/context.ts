/** Tasks calls those it imports into: catalog for the goods, pricing for markets and prices, inventory for stock. */
import type { Context } from '#kernel/module.ts'
import { catalog } from '#modules/catalog/contract.ts'
import { inventory } from '#modules/inventory/contract.ts'
import { pricing } from '#modules/pricing/contract.ts'

export const needs = { catalog, pricing, inventory }
export type TasksContext = Context<typeof needs>
