/** Looks for the first seed that shows a planted bug. */
import { hunt } from '../hunt.ts'
import type { Found } from '../worker.ts'
import type { Planted } from './bugs.ts'

export const seedsMax = 2_000

/** Runs seeds, those in `first` before the others, until one breaks a promise. Answers it, or null when none of them does. */
export async function catchBug({ name }: Planted, first: number[], workers?: number): Promise<Found | null> {
  const others = Array.from({ length: seedsMax }, (_, at) => at + 1).filter((seed) => !first.includes(seed))
  const caught: Found[] = []
  await hunt({
    seeds: [...first, ...others],
    entry: new URL('worker.ts', import.meta.url),
    data: name,
    ...(workers === undefined ? {} : { workers }),
    ran(found) {
      if (found.breaches.length > 0) caught.push(found)
      return caught.length > 0
    },
  })
  return caught.sort((one, other) => one.seed - other.seed)[0] ?? null
}
