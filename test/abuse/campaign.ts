/** One class of abuse against every operation of the document: first the shop's own, then, by those who may, the back office's. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { buyHonestly, inspect } from './aftermath.ts'
import type { Aim, Class } from './attempts.ts'
import { diceOf, seedOf } from './chance.ts'
import type { Operation } from './operations.ts'
import { type Scene, openScene } from './people.ts'
import { report, sendAll } from './rounds.ts'
import { type Attempt, type Tally, tallyOf } from './verdict.ts'

/** Another seed makes other requests; the one of a failure makes the same ones again. */
export const firstSeed = Number(process.env['BANYAN_ABUSE_SEED'] ?? 1)

/**
 * Opens a shop, sends what the classes make, and asserts that every answer keeps the rules, that an honest guest can still buy after
 * the shop's own addresses were abused, and that no log and no table shows what should not be there.
 */
export async function everywhere(t: TestContext, makes: Class[], seed = firstSeed): Promise<void> {
  const scene = await openScene(t)
  const tally = tallyOf()
  const sendTo = (operations: Operation[]) =>
    sendAll(
      scene.world,
      tally,
      operations.flatMap((operation) =>
        makes
          .flatMap((make) => make(aimOf(scene, operation, seed)))
          .map((each): [Attempt, Operation] => [each, operation]),
      ),
    )

  await sendTo(scene.api.operations.filter(({ isAdmin }) => !isAdmin))
  await buyHonestly(scene)
  await sendTo(scene.api.operations.filter(({ isAdmin }) => isAdmin))

  passes(t, tally)
  await inspect(scene)
}

/** Keeps the tally for the table, and asserts that it has requests and no fault. */
export function passes(t: TestContext, tally: Tally): void {
  report(t, tally)
  assert.ok(tally.requests() > 0, 'nothing was sent')
  assert.deepEqual(tally.faults(), [], tally.faults().join('\n\n'))
}

/** An operation with who may use it, and the seed's dice. */
export function aimOf({ api, known, written, world, ada }: Scene, operation: Operation, seed: number): Aim {
  // Whose things stand in the path: only with the owner do requests get past the first refusal.
  const isOwn = operation.access !== 'anyone' || operation.params.length > 0 || operation.name === 'POST /api/orders'
  const as = operation.isAdmin ? world.administrator : isOwn ? ada.principal : undefined
  const sampler = { api, known, written, dice: diceOf(seedOf(operation.name) + seed) }
  return { operation, sampler, as }
}
