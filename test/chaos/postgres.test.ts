import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '../world/juniper.ts'
import { type Postgres, type PostgresVersion, startPostgres } from '../world/postgres.ts'
import { sendCrowd } from './crowd.ts'
import { shopOn } from './shop-on.ts'
import { sized } from './size.ts'
import type { Trial } from './trial.ts'

const versions = sized<PostgresVersion[]>([18], [18, 15])

/** The answer to the statement with `words` still comes through; no statement after it reaches the server, which dies. */
function dieBehind(trial: Trial, postgres: Postgres, words: string): () => Promise<void> {
  const asked = new Set<number>()
  let dead: Promise<void> | null = null
  trial.lines.database.cut()
  trial.lines.database.add({
    kind: 'look',
    look(piece, link, direction) {
      if (direction === 'up' && piece.includes(words)) asked.add(link.id)
      if (direction === 'down' && asked.has(link.id)) dead ??= postgres.crash()
      return direction === 'up' && dead !== null ? Buffer.alloc(0) : piece
    },
  })
  return async () => {
    assert.ok(dead !== null, 'the statement was never asked')
    await dead
  }
}

for (const version of versions) {
  test(`F21 PostgreSQL ${version} dies every few seconds under a crowd: every promise holds`, async (t) => {
    const postgres = await startPostgres({ version })
    const { trial } = await shopOn(t, postgres)
    const crowd = sendCrowd(t, trial, { buyers: 8, orders: sized(150, 5_000) })
    let deaths = 0
    let isOver = false
    void crowd.done.finally(() => (isOver = true)).catch(() => {})

    while (!isOver || deaths < 3) {
      await pause(sized(3_000, 6_000))
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

  test(`F21 PostgreSQL ${version} dies between an order and the first flush behind it: nobody is told of an order that may be forgotten`, async (t) => {
    const postgres = await startPostgres({ version })
    const { trial } = await shopOn(t, postgres)
    const key = randomUUID()
    const dead = dieBehind(trial, postgres, 'insert into orders.claims')

    const first = await trial.place({ lines: { mug: 1 } }, key)
    await dead()
    await postgres.start()
    await trial.lines.database.heal()
    await trial.moveTime(31)
    const last = await trial.persist({ lines: { mug: 1 } }, key)

    assert.deepEqual([first.status, first.body.code], [503, 'unknown_outcome'], first.text)
    assert.equal(last.status, 201, last.text)
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
