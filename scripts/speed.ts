/** Writes the page of speed: what was promised, and what the bench measured of it the last time. */
import { join } from 'node:path'
import { type Measured, type Results, comparedOf, machineOf, readResults } from '../bench/report.ts'
import { plain } from '../bench/figure.ts'
import { floors, verdictOn } from '../bench/floors.ts'
import { table } from './shop-source.ts'

/** The page; `written` says by which command, `results` are what the bench left, or null before its first run. */
export function speedText(written: string, results: Results | null = readResults(home)): string {
  const measured = Object.entries(results?.groups ?? {})
  const rows = measured.flatMap(([group, each]) => rowsOf(group, each))
  const known = new Set(measured.flatMap(([, { figures }]) => figures.map(({ id }) => id)))
  const missing = Object.keys(floors).filter((id) => !known.has(id))
  const reached = rows.filter((row) => row.includes('yes')).length
  return `# Speed: goals and figures

${written} [RESULTS.md](../../bench/RESULTS.md) has every figure with its baseline, [performance.md](../performance.md) says how they are measured.

${results === null ? 'Nothing was measured yet.' : machineOf(results.machine)}

${reached} of ${Object.keys(floors).length} goals are reached.${missing.length === 0 ? '' : ` Not measured yet: ${missing.map((id) => `\`${id}\``).join(', ')}.`}

${table(['group', 'work', 'measured', 'of its baseline', 'goal', 'reached', 'commit, day'], rows)}
`
}

const home = join(import.meta.dirname, '..', 'bench')

function rowsOf(group: string, { figures, occasion }: Measured): string[][] {
  return figures.flatMap((figure) => {
    const verdict = verdictOn(figure.id, comparedOf(figure), occasion.isQuick)
    if (verdict === null) return []
    const { work, value, unit, ratio } = figure
    const asked = (each: number) => (ratio === undefined ? plain(each) : `${plain(each * 100)} %`)
    return [
      [
        group,
        work,
        `${plain(value)} ${unit}`.trim(),
        ratio === undefined ? '' : asked(ratio),
        `${verdict.isMost ? '≤' : '≥'} ${asked(verdict.goal)}`,
        verdict.isReached ? 'yes' : '**no**',
        `${occasion.commit}, ${occasion.at.slice(0, 10)}`,
      ],
    ]
  })
}
