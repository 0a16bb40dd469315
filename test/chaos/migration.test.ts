import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import pg from 'pg'
import { stepsOf } from '../../src/kernel/database/migrate.ts'
import { modules } from '../../src/modules.ts'
import { freshDatabase } from '../world/cluster.ts'
import { eventually } from '../world/juniper.ts'
import { secret } from '../world/processes.ts'
import { type Running, beginRunning } from '../world/running.ts'
import { isAlive } from './supervisor.ts'

const steps = stepsOf(modules).map(({ schema, name }) => `${schema}/${name}`)
const stepAt = (share: number): string => steps[Math.floor((steps.length - 1) * share)]!

/** A database without a shop, in which one migration waits, all but committed, for as long as the test likes. */
async function stoppedAt(t: TestContext, step: string) {
  const { url, drop } = await freshDatabase([])
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  t.after(async () => {
    await client.end()
    await drop()
  })
  const [schema, name] = step.split('/')
  await client.query(`
    create sequence public.tries;
    create function public.stop_here() returns trigger language plpgsql as $$ begin
      if new.schema = '${schema}' and new.name = '${name}' then
        perform nextval('public.tries');
        perform pg_advisory_xact_lock(42);
      end if;
      return new;
    end $$;
    create trigger stop_here before insert on banyan.migrations for each row execute function public.stop_here();
    select pg_advisory_lock(42)`)
  const rows = async (text: string): Promise<any[]> => (await client.query(text)).rows
  return {
    url,
    rows,
    isAt: (tries: number) =>
      eventually(async () => {
        const [here] = await rows('select last_value::int as tries, is_called as called from public.tries')
        return here.called && here.tries >= tries ? true : null
      }, `somebody is at ${step}, the ${tries}. time`),
    goOn: () => rows('select pg_advisory_unlock(42)'),
    done: async () =>
      (await rows(`select schema || '/' || name as step from banyan.migrations`)).map(({ step: each }) => each),
  }
}

/** Begins processes that nobody waits for, and kills them with the test. */
function starter(t: TestContext, url: string) {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-migration-'))
  const all: Running[] = []
  t.after(async () => {
    await Promise.all(all.map((each) => each.kill()))
    rmSync(folder, { recursive: true, force: true })
  })
  return async (name: string, more: Record<string, string> = {}): Promise<Running> => {
    const env = {
      DATABASE_URL: url,
      BANYAN_SECRET: secret,
      BANYAN_DEMO: '0',
      BANYAN_TEST_PROVIDER: '0',
      INTERNAL_PORT: '0',
      ...more,
    }
    const running = await beginRunning({ name, folder, env })
    all.push(running)
    return running
  }
}

/** Every column, index and constraint there is, for comparing two databases. */
const shape = `
  select 'column' as kind, table_schema || '.' || table_name || '.' || column_name as name,
    data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') as text
  from information_schema.columns where table_schema <> all ('{public,pg_catalog,information_schema}')
  union all select 'index', schemaname || '.' || indexname, indexdef from pg_indexes
  where schemaname <> all ('{public,pg_catalog,information_schema}')
  union all select 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) from pg_constraint
  where connamespace::regnamespace::text <> all ('{public,pg_catalog,information_schema}')
  order by 1, 2, 3`

for (const share of [0.4, 1]) {
  const step = stepAt(share)
  test(`F12 killed while it migrates (at ${Math.round(share * 100)} % of the steps): of two that start then one goes on, and nobody serves before all is done`, async (t) => {
    const base = await stoppedAt(t, step)
    const start = starter(t, base.url)
    const killed = await start('killed')
    await base.isAt(1)
    await killed.kill()

    const pair = await Promise.all([start('one'), start('two')])
    await base.isAt(2)
    const half = await base.done()
    const apart = await start('apart', { BANYAN_TOPOLOGY: 'topologies/apart.json', BANYAN_PROCESS: 'checkout' })
    const ended = await apart.ended()
    const early = await Promise.all(pair.map((each) => isAlive(each, 500)))
    await base.goOn()
    await Promise.all(pair.map((each) => each.ready()))
    const [{ tries }] = await base.rows('select last_value::int as tries from public.tries')
    const whole = await freshDatabase(modules)
    t.after(whole.drop)
    const other = new pg.Client({ connectionString: whole.url })
    await other.connect()
    const { rows: wanted } = await other.query(shape).finally(() => other.end())

    assert.deepEqual(
      half.sort(),
      steps.slice(0, steps.indexOf(step)).sort(),
      'what was done before stays, the rest is undone',
    )
    assert.equal(ended, 1)
    assert.match(apart.output(), /The database lacks \d+ migrations .*banyan migrate/)
    assert.deepEqual(early, [false, false], 'a process answered on half a level')
    assert.equal(tries, 2, 'the one that was killed, and one of the two')
    assert.deepEqual((await base.done()).sort(), [...steps].sort())
    const texts = (rows: object[]) => new Set(rows.map((row) => Object.values(row).join(' ')))
    assert.deepEqual([...texts(await base.rows(shape)).symmetricDifference(texts(wanted))], [])
  })
}
