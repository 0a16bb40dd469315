import type { Context } from '#kernel/module.ts'

export const needs = {}
export type InventoryContext = Context<typeof needs>
