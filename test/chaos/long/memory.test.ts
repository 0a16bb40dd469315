import assert from 'node:assert/strict'
import test from 'node:test'
import { eventually } from '../../world/juniper.ts'
import { sendCrowd } from '../crowd.ts'
import { narrowTrial } from '../narrow-trial.ts'
import { supervise } from '../supervisor.ts'

test('F70 killed as the kernel kills for memory, three times while orders come in, and started again: nothing is lost', async (t) => {
  const trial = await narrowTrial(t)
  const [running] = trial.running
  const watch = supervise(trial.running)
  t.after(() => watch.stop())
  const crowd = sendCrowd(t, trial, { buyers: 8 })

  for (let kill = 1; kill <= 3; kill++) {
    const before = crowd.answers.length
    await eventually(async () => (crowd.answers.length >= before + 10 ? true : null), 'ten orders more')
    await running!.kill()
    await eventually(async () => (watch.log.length === kill ? true : null), 'it is seen that it was killed')
  }
  const answers = await crowd.stop()
  await watch.stop()

  assert.deepEqual(
    watch.log.map(({ ended }) => ended),
    ['SIGKILL', 'SIGKILL', 'SIGKILL'],
  )
  assert.ok(answers.every(({ status }) => status === 201))
  await trial.assertSound()
})
