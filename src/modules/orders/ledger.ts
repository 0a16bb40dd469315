/** Double entry. Every function answers entries whose debits equal their credits. */
import { sum } from '#commerce/money.ts'
import type { Snapshot } from '#commerce/scalars.ts'

export type Account = 'receivable' | 'revenue' | 'shipping' | 'tax' | 'provider' | 'refunds'
export type Entry = { account: Account; debit: number; credit: number }

const debit = (account: Account, amount: number): Entry => ({ account, debit: amount, credit: 0 })
const credit = (account: Account, amount: number): Entry => ({ account, debit: 0, credit: amount })
const booked = (entries: Entry[]): Entry[] => entries.filter((entry) => entry.debit !== 0 || entry.credit !== 0)

/** What the sale is made of, net of tax: goods, shipping, tax. Their sum is the total. */
function partsOf({ lines, totals }: Snapshot): { revenue: number; shipping: number; tax: number } {
  const revenue = sum(lines.map(({ net }) => net))
  return { revenue, tax: totals.tax, shipping: totals.total - totals.tax - revenue }
}

/** The buyer owes the total; goods, shipping and tax are earned. At confirm. */
export function saleEntries(snapshot: Snapshot): Entry[] {
  const { revenue, shipping, tax } = partsOf(snapshot)
  return booked([
    debit('receivable', snapshot.totals.total),
    credit('revenue', revenue),
    credit('shipping', shipping),
    credit('tax', tax),
  ])
}

/** The provider took the money: what was owed is now with the provider. */
export const paymentEntries = (amount: number): Entry[] =>
  booked([debit('provider', amount), credit('receivable', amount)])
