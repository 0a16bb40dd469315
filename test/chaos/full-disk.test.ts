import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, eventually } from '../world/juniper.ts'
import { type Postgres, startPostgres } from '../world/postgres.ts'
import { httpOf } from '../world/processes.ts'
import type { Running } from '../world/running.ts'
import { type SmallDisk, openSmallDisk } from '../world/small-disk.ts'
import { sendCrowd } from './crowd.ts'
import { shopOn } from './shop-on.ts'
import type { Trial } from './trial.ts'

const mug = { lines: { mug: 1 } }

/** Null, with the reason in the test's diagnostics, where nobody may mount; in CI that is a failure. */
function smallDisk(t: TestContext, megabytes: number): SmallDisk | null {
  try {
    return openSmallDisk(megabytes)
  } catch (error) {
    if (process.env['CI'] === 'true') throw error
    t.diagnostic(`not tried: ${(error as Error).message}`)
    return null
  }
}

/** A folder that goes with the test, unless PostgreSQL did so before. */
const plainFolder = (): string => mkdtempSync(join(tmpdir(), 'banyan-full-disk-'))
const readyOf = async ({ url }: Running): Promise<Answer> => httpOf(() => url)('GET', '/readyz')

/** Waits at most 30 s until every process answers its readiness so. */
async function allSay(trial: Trial, status: number, body: object): Promise<void> {
  let said: unknown[] = []
  for (let left = 300; left > 0; left--) {
    const answers = await Promise.all(trial.running.map(readyOf))
    said = answers.map((each) => [each.status, each.body])
    if (said.every((each) => JSON.stringify(each) === JSON.stringify([status, body]))) return
    await pause(100)
  }
  assert.fail(`readiness stayed ${JSON.stringify(said)}, instead of ${status} ${JSON.stringify(body)}`)
}

test('F28 the disk of the tables is full: what writes gets 503, what reads is served, and with room again nobody has to do anything', async (t) => {
  const disk = smallDisk(t, 300)
  if (disk === null) return
  const walFolder = plainFolder()
  const postgres = await startPostgres({ version: 18, folder: join(disk.folder, 'tables'), walFolder })
  const { trial } = await shopOn(t, removing(postgres, disk, walFolder))
  const pids = trial.running.map(({ child }) => child.pid)
  const acknowledged = await trial.persist(mug, randomUUID())
  const [{ began }] = await trial.sql`select pg_postmaster_start_time()::text as began`
  const given: { key: string; answer: Answer }[] = []
  const isRefused = ({ answer: { status } }: { answer: Answer }) => status === 503

  disk.fill()
  // Pages that are there already have some room left.
  for (let round = 0; given.filter(isRefused).length < 24; round++) {
    assert.ok(round < 200, 'everything is written as if there were room')
    const keys = Array.from({ length: 8 }, () => randomUUID())
    given.push(...(await Promise.all(keys.map(async (key) => ({ key, answer: await trial.place(mug, key) })))))
  }
  await allSay(trial, 200, { status: 'ready', lacks: 'disk_of_database' })
  const read = await Promise.all([
    ...Array.from({ length: 10 }, (_, at) => trial.http('GET', `/api/products?q=mug+${at}`)),
    trial.http('GET', `/api/admin/orders/${acknowledged.body.id}`, { token: trial.adminToken }),
  ])
  disk.free()
  await trial.moveTime(31)
  const final = await Promise.all(given.map(({ key }) => trial.persist(mug, key)))
  await allSay(trial, 200, { status: 'ready' })
  const [after] = await trial.sql`select pg_postmaster_start_time()::text as began`

  for (const { answer } of given) assert.ok([201, 202, 503].includes(answer.status), answer.text)
  for (const { answer } of given.filter(isRefused))
    assert.match(answer.headers['content-type']!, /^application\/problem\+json/)
  assert.deepEqual(
    new Set(read.map(({ status }) => status)),
    new Set([200]),
    JSON.stringify(read.map(({ text }) => text)),
  )
  assert.deepEqual(new Set(final.map(({ status }) => status)), new Set([201]))
  assert.match(trial.running.map((each) => each.output()).join(''), /the disk of the database is full/)
  assert.deepEqual([after.began, trial.running.map(({ child }) => child.pid)], [began, pids])
  await trial.assertSound()
})

test('F28 the disk of the write-ahead log is full: PostgreSQL dies of it, and when there is room the shop goes on where it was', async (t) => {
  const disk = smallDisk(t, 80)
  if (disk === null) return
  const folder = plainFolder()
  const settings = { max_wal_size: '48MB', min_wal_size: '32MB' }
  const postgres = await startPostgres({ version: 18, folder, walFolder: disk.folder, settings })
  const keeper = keepUp(postgres)
  const { trial } = await shopOn(t, removing(postgres, disk, folder, keeper.stop))
  const pids = trial.running.map(({ child }) => child.pid)
  const crowd = sendCrowd(t, trial, { buyers: 4 })
  const more = async (orders: number) => {
    const enough = crowd.answers.length + orders
    for (let left = 600; crowd.answers.length < enough && left > 0; left--) await pause(50)
    assert.ok(crowd.answers.length >= enough, 'the crowd cannot buy')
  }
  await more(20)

  disk.fill()
  // Segments that are there already are written to their end.
  for (let left = 100; left > 0; left--) {
    const answer = await postgres.run('select pg_switch_wal()', 'shop').catch((error: Error) => error)
    if (answer instanceof Error) break
    await pause(100)
  }
  const told = await eventually(async () => {
    const down = (await Promise.all(trial.running.map(readyOf))).find(({ status }) => status === 503)
    return down?.body ?? null
  }, 'a process is not ready')
  const before = crowd.answers.length
  disk.free()
  await allSay(trial, 200, { status: 'ready' })
  await trial.moveTime(31)
  await more(20)
  const answers = await crowd.stop()

  t.diagnostic(`${before} orders before, ${answers.length - before} after`)
  assert.deepEqual(told, { status: 'not_ready', why: 'database' })
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]))
  assert.deepEqual(
    trial.running.map(({ child }) => child.pid),
    pids,
  )
  await trial.assertSound()
})

/** The same server, whose removal takes with it what it lay on, when `first` is done. */
const removing = (postgres: Postgres, disk: SmallDisk, folder: string, first = async () => {}): Postgres => ({
  ...postgres,
  async remove() {
    await first()
    disk.free()
    await postgres.remove().finally(() => disk.remove())
    rmSync(folder, { recursive: true, force: true })
  },
})

/** Starts a server again whenever it ended by itself, as any service manager does. */
function keepUp(postgres: Postgres): { stop(): Promise<void> } {
  let stopped = false
  const watch = async () => {
    while (!stopped) {
      await pause(100)
      if (!postgres.isRunning() && !stopped) await postgres.start().catch(() => {})
    }
  }
  const watching = watch()
  return {
    stop() {
      stopped = true
      return watching
    },
  }
}
