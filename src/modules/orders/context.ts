import type { Context } from '#kernel/module.ts'
import { carts } from '#modules/carts/contract.ts'
import { inventory } from '#modules/inventory/contract.ts'
import { payments } from '#modules/payments/contract.ts'
import type { SoldOut } from './sold-out.ts'

export const needs = { carts, inventory, payments }
export type OrdersContext = Context<typeof needs, { soldOut: SoldOut }>
