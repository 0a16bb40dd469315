/**
 * How often a property is tried: as often as its test says, and a thousand times or more where `BANYAN_PROPERTY_RUNS` says so, or as
 * often as a minute and a half allows: one that asks a whole shop each time would take CI an hour.
 */
import type { Parameters } from 'fast-check'

/**
 * For `fc.assert`. `usual`: runs of an ordinary `npm test`; a thousand unless each run asks a database. In `more`, `examples` keep
 * counterexamples that were found: they run first, for good. `BANYAN_PROPERTY_SEED` repeats what a failure printed as its seed.
 */
export function runs<Ts>(usual = 1_000, more: Parameters<Ts> = {}): Parameters<Ts> {
  const { BANYAN_PROPERTY_RUNS: asked, BANYAN_PROPERTY_SEED: seed } = process.env
  return {
    ...more,
    numRuns: Math.max(usual, asked === undefined ? 0 : Number(asked)),
    ...(asked !== undefined && usual < 1_000 ? { interruptAfterTimeLimit: 90_000 } : {}),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
  }
}
