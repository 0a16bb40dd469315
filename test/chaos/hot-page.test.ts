import assert from 'node:assert/strict'
import test from 'node:test'
import { eventually } from '../world/juniper.ts'
import { askedOf } from './asked-of.ts'
import { openTrial } from './trial.ts'

const handle = 'what-everybody-wants'

test('F74 a page expires while a hundred look at it: each of two processes asks its database for it once', async (t) => {
  const trial = await openTrial(t, { topology: 'one', copies: 2, main: 'test/chaos/leaping-shop.ts' })
  const { http, adminToken, running, lines } = trial
  const product = {
    status: 'active',
    texts: [{ locale: 'en', title: 'What everybody wants' }],
    variants: [{ sku: 'it' }],
  }
  const made = await http('PUT', `/api/admin/products/by-handle/${handle}`, { body: product, token: adminToken })
  assert.ok(made.status < 300, made.text)
  const asked = askedOf(lines.database, handle)
  const age = async () => {
    for (const { child } of running) child.kill('SIGUSR2')
    // A signal is heard in a turn of the event loop of its own, before one that comes later.
    await Promise.all(running.map(({ url }) => fetch(`${url}/livez`).then((answer) => answer.text())))
    await Promise.all(running.map(({ url }) => fetch(`${url}/livez`).then((answer) => answer.text())))
    asked()
  }
  const crowd = async (readers: number) => {
    const answers = await Promise.all(Array.from({ length: readers }, () => http('GET', `/api/products/${handle}`)))
    return { statuses: [...new Set(answers.map(({ status }) => status))], asked: asked() }
  }
  // What was just made is told about for a while, and then looked at again; a job forgets it with each news, once a second.
  let calm = 0
  const isCalm = async () => ((calm = (await crowd(2)).asked === 0 ? calm + 1 : 0) >= 45 ? true : null)
  await eventually(isCalm, 'both have it, and nothing changes any more')
  // The word may stand in one question more than once.
  await age()
  const once = (await crowd(1)).asked
  // So slow that all who come together wait together.
  lines.database.add({ kind: 'latency', ms: 100, direction: 'down' })
  const rounds: { statuses: number[]; asked: number }[] = []

  for (let round = 0; round < 3; round++) {
    await age()
    rounds.push(await crowd(100), await crowd(100))
  }

  const [expired, kept] = [
    { statuses: [200], asked: 2 * once },
    { statuses: [200], asked: 0 },
  ]
  assert.ok(once > 0)
  assert.deepEqual(rounds, [expired, kept, expired, kept, expired, kept])
})
