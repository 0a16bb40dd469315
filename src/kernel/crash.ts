/** Points at which a test ends this process as kill −9 would: no `finally`, no flush, no goodbye. Without `BANYAN_CRASH` they do nothing. */

/** Where to end, and at which pass, from 1. */
export type CrashPlan = { point: string; pass: number }

let plan: CrashPlan | null = null
let passes = 0

/** Arms a point, or none. Called once, at the start of the process. */
export function armCrash(given: CrashPlan | null): void {
  plan = given
  passes = 0
}

/**
 * Ends the process here when this point is armed and its pass has come; else does nothing. The point is written as a literal,
 * `module.step.place`, because the tests collect all of them from the source: each is crashed at, or the tests fail.
 */
export function crash(point: string): void {
  if (plan === null || plan.point !== point || ++passes !== plan.pass) return
  process.kill(process.pid, 'SIGKILL')
}
