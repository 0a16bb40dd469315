/** Numbered `.sql` files per module, each in one transaction, kept with a checksum; one migrator at a time by an advisory lock. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import pg from 'pg'
import type { Module } from '../module.ts'
import { kernelTables, moduleTables } from './tables.ts'

/** A database that cannot be used as it is; the message says which command helps. */
export class MigrationFailure extends Error {}

type Step = { schema: string; name: string; sql: string; checksum: string }
export type Level = { schema: string; name: string; checksum: string }

/** Every step that `modules` need, in order: the kernel's own, then each module's tables and files. */
export function stepsOf(modules: Module[]): Step[] {
  const steps: Step[] = kernelTables.map((sql, at) => step('banyan', `kernel-${String(at + 1).padStart(4, '0')}`, sql))
  for (const { contract, at } of modules) {
    moduleTables(contract.name).forEach((sql, each) =>
      steps.push(step(contract.name, `kernel-${String(each + 1).padStart(4, '0')}`, sql)),
    )
    const folder = new URL('./migrations/', at)
    if (!existsSync(folder)) continue
    for (const file of readdirSync(folder)
      .filter((name) => name.endsWith('.sql'))
      .sort()) {
      steps.push(step(contract.name, file, readFileSync(new URL(file, folder), 'utf8')))
    }
  }
  return steps
}

function step(schema: string, name: string, sql: string): Step {
  return { schema, name, sql, checksum: createHash('sha256').update(sql).digest('hex').slice(0, 32) }
}

/**
 * Brings a database to the level of `modules`. Takes the owner's address and, when processes log in as others, their roles.
 * Throws MigrationFailure when a file that was applied has changed since, or when the database is of a newer Banyan.
 */
export async function migrate(url: string, modules: Module[]): Promise<{ applied: string[] }> {
  const client = await connected(url)
  try {
    // PostgreSQL would notice our death at the end of a statement, and an index may take an hour; some systems cannot look.
    await client.query(`set client_connection_check_interval = '1s'`).catch(() => {})
    // Before the limit on locks: who comes second waits for as long as the first one's migrations take.
    await client.query('select pg_advisory_lock(7318349394477056)')
    await client.query(`set lock_timeout = '10s'`)
    await client.query(
      `create schema if not exists banyan;
       create table if not exists banyan.migrations (schema text, name text, checksum text not null,
         applied_at timestamptz not null default now(), primary key (schema, name))`,
    )
    const { rows: done } = await client.query<Level>('select schema, name, checksum from banyan.migrations')
    const todo = missing(stepsOf(modules), done)
    for (const each of todo) await apply(client, each)
    return { applied: todo.map(({ schema, name }) => `${schema}/${name}`) }
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error
    const message =
      'This database role may not make tables. Run `npx --no banyan migrate` as their owner, or start with the owner in DATABASE_URL.'
    throw new MigrationFailure(message, { cause: error })
  } finally {
    await client.end()
  }
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  // A connection that is lost fails the statement; without a listener it would also end the process.
  client.on('error', () => {})
  await client.connect().catch((cause: Error) => {
    throw new MigrationFailure(
      `The database cannot be reached (${cause.message}). Check DATABASE_URL, and that PostgreSQL runs.`,
      { cause },
    )
  })
  return client
}

/** Refuses to start below the level that this version needs; one above is another version's and is told so. Throws MigrationFailure. */
export async function requireLevel(url: string, modules: Module[]): Promise<void> {
  const client = await connected(url)
  try {
    const { rows } = await client.query<{ there: boolean }>(
      `select to_regclass('banyan.migrations') is not null as there`,
    )
    const done = rows[0]!.there
      ? (await client.query<Level>('select schema, name, checksum from banyan.migrations')).rows
      : []
    const todo = missing(stepsOf(modules), done)
    if (todo.length > 0) {
      throw new MigrationFailure(
        `The database lacks ${todo.length} migrations (the first is ${todo[0]!.schema}/${todo[0]!.name}). Run: npx banyan migrate`,
      )
    }
  } finally {
    await client.end()
  }
}

/** What is not applied yet. Throws when the database knows a step of these schemas that this version does not, or knows another text of it. */
export function missing(wanted: Step[], done: Level[]): Step[] {
  const known = new Map(wanted.map((each) => [`${each.schema}/${each.name}`, each]))
  const schemas = new Set(wanted.map(({ schema }) => schema))
  for (const { schema, name, checksum } of done) {
    const mine = known.get(`${schema}/${name}`)
    if (mine !== undefined && mine.checksum !== checksum) {
      throw new MigrationFailure(
        `The migration ${schema}/${name} was applied with another text. Restore the file, and put the change into a new one.`,
      )
    }
    if (mine === undefined && schemas.has(schema)) {
      throw new MigrationFailure(
        `The database was written by a newer Banyan (it has ${schema}/${name}). Start that version, or restore a backup made before it.`,
      )
    }
  }
  const applied = new Set(done.map(({ schema, name }) => `${schema}/${name}`))
  return wanted.filter(({ schema, name }) => !applied.has(`${schema}/${name}`))
}

async function apply(client: pg.Client, { schema, name, sql, checksum }: Step): Promise<void> {
  await client.query('begin')
  try {
    await client.query(sql)
    await client.query('insert into banyan.migrations (schema, name, checksum) values ($1, $2, $3)', [
      schema,
      name,
      checksum,
    ])
    await client.query('commit')
  } catch (error) {
    // On a lost connection there is nothing to roll back, and the first failure is the one to tell.
    await client.query('rollback').catch(() => {})
    throw new MigrationFailure(`The migration ${schema}/${name} failed: ${(error as Error).message}`, { cause: error })
  }
}
