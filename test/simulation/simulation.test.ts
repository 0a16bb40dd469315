import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openArena } from './arena.ts'
import { faultKinds } from './faults.ts'
import { keptSeeds } from './kept.ts'
import { runSeed } from './simulate.ts'
import { storyOf } from './story.ts'

const arena = await openArena()
after(() => arena.close())

for (const { seed, found } of keptSeeds()) {
  test(`seed ${seed}, which once showed that ${found}`, async () => {
    const run = await runSeed(arena, seed)

    assert.ok(run.breaches.length === 0, storyOf(run))
  })
}

test('fifty seeds keep every promise, and meet every kind of fault', async () => {
  const counts = new Map<string, number>()

  for (let seed = 1; seed <= 50; seed++) {
    const run = await runSeed(arena, seed)
    assert.ok(run.breaches.length === 0, storyOf(run))
    for (const [kind, times] of run.counts) counts.set(kind, (counts.get(kind) ?? 0) + times)
  }

  const never = faultKinds.filter((kind) => !counts.has(kind))
  assert.deepEqual(never, [], 'a fault that never comes proves nothing')
})

test('the same seed is the same history, whatever was run before and wherever', async () => {
  const other = await openArena()
  const historyIn = async (where: typeof arena, seed: number) => (await runSeed(where, seed)).history

  for (const seed of [3, 11, 26]) {
    const first = await historyIn(arena, seed)
    await historyIn(arena, seed + 100)
    const second = await historyIn(arena, seed)
    const elsewhere = await historyIn(other, seed)

    assert.ok(first.length > 20)
    assert.deepEqual(second, first)
    assert.deepEqual(elsewhere, first)
  }
  await other.close()
})
