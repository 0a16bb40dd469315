import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { deaths } from './crash-points.suite.ts'
import { crashAt } from './crash-scenario.ts'
import { sharedTrial } from './trial.ts'

const home = join(import.meta.dirname, '..', '..')
const shop = sharedTrial({ topology: 'one', stock: { mug: 10_000 } })

for (const { name, apart: _, ...scenario } of deaths) test(name, async () => crashAt(await shop(), scenario))

test('every point of the source is crashed at, and every point that is crashed at is in the source', () => {
  const texts = globSync('src/**/*.ts', { cwd: home, exclude: ['**/*.test.ts'] }).map((file) =>
    readFileSync(join(home, file), 'utf8'),
  )

  const written = texts.flatMap((text) => [...text.matchAll(/\bcrash\('([^']+)'\)/g)].map((match) => match[1]!))
  const called = texts.flatMap((text) => [...text.matchAll(/(?<!function )\bcrash\(/g)])

  assert.equal(called.length, written.length, 'a point is a literal, or nobody finds it')
  assert.equal(new Set(written).size, written.length, 'a point stands once')
  assert.deepEqual([...new Set(deaths.map(({ point }) => point))].sort(), written.sort())
})
