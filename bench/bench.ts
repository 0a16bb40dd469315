/**
 * `npm run bench`: every promise of speed beside its baseline, built in the same run. `--only purchase,pages` measures some of the
 * groups, `--quick` shorter and with less, in a folder that git ignores. Ends with 1 when a figure is below its floor.
 */
import { join } from 'node:path'
import { debianPostgres, isMissing, wrk } from '../scripts/engines.ts'
import type { Group } from './figure.ts'
import { verdictOn } from './floors.ts'
import { loadNow, machineOf, occasionOf } from './machine.ts'
import { closeClusters } from './shop.ts'
import { carts } from './carts.ts'
import { hotSku } from './hot-sku.ts'
import { logIn } from './log-in.ts'
import { pages } from './pages.ts'
import { overload } from './overload.ts'
import { budget } from './budget.ts'
import { cold } from './cold.ts'
import { events } from './events.ts'
import { importing } from './importing.ts'
import { scale } from './scale.ts'
import { purchase } from './purchase.ts'
import { type Measured, type Results, comparedOf, machineOf as sentenceOf, tableOf, writeResults } from './report.ts'

const groups: Record<string, Group> = {
  purchase,
  'hot-sku': hotSku,
  carts,
  pages,
  cold,
  'log-in': logIn,
  events,
  scale,
  import: importing,
  budget,
  overload,
}

const words = process.argv.slice(2)
const isQuick = words.includes('--quick')
const only = words.includes('--only') ? (words[words.indexOf('--only') + 1] ?? '').split(',') : Object.keys(groups)
const unknown = only.filter((name) => !(name in groups))
if (unknown.length > 0) {
  console.error(`There is no group ${unknown.join(', ')}: there are ${Object.keys(groups).join(', ')}.`)
  process.exit(2)
}
const missing = [debianPostgres(), wrk()].filter(isMissing)
if (missing.length > 0) {
  for (const each of missing) console.error(each.missing)
  process.exit(2)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => void closeClusters().finally(() => process.exit(130)))

const results: Results = { machine: await machineOf(), groups: {} }
console.log(sentenceOf(results.machine))
let hasMissed = false
for (const name of only) {
  const occasion = occasionOf(isQuick)
  console.log(`\n${name} (commit ${occasion.commit}, load average ${occasion.loadBefore})`)
  const { about, measure } = groups[name]!
  const figures = await measure({ isQuick, say: (text) => console.log(`  ${text}`) })
  const measured: Measured = { about, occasion: { ...occasion, loadAfter: loadNow() }, figures }
  results.groups[name] = measured
  console.log(tableOf(measured))
  hasMissed ||= measured.figures.some((figure) => verdictOn(figure.id, comparedOf(figure), isQuick)?.isMissed)
  // After each group, so that what broke later does not lose what was measured.
  writeResults(isQuick ? join(import.meta.dirname, '..', '.cache', 'bench') : import.meta.dirname, results)
}
if (hasMissed) console.error('\nA figure is below its floor: see **below its floor** above.')
process.exit(hasMissed ? 1 : 0)
