/** How large a test of faults is: as `.ci/run` can bear it, or as `npm run chaos` is to show it. */
export const sized = <T>(smoke: T, whole: T): T => (process.env['BANYAN_CHAOS'] === 'whole' ? whole : smoke)
