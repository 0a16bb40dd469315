/**
 * What is promised, and what is asserted now. `goal` is the promise of docs/performance.md; `floor` is where the bench fails:
 * the goal itself once it is reached, until then a little below what was measured. Of what has a ratio it is the ratio that is
 * compared; `most`: more is worse.
 */
export type Floor = { goal: number; floor: number; most?: true }

export const floors: Record<string, Floor> = {
  'purchase-1': { goal: 0.35, floor: 0.09 },
  'purchase-16': { goal: 0.45, floor: 0.09 },
  'purchase-64': { goal: 0.65, floor: 0.2 },
  'purchase-statements-1': { goal: 10, floor: 10, most: true },
  'purchase-statements-64': { goal: 0.5, floor: 0.5, most: true },
  'purchase-fsyncs-64': { goal: 0.2, floor: 0.2, most: true },
  'purchase-wal-64': { goal: 11, floor: 24, most: true },
  'purchase-cpu-64': { goal: 1_000, floor: 1_600, most: true },
  'hot-sku-16': { goal: 0.8, floor: 0.05 },
  'hot-sku-64': { goal: 3, floor: 0.2 },
  'cart-1': { goal: 0.4, floor: 0.15 },
  'cart-16': { goal: 0.4, floor: 0.25 },
  'cart-64': { goal: 0.4, floor: 0.35 },
  'log-in': { goal: 0.9, floor: 0.75 },
  'product-page-warm': { goal: 0.4, floor: 0.4 },
  'product-page-warm-cpu': { goal: 0.4, floor: 0.4 },
  'list-page-warm': { goal: 0.4, floor: 0.4 },
  'list-page-warm-cpu': { goal: 0.4, floor: 0.4 },
  'product-page-cold': { goal: 0.7, floor: 0.12 },
  'list-page-cold': { goal: 0.7, floor: 0.12 },
  'event-p99': { goal: 50, floor: 50, most: true },
  'event-drain': { goal: 5_000, floor: 5_000 },
  'import-memory': { goal: 300, floor: 400, most: true },
  'import-flat': { goal: 1.1, floor: 1.5, most: true },
  start: { goal: 2, floor: 4, most: true },
  'start-memory': { goal: 150, floor: 200, most: true },
  'memory-under-load': { goal: 200, floor: 300, most: true },
  'budget-statements-1': { goal: 10, floor: 10, most: true },
  'budget-statements-64': { goal: 0.5, floor: 0.5, most: true },
  'budget-fsyncs-64': { goal: 0.2, floor: 0.25, most: true },
  'budget-wal-1': { goal: 11, floor: 26, most: true },
  'budget-wal-64': { goal: 11, floor: 24, most: true },
  'budget-cpu-64': { goal: 1_000, floor: 1_600, most: true },
}

/** Two cores that others use as well, and short runs: `--quick` fails only below this part of a floor. */
const quickMargin = 0.7

export type Verdict = { goal: number; isMost: boolean; isReached: boolean; isMissed: boolean }

/** Searches that look at more the more there is: the promise is not kept yet, and this is how far from it we are. */
const scaleFloors: Record<string, number> = {
  'scale-search-a-word-of-many-products-100000': 9,
  'scale-search-a-word-of-many-products-1000000': 30,
  'scale-search-a-word-that-is-mistyped-100000': 30,
  'scale-search-a-word-that-is-mistyped-1000000': 400,
}

/** Time at 100,000 and 1,000,000 rows, of that at 1,000: one promise for every question of `scale`. */
const scaleFloor = (id: string): Floor => ({ goal: 1.2, floor: scaleFloors[id] ?? 3, most: true })

/** How a figure stands to its floor; null when nothing is promised of it. Takes the ratio, where there is one. */
export function verdictOn(id: string, value: number, isQuick: boolean): Verdict | null {
  const floor = floors[id] ?? (id.startsWith('scale-') ? scaleFloor(id) : undefined)
  if (floor === undefined) return null
  const isMost = floor.most === true
  const margin = isQuick ? quickMargin : 1
  const isMissed = isMost ? value > floor.floor / margin : value < floor.floor * margin
  return { goal: floor.goal, isMost, isReached: isMost ? value <= floor.goal : value >= floor.goal, isMissed }
}
