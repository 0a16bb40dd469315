/** For one second orders remembers which SKUs a hold was refused for: a rush on a sold-out item then costs one cart read and no row. */
import type { Clock } from '#kernel/chance.ts'

export type Short = { sku: string; wanted: number; available: number }
export type SoldOut = Map<string, { available: number; until: number }>
const rememberMs = 1_000
const entriesMax = 10_000

/** Notes what a hold said was short. */
export function remember(soldOut: SoldOut, clock: Clock, short: Short[]): void {
  if (soldOut.size > entriesMax) soldOut.clear()
  for (const { sku, available } of short) soldOut.set(sku, { available, until: clock.now() + rememberMs })
}

/** Lines that are known this second to want more than there is; an empty list when nothing is known. */
export function knownShort(soldOut: SoldOut, clock: Clock, lines: { sku: string; quantity: number }[]): Short[] {
  if (soldOut.size === 0) return []
  return lines.flatMap(({ sku, quantity }) => {
    const known = soldOut.get(sku)
    if (known === undefined || known.until <= clock.now() || quantity <= known.available) return []
    return [{ sku, wanted: quantity, available: known.available }]
  })
}
