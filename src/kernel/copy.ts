/** A copy of small reference data in a process: read whole, bounded in age, never truth. */
import type { Clock } from './chance.ts'

/** Made once a process by a module's `memory()`; only the functions below touch it. */
export type Copy<T> = {
  kept: { value: T; readAt: number } | null
  reading: Promise<T> | null
  /** Counts what was forgotten: a read that began before must not be kept after. */
  round: number
}
export const emptyCopy = <T>(): Copy<T> => ({ kept: null, reading: null, round: 0 })

const ageMaxMs = 30_000

/**
 * The copy, at most 30 s old; read anew when it is older, once however many ask meanwhile. Throws what `read` throws.
 */
export async function copyOf<T>(copy: Copy<T>, clock: Clock, read: () => Promise<T>): Promise<T> {
  // Math.abs: a clock that was set back must not keep a copy alive for hours.
  if (copy.kept !== null && Math.abs(clock.now() - copy.kept.readAt) < ageMaxMs) return copy.kept.value
  return copy.reading ?? readAnew(copy, clock, read)
}

/** Reads it now, whatever its age: before it is too old, so that nobody waits. */
export async function readAnew<T>(copy: Copy<T>, clock: Clock, read: () => Promise<T>): Promise<T> {
  const { round } = copy
  const readAt = clock.now()
  const reading = read()
  copy.reading = reading
  try {
    const value = await reading
    if (copy.round === round) copy.kept = { value, readAt }
    return value
  } finally {
    if (copy.reading === reading) copy.reading = null
  }
}

/** After an own write: whoever asks next reads what was written; a read under way is answered, but not kept. */
export function forget(copy: Copy<unknown>): void {
  copy.kept = null
  copy.reading = null
  copy.round++
}
