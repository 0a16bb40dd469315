/** The longer checks, which `.ci/run` adds to `npm test`: fresh clones and killed processes, one after another. */
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'

const home = join(import.meta.dirname, '..')
const files = globSync('test/chaos/**/*.test.ts', { cwd: home }).sort()
const words = ['--test', '--test-concurrency=1', '--test-timeout=900000', ...files]
const { status } = spawnSync(process.execPath, words, { cwd: home, stdio: 'inherit' })
process.exit(status ?? 1)
