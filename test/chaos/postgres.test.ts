import assert from 'node:assert/strict'
import test from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '../world/juniper.ts'
import { type PostgresVersion, startPostgres } from '../world/postgres.ts'
import { sendCrowd } from './crowd.ts'
import { shopOn } from './shop-on.ts'
import { sized } from './size.ts'

const versions = sized<PostgresVersion[]>([18], [18, 15])

for (const version of versions) {
  test(`F21 PostgreSQL ${version} dies every few seconds under a crowd: every promise holds`, async (t) => {
    const postgres = await startPostgres({ version })
    const { trial } = await shopOn(t, postgres)
    const crowd = sendCrowd(t, trial, { buyers: 8, orders: sized(150, 5_000) })
    let deaths = 0
    let isOver = false
    void crowd.done.finally(() => (isOver = true)).catch(() => {})

    while (!isOver || deaths < 3) {
      await pause(sized(4_000, 6_000))
      await postgres.crash()
      await postgres.start()
      await trial.moveTime(31)
      deaths++
    }
    const answers = await crowd.done

    t.diagnostic(`${answers.length} orders, ${deaths} deaths`)
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]))
    await trial.assertSound()
  })

  test(`F22 the synchronous standby of a PostgreSQL ${version} takes over: no acknowledged order is lost`, async (t) => {
    const primary = await startPostgres({ version })
    const standby = await primary.standby('standby')
    await primary.run(`alter system set synchronous_standby_names = 'standby'`)
    await primary.run('select pg_reload_conf()')
    const { trial, line } = await shopOn(t, primary, standby)
    const [replica] = await primary.run('select sync_state from pg_stat_replication')
    const crowd = sendCrowd(t, trial, { buyers: 8 })
    const more = async (orders: number) => {
      const enough = crowd.answers.length + orders
      await eventually(async () => (crowd.answers.length >= enough ? true : null), 'the crowd buys')
    }
    await more(30)

    await line.down()
    await primary.crash()
    const before = crowd.answers.length
    await standby.promote()
    line.flip({ port: standby.port })
    await line.heal()
    await trial.moveTime(31)
    await more(30)
    const answers = await crowd.stop()

    assert.equal(replica.sync_state, 'sync')
    t.diagnostic(`${before} orders before, ${answers.length - before} after`)
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]))
    await trial.assertSound()
  })
}
