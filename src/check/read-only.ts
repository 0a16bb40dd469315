/** A way to read the databases of a shop that runs, which cannot write and cannot hold it up. */
import pg from 'pg'
import type { Read, ShopToCheck } from './shop-to-check.ts'

export type ReadOnly = Pick<ShopToCheck, 'databases' | 'look'> & { close(): Promise<void> }

/** Longer than adding up all holds of a million orders takes, shorter than anybody should wait for a monitor. */
const statementMs = 60_000
const options = [
  '-c default_transaction_read_only=on',
  `-c statement_timeout=${statementMs}`,
  '-c idle_in_transaction_session_timeout=60000',
  '-c lock_timeout=2000',
].join(' ')

/**
 * Connects to the database of each module, one connection a database. A look is one read-only transaction in each database it
 * touches, so it sees one moment there, and ends before it can hold back what cleans up after writers.
 */
export async function openReadOnly(names: string[], urlOf: (module: string) => string): Promise<ReadOnly> {
  const byUrl = Map.groupBy(names, urlOf)
  const clients = new Map<string, pg.Client>()
  const close = async () => void (await Promise.all([...clients.values()].map((client) => client.end())))
  try {
    for (const url of byUrl.keys()) {
      const client = new pg.Client({ connectionString: url, options, application_name: 'banyan check' })
      client.on('error', () => {})
      await client.connect()
      clients.set(url, client)
    }
  } catch (error) {
    await close()
    throw error
  }
  return { databases: [...byUrl.values()], look: lookerOf((name) => clients.get(urlOf(name))!), close }
}

function lookerOf(clientOf: (module: string) => pg.Client): ShopToCheck['look'] {
  return async (work) => {
    const begun = new Set<pg.Client>()
    const read: Read = async (schema, text, values = []) => {
      const client = clientOf(schema)
      if (!begun.has(client)) await client.query('begin transaction isolation level repeatable read read only')
      begun.add(client)
      return (await client.query(text, values)).rows as never[]
    }
    try {
      return await work(read)
    } finally {
      await Promise.all([...begun].map((client) => client.query('rollback')))
    }
  }
}
