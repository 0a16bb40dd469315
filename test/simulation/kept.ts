/** Seeds that once failed. They run first, for ever. */
import { readFileSync, writeFileSync } from 'node:fs'

export type Kept = { seed: number; found: string }
const file = new URL('kept-seeds.json', import.meta.url)

/** The kept seeds, oldest first. */
export const keptSeeds = (): Kept[] => JSON.parse(readFileSync(file, 'utf8')) as Kept[]

/** Keeps a seed that failed, once. */
export function keepSeed(kept: Kept): void {
  const all = keptSeeds()
  if (all.some(({ seed }) => seed === kept.seed)) return
  const lines = [...all, kept].map(({ seed, found }) => `  { "seed": ${seed}, "found": ${JSON.stringify(found)} }`)
  writeFileSync(file, `[\n${lines.join(',\n')}\n]\n`)
}
