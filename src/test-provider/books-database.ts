/** The provider's own connection and tables: a schema of its own, which survives the death of the process. */
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import pg from 'pg'

export type Row = Record<string, unknown>
/** Runs one statement, which is its own commit. Rows have bigint as number and timestamptz as Date. */
export type Sql = <R extends Row>(text: string, values?: unknown[]) => Promise<R[]>
export type BooksDatabase = { sql: Sql; close(): Promise<void> }

const types = {
  getTypeParser: (oid: number, format?: 'text') =>
    oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format),
}

/** Opens the books at `databaseUrl` and brings its schema `test_provider` up to date. */
export async function openBooks(databaseUrl: string, onLost: (error: Error) => void): Promise<BooksDatabase> {
  await migrateTestProvider(databaseUrl)
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 8, types: types as never, statement_timeout: 5_000 })
  pool.on('error', onLost)
  const sql: Sql = async <R extends Row>(text: string, values: unknown[] = []) =>
    (await pool.query<R>({ name: createHash('sha1').update(text).digest('base64url'), text, values })).rows
  return { sql, close: () => pool.end() }
}

/**
 * Applies the files of `migrations/` that are not applied yet, one migrator at a time, each in one transaction.
 * Throws when a file was changed after it was applied. May run long before a provider starts, as for a template database.
 */
export async function migrateTestProvider(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(7318349394477057)')
    await client.query(`create schema if not exists test_provider;
      create table if not exists test_provider.migrations (name text primary key, checksum text not null)`)
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from test_provider.migrations',
    )
    const done = new Map(rows.map(({ name, checksum }) => [name, checksum]))
    const folder = new URL('./migrations/', import.meta.url)
    for (const name of readdirSync(folder).sort())
      await apply(client, name, readFileSync(new URL(name, folder), 'utf8'), done.get(name))
  } finally {
    await client.end()
  }
}

async function apply(client: pg.Client, name: string, text: string, applied: string | undefined): Promise<void> {
  const checksum = createHash('sha256').update(text).digest('hex')
  if (applied === checksum) return
  if (applied !== undefined) throw new Error(`test_provider/${name} was changed after it was applied`)
  await client.query('begin')
  await client.query(text)
  await client.query('insert into test_provider.migrations (name, checksum) values ($1, $2)', [name, checksum])
  await client.query('commit')
}
