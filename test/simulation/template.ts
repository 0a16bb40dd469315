/**
 * The shop that every seed begins with: filled once by its own commands, kept as a template database, and brought back
 * after each seed. Only what a seed wrote is brought back.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { threadId } from 'node:worker_threads'
import pg from 'pg'
import { uuidv7From } from '../../src/kernel/chance.ts'
import { compose } from '../../src/kernel/compose.ts'
import { migrate, stepsOf } from '../../src/kernel/database/migrate.ts'
import { openPool } from '../../src/kernel/database/pool.ts'
import { silent } from '../../src/kernel/log.ts'
import { secretsOf } from '../../src/kernel/secrets.ts'
import type { Settings } from '../../src/kernel/settings.ts'
import { readTopology } from '../../src/kernel/topology.ts'
import { modules } from '../../src/modules.ts'
import { diceOf } from '../abuse/chance.ts'
import { asOwner, clusterUrl, withDatabase } from '../world/cluster.ts'
import { type Goods, fillGoods } from './goods.ts'
import { randomOf } from './random.ts'
import { startMs, topologies } from './stage.ts'

/** Time and ids are the world's. */
const owned = `
  create or replace function banyan.now() returns timestamptz language sql stable as
    $$ select current_setting('banyan.time')::timestamptz $$;
  create sequence banyan.ids;
  create function banyan.next_id() returns uuid language sql volatile as
    $$ select md5(nextval('banyan.ids')::text)::uuid $$;`

/** Each id of a fact comes from the world; and no vacuum comes by itself, because it would change the order of rows. */
const ownedTables = `
  do $$ declare each record; begin
    for each in select schemaname, tablename from pg_tables where schemaname = any($1) loop
      execute format('alter table %I.%I set (autovacuum_enabled = false)', each.schemaname, each.tablename);
      if each.tablename in ('outbox', 'inbox', 'waiting', 'leases') then
        execute format('delete from %I.%I', each.schemaname, each.tablename);
      end if;
      if each.tablename = 'outbox' then
        execute format('alter table %I.outbox alter column id set default banyan.next_id()', each.schemaname);
      end if;
      execute format('create table pristine.%I as table %I.%I', each.schemaname || '__' || each.tablename,
        each.schemaname, each.tablename);
    end loop;
  end $$`

export const secrets = secretsOf('the secret of all simulated shops')
export const settings: Settings = {
  publicUrl: 'http://shop.test',
  dataDir: '/nonexistent',
  testProviderUrl: 'http://provider.test',
  smtpUrl: null,
  mailFrom: 'shop@example.com',
  admin: null,
  limits: { loginsPerMinute: 1, loginsPerAccountPerMinute: 1, requestsPerSecond: 1 },
}

export type Template = { name: string; goods: Goods }

let made: Promise<Template> | null = null
/** The template of this cluster, made when it is not there. */
export const templateOf = (): Promise<Template> => (made ??= findOrMake())

async function findOrMake(): Promise<Template> {
  const cluster = await clusterUrl()
  const text = ['goods.ts', 'template.ts'].map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
  const hash = createHash('sha256')
    .update(JSON.stringify([stepsOf(modules), text]))
    .digest('hex')
  const name = `simulation_${hash.slice(0, 16)}`
  const client = new pg.Client({ connectionString: cluster })
  await client.connect()
  try {
    // Two test files may want it at once.
    await client.query('select pg_advisory_lock(20261122)')
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) {
      await client.query(`drop database if exists ${name}_half with (force)`)
      await client.query(`create database ${name}_half`)
      await fill(withDatabase(cluster, `${name}_half`), `${name}_half`)
      await client.query(`alter database ${name}_half rename to ${name}`)
    }
  } finally {
    await client.end()
  }
  return { name, goods: await goodsIn(withDatabase(cluster, name)) }
}

async function fill(url: string, name: string): Promise<void> {
  await asOwner(url, `alter database ${name} set banyan.time = '${new Date(startMs).toISOString()}'`)
  await migrate(url, modules)
  await asOwner(url, owned)
  const clock = { now: () => startMs }
  const random = randomOf(diceOf(1))
  const pool = openPool({ url, max: 4, log: silent, clock })
  const process = compose({
    modules,
    topology: readTopology(JSON.stringify(topologies.one), 'one.json', modules),
    group: 'shop',
    poolOf: () => pool,
    relayPoolOf: () => pool,
    settings,
    secrets,
    log: silent,
    clock,
    random,
    ids: uuidv7From(clock, random),
  })
  const goods = await fillGoods(process)
  await process.settle()
  await process.stop()
  await pool.end()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('create schema pristine; create table pristine.goods (goods json not null)')
  await client.query('insert into pristine.goods values ($1)', [JSON.stringify(goods)])
  const schemas = modules.map(({ contract }) => `'${contract.name}'`).join(', ')
  await client.query(ownedTables.replace('$1', `array[${schemas}]`))
  await client.end()
}

async function goodsIn(url: string): Promise<Goods> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query('select goods from pristine.goods')
  await client.end()
  return rows[0].goods
}

let copies = 0
/** A database of one's own from the template; `drop` when it is no longer needed. */
export async function copyOfTemplate(): Promise<{ url: string; goods: Goods; drop(): Promise<void> }> {
  const cluster = await clusterUrl()
  const { name, goods } = await templateOf()
  const copy = `s_${process.pid}_${threadId}_${++copies}`
  await asOwner(cluster, `create database ${copy} template ${name}`)
  // Not copied with a database, because it is kept beside it.
  await asOwner(cluster, `alter database ${copy} set banyan.time = '${new Date(startMs).toISOString()}'`)
  return {
    url: withDatabase(cluster, copy),
    goods,
    drop: () => asOwner(cluster, `drop database if exists ${copy} with (force)`),
  }
}
