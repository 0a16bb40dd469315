/**
 * The longer checks, which `.ci/run` adds to `npm test`: properties a thousand times, more seeds of the
 * simulation, then fresh clones, killed processes and bad lines, one after another.
 */
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const home = join(import.meta.dirname, '..')
process.chdir(home)
const run = (words: string[], env: NodeJS.ProcessEnv = {}): void => {
  const { status } = spawnSync(process.execPath, words, { stdio: 'inherit', env: { ...process.env, ...env } })
  if (status !== 0) process.exit(status ?? 1)
}

// Those that `npm test` tries less often, because each try asks a database: they say so, `runs(40)`.
const properties = globSync('{src,test}/**/*.test.ts')
  .filter((file) => /\bruns\(\d/.test(readFileSync(file, 'utf8')))
  .sort()
run(['scripts/test.ts', ...properties], { BANYAN_PROPERTY_RUNS: '1000' })

run(['scripts/simulate.ts', '--from', '51', '--seeds', '200'])

run(['scripts/chaos.ts', '--smoke'])
