/** A level and its pure rules. */

/** What could be sold, in words: `low` is five or fewer. Thresholds are what `StockChanged` tells, not each unit. */
export type Availability = 'in' | 'low' | 'out'
export const lowAtMost = 5
export const availabilityOf = (free: number): Availability => (free <= 0 ? 'out' : free <= lowAtMost ? 'low' : 'in')

/** One wanted line; a SKU may stand in several. */
export type Line = { sku: string; quantity: number }

/** Sums what is wanted of each SKU, in SKU order: locks are always taken in this order, so that no two holds deadlock. */
export function demandOf(lines: Line[]): Line[] {
  const sums = new Map<string, number>()
  for (const { sku, quantity } of lines) sums.set(sku, (sums.get(sku) ?? 0) + quantity)
  return [...sums].map(([sku, quantity]) => ({ sku, quantity })).sort((a, b) => (a.sku < b.sku ? -1 : 1))
}

export type Level = { sku: string; location: string; onHand: number; held: number }
export type Adjustment = { sku: string; location: string; delta?: number; setTo?: number; reason: string }
export type Booking = { level: Level; delta: number; reason: string }

/**
 * Applies adjustments one after the other to levels. Answers what to book, or the first level that would fall below what is held:
 * units that orders hold cannot be booked away.
 */
export function book(levels: Level[], adjustments: Adjustment[]): { bookings: Booking[]; below: Level | null } {
  const byPlace = new Map(levels.map((level) => [`${level.sku}\n${level.location}`, { ...level }]))
  const bookings: Booking[] = []
  for (const { sku, location, delta, setTo, reason } of adjustments) {
    const level = byPlace.get(`${sku}\n${location}`)!
    const change = setTo === undefined ? (delta ?? 0) : setTo - level.onHand
    level.onHand += change
    if (level.onHand < level.held) return { bookings: [], below: level }
    bookings.push({ level, delta: change, reason })
  }
  return { bookings, below: null }
}
