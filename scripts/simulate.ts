/**
 * `npm run simulate -- --seeds 20000 [--from N]`: runs so many seeds of the simulation on all cores. A seed that fails is told as
 * a story and kept: it runs first from then on. `--seed N` runs one and tells it, `--planted` hunts the planted bugs.
 */
import { parseArgs } from 'node:util'
import { openCluster } from '../test/world/cluster.ts'
import { hunt } from '../test/simulation/hunt.ts'
import { keepSeed, keptSeeds } from '../test/simulation/kept.ts'
import { storyOf } from '../test/simulation/story.ts'

const { values: words } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    planted: { type: 'boolean', default: false },
  },
})
const cluster = await openCluster()
process.env['BANYAN_TEST_CLUSTER'] = cluster.url
const isSound = words.planted ? await huntPlanted() : words.seed === undefined ? await huntSeeds() : await tell()
await cluster.stop()
process.exit(isSound ? 0 : 1)

/** Runs the kept seeds and then a span of others; says how it went. */
async function huntSeeds(): Promise<boolean> {
  const [from, count] = [Number(words.from), Number(words.seeds)]
  const kept = keptSeeds().map(({ seed }) => seed)
  const span = Array.from({ length: count }, (_, at) => from + at).filter((seed) => !kept.includes(seed))
  const began = performance.now()
  const counts = new Map<string, number>()
  const failed: number[] = []
  const shown = new Set<string>()
  let [ran, steps, told] = [0, 0, performance.now()]
  await hunt({
    seeds: [...kept, ...span],
    ran(found) {
      ran++
      steps += found.steps
      for (const [kind, times] of found.counts) counts.set(kind, (counts.get(kind) ?? 0) + times)
      if (found.breaches.length > 0) {
        failed.push(found.seed)
        if (failed.length === 1) console.log(storyOf({ ...found, counts: new Map(found.counts) }))
        const what = found.breaches.map(({ id, promise }) => `${id}: ${promise}`).join('; ')
        // The first of a kind is enough to see the fault again.
        if (!shown.has(what)) keepSeed({ seed: found.seed, found: what })
        shown.add(what)
      }
      if (performance.now() - told > 10_000) {
        told = performance.now()
        console.log(`${ran} seeds, ${failed.length} failed`)
      }
    },
  })
  const minutes = (performance.now() - began) / 60_000
  const faults = [...counts].sort(([one], [other]) => (one < other ? -1 : 1))
  console.log(`Faults: ${faults.map(([kind, times]) => `${kind} ${times}`).join(', ')}.`)
  console.log(
    `${ran} seeds in ${minutes.toFixed(1)} min, ${Math.round(ran / minutes)} a minute, ${Math.round(steps / ran)} steps each; ` +
      (failed.length === 0
        ? 'all sound.'
        : `${failed.length} failed: ${failed.join(', ')}. The first of each kind is kept.`),
  )
  return failed.length === 0
}

/** Runs one seed and tells all of it. */
async function tell(): Promise<boolean> {
  const { openArena } = await import('../test/simulation/arena.ts')
  const { runSeed } = await import('../test/simulation/simulate.ts')
  const arena = await openArena()
  const run = await runSeed(arena, Number(words.seed))
  await arena.close()
  console.log(storyOf(run))
  return run.breaches.length === 0
}

/** Hunts each planted bug from the first seed on, and keeps where it was caught. */
async function huntPlanted(): Promise<boolean> {
  const { planted } = await import('../test/simulation/planted/bugs.ts')
  const { catchBug, seedsMax } = await import('../test/simulation/planted/hunt.ts')
  const { keepCaught } = await import('../test/simulation/planted/caught.ts')
  let isSound = true
  for (const bug of planted) {
    const found = await catchBug(bug, [])
    isSound &&= found !== null
    const how = found?.breaches.map(({ id, promise }) => `${id}: ${promise}`).join('; ')
    console.log(`${bug.name}: ${found === null ? `not caught in ${seedsMax} seeds` : `seed ${found.seed}, ${how}`}`)
    if (found !== null) keepCaught(bug.name, found.seed)
  }
  return isSound
}
