/**
 * `npm run chaos`: every fault, on real processes, one file after another. With `--smoke` only what stands directly in test/chaos, as
 * `.ci/run` has it; what takes its time is in test/chaos/long. Other words are files to run instead.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { openCluster } from '../test/world/cluster.ts'

const home = join(import.meta.dirname, '..')
const words = process.argv.slice(2).filter((word) => word !== '--')
const chosen = words.filter((word) => !word.startsWith('--'))
const isSmoke = words.includes('--smoke')
const pattern = isSmoke ? 'test/chaos/*.test.ts' : 'test/chaos/**/*.test.ts'
const files = chosen.length > 0 ? chosen : globSync(pattern, { cwd: home }).sort()

const began = performance.now()
const cluster = await openCluster()
const env = {
  ...process.env,
  BANYAN_TEST_CLUSTER: cluster.url,
  BANYAN_CHAOS: isSmoke ? 'smoke' : 'whole',
  NODE_COMPILE_CACHE: join(home, 'node_modules', '.cache', 'compile'),
}
const options = ['--test', '--test-concurrency=1', '--test-timeout=1800000']
const child = spawn(process.execPath, [...options, ...files], { cwd: home, env, stdio: 'inherit' })
const [code] = await once(child, 'exit')
await cluster.stop()
console.log(`chaos: ${files.length} files in ${((performance.now() - began) / 60_000).toFixed(1)} min`)
process.exit(code ?? 1)
