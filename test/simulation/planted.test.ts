import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { clusterUrl } from '../world/cluster.ts'
import { planted } from './planted/bugs.ts'
import { caughtBy } from './planted/caught.ts'
import { changed, urlOf } from './planted/change.ts'
import { catchBug } from './planted/hunt.ts'

// Workers are of this process's cluster.
process.env['BANYAN_TEST_CLUSTER'] ??= await clusterUrl()

test('at least ten bugs are planted, and each fits the source', () => {
  assert.ok(planted.length >= 10)

  for (const bug of planted) {
    const source = readFileSync(new URL(urlOf(bug)), 'utf8')
    assert.notEqual(changed(bug, source), source, bug.name)
  }
})

for (const bug of planted) {
  test(`planted: ${bug.name}, and the simulation catches it`, { timeout: 900_000 }, async () => {
    const known = caughtBy()[bug.name]

    const found = await catchBug(bug, known === undefined ? [] : [known], 1)

    assert.notEqual(found, null, bug.what)
  })
}
