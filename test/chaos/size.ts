/** How large a test of faults is: as `.ci/run` can bear it, or as `npm run chaos` is to show it. */
export const sized = (smoke: number, whole: number): number => (process.env['BANYAN_CHAOS'] === 'whole' ? whole : smoke)
