/** What a failed seed says: which promise broke, what shows it, and who did what in which order. */
import type { Run } from './simulate.ts'

const rowMax = 1_500

/** The story of a run, for people. */
export function storyOf({ seed, stage, breaches, history }: Run): string {
  const broken = breaches.map(({ id, promise, rows }) => {
    const shown = rows
      .slice(0, 5)
      .map((row) => `    ${typeof row === 'string' ? row : JSON.stringify(row)}`.slice(0, rowMax))
    return `  ${id}: ${promise}\n${shown.join('\n')}`
  })
  return [
    `Seed ${seed} (${stage}) breaks ${breaches.length === 1 ? 'a promise' : `${breaches.length} promises`}:`,
    ...broken,
    '',
    'What happened, by the time of that world:',
    ...history.map((line) => `  ${line}`),
    '',
    `See it again: npm run simulate -- --seed ${seed}`,
  ].join('\n')
}
