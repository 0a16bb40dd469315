import type { Context } from '#kernel/module.ts'
import { catalog } from '#modules/catalog/contract.ts'
import { inventory } from '#modules/inventory/contract.ts'
import { pricing } from '#modules/pricing/contract.ts'
import { shipping } from '#modules/shipping/contract.ts'
import type { Turns } from './turn.ts'

export const needs = { catalog, pricing, inventory, shipping }
/** Kept in the process: whose turn it is on a cart. A courtesy between requests, never a guard; the row's version is that. */
export type CartsMemory = { turns: Turns }
export type CartsContext = Context<typeof needs, CartsMemory>
