import assert from 'node:assert/strict'
import test from 'node:test'
import { buyHonestly, inspect } from './aftermath.ts'
import { diceOf, seedOf } from './chance.ts'
import { type Aim, classes } from './attempts.ts'
import { type Scene, openScene } from './people.ts'
import type { Operation } from './operations.ts'
import { report, sendAll } from './rounds.ts'
import { type Attempt, tallyOf } from './verdict.ts'

const seed = Number(process.env['BANYAN_ABUSE_SEED'] ?? 1)

function aimOf({ api, known, world, ada }: Scene, operation: Operation): Aim {
  // Whose things stand in the path: only with the owner do requests get past the first refusal.
  const isOwn = operation.access !== 'anyone' || operation.params.length > 0
  const as = operation.isAdmin ? world.administrator : isOwn ? ada.principal : undefined
  const sampler = { api, known, dice: diceOf(seedOf(operation.name) + seed) }
  return { operation, sampler, as }
}

test('A01 A02 A03 A06 A14 A22 A23 A27 A32 whatever is sent to the shop’s public addresses, each answer keeps the rules, and an honest customer still buys', async (t) => {
  const scene = await openScene(t)
  const tally = tallyOf()
  const attempts = scene.api.operations
    .filter(({ isAdmin }) => !isAdmin)
    .flatMap((operation) =>
      classes.flatMap((make) => make(aimOf(scene, operation))).map((each): [Attempt, Operation] => [each, operation]),
    )

  await sendAll(scene.world, tally, attempts)

  report(t, tally)
  assert.deepEqual(tally.faults(), [], tally.faults().join('\n\n'))
  await inspect(scene)
  await buyHonestly(scene)
})

test('A01 A02 A03 A06 A14 A17 A22 A23 A27 A32 whatever is sent to the back office’s addresses by those who may, each answer keeps the rules', async (t) => {
  const scene = await openScene(t)
  const tally = tallyOf()
  const attempts = scene.api.operations
    .filter(({ isAdmin }) => isAdmin)
    .flatMap((operation) =>
      classes.flatMap((make) => make(aimOf(scene, operation))).map((each): [Attempt, Operation] => [each, operation]),
    )

  await sendAll(scene.world, tally, attempts)

  report(t, tally)
  assert.deepEqual(tally.faults(), [], tally.faults().join('\n\n'))
  await inspect(scene)
})
