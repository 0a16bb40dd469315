/** One embedded PostgreSQL for a test run, and fresh databases from templates: 60 ms each instead of a migration. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate, stepsOf } from '../../src/kernel/database/migrate.ts'
import type { Module } from '../../src/kernel/module.ts'

let started: Promise<string> | null = null
/** Address of the run's cluster: `BANYAN_TEST_CLUSTER` when the test command started one, else one of our own. */
export function clusterUrl(): Promise<string> {
  started ??= startCluster()
  return started
}

async function startCluster(): Promise<string> {
  const given = process.env['BANYAN_TEST_CLUSTER']
  if (given !== undefined) return given
  const { url } = await openCluster()
  return url
}

/** Starts a cluster without fsync in a folder that goes with this process. */
export async function openCluster(): Promise<{ url: string; stop(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'banyan-test-'))
  const { startEmbedded } = await import('../../src/embedded-postgres/embedded.ts')
  const settings = { max_connections: '400', shared_buffers: '128MB' }
  const embedded = await startEmbedded({ dataDir, fsync: false, settings })
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }))
  return embedded
}

export const withDatabase = (url: string, name: string): string =>
  url.replace(/^(postgres:\/\/[^/]*\/)[^?]*/, `$1${name}`)

/** Runs one text as the owner, for setting the scene. */
export async function asOwner(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(text).finally(() => client.end())
}

let counter = 0
/** A database of its own at the level of `modules`, dropped by `drop`. The template itself is never used by a test. */
export async function freshDatabase(modules: Module[]): Promise<{ url: string; drop(): Promise<void> }> {
  const cluster = await clusterUrl()
  const template = await templateOf(cluster, modules)
  const name = `w_${process.pid}_${++counter}`
  await asOwner(cluster, `create database ${name} template ${template}`)
  return { url: withDatabase(cluster, name), drop: () => asOwner(cluster, `drop database ${name} with (force)`) }
}

const templates = new Map<string, Promise<string>>()
function templateOf(cluster: string, modules: Module[]): Promise<string> {
  const checksum = createHash('sha256')
    .update(JSON.stringify(stepsOf(modules)))
    .update(testClock)
    .digest('hex')
  const name = `template_${checksum.slice(0, 16)}`
  let template = templates.get(name)
  if (template === undefined) templates.set(name, (template = makeTemplate(cluster, name, modules)))
  return template
}

/** Two test files may want the same template at once: an advisory lock lets one make it. It is renamed when finished. */
async function makeTemplate(cluster: string, name: string, modules: Module[]): Promise<string> {
  const client = new pg.Client({ connectionString: cluster })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(20261121)')
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) {
      await client.query(`drop database if exists ${name}_half with (force)`)
      await client.query(`create database ${name}_half`)
      const url = withDatabase(cluster, `${name}_half`)
      await migrate(url, modules)
      await asOwner(url, testClock)
      for (const { contract } of modules) await asOwner(url, roleOf(contract.name))
      await client.query(`alter database ${name}_half rename to ${name}`)
    }
  } finally {
    await client.end()
  }
  return name
}

/** Database time that a test moves. */
export const testClock = `
  create table banyan.test_clock (shift interval not null);
  insert into banyan.test_clock values ('0');
  create or replace function banyan.now() returns timestamptz language sql stable as $$ select now() + shift from banyan.test_clock $$;`

/** A login that may touch one schema only: a trespass fails with "permission denied". */
export const roleName = (schema: string): string => `module_${schema}`
function roleOf(schema: string): string {
  const role = roleName(schema)
  return `
    do $$ begin create role ${role} login; exception when duplicate_object or unique_violation then null; end $$;
    grant usage on schema banyan, ${schema} to ${role};
    grant select on banyan.test_clock to ${role};
    grant select, insert, update, delete on all tables in schema ${schema} to ${role};
    grant usage, select on all sequences in schema ${schema} to ${role};
    grant execute on all functions in schema banyan to ${role};
    grant execute on all functions in schema ${schema} to ${role};`
}
