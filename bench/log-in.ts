/** Log-ins beside what a password must cost: the hash alone. */
import { argon2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { type Figure, type Group, inTurns, plain } from './figure.ts'
import { load, requestOf } from './load.ts'
import { type Cluster, admin, openCluster, openShop } from './shop.ts'

/** As many as hash at once in a process. */
const width = 2
/** Twice as many ask, so that two hash while two wait for the database, as in a shop where more than two log in. */
const asking = 2 * width

export const logIn: Group = {
  about:
    'POST /api/users/login by four at once, of whom two hash at a time, beside two lanes of argon2id with the same parameters and nothing else.',
  async measure(bench) {
    const cluster = await openCluster()
    try {
      const shop = await openShop(cluster, { demo: false })
      const [rounds, seconds] = bench.isQuick ? [2, 4] : [5, 5]
      const requests = [requestOf('POST', '/api/users/login', {}, admin)]
      const enter = async () => {
        const done = await load({ url: shop.url, connections: asking, seconds, requests, mayRepeat: true })
        if (done.refused > 0) throw new Error(`${done.refused} of ${done.requests} log-ins were refused`)
        return done
      }
      await enter()
      const cost = await costIn(cluster)
      bench.say('log-ins')
      const { ratio, rate, baseline, runs } = await inTurns(rounds, () => bareHashes(cost, seconds), enter)
      const figure: Figure = {
        id: 'log-in',
        work: `log-ins, ${asking} at once`,
        value: rate,
        unit: '/s',
        baseline: { work: 'argon2id alone', value: baseline },
        ratio,
        beside: `p50 ${plain(runs[0]!.p50Ms)} ms`,
      }
      return [figure]
    } finally {
      await cluster.close()
    }
  },
}

type Cost = { memory: number; passes: number; parallelism: number }

/** What a hash costs in this shop, as it stands with the one that is kept. */
async function costIn(cluster: Cluster): Promise<Cost> {
  const { rows } = await cluster.pool().query<{ kept: string }>('select password_hash as kept from users.users limit 1')
  const [, m, t, p] = /\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(rows[0]!.kept)!
  return { memory: Number(m), passes: Number(t), parallelism: Number(p) }
}

const hashed = promisify(argon2)

async function bareHashes(cost: Cost, seconds: number): Promise<{ rate: number }> {
  const message = Buffer.from(admin.password)
  let done = 0
  const began = performance.now()
  const lane = async () => {
    for (; performance.now() < began + seconds * 1_000; done++)
      await hashed('argon2id', { ...cost, message, nonce: randomBytes(16), tagLength: 32 })
  }
  await Promise.all(Array.from({ length: width }, lane))
  return { rate: (done * 1_000) / (performance.now() - began) }
}
