import type { InputOf } from '#kernel/contract.ts'
import { isTaken, twice } from '#kernel/database/sql.ts'
import { forget } from '#kernel/copy.ts'
import { Refusal } from '#kernel/errors.ts'
import type { PricingContext } from './context.ts'
import { pricing } from './contract.ts'
import { type NewTaxRate, naturalKey, wholeTaxRate } from './tax-rate.ts'
import * as store from './tax-rate-store.ts'

const { putTaxRates: face } = pricing.commands
export const taxRateRefuses = { ...face.refuses, tax_rate_taken: 409, tax_rate_not_found: 404 } as const

/**
 * Sets up to 2,000 rates in one statement; the same (country, region, class, start) is replaced. Takes effect in this
 * process at once.
 */
export async function putTaxRates(
  context: PricingContext,
  { changeId, rates }: InputOf<typeof face>,
): Promise<{ set: number }> {
  const whole = [...new Map(rates.map(wholeTaxRate).map((rate) => [naturalKey(rate), rate])).values()]
  const answer = { set: whole.length }
  const ids = whole.map(() => context.ids.next())
  const change = { changeId, actor: context.principal.id ?? 'guest', answer, ids, rates: whole }
  await writing(context, () => twice(() => store.writeTaxRates(context.db, change)))
  return answer
}

/** One new rate. Refuses `tax_rate_taken` when country, region, class and start have one, and unknown places. */
export async function createTaxRate(context: PricingContext, given: NewTaxRate): Promise<store.TaxRateRow> {
  const id = context.ids.next()
  const rate = wholeTaxRate(given)
  await writing(context, () => store.insertTaxRate(context.db, id, rate))
  return { id, ...rate, version: 1 }
}

/**
 * Changes a rate: `change` gets it as it is and answers it as it shall be. Refuses `tax_rate_not_found`,
 * `tax_rate_taken`, and 412 when it moved meanwhile.
 */
export async function changeTaxRate(
  context: PricingContext,
  id: string,
  change: (now: store.TaxRateRow) => NewTaxRate,
): Promise<{ before: store.TaxRateRow; after: store.TaxRateRow }> {
  const before = await taxRate(context, id)
  const after = { id, version: before.version, ...wholeTaxRate(change(before)) }
  const written = await writing(context, () => store.updateTaxRate(context.db, after))
  if (!written) throw new Refusal('precondition_failed', 412, { detail: 'Read it again: somebody else changed it.' })
  return { before, after: { ...after, version: before.version + 1 } }
}

/** A rate with its version. Refuses `tax_rate_not_found`. */
export async function taxRate({ db }: PricingContext, id: string): Promise<store.TaxRateRow> {
  const rate = await store.readTaxRate(db, id)
  if (rate === null) throw notFound()
  return rate
}

/** Removes a rate. Refuses `tax_rate_not_found`. */
export async function removeTaxRate(context: PricingContext, id: string): Promise<void> {
  if (!(await writing(context, () => store.deleteTaxRate(context.db, id)))) throw notFound()
}

const notFound = (): Refusal =>
  new Refusal('tax_rate_not_found', 404, { detail: 'See /api/admin/tax-rates for those that exist.' })

async function writing<T>(context: PricingContext, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isTaken(error, 'tax_rates_one_per_start')) throw error
    throw new Refusal('tax_rate_taken', 409, {
      detail: 'Change the rate that this place, class and start have already.',
    })
  } finally {
    forget(context.memory)
  }
}
