import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { eventually, shelf } from '../world/juniper.ts'
import { httpOf, secret } from '../world/processes.ts'
import { type Running, freePort, startRunning } from '../world/running.ts'
import { type Trial, sharedTrial } from './trial.ts'

/** As it is now: orders, carts and payments in `checkout`, the others in `rest`. */
const shop = sharedTrial({ topology: 'apart', stock: { mug: 10_000 } })
const mug = { lines: { mug: 1 } }

type Old = {
  /** Which group it still is, of those that it still believes in, and where it finds the others. */
  group: string
  modules: Record<string, string[]>
  addressOf: Record<string, number>
  databaseUrl: string
}

/** A process that nobody stopped when modules moved: it runs by the file of before. */
async function leftBehind(t: TestContext, trial: Trial, old: Old): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-left-behind-'))
  const ports = { ...old.addressOf, [old.group]: await freePort() }
  const groups = Object.entries(old.modules).map(([name, modules]) => {
    return [name, { url: `http://127.0.0.1:${ports[name]}`, database: 'main', modules }]
  })
  const file = join(folder, 'before-the-move.json')
  const databases = { main: 'DATABASE_URL' }
  writeFileSync(file, JSON.stringify({ bus: 'http', databases, groups: Object.fromEntries(groups) }))
  const running = await startRunning({
    name: `old-${old.group}`,
    folder,
    env: {
      DATABASE_URL: old.databaseUrl,
      BANYAN_SECRET: secret,
      BANYAN_DEMO: '0',
      BANYAN_TEST_PROVIDER: `http://127.0.0.1:${trial.lines.provider.port}`,
      BANYAN_REQUESTS_PER_SECOND: '1000000',
      BANYAN_LOG_LEVEL: 'warn',
      BANYAN_TOPOLOGY: file,
      BANYAN_PROCESS: old.group,
    },
  })
  t.after(async () => {
    await running.kill()
    rmSync(folder, { recursive: true, force: true })
  })
  return running
}

/** A role that may what processes may; the guide about production has the same grants. */
async function roleOf(t: TestContext, trial: Trial): Promise<{ role: string; databaseUrl: string }> {
  const role = `left_behind_${process.pid}`
  const grants = ['usage on schema %I', 'select, insert, update, delete on all tables in schema %I']
  grants.push('usage, select on all sequences in schema %I', 'execute on all functions in schema %I')
  await trial.run(`
    create role ${role} login;
    do $$ declare s text; begin
      for s in select distinct schema from banyan.migrations loop
        ${grants.map((grant) => `execute format('grant ${grant} to ${role}', s);`).join('\n')}
      end loop;
    end $$`)
  t.after(() => trial.run(`drop owned by ${role}; drop role ${role}`))
  const url = new URL(trial.databaseUrl)
  url.searchParams.set('user', role)
  return { role, databaseUrl: url.href }
}

/** Lines leave a process a moment late. */
const said = (running: Running, words: RegExp): Promise<true> =>
  eventually(async () => (words.test(running.output()) ? true : null), `${running.name} says ${words}`)

test('T03 a process left behind is refused what it writes when its role has lost the module; it reads on, and the new home has the key', async (t) => {
  const trial = await shop()
  const { role, databaseUrl } = await roleOf(t, trial)
  const old = await leftBehind(t, trial, {
    group: 'rest',
    modules: { checkout: ['carts', 'payments'], rest: ['*'] },
    addressOf: { checkout: trial.lines.checkout!.port },
    databaseUrl,
  })
  const before = await shelf(trial, 'mug')
  const earlier = await trial.place(mug, randomUUID(), { at: old })
  await trial.quiet()
  await trial.run(`revoke insert, update, delete on all tables in schema orders from ${role}`)
  const keys = Array.from({ length: 10 }, () => randomUUID())

  const refused = await Promise.all(keys.map((key) => trial.place(mug, key, { at: old })))
  const written = await trial.sql`select from orders.orders where claim_key = any(${keys}::text[])`
  const list = await httpOf(() => old.url)('GET', '/api/admin/orders?limit=1', { token: trial.adminToken })
  const answers = await Promise.all(keys.map((key) => trial.persist(mug, key)))
  await trial.quiet()
  await said(old, /"code":"42501".*permission denied for table/)

  assert.equal(earlier.status, 201, earlier.text)
  for (const { status, body, headers } of refused)
    assert.deepEqual([status, body.code, headers['retry-after']], [503, 'overloaded', '1'])
  assert.deepEqual(written, [])
  assert.deepEqual([list.status, list.body.items[0].id], [200, earlier.body.id], list.text)
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]))
  assert.deepEqual(await shelf(trial, 'mug'), { onHand: before.onHand - 11, held: 0 })
  assert.ok(old.isRunning(), old.output())
  await trial.assertSound()
})

test('T03 a process that tells facts where their subscriber was before keeps none from it: another one brings them', async (t) => {
  const trial = await shop()
  const checkout = trial.lines.checkout!.port
  // Letters had a group of their own; at its address is somebody else now.
  const old = await leftBehind(t, trial, {
    group: 'checkout',
    modules: { checkout: ['orders', 'carts', 'payments'], letters: ['notifications'], rest: ['*'] },
    addressOf: { letters: checkout, rest: trial.lines.rest!.port },
    databaseUrl: trial.databaseUrl,
  })
  const keys = Array.from({ length: 10 }, () => randomUUID())

  const answers = await Promise.all(keys.map((key) => trial.persist(mug, key, { at: old })))
  await trial.quiet()
  await said(old, /notifications.*answered 500/)

  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]))
  assert.ok(old.isRunning(), old.output())
  await trial.assertSound()
})
