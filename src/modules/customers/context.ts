import type { Context } from '#kernel/module.ts'

export const needs = {}
export type CustomersContext = Context<typeof needs>
