import test from 'node:test'
import { confused, random } from './body-attempts.ts'
import { everywhere, firstSeed } from './campaign.ts'

/** 0: one seed. `.ci/run` gives it minutes, each seed in a shop of its own. */
const seconds = Number(process.env['BANYAN_ABUSE_SECONDS'] ?? 0)

test('A32 whatever fits a schema, or nearly, is answered as the document declares and never by a fault of ours', async (t) => {
  const until = performance.now() + seconds * 1_000
  for (let seed = firstSeed; seed === firstSeed || performance.now() < until; seed++) {
    await t.test(`seed ${seed}`, (each) => everywhere(each, [random, confused], seed))
  }
})
