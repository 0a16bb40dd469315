import assert from 'node:assert/strict'
import test from 'node:test'
import { aimOf, passes } from './campaign.ts'
import { honest } from './attempts.ts'
import { openScene } from './people.ts'
import { send } from './rounds.ts'
import { tallyOf } from './verdict.ts'

/** Asked for by nobody who has no right to it, or shown elsewhere: each with what it would take. */
const unreached = new Set([
  // Its token is there only while nobody is administrator; `first-login.test.ts` has it.
  'POST /api/users/first-login',
  // Takes a mail server; `send-letters.test.ts` has one.
  'POST /api/admin/letters/{id}/send-again',
  // Takes a webhook that was put aside, which is an alarm in the log; the tests of F53 have it.
  'POST /api/admin/webhook-events/{provider}/{eventId}/retry',
])

test('A32 every operation answers an honest request with a yes, so that abuse of it gets past the first refusal', async (t) => {
  const scene = await openScene(t)
  const tally = tallyOf()
  const shut: string[] = []

  for (const operation of scene.api.operations) {
    const aim = aimOf(scene, operation, 0)
    let last = ''
    let isReached = false
    for (let left = 60; left > 0 && !isReached; left--) {
      const { status, text } = await send(scene.world, tally, honest(aim, 'A32 honest'), operation)
      isReached = status < 300
      last = `${operation.name} answered ${status} ${text.slice(0, 500)}`
    }
    if (isReached === unreached.has(operation.name)) shut.push(last)
  }

  assert.deepEqual(shut, [], shut.join('\n'))
  passes(t, tally)
})
