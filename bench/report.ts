/** What was measured, as a table for people and as JSON; the tables of docs are made of the same. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Figure, plain } from './figure.ts'
import { verdictOn } from './floors.ts'
import type { Machine, Occasion } from './machine.ts'

export type Measured = { about: string; occasion: Occasion; figures: Figure[] }
export type Results = { machine: Machine; groups: Record<string, Measured> }

/** What is compared with the floor: the ratio where there is a baseline. */
export const comparedOf = ({ ratio, value }: Figure): number => ratio ?? value

/**
 * Writes `results.json` and `RESULTS.md` into the folder. Groups that were not measured now stay as they were, unless they are of
 * another machine: figures of two machines do not belong on one page.
 */
export function writeResults(folder: string, { machine, groups }: Results): void {
  mkdirSync(folder, { recursive: true })
  const before = readResults(folder)
  const isSame =
    before !== null && before.machine.processor === machine.processor && before.machine.cores === machine.cores
  const all: Results = { machine, groups: { ...(isSame ? before.groups : {}), ...groups } }
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify(all, null, 2)}\n`)
  writeFileSync(join(folder, 'RESULTS.md'), reportOf(all))
}

/** The results in a folder, or null when there are none. */
export function readResults(folder: string): Results | null {
  const file = join(folder, 'results.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : null
}

/** The page `RESULTS.md`. */
export function reportOf({ machine, groups }: Results): string {
  const parts = Object.entries(groups).map(
    ([name, each]) => `## ${name}\n\n${each.about}\n\n${occasionOf(each)}\n\n${tableOf(each)}\n`,
  )
  return `# Results of the bench\n\nWritten by \`npm run bench\`; not edited. Ratios are what to trust, rates belong to the machine.\n\n${machineOf(machine)}\n\n${parts.join('\n')}`
}

/** One sentence on the machine. */
export function machineOf({ processor, cores, memoryGb, system, node, programs, fsyncsASecond }: Machine): string {
  const flushes =
    fsyncsASecond === null
      ? 'flushes not measured'
      : `${fsyncsASecond.toLocaleString('en')} flushes a second (pg_test_fsync, fdatasync)`
  return `Machine: ${processor}, ${cores} cores for shop, database and load generator together, ${memoryGb} GB, ${system}; Node ${node}, ${programs}; ${flushes}.`
}

const occasionOf = ({ occasion: { at, commit, loadBefore, loadAfter, isQuick } }: Measured): string =>
  `${at.slice(0, 16).replace('T', ' ')} UTC, commit ${commit}, load average ${loadBefore} before and ${loadAfter} after${isQuick ? '; quick' : ''}.`

/** The table of a group: each figure beside its baseline and its goal. */
export function tableOf({ figures, occasion }: Measured): string {
  const rows = figures.map((figure) => {
    const { work, value, unit, baseline, ratio, beside = '' } = figure
    const verdict = verdictOn(figure.id, comparedOf(figure), occasion.isQuick)
    const asked = (number: number) => (ratio === undefined ? plain(number) : percent(number))
    const goal = verdict === null ? '' : `${verdict.isMost ? '≤' : '≥'} ${asked(verdict.goal)}`
    const stands =
      verdict === null ? '' : verdict.isReached ? 'yes' : verdict.isMissed ? '**below its floor**' : 'not yet'
    const beneath = baseline === undefined ? '' : `${baseline.work}: ${plain(baseline.value)}${unitOf(unit)}`
    return `| ${work} | ${plain(value)}${unitOf(unit)} | ${beneath} | ${ratio === undefined ? '' : percent(ratio)} | ${goal} | ${stands} | ${beside} |`
  })
  return [
    '| work | measured | baseline | ratio | goal | reached | beside |',
    '|---|--:|---|--:|--:|---|---|',
    ...rows,
  ].join('\n')
}

const percent = (ratio: number): string => `${(ratio * 100).toFixed(ratio < 0.1 ? 1 : 0)} %`
const unitOf = (unit: string): string => (unit === '' ? '' : ` ${unit}`)
