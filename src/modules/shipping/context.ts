/** Shipping calls nobody. */
import type { Copy } from '#kernel/copy.ts'
import type { Context } from '#kernel/module.ts'
import type { Offer } from './option.ts'

export const needs = {}
export type ShippingContext = Context<typeof needs, Copy<Offer>>
