/** `npm test`: types, lint, tidy and every test, on one embedded PostgreSQL. Words after `--` are test files to run instead of all. */
import { type SpawnOptions, spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { openCluster } from '../test/world/cluster.ts'

const home = join(import.meta.dirname, '..')
process.chdir(home)

/** Runs a program to its end; answers its exit code. */
function run(name: string, words: string[], options: SpawnOptions = {}): Promise<number> {
  const began = performance.now()
  const child = spawn(join(home, 'node_modules', '.bin', name), words, { stdio: 'inherit', ...options })
  return new Promise((done) => {
    child.once('error', (error) => (console.error(error.message), done(1)))
    child.once('exit', (code) => {
      console.log(`${name}: ${code === 0 ? 'fine' : 'failed'} in ${((performance.now() - began) / 1_000).toFixed(1)} s`)
      done(code ?? 1)
    })
  })
}

const chosen = process.argv.slice(2).filter((word) => word !== '--')
if (chosen.length === 0) {
  for (const [name, words] of [
    ['tsc', ['--noEmit']],
    ['oxlint', ['--deny-warnings']],
    ['oxfmt', ['--check', '.']],
  ] as const) {
    if ((await run(name, [...words])) !== 0) process.exit(1)
  }
}

const files =
  chosen.length > 0
    ? chosen
    : globSync(['src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts'])
        .filter((file) => !file.startsWith(join('test', 'chaos')))
        .sort()
const cluster = await openCluster()
const env = {
  ...process.env,
  BANYAN_TEST_CLUSTER: cluster.url,
  NODE_COMPILE_CACHE: join(home, 'node_modules', '.cache', 'compile'),
}
const concurrency = Math.max(2, availableParallelism())
// Properties that are tried more often than usual take longer than any single test may.
const timeoutMs = process.env['BANYAN_PROPERTY_RUNS'] === undefined ? 240_000 : 1_800_000
const words = ['--test', `--test-concurrency=${concurrency}`, `--test-timeout=${timeoutMs}`, ...files]
const code = await run('node', words, { env })
await cluster.stop()
process.exit(code)
