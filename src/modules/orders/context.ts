import type { RetryBudget } from '#kernel/calls/retry-budget.ts'
import type { Context } from '#kernel/module.ts'
import { carts } from '#modules/carts/contract.ts'
import { inventory } from '#modules/inventory/contract.ts'
import { payments } from '#modules/payments/contract.ts'
import type { SoldOut } from './sold-out.ts'

export const needs = { carts, inventory, payments }
/** `repeats`: made at its first use. */
export type OrdersMemory = { soldOut: SoldOut; repeats: RetryBudget | null }
export type OrdersContext = Context<typeof needs, OrdersMemory>
