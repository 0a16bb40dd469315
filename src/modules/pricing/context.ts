/** Pricing calls nobody. */
import type { Context } from '#kernel/module.ts'
import type { ReferenceMemory } from './reference.ts'

export const needs = {}
export type PricingContext = Context<typeof needs, ReferenceMemory>
