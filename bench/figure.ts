/** A figure beside its baseline, and how both are measured: in turns, so that what else the machine does hits both. */

export type Figure = {
  /** Names it in `floors.ts`. */
  id: string
  work: string
  value: number
  unit: string
  baseline?: { work: string; value: number }
  /** `value` of `baseline.value`; what is asserted where there is a baseline. */
  ratio?: number
  /** What a reader wants beside it: CPU, latencies. */
  beside?: string
}
export type Bench = { isQuick: boolean; say(text: string): void }
export type Group = { about: string; measure(bench: Bench): Promise<Figure[]> }

type Rate = { rate: number }
export type Turns<S> = { ratio: number; baseline: number; rate: number; runs: S[] }

/**
 * Measures `subject` between two runs of `baseline`, `rounds` times. The ratio is the median of the rounds, each against the mean
 * of the runs beside it; rates are medians.
 */
export async function inTurns<S extends Rate>(
  rounds: number,
  baseline: () => Promise<Rate>,
  subject: () => Promise<S>,
): Promise<Turns<S>> {
  const bare = [(await baseline()).rate]
  const runs: S[] = []
  for (let round = 0; round < rounds; round++) {
    runs.push(await subject())
    bare.push((await baseline()).rate)
  }
  const ratios = runs.map(({ rate }, at) => (2 * rate) / (bare[at]! + bare[at + 1]!))
  return { ratio: median(ratios), baseline: median(bare), rate: median(runs.map(({ rate }) => rate)), runs }
}

/** The middle one; of an even number the mean of the two. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[at]! : (sorted[at - 1]! + sorted[at]!) / 2
}

/** The value below which the share `part` (0 to 1) of the values lies. */
export function quantile(values: number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

/** Three digits that count, with thin thousands: 12,300, 4.56, 0.0123. */
export function plain(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value)
  const rounded = Number(value.toPrecision(3))
  return Math.abs(rounded) >= 1_000 ? rounded.toLocaleString('en') : String(rounded)
}
